// The words of this trade as these pages use them.
import { el, fill } from './el.js';
import { card } from './ui.js';
import { say } from './words.js';

const WORDS = [
  [
    'Account',
    '客户（记录）',
    'The record under which we manage one customer: what is planned, owned and reported on.',
    '我们管理一家客户所用的记录：规划、负责与汇报都以它为单位。',
  ],
  ['Customer', '客户（买方组织）', 'The organisation that buys.', '购买的组织。'],
  [
    'Client',
    '长期客户',
    'A customer whom we advise over years, and whose interest we look after.',
    '我们多年为其提供建议并维护其利益的客户。',
  ],
  ['Account manager', '客户经理', 'Keeps and grows an existing account.', '维护并发展现有客户的人。'],
  ['Account executive', '客户主管', 'Is responsible for winning business in an account.', '负责在客户中赢得业务的人。'],
  [
    'Account sponsor',
    '我方高层赞助人',
    'Our executive, vice president or above, who answers for an account’s plan.',
    '我方副总裁及以上、对客户规划负责的高管。',
  ],
  ['Client team', '客户团队', 'All of our people who serve an account.', '服务某一客户的全部我方人员。'],
  ['Contact', '联系人', 'A person in the customer’s organisation.', '客户组织中的人。'],
  ['Team member', '团队成员', 'One of our own people.', '我方人员。'],
  ['Org unit', '部门', 'A part of the customer’s organisation that can buy.', '客户组织中可以采购的部分。'],
  [
    'Key player',
    '关键人物',
    'A contact whose voice decides: of the inner circle or the political structure.',
    '说话算数的联系人：属于核心圈或决策圈。',
  ],
  [
    'Inner circle, political structure',
    '核心圈、决策圈',
    'Those few who decide together; and those whom they listen to.',
    '共同决策的少数人；以及他们会听取意见的人。',
  ],
  [
    'Tie',
    '关系',
    'One of ours really knows one of theirs. Its strength is what the relationship is, times how fresh it is.',
    '我方一人真正认识对方一人。强度等于关系程度乘以新鲜度。',
  ],
  [
    'Live tie',
    '有效关系',
    'A tie at credible source or above, touched within its cadence.',
    '达到可信来源或以上、并在联系周期内保持联系的关系。',
  ],
  [
    'Cadence',
    '联系周期',
    'How many days may pass between two contacts with somebody.',
    '与某人两次联系之间最多可间隔的天数。',
  ],
  [
    'Vendor, credible source, problem solver, trusted advisor',
    '普通供应商、可信来源、问题解决者、可信赖的顾问',
    'How the customer sees us, from the least to the most.',
    '客户如何看待我们，由低到高。',
  ],
  [
    'Mentor, supporter, neutral, non-supporter, enemy',
    '导师、支持者、中立者、不支持者、反对者',
    'What a contact thinks of us winning. Where nobody recorded it, it is not known: that is not neutral.',
    '联系人对我方胜出的态度。没有记录即为未知，而不是中立。',
  ],
  [
    'Champion',
    '内部拥护者',
    'Somebody with power at the customer who sells for us when we are not in the room. Without power it is a coach.',
    '在客户内部有权力、我们不在场时替我们说话的人；没有权力的是教练。',
  ],
  [
    'Buying committee',
    '采购委员会',
    'The contacts with a role in one purchase: approver, decision maker, champion, evaluator, user, procurement.',
    '在一次采购中有角色的联系人：批准者、决策者、内部拥护者、评估者、使用者、采购。',
  ],
  [
    'Coverage gap',
    '覆盖缺口',
    'A rule of good coverage that an account breaks, with the people who prove it and one thing to do.',
    '客户违反的一条覆盖规则，附有证据人员和一项建议行动。',
  ],
  ['Business line', '业务线', 'One of our product or service lines.', '我们的一条产品或服务线。'],
  [
    'Whitespace',
    '空白商机',
    'A business line and an org unit that could buy it, and does not.',
    '某部门可以购买而尚未购买某业务线。',
  ],
  [
    'Tier and coverage model',
    '级别与覆盖模式',
    'Strategic: N to 1, a team for one account. Large: 1 to N, one manager, several accounts. Small and mid-sized: 1 to many, marketing and telesales.',
    '战略：N 对 1，一个团队服务一个客户。大型：1 对 N，一名经理负责多个客户。中小：1 对多，市场与电话销售。',
  ],
  [
    'Lead, hand-over',
    '线索、移交',
    'Interest that marketing found; it is handed over to somebody in the field, who makes an opportunity of it or drops it.',
    '市场发现的意向；移交给一线人员，由其转为商机或放弃。',
  ],
  [
    'Opportunity',
    '商机',
    'A purchase that may come, with a stage, an amount and those who decide on it.',
    '可能发生的采购，含阶段、金额和决策者。',
  ],
  [
    'Agreed shares',
    '约定份额',
    'How a team has agreed to share the credit of an opportunity. It is recorded as agreed and never computed.',
    '团队商定的商机份额。按约定记录，从不计算。',
  ],
  [
    'Planning session, account plan',
    '规划会议、客户规划',
    'The yearly meeting of the whole client team, and what it produces.',
    '整个客户团队的年度会议及其成果。',
  ],
  [
    'Introduction path',
    '引荐路径',
    'A chain of people, from one of ours to somebody we want to meet, with the chance that it works: the product of its steps.',
    '从我方一人到目标人物的人员链，附成功可能性：各步之积。',
  ],
  ['As of', '时间点', 'What we knew then: an earlier version of everything.', '当时我们所知：一切数据的较早版本。'],
];

export const glossary = {
  title: () => say('Glossary', '词汇'),
  show(node) {
    fill(
      node,
      el(
        'div.page',
        el('h1', say('Glossary', '词汇')),
        card(
          say('The words of these pages', '页面用语'),
          el(
            'dl.glossary',
            WORDS.map(([en, zh, means, means_zh]) => [
              el('dt', say(en, zh), el('small', { lang: say('zh-Hans', 'en') }, ` ${say(zh, en)}`)),
              el('dd', say(means, means_zh)),
            ]),
          ),
        ),
        el(
          'p.quiet',
          say(
            'relmap keeps no activity counts, rankings or scores of our own people, and derives no credit split: a strategic account is won by a team.',
            'relmap 不对我方人员计数、排名或评分，也不推算功劳分配：战略客户由团队赢得。',
          ),
        ),
      ),
    );
  },
};

// The planning cycle of an account: its sessions, objectives and tasks, the way from campaign to order, and the pack to hand out.
import { address, get } from './api.js';
import { edit_button, may_edit } from './edit.js';
import { el, fill } from './el.js';
import { date, days_between, money } from './format.js';
import { hand_over } from './lead_form.js';
import { task_item } from './page_tasks.js';
import { to_account } from './route.js';
import { badge, button, card, fact, facts, person_link, show_in, table } from './ui.js';
import { days, say, spoken } from './words.js';

const ref_name = (ref) => (ref ? ref.name : '–');
const owner = (row) =>
  row.owner
    ? el('span', person_link(row.owner), row.owner_left && [' ', badge('amber', say('has left', '已离职'))])
    : badge('amber', say('nobody', '无人'));
const signed = (change) => (change > 0 ? `+${change}` : String(change));

function pack(context) {
  const link = (format, text, more = {}) =>
    el(
      'a.button',
      {
        href: address('plan', { id: context.account }, { format, ...more }),
        target: '_blank',
        rel: 'noopener',
        class: format === 'pdf' ? '' : 'plain',
      },
      text,
    );
  return card(
    say('The planning pack', '规划资料包'),
    el(
      'p',
      say(
        'Everything the team needs on the table: figures, maps, team, gaps with actions, buying committees, whitespace, pipeline, objectives and what changed.',
        '会议所需的全部材料：数据、地图、团队、缺口与行动、采购委员会、空白商机、商机、目标与变化。',
      ),
    ),
    el(
      'p.actions.keep',
      link('pdf', say('PDF to hand out', '分发用 PDF')),
      ' ',
      link('html', say('Page that prints well', '可打印网页')),
    ),
  );
}

function cycle_card(cycle, context) {
  const next = cycle.sessions.next;
  const left = next && days_between(cycle.date, next);
  const [now, then] = [cycle.score.now, cycle.score.then];
  return card(
    say('The planning cycle', '规划周期'),
    facts(
      fact(say('Last session', '上次会议'), date(cycle.sessions.last)),
      fact(
        say('Next session', '下次会议'),
        date(next),
        next && left >= 0 && el('small', say(` in ${days(left)}`, ` ${days(left)}后`)),
      ),
      fact(
        say('Coverage', '覆盖'),
        `${Math.round(now)}/100`,
        then !== null &&
          el(
            'small',
            say(
              ` ${signed(Math.round(now) - Math.round(then))} since the last session`,
              ` 自上次会议 ${signed(Math.round(now) - Math.round(then))}`,
            ),
          ),
      ),
      fact(
        say('Urgent gaps', '紧急缺口'),
        cycle.gaps.now.red,
        cycle.gaps.then && el('small', say(` ${cycle.gaps.then.red} then`, ` 当时 ${cycle.gaps.then.red}`)),
      ),
      fact(
        say('Tasks', '任务'),
        say(
          `${cycle.tasks.done} done, ${cycle.tasks.open} open, ${cycle.tasks.overdue} overdue`,
          `完成 ${cycle.tasks.done}，进行中 ${cycle.tasks.open}，逾期 ${cycle.tasks.overdue}`,
        ),
      ),
    ),
    then === null &&
      el(
        'p.quiet',
        say(
          'History does not reach back to the last session, so nothing can be compared with it.',
          '历史未覆盖到上次会议，无法比较。',
        ),
      ),
    el(
      'p',
      edit_button(context, { label: 'Account', id: context.account }, say('Change the dates', '修改日期')),
      ' ',
      el(
        'a',
        { href: to_account(context.account, 'map', { view: 'diff', since: cycle.then_version }) },
        say('What changed, on the map', '在地图上查看变化'),
      ),
    ),
  );
}

const STATUS_BADGE = { on_track: 'info', reached: 'info', met: 'info', at_risk: 'amber', missed: 'red' };

function objectives(cycle, context) {
  const years = [...new Set(cycle.objectives.map((row) => row.plan_year))];
  return card(
    say('Objectives', '目标'),
    years.length === 0 && el('p.quiet', say('None recorded.', '尚无记录。')),
    years.map((year) => [
      el(
        'h3',
        year ?? say('Without a year', '未注明年度'),
        year === cycle.plan_year && el('small', say(' this year', ' 今年')),
      ),
      table(
        say(`Objectives of ${year}`, `${year} 年目标`),
        [say('Objective', '目标'), say('Target', '指标'), say('Status', '状态'), say('Owner', '负责人'), ''],
        cycle.objectives
          .filter((row) => row.plan_year === year)
          .map((row) => [
            el('span', el('b', row.objective.name), row.statement && el('div', el('small', row.statement))),
            row.target || '–',
            row.status ? badge(STATUS_BADGE[row.status] ?? 'whitespace', spoken(row.status)) : '–',
            owner(row),
            edit_button(context, row.objective, say('Change', '修改'), { small: true, what: row.objective.name }),
          ]),
      ),
    ]),
    edit_button(context, { new_node: 'Objective', of: context.account }, say('New objective', '新建目标')),
  );
}

// --- from campaign to delivery

const may_hand_over = (row, context) => row.status !== 'dropped' && !row.opportunity && may_edit(context);

function leads(flow, context) {
  const { hand_over: h } = flow;
  const stuck = (refs, words) => refs.length > 0 && el('p', badge('amber', words), ' ', refs.map(ref_name).join(', '));
  return card(
    say('Leads, from marketing to the field', '线索：从市场到一线'),
    el(
      'p',
      say(
        `${h.new} new, ${h.working} being worked on, ${h.handed_over} handed over, ${h.dropped} dropped`,
        `新 ${h.new}，跟进中 ${h.working}，已移交 ${h.handed_over}，已放弃 ${h.dropped}`,
      ),
    ),
    stuck(h.without_owner, say('nobody looks after', '无人负责')),
    stuck(h.handed_over_without_opportunity, say('handed over, nothing came of it yet', '已移交但尚无商机')),
    table(
      say('Leads', '线索'),
      [
        say('Lead', '线索'),
        say('Campaign', '市场活动'),
        say('Status', '状态'),
        say('Whose it is', '负责人'),
        say('Created', '创建'),
        say('What came of it', '结果'),
        '',
      ],
      flow.leads.map((row) => [
        row.lead.name,
        row.campaign ? row.campaign.name : spoken(row.source),
        el('span', spoken(row.status), row.days_open !== null && el('small', ` ${days(row.days_open)}`)),
        owner(row),
        date(row.created_on),
        ref_name(row.opportunity),
        may_hand_over(row, context) &&
          button(say('Hand over', '移交'), () => hand_over(row, context), {
            kind: 'small',
            'aria-label': `${say('Hand over', '移交')}: ${row.lead.name}`,
          }),
      ]),
    ),
  );
}

function opportunities(flow) {
  const shares = (row) =>
    row.agreed_shares
      ? Object.entries(row.agreed_shares)
          .map(([who, part]) => `${who} ${part} %`)
          .join(', ')
      : '–';
  return card(
    say('Opportunities across business lines', '跨业务线商机'),
    el(
      'p',
      flow.totals
        .map((sum) =>
          say(
            `${sum.currency}: open ${money(sum.open)}; of all time won ${money(sum.won)}, ordered ${money(sum.ordered)}, delivered ${money(sum.delivered)}`,
            `${sum.currency}：进行中 ${money(sum.open)}；历来赢单 ${money(sum.won)}，已订 ${money(sum.ordered)}，已交付 ${money(sum.delivered)}`,
          ),
        )
        .join(' · '),
    ),
    table(
      say('Opportunities', '商机'),
      [
        say('Opportunity', '商机'),
        say('Stage', '阶段'),
        say('Amount', '金额'),
        say('Closes', '预计成交'),
        say('Lines', '业务线'),
        say('Owner', '负责人'),
        say('Gaps', '缺口'),
        say('Agreed shares', '约定份额'),
      ],
      flow.opportunities.map((row) => [
        row.opportunity.name,
        spoken(row.stage),
        money(row.amount, row.currency),
        date(row.close_date),
        row.lines.map(({ line, amount }) => el('div', line.name, amount && el('small', ` ${money(amount)}`))),
        owner(row),
        el(
          'span',
          row.gaps.red > 0 && badge('red', row.gaps.red),
          ' ',
          row.gaps.amber > 0 && badge('amber', row.gaps.amber),
        ),
        shares(row),
      ]),
      { wide: true },
    ),
  );
}

const orders = (flow) =>
  card(
    say('Orders and delivery', '订单与交付'),
    table(
      say('Orders', '订单'),
      [
        say('Order', '订单'),
        say('Amount', '金额'),
        say('Ordered', '下单'),
        say('Delivery', '交付'),
        say('From', '来自'),
      ],
      flow.orders.map((row) => [
        row.order.name,
        money(row.amount, row.currency),
        date(row.ordered_on),
        spoken(row.delivery),
        ref_name(row.opportunity),
      ]),
    ),
  );

const campaigns = (flow) =>
  card(
    say('Campaigns', '市场活动'),
    table(
      say('Campaigns', '市场活动'),
      [say('Campaign', '市场活动'), say('Channel', '渠道'), say('Started', '开始'), say('Leads', '线索')],
      flow.campaigns.map((row) => [
        row.campaign.name,
        spoken(row.channel),
        date(row.started_on),
        row.leads.map(ref_name).join(', ') || '–',
      ]),
    ),
  );

export const plan = {
  title: () => say('Plan', '规划'),
  async show(node, context) {
    const [id, options] = [{ id: context.account }, { signal: context.signal }];
    const parts = [el('div'), el('div')];
    fill(node, pack(context), parts);
    await Promise.all([
      show_in(
        parts[0],
        () =>
          Promise.all([
            get('cycle', id, {}, options),
            get('tasks', {}, { account: context.account, status: 'open', limit: 200 }, options),
          ]),
        ([cycle, { tasks }]) =>
          el(
            'div',
            cycle_card(cycle, context),
            objectives(cycle, context),
            card(
              say('Tasks', '任务'),
              el(
                'ul.plainlist',
                tasks
                  .filter((row) => row.status === 'open')
                  .map((row) => task_item(row, context, { with_account: false })),
              ),
              edit_button(context, { new_node: 'Task', of: context.account }, say('New task', '新建任务')),
            ),
          ),
      ),
      show_in(
        parts[1],
        () => get('pipeline', id, {}, options),
        (flow) => el('div', opportunities(flow), leads(flow, context), campaigns(flow), orders(flow)),
      ),
    ]);
  },
};

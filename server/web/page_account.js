// One account at a glance: figures, score, the most urgent gaps, the client team, pipeline, and what changed lately.
import { get, settings } from './api.js';
import { el, fill } from './el.js';
import { edit_button } from './edit.js';
import { add_days, date, money } from './format.js';
import { gap_list } from './gap_view.js';
import { to_account } from './route.js';
import { badge, card, fact, facts, meter, person_link, show_in, table } from './ui.js';
import { moment_on } from './versions.js';
import { SCORE_PARTS, say, spoken } from './words.js';

const SHOWN_GAPS = 5;
const SHOWN_CHANGES = 8;
const RECENT_DAYS = 60;

function figures({ properties: p, figures: f }, context) {
  const pipeline = f.pipeline.map((sum) => money(sum.amount, sum.currency)).join(', ') || '–';
  return card(
    say('Figures', '数据'),
    facts(
      fact(say('Revenue', '收入'), money(p.revenue, p.currency)),
      fact(say('Potential', '潜力'), money(p.potential, p.currency)),
      fact(say('Intent', '战略意图'), spoken(p.strategic_intent)),
      fact(say('Open pipeline', '进行中的商机'), pipeline),
      fact(say('People on the map', '图上人员'), f.contacts),
      fact(say('Key players covered', '已覆盖关键人物'), `${f.covered_key_players} / ${f.key_players}`),
      fact(say('Key players who support us', '支持我们的关键人物'), f.supportive_key_players),
      fact(say('Live ties', '有效关系'), `${f.live_ties} / ${f.ties}`),
      fact(say('Industry', '行业'), p.industry ?? '–'),
      fact(say('Region', '地区'), p.region ?? '–'),
      fact(say('Next planning session', '下次规划会议'), date(p.planning_date)),
      fact(say('Last planning session', '上次规划会议'), date(p.last_planning_date)),
    ),
    edit_button(context, { label: 'Account', id: context.account }, say('Change', '修改')),
  );
}

function counted(part, { counted: c }) {
  const words = {
    people: () =>
      say(
        `${c.strong_live_tie + c.live_tie} of ${c.key_players} key players with a live tie, ${c.no_tie} not known at all`,
        `${c.key_players} 位关键人物中 ${c.strong_live_tie + c.live_tie} 位有有效关系，${c.no_tie} 位无人认识`,
      ),
    team: () =>
      say(
        `${c.filled_roles} of ${c.required_roles} roles filled`,
        `${c.required_roles} 个角色中 ${c.filled_roles} 个有人`,
      ),
    lines: () =>
      say(
        `${c.lines_with_seller} of ${c.lines} lines with a seller`,
        `${c.lines} 条业务线中 ${c.lines_with_seller} 条有销售`,
      ),
    opportunities: () =>
      say(
        `${c.without_red_gap} of ${c.open_opportunities} open ones without an urgent gap`,
        `${c.open_opportunities} 个进行中商机里 ${c.without_red_gap} 个无紧急缺口`,
      ),
  };
  return words[part]();
}

function score({ score: { total, parts } }) {
  const rows = SCORE_PARTS.filter(([key]) => parts[key]).map(([key, ...words]) => {
    const part = parts[key];
    return part.of > 0
      ? [
          say(...words),
          meter(part.points, part.of, `${part.points.toFixed(1)}/${part.of.toFixed(0)}`),
          counted(key, part),
        ]
      : [say(...words), '–', say('does not apply', '不适用')];
  });
  return card(
    say(`Coverage ${Math.round(total)} of 100`, `覆盖 ${Math.round(total)}/100`),
    table(
      say('Parts of the score', '评分构成'),
      [say('Part', '部分'), say('Points', '分'), say('What counted', '计分依据')],
      rows,
    ),
  );
}

function urgent(report, context) {
  const most = report.gaps.slice(0, SHOWN_GAPS);
  const all = el(
    'p',
    el(
      'a',
      { href: to_account(context.account, 'coverage') },
      say(`All ${report.summary.total} gaps`, `全部 ${report.summary.total} 个缺口`),
    ),
  );
  return card(
    say('Most urgent', '最紧急'),
    most.length ? gap_list(most, context) : el('p.quiet', say('No gaps.', '没有缺口。')),
    all,
  );
}

function team(data, report, context) {
  const vacant = report.gaps.filter(
    (gap) => gap.rule === 'team.role-vacant' || gap.rule === 'team.role-held-by-leaver',
  );
  const rows = data.team.map((row) => [
    person_link(row.member, row.title),
    row.roles.map((held) => el('div', spoken(held.role), held.business_line && ` · ${held.business_line.name}`)),
    row.left ? badge('red', say('has left', '已离职')) : el('small', say('since ', '自 '), date(row.roles[0]?.since)),
  ]);
  return card(
    say('Client team', '客户团队'),
    vacant.length > 0 &&
      el(
        'ul.gaps',
        vacant.map((gap) =>
          el(
            'li',
            badge(
              gap.severity,
              gap.rule === 'team.role-held-by-leaver' ? say('has left', '已离职') : say('vacant', '空缺'),
            ),
            ' ',
            gap.because,
          ),
        ),
      ),
    table(say('Client team', '客户团队'), [say('Who', '姓名'), say('Role', '角色'), say('Since', '自')], rows),
    edit_button(
      context,
      { new_edge: 'ON_TEAM', to: { label: 'Account', id: context.account, name: data.name } },
      say('Fill a role', '填补角色'),
    ),
  );
}

function pipeline(data, context) {
  const open = data.opportunities.filter((row) => row.open);
  const rows = open.map((row) => [
    row.opportunity.name,
    spoken(row.stage),
    money(row.amount, row.currency),
    date(row.close_date),
    row.lines.map((line) => line.name).join(', '),
    el(
      'span',
      el(
        'a',
        { href: to_account(context.account, 'map', { view: 'committee', opportunity: row.opportunity.id }) },
        say('buyers', '采购委员会'),
      ),
      ' ',
      edit_button(context, row.opportunity, say('Change', '修改'), { small: true, what: row.opportunity.name }),
    ),
  ]);
  return card(
    say('Open opportunities', '进行中的商机'),
    table(
      say('Open opportunities', '进行中的商机'),
      [
        say('Opportunity', '商机'),
        say('Stage', '阶段'),
        say('Amount', '金额'),
        say('Closes', '预计成交'),
        say('Lines', '业务线'),
        '',
      ],
      rows,
      { empty: say('None open.', '暂无。') },
    ),
    el(
      'p',
      edit_button(context, { new_node: 'Opportunity', of: context.account }, say('New opportunity', '新建商机')),
      ' ',
      el('a', { href: to_account(context.account, 'plan') }, say('From campaign to order', '从市场活动到订单')),
    ),
  );
}

function recent({ since, changes, more }, context) {
  const rows = changes.slice(0, SHOWN_CHANGES);
  return card(
    say('Recent changes', '最近变化'),
    rows.length === 0
      ? el('p.quiet', say(`Nothing since ${date(since.day)}.`, `自 ${date(since.day)} 以来没有变化。`))
      : [
          el('p.quiet', say(`Since ${date(since.day)}`, `自 ${date(since.day)}`)),
          el(
            'ul.changes',
            rows.map((change) => el('li', change.sentence)),
          ),
        ],
    (more || changes.length > rows.length) &&
      el('p', say(`and ${changes.length - rows.length} more`, `另有 ${changes.length - rows.length} 项`)),
    el(
      'p',
      el(
        'a',
        { href: to_account(context.account, 'map', { view: 'diff', since: since.as_of }) },
        say('On the map', '在地图上'),
      ),
    ),
  );
}

// What has changed in the last weeks, or since the data came in where that is later.
async function load_recent(context) {
  const { signal } = context;
  const since = await moment_on(add_days(settings().date ?? context.me.date, -RECENT_DAYS), signal);
  if (!since) return { since: { day: context.me.date }, changes: [] };
  return { ...(await get('changes', { id: context.account }, { since: since.as_of }, { signal })), since };
}

export const account = {
  title: () => say('Account', '客户'),
  async show(node, context) {
    const { data, signal } = context;
    const [urgent_in, score_in, team_in, recent_in] = [el('div'), el('div'), el('div'), el('div')];
    fill(
      node,
      el(
        'div.columns',
        el('div', urgent_in, pipeline(data, context), recent_in),
        el('div', figures(data, context), score_in, team_in),
      ),
    );
    const of_report = [
      [urgent_in, (found) => urgent(found, context)],
      [score_in, score],
      [team_in, (found) => team(data, found, context)],
    ];
    // One report for all of its parts, read anew for all of them where it failed.
    const show_report = () => {
      const report = get('coverage', { id: context.account }, {}, { signal });
      return Promise.all(of_report.map(([into, make]) => show_in(into, () => report, make, show_report)));
    };
    await Promise.all([
      show_report(),
      show_in(
        recent_in,
        () => load_recent(context),
        (found) => recent(found, context),
      ),
    ]);
  },
};

// The accounts, by tier: how each stands, and which way it is going.
import { get, get_all, settings } from './api.js';
import { el, fill } from './el.js';
import { add_days, date, days_between, money, percent, time } from './format.js';
import { to_account, to_page } from './route.js';
import { badge, card, gap_counts, meter, show_in, table } from './ui.js';
import { version_on, versions } from './versions.js';
import { say, spoken } from './words.js';

const TIERS = ['strategic', 'large', 'smb'];
const TREND_DAYS = 90;

// Scores some time ago, or when the data came in where that is later: {version, scores by account}.
async function earlier_scores(day, signal) {
  const then = version_on(await versions(signal), add_days(day, -TREND_DAYS));
  if (!then) return { then, scores: new Map() };
  const { rows } = await get_all('accounts', {}, { as_of: then.version, limit: 200 }, 'accounts', 2000, { signal });
  return { then, scores: new Map(rows.map((row) => [row.id, row.score])) };
}

function trend(row, { then, scores }) {
  const was = scores.get(row.account.id);
  if (was === undefined) return el('span.quiet', '–');
  const change = Math.round(row.score) - Math.round(was);
  const sign = change > 0 ? '▲ +' : change < 0 ? '▼ −' : '= ';
  return el(
    `span.trend.${change < 0 ? 'down' : 'up'}`,
    { title: say(`since ${time(then.time)}`, `自 ${time(then.time)}`) },
    `${sign}${Math.abs(change)}`,
  );
}

function planning(row, day) {
  if (!row.planning_date) return el('span.quiet', '–');
  const days = days_between(day, row.planning_date);
  return el(
    'span',
    date(row.planning_date),
    days >= 0 &&
      days <= 14 && [
        ' ',
        badge('info', say(days === 0 ? 'today' : `in ${days} days`, days === 0 ? '今天' : `${days} 天后`)),
      ],
  );
}

function tier_card(tier, rows, before, day) {
  const head = [
    say('Account', '客户'),
    say('Coverage', '覆盖'),
    say('Trend', '趋势'),
    say('Gaps', '缺口'),
    say('Key players covered', '已覆盖关键人物'),
    say('Next session', '下次会议'),
    say('Revenue', '收入'),
    say('Share', '占比'),
  ];
  const lines = rows.map((row) => [
    el('a', { href: to_account(row.account.id) }, el('b', row.account.name)),
    meter(row.score, 100),
    trend(row, before),
    gap_counts(row),
    `${row.covered_key_players}/${row.key_players}`,
    planning(row, day),
    money(row.revenue, row.currency),
    row.revenue_share === undefined ? '–' : percent(row.revenue_share),
  ]);
  return card(`${spoken(tier)} · ${model(tier)}`, table(spoken(tier), head, lines, { wide: true }));
}

const model = (tier) =>
  ({
    strategic: say('N to 1: a team for one account', 'N 对 1：一个团队服务一个客户'),
    large: say('1 to N: one manager, several accounts', '1 对 N：一名经理负责多个客户'),
    smb: say('1 to many: marketing and telesales', '1 对多：市场与电话销售'),
  })[tier];

// Revenue beside potential, and where the tier says something else than the figures do.
function segments(data) {
  return data.segments.map((segment) =>
    card(
      say(`Where the revenue is (${segment.currency})`, `收入分布（${segment.currency}）`),
      table(
        say('Segmentation', '客户细分'),
        [
          say('Account', '客户'),
          say('Tier', '级别'),
          say('Intent', '战略意图'),
          say('Revenue', '收入'),
          say('Share', '占比'),
          say('Together', '累计'),
          say('Potential', '潜力'),
          say('Share of potential', '潜力占比'),
        ],
        segment.rows.map((row) => [
          el('a', { href: to_account(row.account.id) }, row.account.name),
          spoken(row.tier),
          spoken(row.strategic_intent),
          money(row.revenue),
          percent(row.revenue_share),
          percent(row.cumulative),
          money(row.potential),
          percent(row.potential_share),
        ]),
      ),
    ),
  );
}

async function load(context) {
  const { signal } = context;
  const day = settings().date ?? context.me.date;
  const [coverage, segmentation, before] = await Promise.all([
    get('portfolio', {}, {}, { signal }),
    get('segmentation', {}, {}, { signal }),
    earlier_scores(day, signal),
  ]);
  const shares = new Map(
    segmentation.segments.flatMap((s) => s.rows.map((row) => [row.account.id, row.revenue_share])),
  );
  const rows = coverage.accounts.map((row) => ({
    ...row,
    revenue_share: shares.get(row.account.id),
  }));
  return { rows, gaps: coverage.gaps ?? [], segmentation, before, day };
}

function page({ rows, gaps, segmentation, before, day }, context) {
  if (rows.length === 0) {
    return el(
      'div.empty',
      el('h2', say('There are no accounts here yet', '这里还没有客户')),
      context.me.all_accounts && context.me.role !== 'viewer'
        ? el('p', el('a', { href: to_page('import') }, say('Import your data', '导入数据')))
        : null,
    );
  }
  return el(
    'div',
    TIERS.map((tier) => [tier, rows.filter((row) => row.tier === tier)])
      .filter(([, some]) => some.length)
      .map(([tier, some]) =>
        tier_card(
          tier,
          some.sort((a, b) => Number(b.revenue ?? 0) - Number(a.revenue ?? 0)),
          before,
          day,
        ),
      ),
    gaps.length > 0 &&
      card(
        say('Across accounts', '跨客户'),
        el(
          'ul.gaps',
          gaps.map((gap) =>
            el('li', badge(gap.severity), ' ', gap.because, gap.action?.text && el('p.action', '→ ', gap.action.text)),
          ),
        ),
      ),
    segments(segmentation),
  );
}

export const portfolio = {
  title: () => say('Portfolio', '客户组合'),
  async show(node, context) {
    const body = el('div.page');
    fill(node, el('h1', say('Portfolio', '客户组合')), body);
    await show_in(
      body,
      () => load(context),
      (data) => page(data, context),
    );
  },
};

// The accounts, by tier: how each stands, and which way it is going.
import { get, get_all, settings } from './api.js';
import { el, fill } from './el.js';
import { add_days, date, days_between, money, percent } from './format.js';
import { to_account, to_page } from './route.js';
import { badge, card, gap_counts, meter, show_in, table } from './ui.js';
import { moment_on } from './versions.js';
import { coverage_model, days, say, spoken } from './words.js';

const TIERS = ['strategic', 'large', 'smb'];
const TREND_DAYS = 90;
const SOON_DAYS = 14;

// Scores some time ago, or when the data came in where that is later: {day, scores by account}. Each judged on its day.
async function earlier_scores(day, signal) {
  const then = await moment_on(add_days(day, -TREND_DAYS), signal);
  if (!then) return { day: null, scores: new Map() };
  const query = { as_of: then.as_of, date: then.day < day ? then.day : day, limit: 200 };
  const { rows } = await get_all('accounts', {}, query, 'accounts', 2000, { signal });
  return { day: then.day, scores: new Map(rows.map((row) => [row.id, row.score])) };
}

function trend(row, { scores }) {
  const was = scores.get(row.account.id);
  if (was === undefined) return el('span.quiet', '–');
  const change = Math.round(row.score) - Math.round(was);
  const sign = change > 0 ? '▲ +' : change < 0 ? '▼ −' : '= ';
  return el(`span.trend.${change < 0 ? 'down' : 'up'}`, `${sign}${Math.abs(change)}`);
}

function planning(row, day) {
  if (!row.planning_date) return el('span.quiet', '–');
  const left = days_between(day, row.planning_date);
  const soon = left === 0 ? say('today', '今天') : say(`in ${days(left)}`, `${days(left)}后`);
  return el('span', date(row.planning_date), left >= 0 && left <= SOON_DAYS && [' ', badge('info', soon)]);
}

function tier_card(tier, rows, before, day) {
  const head = [
    say('Account', '客户'),
    say('Coverage', '覆盖'),
    before.day ? say(`Since ${date(before.day)}`, `自 ${date(before.day)}`) : say('Trend', '趋势'),
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
    row.revenue_share === undefined ? '–' : `${percent(row.revenue_share)} (${row.currency})`,
  ]);
  return card(`${spoken(tier)} · ${coverage_model(tier)}`, table(spoken(tier), head, lines, { wide: true }));
}

// Money is compared within one currency only.
const by_share = (a, b) =>
  (a.currency ?? '').localeCompare(b.currency ?? '') || (b.revenue_share ?? 0) - (a.revenue_share ?? 0);

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
      .map(([tier, some]) => tier_card(tier, some.sort(by_share), before, day)),
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

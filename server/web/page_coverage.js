// Where we are not covered: the gaps, grouped and filtered, each with its proof and what to do.
import { address, get } from './api.js';
import { el, fill } from './el.js';
import { gap_list, subject_of } from './gap_view.js';
import { note_state } from './route.js';
import { SEVERITIES, badge, card, choices, select, show_in } from './ui.js';
import { say, spoken } from './words.js';

const GROUPS = [
  ['subject', 'by whom or what', '按对象'],
  ['rule', 'by rule', '按规则'],
  ['unit', 'by unit', '按部门'],
  ['owner', 'by who of us', '按我方人员'],
];
const FILTERS = ['severity', 'rule', 'unit', 'owner'];
const NONE = '–';

// Where a gap's subject belongs: the unit of a contact, a unit itself; who of us it concerns: the first of ours in its way in or witness,
// else of those who know the subject the one with the strongest tie.
function place_gaps(report, people, team) {
  const contacts = new Map(people.map((row) => [row.contact.id, row]));
  const ours = new Map(team.map((row) => [row.member.id, row.member.name]));
  for (const row of people) for (const tie of row.ties) ours.set(tie.member.id, tie.member.name);
  const unit_of = ({ label, id, name }) =>
    label === 'OrgUnit'
      ? [id, name]
      : label === 'Contact'
        ? [contacts.get(id)?.unit?.id, contacts.get(id)?.unit?.name]
        : [];
  const owner_of = (gap) => {
    if (gap.subject.label === 'TeamMember') return [gap.subject.id, gap.subject.name];
    const first = gap.action.path?.hops[0].from;
    if (first?.label === 'TeamMember') return [first.id, first.name];
    const best = [...(contacts.get(gap.subject.id)?.ties ?? [])].sort((a, b) => b.strength - a.strength)[0];
    if (best) return [best.member.id, best.member.name];
    const seen = gap.witness.nodes.find((node) => node.startsWith('TeamMember/'))?.slice('TeamMember/'.length);
    return seen ? [seen, ours.get(seen) ?? seen] : [];
  };
  return report.gaps.map((gap) => {
    const [unit, unit_name] = unit_of(gap.subject);
    const [owner, owner_name] = owner_of(gap);
    return {
      gap,
      severity: gap.severity,
      rule: gap.rule,
      unit: unit ?? NONE,
      unit_name: unit_name ?? say('No unit', '无部门'),
      owner: owner ?? NONE,
      owner_name: owner_name ?? say('Nobody yet', '暂无'),
    };
  });
}

// The rules' own words; an id says enough of one that is not known.
let rules = new Map();
const rule_name = (rule) => rules.get(rule) ?? rule;

function grouped(rows, by) {
  const groups = new Map();
  for (const row of rows) {
    const key = by === 'subject' ? `${row.gap.subject.label}/${row.gap.subject.id}` : row[by];
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(row);
  }
  return [...groups.values()];
}

function group_head(rows, by) {
  const [first] = rows;
  const counts = SEVERITIES.map((severity) => [
    severity,
    rows.filter((row) => row.severity === severity).length,
  ]).filter(([, n]) => n);
  const head = {
    subject: () => subject_of(first.gap),
    rule: () => rule_name(first.rule),
    unit: () => first.unit_name,
    owner: () => first.owner_name,
  }[by]();
  return el(
    'span',
    head,
    ' ',
    counts.map(([severity, n]) => [badge(severity, n), ' ']),
  );
}

const options = (rows, name, text) => [
  ['', say('all', '全部')],
  ...[...new Map(rows.map((row) => [row[name], text(row)]))].sort((a, b) => a[1].localeCompare(b[1])),
];

function page(report, people, context) {
  const rows = place_gaps(report, people, context.data.team);
  const chosen = Object.fromEntries(FILTERS.map((name) => [name, context.query.get(name) ?? '']));
  chosen.group = context.query.get('group') ?? 'subject';
  const list = el('div');
  const draw = () => {
    note_state({ ...chosen, group: chosen.group === 'subject' ? '' : chosen.group });
    const shown = rows.filter((row) => FILTERS.every((name) => !chosen[name] || row[name] === chosen[name]));
    fill(
      list,
      el(
        'p',
        { role: 'status' },
        say(`${shown.length} of ${report.summary.total} gaps`, `${report.summary.total} 个缺口中的 ${shown.length} 个`),
      ),
      shown.length === 0
        ? el(
            'p.empty',
            rows.length
              ? say('No gap fits.', '没有符合条件的缺口。')
              : say('No gaps: everything is covered.', '没有缺口：全部已覆盖。'),
          )
        : grouped(shown, chosen.group).map((some) =>
            card(
              group_head(some, chosen.group),
              gap_list(
                some.map((row) => row.gap),
                context,
              ),
            ),
          ),
    );
  };
  const filter = (name, label, text) =>
    select(label, options(rows, name, text), chosen[name], (value) => {
      chosen[name] = value;
      draw();
    });
  const severities = [
    ['', say('all', '全部')],
    ...SEVERITIES.map((severity) => [severity, `${spoken(severity)} (${report.summary.by_severity[severity] ?? 0})`]),
  ];
  draw();
  return el(
    'div',
    el(
      'div.filters',
      choices(say('Severity', '严重程度'), severities, chosen.severity, (value) => {
        chosen.severity = value;
        draw();
      }),
    ),
    el(
      'div.filters',
      select(
        say('Grouped', '分组'),
        GROUPS.map(([key, en, zh]) => [key, say(en, zh)]),
        chosen.group,
        (value) => {
          chosen.group = value;
          draw();
        },
      ),
      filter('rule', say('Rule', '规则'), (row) => rule_name(row.rule)),
      filter('unit', say('Unit', '部门'), (row) => row.unit_name),
      filter('owner', say('Who of us', '我方人员'), (row) => row.owner_name),
    ),
    el(
      'p.quiet',
      say('Take it along: ', '下载：'),
      ['csv', 'html'].map((format) => [
        el(
          'a',
          { href: address('coverage', { id: context.account }, { format }), target: '_blank', rel: 'noopener' },
          format === 'html' ? say('to print', '打印版') : 'CSV',
        ),
        ' ',
      ]),
    ),
    list,
  );
}

export const coverage = {
  title: () => say('Coverage', '覆盖'),
  async show(node, context) {
    const [id, options_] = [{ id: context.account }, { signal: context.signal }];
    await show_in(
      node,
      () =>
        Promise.all([
          get('coverage', id, {}, options_),
          get('people', id, {}, options_),
          get('rules', {}, {}, options_),
        ]),
      ([report, { people }, known]) => {
        rules = new Map(known.rules.map((row) => [row.id, row.summary]));
        return page(report, people, context);
      },
    );
  },
};

// What is known of a person, in parts that the map's card and the person's page share.
import { edit_button } from './edit.js';
import { el } from './el.js';
import { ago, date, percent } from './format.js';
import { to_account } from './route.js';
import { badge, person_link, support_mark, table } from './ui.js';
import { say, spoken } from './words.js';

export const other = (row) => row.member ?? row.contact ?? row.person ?? row.to ?? row.from;

export function standing(person) {
  const { properties: p } = person;
  const is_contact = person.person.label === 'Contact';
  return el(
    'p.standing',
    is_contact && support_mark(p.support, { named: false }),
    is_contact && el('span', spoken(p.support ?? 'unknown')),
    p.level && el('span', spoken(p.level)),
    is_contact && p.political_status && el('span', spoken(p.political_status)),
    person.key_player && el('span', '★ ', say('key player', '关键人物')),
    person.champion && el('span', say('champion', '内部拥护者')),
    p.left_on && badge('red', say(`left on ${date(p.left_on)}`, `${date(p.left_on)} 离职`)),
    p.placeholder && badge('amber', say('not known who this is', '人选未知')),
  );
}

// How fresh a tie is. One without a cadence is that of a colleague who has left.
function freshness(tie, day) {
  const said = tie.live
    ? el('span.live', say('live', '有效'))
    : tie.cadence_days === null
      ? badge('amber', say('our colleague has left', '我方人员已离职'))
      : tie.days !== null && tie.days > tie.cadence_days
        ? badge('amber', say(`past ${tie.cadence_days} days`, `超过 ${tie.cadence_days} 天`))
        : null;
  return el('span', ago(tie.last_contact, day), ' ', said);
}

export function ties_table(person, context) {
  const ours = person.person.label === 'TeamMember';
  const me = `${person.person.label}/${person.person.id}`;
  const rows = person.ties.map((tie) => {
    const them = other(tie);
    const [from, to] = ours ? [me, `Contact/${them.id}`] : [`TeamMember/${them.id}`, me];
    return [
      person_link(them),
      el(
        'span',
        spoken(tie.level),
        tie.desired_level && tie.desired_level !== tie.level && el('small', ` → ${spoken(tie.desired_level)}`),
      ),
      freshness(tie, person.date),
      percent(tie.strength),
      tie.note ?? '',
      edit_button(context, { edge: { type: 'KNOWS', from, to } }, say('Change', '修改'), {
        small: true,
        what: them.name,
      }),
    ];
  });
  return table(
    say('Ties', '关系'),
    [
      ours ? say('Contact', '联系人') : say('Who of us', '我方人员'),
      say('They see us as', '对方视我们为'),
      say('Last contact', '最近联系'),
      say('Strength', '强度'),
      say('Note', '备注'),
      '',
    ],
    rows,
    { empty: ours ? say('No ties recorded.', '没有记录的关系。') : say('None of us knows them.', '我方无人认识。') },
  );
}

// Both directions of influence and reporting, as sentences; each may be changed.
export function lines_list(person, context) {
  const me = `${person.person.label}/${person.person.id}`;
  const ref = (node) => `${node.label}/${node.id}`;
  const row = (words, them, type, from, to, key, more) =>
    el(
      'li',
      el('span', words, ' ', person_link(them), more && el('small', ` ${more}`)),
      ' ',
      edit_button(context, { edge: { type, from, to, key } }, say('Change', '修改'), { small: true, what: them.name }),
    );
  const with_kind = (line) => (line.kind ? { kind: line.kind } : {});
  const power = (line) =>
    [
      line.strength !== null &&
        line.strength !== undefined &&
        (typeof line.strength === 'number' ? percent(line.strength) : spoken(line.strength)),
      line.kind === 'conflict' && spoken('conflict'),
    ]
      .filter(Boolean)
      .join(' · ');
  const dates = (line) =>
    [
      line.kind === 'dotted' && spoken('dotted'),
      line.until && say(`until ${date(line.until)}`, `至 ${date(line.until)}`),
    ]
      .filter(Boolean)
      .join(' · ');
  return el(
    'ul.lines',
    person.reports_to.map((line) =>
      row(say('reports to', '汇报给'), line.person, 'REPORTS_TO', me, ref(line.person), with_kind(line), dates(line)),
    ),
    person.reports.map((line) =>
      row(say('has under them', '下属'), line.person, 'REPORTS_TO', ref(line.person), me, with_kind(line), dates(line)),
    ),
    (person.influences ?? []).map((line) =>
      row(say('influences', '影响'), line.to, 'INFLUENCES', me, ref(line.to), with_kind(line), power(line)),
    ),
    (person.influenced_by ?? []).map((line) =>
      row(
        say('is influenced by', '受影响于'),
        line.from,
        'INFLUENCES',
        ref(line.from),
        me,
        with_kind(line),
        power(line),
      ),
    ),
    (person.works_with ?? []).map((line) =>
      row(say('works with', '共事'), line.person, 'WORKS_WITH', line.from, line.to, {}, spoken(line.context ?? '')),
    ),
  );
}

export function gaps_of(person) {
  if (!person.gaps.length) return el('p.quiet', say('No gap names them.', '没有涉及此人的缺口。'));
  return el(
    'ul.gaps',
    person.gaps.map((gap) =>
      el(
        'li',
        badge(gap.severity),
        ' ',
        gap.because,
        gap.action?.text && el('p.action', '→ ', gap.action.text),
        el(
          'p.ways',
          el('a', { href: to_account(gap.account.id, 'map', { gap: gap.id }) }, say('On the map', '在地图上')),
        ),
      ),
    ),
  );
}

const SHOWN_CHANGES = 5;

// The changes of one commit; of many the first few, the others when asked for.
function changes_list(changes) {
  const items = (some) =>
    el(
      'ul',
      some.map((change) => el('li', change.text)),
    );
  if (changes.length <= SHOWN_CHANGES + 1) return items(changes);
  const rest = changes.slice(SHOWN_CHANGES);
  return [
    items(changes.slice(0, SHOWN_CHANGES)),
    el('details', el('summary', say(`${rest.length} more`, `另有 ${rest.length} 项`)), items(rest)),
  ];
}

// Of a reader who looks at an earlier version, what was until then.
export function history_list(history, as_of) {
  const versions = history.versions.filter((one) => !/^\d+$/.test(as_of ?? '') || one.version <= Number(as_of));
  if (!versions.length)
    return el('p.quiet', say('Nothing has changed since the data came in.', '自数据导入以来没有变化。'));
  return el(
    'div',
    history.incomplete &&
      el(
        'p.quiet',
        say('Incomplete: somebody who was known then has been erased since.', '不完整：当时已知的某人此后已被删除。'),
      ),
    el(
      'ol.history',
      versions.map((version) =>
        el(
          'li',
          el(
            'p',
            el('time', { datetime: version.time }, date(version.time)),
            el('small', [version.author, version.reason].filter(Boolean).join(' · ')),
          ),
          changes_list(version.changes),
        ),
      ),
    ),
    history.next && el('p.quiet', say('Older changes are not shown.', '未显示更早的变化。')),
  );
}

// Everybody on the account's map as a list: what to look for, and who it is.
import { get } from './api.js';
import { edit_button } from './edit.js';
import { el, fill } from './el.js';
import { ago } from './format.js';
import { note_state } from './route.js';
import { checkbox, gap_counts, person_link, select, show_in, support_mark, table } from './ui.js';
import { say, spoken } from './words.js';

const SHOWN = 200;

const FILTERS = {
  key: (row) => row.key_player,
  uncovered: (row) => !row.covered,
};

function known_by(row, day) {
  if (row.ties.length === 0) return el('span.quiet', say('nobody', '无人'));
  const best = [...row.ties].sort((a, b) => b.live - a.live || b.strength - a.strength);
  return el(
    'span',
    best
      .slice(0, 2)
      .map((tie) => el('div', tie.member.name, el('small', ` ${spoken(tie.level)}, ${ago(tie.last_contact, day)}`))),
    best.length > 2 && el('small', `+${best.length - 2}`),
  );
}

// Those first who decide, then by name.
const RANKS = ['inner_circle', 'political_structure'];
const LEVELS = ['c_level', 'vp', 'director', 'manager', 'staff'];
const rank_in = (list, value) => (list.includes(value) ? list.indexOf(value) : list.length);
const by_weight = (a, b) =>
  b.key_player - a.key_player ||
  rank_in(RANKS, a.political_status) - rank_in(RANKS, b.political_status) ||
  rank_in(LEVELS, a.level) - rank_in(LEVELS, b.level) ||
  a.contact.name.localeCompare(b.contact.name);

function list(rows, context, day) {
  const head = [
    say('Who', '姓名'),
    say('Unit', '部门'),
    say('Standing', '地位'),
    say('Support', '态度'),
    say('Who of us', '我方人员'),
    say('Gaps', '缺口'),
  ];
  const lines = rows
    .slice(0, SHOWN)
    .map((row) => [
      person_link(row.contact, row.title),
      row.unit?.name ?? '–',
      el('span', row.key_player && '★ ', spoken(row.political_status ?? row.level)),
      support_mark(row.support),
      known_by(row, day),
      row.gaps.red + row.gaps.amber ? gap_counts(row.gaps) : '',
    ]);
  return el(
    'div',
    el(
      'p',
      { role: 'status' },
      say(`${rows.length} people`, `${rows.length} 人`),
      rows.length > SHOWN && say(`, the first ${SHOWN} are shown`, `，显示前 ${SHOWN} 人`),
    ),
    table(say('People', '人员'), head, lines, { wide: true, empty: say('Nobody fits.', '没有符合条件的人员。') }),
  );
}

function page({ people, date }, context) {
  const chosen = {
    text: context.query.get('q') ?? '',
    unit: context.query.get('unit') ?? '',
    key: context.query.has('key'),
    uncovered: context.query.has('uncovered'),
  };
  const body = el('div');
  const units = [...new Map(people.filter((row) => row.unit).map((row) => [row.unit.id, row.unit.name]))];
  const draw = () => {
    const text = chosen.text.toLowerCase();
    const fits = (row) =>
      (!text || `${row.contact.name} ${row.title ?? ''}`.toLowerCase().includes(text)) &&
      (!chosen.unit || row.unit?.id === chosen.unit) &&
      Object.entries(FILTERS).every(([name, test]) => !chosen[name] || test(row));
    note_state({ q: chosen.text, unit: chosen.unit, key: chosen.key ? 1 : '', uncovered: chosen.uncovered ? 1 : '' });
    fill(body, list(people.filter(fits).sort(by_weight), context, date));
  };
  draw();
  const search = el('input', {
    id: 'people-search',
    type: 'search',
    value: chosen.text,
    oninput: (event) => {
      chosen.text = event.target.value.trim();
      draw();
    },
  });
  return el(
    'div',
    el(
      'div.filters',
      el('div.field', el('label', { for: 'people-search' }, say('Name or title', '姓名或职位')), search),
      select(say('Unit', '部门'), [['', say('all', '全部')], ...units], chosen.unit, (value) => {
        chosen.unit = value;
        draw();
      }),
      checkbox(say('key players', '关键人物'), chosen.key, (on) => {
        chosen.key = on;
        draw();
      }),
      checkbox(say('without a live tie', '无有效关系'), chosen.uncovered, (on) => {
        chosen.uncovered = on;
        draw();
      }),
      edit_button(context, { new_node: 'Contact', of: context.account }, say('New person', '新增人员')),
    ),
    body,
  );
}

export const people = {
  title: () => say('People', '人员'),
  async show(node, context) {
    await show_in(
      node,
      () => get('people', { id: context.account }, {}, { signal: context.signal }),
      (data) => page(data, context),
    );
  },
};

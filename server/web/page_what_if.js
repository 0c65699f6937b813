// What if people leave, roles are filled, ties are made: the report as it is beside the report as it would be. Nothing is written.
import { get, post } from './api.js';
import { load_schema } from './edit.js';
import { el, fill } from './el.js';
import { gap_list } from './gap_view.js';
import { picker } from './picker.js';
import { badge, button, card, select, show_in, table } from './ui.js';
import { SCORE_PARTS, say, spoken } from './words.js';

const KINDS = [
  ['leaves', 'somebody leaves', '有人离开'],
  ['tie', 'somebody gets to know somebody', '建立关系'],
  ['role', 'a role is filled', '填补角色'],
  ['moves', 'a contact moves to another unit', '联系人调动'],
];
const ref = (node) => `${node.label}/${node.id}`;

function edit_text(row) {
  const { edit, names } = row;
  return {
    leaves: () => say(`${names.who} leaves`, `${names.who} 离开`),
    tie: () =>
      say(
        `${names.who} gets to know ${names.to} (${spoken(edit.level)})`,
        `${names.who} 与 ${names.to} 建立关系（${spoken(edit.level)}）`,
      ),
    role: () =>
      say(
        `${names.who} becomes ${spoken(edit.role)}${names.line ? ` for ${names.line}` : ''}`,
        `${names.who} 担任 ${spoken(edit.role)}${names.line ? `（${names.line}）` : ''}`,
      ),
    moves: () => say(`${names.who} moves to ${names.to}`, `${names.who} 调往 ${names.to}`),
  }[edit.edit]();
}

// The fields for one kind of edit; read() gives {edit, names} or says what is missing.
function edit_fields(kind, context, lines, words) {
  const chosen = {
    who: null,
    to: null,
    level: 'credible_source',
    role: 'telesales',
    line: '',
    unit: context.data.units[0]?.unit.id ?? '',
  };
  const one = (caption, labels, key) =>
    picker(caption, {
      labels,
      choose: (person) => {
        chosen[key] = person;
      },
    });
  const who_labels = {
    leaves: ['TeamMember', 'Contact'],
    tie: ['TeamMember'],
    role: ['TeamMember'],
    moves: ['Contact'],
  }[kind];
  const nodes = [one(say('Who', '谁'), who_labels, 'who')];
  if (kind === 'tie')
    nodes.push(
      one(say('Whom', '认识谁'), ['Contact'], 'to'),
      select(
        say('As', '关系级别'),
        words.levels.map((level) => [level, spoken(level)]),
        chosen.level,
        (value) => {
          chosen.level = value;
        },
      ),
    );
  if (kind === 'role')
    nodes.push(
      select(
        say('Role', '角色'),
        words.roles.map((role) => [role, spoken(role)]),
        chosen.role,
        (value) => {
          chosen.role = value;
        },
      ),
      select(say('Line', '业务线'), [['', '–'], ...lines.map((line) => [line.id, line.name])], '', (value) => {
        chosen.line = value;
      }),
    );
  if (kind === 'moves')
    nodes.push(
      select(
        say('Unit', '部门'),
        context.data.units.map(({ unit }) => [unit.id, unit.name]),
        chosen.unit,
        (value) => {
          chosen.unit = value;
        },
      ),
    );
  const read = () => {
    if (!chosen.who || (kind === 'tie' && !chosen.to)) return null;
    const names = {
      who: chosen.who.name,
      to: chosen.to?.name ?? context.data.units.find(({ unit }) => unit.id === chosen.unit)?.unit.name,
      line: lines.find((line) => line.id === chosen.line)?.name,
    };
    const edit = { edit: kind, who: ref(chosen.who) };
    if (kind === 'tie') Object.assign(edit, { to: ref(chosen.to), level: chosen.level });
    if (kind === 'role')
      Object.assign(edit, { role: chosen.role, ...(chosen.line ? { business_line: chosen.line } : {}) });
    if (kind === 'moves') edit.to = `OrgUnit/${chosen.unit}`;
    return { edit, names };
  };
  return { nodes, read };
}

const signed = (change) => (change > 0 ? `+${change}` : String(change));

function difference(diff, context) {
  const rows = [
    [
      say('Coverage', '覆盖'),
      Math.round(diff.from.score.total),
      Math.round(diff.to.score.total),
      signed(Math.round(diff.to.score.total) - Math.round(diff.from.score.total)),
    ],
    ...SCORE_PARTS.filter(([part]) => diff.from.score.parts[part]).map(([part, en, zh]) => [
      say(en, zh),
      ...[diff.from, diff.to].map((side) => {
        const { points, of } = side.score.parts[part];
        return of > 0 ? `${points.toFixed(1)}/${of.toFixed(0)}` : '–';
      }),
      signed(Math.round((diff.to.score.parts[part].points - diff.from.score.parts[part].points) * 10) / 10),
    ]),
    ...['red', 'amber'].map((severity) => [
      badge(severity),
      diff.from.gaps[severity],
      diff.to.gaps[severity],
      signed(diff.to.gaps[severity] - diff.from.gaps[severity]),
    ]),
  ];
  const part = (words, gaps) =>
    card(`${words} (${gaps.length})`, gaps.length ? gap_list(gaps, context) : el('p.quiet', say('None.', '无。')));
  const after = (row) => row.after ?? row.to ?? row.gap ?? row;
  return el(
    'div',
    card(
      say('Now and then', '现在与之后'),
      table(
        say('Now and then', '现在与之后'),
        ['', say('now', '现在'), say('then', '之后'), say('difference', '差异')],
        rows,
      ),
      el('p.quiet', say(`${diff.still_open} gaps stay as they are.`, `${diff.still_open} 个缺口保持不变。`)),
    ),
    el(
      'div.columns.even',
      part(say('New gaps', '新增缺口'), diff.opened),
      part(say('Closed gaps', '消除的缺口'), diff.closed),
    ),
    diff.changed.length > 0 && part(say('Other severity or evidence', '严重程度或依据变化'), diff.changed.map(after)),
  );
}

function page(lines, words, context) {
  const rows = [];
  const [list, fields_in, result] = [el('div'), el('div.filters'), el('div', { 'aria-live': 'polite' })];
  const message = el('p.message', { role: 'alert' });
  let fields = null;
  const set_kind = (kind) => {
    fields = edit_fields(kind, context, lines, words);
    fill(fields_in, fields.nodes);
  };
  const draw = () => {
    fill(
      list,
      rows.length
        ? el(
            'ol',
            rows.map((row, i) =>
              el(
                'li',
                edit_text(row),
                ' ',
                button(
                  say('Remove', '删除'),
                  () => {
                    rows.splice(i, 1);
                    draw();
                  },
                  { kind: 'small' },
                ),
              ),
            ),
          )
        : el(
            'p.quiet',
            say(
              'Nothing yet. Put together what you are thinking of, one thing after another.',
              '尚无内容。逐项添加您的设想。',
            ),
          ),
    );
    if (!rows.length)
      return show_in(
        result,
        async () => null,
        () => null,
      );
    return show_in(
      result,
      () =>
        post('what_if', { id: context.account }, { edits: rows.map((row) => row.edit) }, { signal: context.signal }),
      (diff) => difference(diff, context),
    );
  };
  const add = () => {
    const row = fields.read();
    message.textContent = row ? '' : say('Choose people from the lists first.', '请先从列表中选择人员。');
    if (!row) return;
    rows.push(row);
    set_kind(row.edit.edit);
    draw();
  };
  set_kind('leaves');
  draw();
  return el(
    'div',
    card(
      say('What if…', '如果…'),
      list,
      select(
        say('What happens', '发生什么'),
        KINDS.map(([key, en, zh]) => [key, say(en, zh)]),
        'leaves',
        set_kind,
      ),
      fields_in,
      message,
      el('p', button(say('Add', '添加'), add)),
    ),
    result,
  );
}

export const what_if = {
  title: () => say('What if', '假设分析'),
  async show(node, context) {
    await show_in(
      node,
      () => Promise.all([get('matrix', { id: context.account }, {}, { signal: context.signal }), load_schema()]),
      ([{ lines }, { edges }]) => {
        const words = {
          roles: edges.ON_TEAM.properties.role.words,
          levels: edges.KNOWS.properties.relationship_level.words,
        };
        return page(lines, words, context);
      },
    );
  },
};

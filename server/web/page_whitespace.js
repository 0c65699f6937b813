// Business line by org unit: what is sold, what is on its way, and where there is something to sell.
import { may_edit } from './edit.js';
import { get } from './api.js';
import { el, fill } from './el.js';
import { money, percent } from './format.js';
import { note_state, to_account } from './route.js';
import { new_task } from './task_form.js';
import { button, card, person_link, show_in, support_mark, table } from './ui.js';
import { say } from './words.js';

const STATES = {
  owned: ['✓', 'sold', '已售'],
  pipeline: ['…', 'in the pipeline', '商机中'],
  competitor: ['✗', 'a competitor holds it', '竞争对手占据'],
  not_eligible: ['·', 'not eligible', '不可售'],
  warm: ['◆', 'warm: a supporter is within reach', '热：可接触到支持者'],
  eligible: ['◇', 'eligible', '可售'],
  cold: ['○', 'cold: no way in', '冷：没有路径'],
  unassessed: ['?', 'not judged yet', '未评估'],
};
const state_name = (state) => say(...STATES[state].slice(1));
const sums = (list) => list.map((sum) => money(sum.amount, sum.currency)).join(', ');
const short = (cell) =>
  cell.sold.length
    ? sums(cell.sold)
    : cell.pipeline.length
      ? sums(cell.pipeline)
      : cell.potential
        ? money(cell.potential)
        : '';

function cell_button(cell, choose) {
  const name = [`${cell.unit.name}, ${cell.line.name}: ${state_name(cell.state)}`, short(cell)]
    .filter(Boolean)
    .join(', ');
  return el(
    `button.cell.${cell.state}`,
    {
      type: 'button',
      'aria-label': name,
      title: name,
      data: { cell: `${cell.unit.id}:${cell.line.id}` },
      onclick: () => choose(cell),
    },
    el('span', { 'aria-hidden': 'true' }, STATES[cell.state][0]),
    ' ',
    el('small', short(cell)),
  );
}

function grid(matrix, choose) {
  const rows = matrix.units.map((unit) => [unit, matrix.cells.filter((cell) => cell.unit.id === unit.id)]);
  return el(
    'div.scroll',
    { tabindex: 0, role: 'region', 'aria-label': say('Whitespace', '空白商机') },
    el(
      'table.grid',
      el('caption.hidden', say('Business line by unit', '业务线与部门')),
      el(
        'thead',
        el(
          'tr',
          el('td'),
          matrix.lines.map((line) => el('th', { scope: 'col' }, line.name)),
        ),
      ),
      el(
        'tbody',
        rows.map(([unit, cells]) =>
          el(
            'tr',
            el('th', { scope: 'row' }, unit.name),
            matrix.lines.map((line) =>
              el(
                'td',
                cells.filter((cell) => cell.line.id === line.id).map((cell) => cell_button(cell, choose)),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

const legend = (matrix) =>
  el(
    'p.quiet.legend',
    Object.keys(STATES)
      .filter((state) => matrix.cells.some((cell) => cell.state === state))
      .map((state) =>
        el('span', el(`span.cell.${state}`, { 'aria-hidden': 'true' }, STATES[state][0]), ' ', state_name(state)),
      ),
  );

// What there is to know before one sells this line to that unit: who is there, what was bought, what runs, and the way in.
function cell_card(cell, people, pipeline, context) {
  const there = people.filter((row) => row.unit?.id === cell.unit.id && !row.left_on);
  const running = (pipeline?.opportunities ?? []).filter(
    (row) =>
      row.open &&
      row.lines.some(({ line }) => line.id === cell.line.id) &&
      row.units.some((unit) => unit.id === cell.unit.id),
  );
  const task = () =>
    new_task(
      {
        kind: 'cross_sell',
        name: say(`Offer ${cell.line.name} to ${cell.unit.name}`, `向 ${cell.unit.name} 推介 ${cell.line.name}`),
        about: cell.unit,
        owner: cell.sellers[0] ?? null,
      },
      context,
    );
  return card(
    `${cell.unit.name} × ${cell.line.name}`,
    el(
      'p',
      el(`span.cell.${cell.state}`, { 'aria-hidden': 'true' }, STATES[cell.state][0]),
      ' ',
      state_name(cell.state),
      cell.competitor && `: ${cell.competitor}`,
      cell.potential && [' · ', say('potential ', '潜力 '), money(cell.potential, context.data.properties.currency)],
    ),
    cell.contact &&
      el(
        'p',
        say('Best way in: ', '最佳路径：'),
        person_link(cell.contact),
        ` ${percent(cell.probability)} `,
        el('a', { href: to_account(context.account, 'way', { to: `Contact/${cell.contact.id}` }) }, say('how', '如何')),
      ),
    el('h3', say('Bought', '已购')),
    cell.purchases?.length
      ? el(
          'ul',
          cell.purchases.map((one) => el('li', `${one.year}: ${money(one.amount, one.currency)}`)),
        )
      : el('p.quiet', say('Nothing in the years that count.', '统计年度内没有。')),
    running.length > 0 && [
      el('h3', say('Running', '进行中')),
      el(
        'ul',
        running.map((row) => el('li', row.opportunity.name, ' ', money(row.amount, row.currency))),
      ),
    ],
    el('h3', say('Who is there', '部门人员')),
    table(
      cell.unit.name,
      [say('Who', '姓名'), say('Support', '态度'), say('Who of us', '我方人员')],
      there
        .slice(0, 15)
        .map((row) => [
          person_link(row.contact, row.title),
          support_mark(row.support),
          row.ties.map((tie) => tie.member.name).join(', ') || el('span.quiet', say('nobody', '无人')),
        ]),
      { empty: say('Nobody known.', '无已知人员。') },
    ),
    el(
      'p',
      say('Sellers of this line with a live tie there: ', '在该部门有有效关系的业务线销售：'),
      cell.sellers.map((seller) => seller.name).join(', ') || say('none', '无'),
    ),
    may_edit(context) && button(say('Make it a task', '转为任务'), task, { kind: 'plain' }),
  );
}

// Where to sell next, the largest chance first.
const next_card = (found, choose, matrix, context) =>
  card(
    say('Where to sell next', '下一步销售机会'),
    table(
      say('Where to sell next', '下一步销售机会'),
      [
        say('Unit', '部门'),
        say('Line', '业务线'),
        say('Potential', '潜力'),
        say('Through', '通过'),
        say('Chance', '可能性'),
      ],
      found.cells.slice(0, 8).map((cell) => [
        el(
          'button.link',
          {
            type: 'button',
            onclick: () =>
              choose(matrix.cells.find((one) => one.unit.id === cell.unit.id && one.line.id === cell.line.id)),
          },
          cell.unit.name,
        ),
        cell.line.name,
        money(cell.potential, context.data.properties.currency),
        cell.contact?.name ?? '–',
        percent(cell.probability),
      ]),
      { empty: say('No eligible cell is unsold.', '没有未售的可售单元。') },
    ),
  );

function page([matrix, found, { people }, pipeline], context) {
  if (!matrix.units.length || !matrix.lines.length)
    return el('p.empty', say('No units or business lines are recorded yet.', '尚未记录部门或业务线。'));
  const detail = el('div', { 'aria-live': 'polite' });
  const choose = (cell) => {
    note_state({ cell: `${cell.unit.id}:${cell.line.id}` });
    fill(detail, cell_card(cell, people, pipeline, context));
    detail.scrollIntoView({ block: 'nearest' });
  };
  const asked = context.query.get('cell');
  const first = matrix.cells.find((cell) => `${cell.unit.id}:${cell.line.id}` === asked);
  fill(
    detail,
    first
      ? cell_card(first, people, pipeline, context)
      : el('p.quiet', say('Choose a cell to see who is there and how to get in.', '选择一个单元查看人员与路径。')),
  );
  return el(
    'div.columns',
    el(
      'div',
      card(say('Business line by unit', '业务线与部门'), grid(matrix, choose), legend(matrix)),
      next_card(found, choose, matrix, context),
    ),
    el('div', detail),
  );
}

export const whitespace = {
  title: () => say('Whitespace', '空白商机'),
  async show(node, context) {
    const [id, options] = [{ id: context.account }, { signal: context.signal }];
    await show_in(
      node,
      () =>
        Promise.all([
          get('matrix', id, {}, options),
          get('whitespace', id, {}, options),
          get('people', id, {}, options),
          get('pipeline', id, {}, options),
        ]),
      (all) => page(all, context),
    );
  },
};

// What is to be done, across accounts and business lines: who, by when, and how far it has come in the graph itself.
import { get_all, settings } from './api.js';
import { commit, edit_button } from './edit.js';
import { el, fill } from './el.js';
import { date, days_between } from './format.js';
import { note_state, to_account, to_person } from './route.js';
import { badge, button, card, checkbox, person_link, select, show_in, toast } from './ui.js';
import { say, spoken } from './words.js';

const STATUSES = ['open', 'done', 'dropped'];
const KINDS = ['introduction', 'cross_sell', 'meeting', 'follow_up'];

function about(row) {
  return row.about.map((node, i) => [
    i > 0 && ', ',
    node.label === 'Contact'
      ? el('a', { href: to_person(node) }, node.name)
      : node.label === 'OrgUnit' && row.account
        ? el('a', { href: to_account(row.account.id, 'whitespace') }, node.name)
        : node.name,
  ]);
}

function progress_of({ progress }) {
  if (!progress) return el('span.quiet', say('nothing in the graph to measure it by', '图中没有可衡量的内容'));
  return el(
    'span.progress',
    el('progress', { max: progress.steps, value: progress.step, 'aria-label': say('Progress', '进度') }),
    el('span', progress.text),
  );
}

async function set_status(row, status, context) {
  try {
    await commit(
      [{ op: 'merge', node: `Task/${row.task.id}`, properties: { status } }],
      `${row.task.name}: ${status}`,
      { done: () => context.reload() },
    );
  } catch (error) {
    toast(
      error.status === 409 || error.status === 412
        ? say('Somebody else has changed this task. It has been read anew.', '其他人已修改此任务，已重新读取。')
        : error.message,
      { bad: true },
    );
    context.reload();
  }
}

export function task_item(row, context, { with_account = true } = {}) {
  const day = settings().date ?? context.me.date;
  const left = row.due_on ? days_between(day, row.due_on) : null;
  const may = context.me.role !== 'viewer' && !context.query.get('as_of');
  return el(
    'li.task',
    el(
      'p',
      el('b', row.task.name),
      ' ',
      badge('whitespace', spoken(row.kind)),
      ' ',
      row.overdue
        ? badge('red', say(`overdue since ${date(row.due_on)}`, `自 ${date(row.due_on)} 逾期`))
        : row.due_on &&
            el(
              'small',
              say('due ', '截止 '),
              date(row.due_on),
              row.status === 'open' && left !== null && left <= 7 && say(`, in ${left} days`, `，${left} 天后`),
            ),
      row.status !== 'open' && [' ', badge('info', spoken(row.status))],
    ),
    el(
      'p',
      with_account && row.account && [el('a', { href: to_account(row.account.id) }, row.account.name), ' · '],
      row.owner ? person_link(row.owner) : badge('amber', say('no owner', '无负责人')),
      row.about.length > 0 && [' · ', say('about ', '关于 '), about(row)],
    ),
    row.status === 'open' && el('p', progress_of(row)),
    el(
      'p.actions',
      may &&
        row.status === 'open' && [
          button(say('Done', '完成'), () => set_status(row, 'done', context), { kind: 'small' }),
          ' ',
          button(say('Drop', '放弃'), () => set_status(row, 'dropped', context), { kind: 'small' }),
        ],
      may &&
        row.status !== 'open' &&
        button(say('Open again', '重新打开'), () => set_status(row, 'open', context), { kind: 'small' }),
      ' ',
      edit_button(context, row.task, say('Change', '修改'), { small: true, what: row.task.name }),
    ),
  );
}

function page({ rows, complete }, chosen, draw, context) {
  const owners = [...new Map(rows.filter((row) => row.owner).map((row) => [row.owner.id, row.owner.name]))];
  const accounts = [...new Map(rows.filter((row) => row.account).map((row) => [row.account.id, row.account.name]))];
  const fits = rows
    .filter(
      (row) =>
        (!chosen.status || row.status === chosen.status) &&
        (!chosen.kind || row.kind === chosen.kind) &&
        (!chosen.owner || row.owner?.id === chosen.owner) &&
        (!chosen.account || row.account?.id === chosen.account) &&
        (!chosen.overdue || row.overdue),
    )
    .sort((a, b) => (a.due_on ?? '9').localeCompare(b.due_on ?? '9'));
  const set = (name) => (value) => {
    chosen[name] = value;
    draw();
  };
  const kinds = KINDS.map((kind) => [kind, fits.filter((row) => row.kind === kind)]).filter(([, some]) => some.length);
  const other = fits.filter((row) => !KINDS.includes(row.kind));
  return el(
    'div',
    el(
      'div.filters',
      select(
        say('Status', '状态'),
        [['', say('all', '全部')], ...STATUSES.map((status) => [status, spoken(status)])],
        chosen.status,
        set('status'),
      ),
      select(
        say('Kind', '类型'),
        [['', say('all', '全部')], ...KINDS.map((kind) => [kind, spoken(kind)])],
        chosen.kind,
        set('kind'),
      ),
      select(say('Owner', '负责人'), [['', say('all', '全部')], ...owners], chosen.owner, set('owner')),
      select(say('Account', '客户'), [['', say('all', '全部')], ...accounts], chosen.account, set('account')),
      checkbox(say('overdue', '逾期'), Boolean(chosen.overdue), (on) => set('overdue')(on ? 1 : '')),
    ),
    el(
      'p',
      { role: 'status' },
      say(`${fits.length} tasks`, `${fits.length} 个任务`),
      !complete && say(' of the first 2,000', '（前 2000 个）'),
    ),
    fits.length === 0 &&
      el(
        'p.empty',
        say(
          'No task fits. Tasks come from gaps, ways in and whitespace: “Make it a task”.',
          '没有符合条件的任务。任务来自缺口、引荐路径与空白市场：“转为任务”。',
        ),
      ),
    kinds.map(([kind, some]) =>
      card(
        `${spoken(kind)} (${some.length})`,
        el(
          'ul.plainlist',
          some.map((row) => task_item(row, context)),
        ),
      ),
    ),
    other.length > 0 &&
      card(
        say('Others', '其他'),
        el(
          'ul.plainlist',
          other.map((row) => task_item(row, context)),
        ),
      ),
  );
}

export const tasks = {
  title: () => say('Tasks', '任务'),
  async show(node, context) {
    const chosen = Object.fromEntries(
      ['status', 'kind', 'owner', 'account', 'overdue'].map((name) => [name, context.query.get(name) ?? '']),
    );
    if (!context.query.has('status')) chosen.status = 'open';
    const body = el('div.page');
    fill(node, el('div.page', el('h1', say('Tasks', '任务')), body));
    await show_in(
      body,
      () => get_all('tasks', {}, { limit: 200 }, 'tasks', 2000, { signal: context.signal }),
      (data) => {
        const inner = el('div');
        const draw = () => {
          note_state({ ...chosen, status: chosen.status === 'open' ? '' : chosen.status || 'all' });
          fill(inner, page(data, chosen, draw, context));
        };
        if (chosen.status === 'all') chosen.status = '';
        draw();
        return inner;
      },
    );
  },
};

// What is to be done, across accounts and business lines: who, by when, and how far it has come in the graph itself.
import { get, get_all, settings } from './api.js';
import { commit, edit_button, may_edit } from './edit.js';
import { el, fill } from './el.js';
import { date, days_between } from './format.js';
import { note_state, to_account, to_person } from './route.js';
import { badge, button, card, checkbox, person_link, select, show_in, toast } from './ui.js';
import { days, say, spoken } from './words.js';

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
  const may = may_edit(context);
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
              row.status === 'open' &&
                left !== null &&
                left <= 7 &&
                left >= 0 &&
                say(`, in ${days(left)}`, `，${days(left)}后`),
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

// The accounts and owners that one can choose from; those of whom there are no tasks do no harm.
async function choices_of(signal) {
  const [{ accounts }, { tiers }] = await Promise.all([
    get('accounts', {}, { limit: 200, sort: 'name', fields: 'id,name' }, { signal }),
    get('teams', {}, {}, { signal }),
  ]);
  const seats = tiers
    .flatMap((tier) => tier.accounts)
    .flatMap((team) => [...team.others, ...team.roles.flatMap((role) => role.holders)]);
  const owners = [...new Map(seats.map(({ member }) => [`TeamMember/${member.id}`, member.name]))];
  return {
    accounts: accounts.map((row) => [row.id, row.name]),
    owners: owners.sort((a, b) => a[1].localeCompare(b[1])),
  };
}

function filters(chosen, { accounts, owners }, set) {
  const all = ['', say('all', '全部')];
  const words = (list) => [all, ...list.map((word) => [word, spoken(word)])];
  const change = (name) => (value) => set({ [name]: value });
  return el(
    'div.filters',
    select(say('Status', '状态'), words(STATUSES), chosen.status, change('status')),
    select(say('Kind', '类型'), words(KINDS), chosen.kind, change('kind')),
    select(say('Owner', '负责人'), [all, ...owners], chosen.owner, change('owner')),
    select(say('Account', '客户'), [all, ...accounts], chosen.account, change('account')),
    checkbox(say('overdue', '逾期'), Boolean(chosen.overdue), (on) => set({ overdue: on ? 'true' : '' })),
  );
}

function list({ rows, complete }, context) {
  const known = KINDS.map((kind) => [spoken(kind), rows.filter((row) => row.kind === kind)]);
  const others = [say('Others', '其他'), rows.filter((row) => !KINDS.includes(row.kind))];
  return el(
    'div',
    el(
      'p',
      { role: 'status' },
      say(rows.length === 1 ? '1 task' : `${rows.length} tasks`, `${rows.length} 个任务`),
      !complete && say(', the first by due date', '（按截止日期的前若干个）'),
    ),
    rows.length === 0 &&
      el(
        'p.empty',
        say(
          'No task fits. Tasks come from gaps, ways in and whitespace: “Make it a task”.',
          '没有符合条件的任务。任务来自缺口、引荐路径与空白商机：“转为任务”。',
        ),
      ),
    [...known, others].map(
      ([name, some]) =>
        some.length > 0 &&
        card(
          `${name} (${some.length})`,
          el(
            'ul.plainlist',
            some.map((row) => task_item(row, context)),
          ),
        ),
    ),
  );
}

const ASKED = ['status', 'kind', 'owner', 'account', 'overdue'];

export const tasks = {
  title: () => say('Tasks', '任务'),
  async show(node, context) {
    const { query, signal } = context;
    const chosen = Object.fromEntries(ASKED.map((name) => [name, query.get(name) ?? '']));
    if (!query.has('status')) chosen.status = 'open';
    if (chosen.status === 'all') chosen.status = '';
    const [bar, body] = [el('div'), el('div')];
    fill(node, el('div.page', el('h1', say('Tasks', '任务')), bar, body));
    const load = () => get_all('tasks', {}, { ...chosen, limit: 200 }, 'tasks', 2000, { signal });
    const draw = () => show_in(body, load, (data) => list(data, context));
    const set = (changes) => {
      Object.assign(chosen, changes);
      note_state({ ...chosen, status: chosen.status === 'open' ? '' : chosen.status || 'all' });
      return draw();
    };
    await Promise.all([
      show_in(
        bar,
        () => choices_of(signal),
        (found) => filters(chosen, found, set),
      ),
      draw(),
    ]);
  },
};

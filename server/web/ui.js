// The parts that pages are put together from.
import { el, fill, new_id } from './el.js';
import { initials, whole } from './format.js';
import { to_person } from './route.js';
import { say, spoken } from './words.js';

const SIGNS = { red: '▲', amber: '●', info: 'ℹ', whitespace: '◇' };
export const SEVERITIES = Object.keys(SIGNS);

export function badge(severity, text) {
  return el(
    `span.badge.${severity}`,
    el('span', { 'aria-hidden': 'true' }, SIGNS[severity]),
    ' ',
    text ?? spoken(severity),
  );
}

// Counts of gaps, the symbol and the word with each.
export function gap_counts({ red = 0, amber = 0 }) {
  if (red + amber === 0) return el('span.quiet', say('no gaps', '无缺口'));
  return el(
    'span.counts',
    red > 0 && badge('red', `${red} ${spoken('red')}`),
    amber > 0 && badge('amber', `${amber} ${spoken('amber')}`),
  );
}

// A bar with its number beside it: the number is the meaning.
export function meter(value, of, text = whole(value)) {
  return el('span.measure', el('meter', { min: 0, max: of, value, 'aria-hidden': 'true' }), el('b', text));
}

// named: also in words, for those who cannot see it; not where the words stand beside it.
export function support_mark(support, { named = true } = {}) {
  const signs = { mentor: '++', supporter: '+', neutral: '=', non_supporter: '–', enemy: '×' };
  const words = spoken(support ?? 'unknown');
  return el(
    'span.support',
    { data: { support: support ?? 'unknown' }, title: words },
    el('span', { 'aria-hidden': 'true' }, signs[support] ?? '?'),
    named && el('span.hidden', words),
  );
}

// Somebody as a link to all that is known of him.
export function person_link(ref, more) {
  return el(
    'a.who',
    { href: to_person(ref) },
    el(
      `span.face.${ref.label === 'TeamMember' ? 'ours' : 'theirs'}`,
      { 'aria-hidden': 'true' },
      initials(ref.name || ref.id),
    ),
    el('span', ref.name || ref.id, more && el('small', more)),
  );
}

export function card(title, ...children) {
  const id = new_id('card');
  return el('section.card', { 'aria-labelledby': id }, el('h2', { id }, title), ...children);
}

// head: texts; rows: lists of cells, a cell being whatever el() takes. The first cell of a row is its head.
export function table(caption, head, rows, { empty, wide = false } = {}) {
  if (rows.length === 0) return el('p.quiet', empty ?? say('Nothing here yet.', '暂无内容。'));
  return el(
    'div.scroll',
    { tabindex: 0, role: 'region', 'aria-label': caption },
    el(
      `table${wide ? '.wide' : ''}`,
      el('caption.hidden', caption),
      el(
        'thead',
        el(
          'tr',
          head.map((text) => el('th', { scope: 'col' }, text)),
        ),
      ),
      el(
        'tbody',
        rows.map((row) =>
          el(
            'tr',
            row.map((cell, i) =>
              i === 0 ? el('th', { scope: 'row' }, cell) : el('td', { data: { head: head[i] } }, cell),
            ),
          ),
        ),
      ),
    ),
  );
}

export function fact(name, ...value) {
  return el('div.fact', el('dt', name), el('dd', ...value));
}
export function wide_fact(name, ...value) {
  const node = fact(name, ...value);
  node.classList.add('wide');
  return node;
}
export const facts = (...all) => el('dl.facts', all);

export function button(text, onclick, { kind = '', ...attributes } = {}) {
  return el(`button${kind ? `.${kind}` : ''}`, { type: 'button', onclick, ...attributes }, text);
}

// --- messages

const region = () => document.getElementById('messages');

// Says something in a corner, read out by screen readers, gone after a while; not while somebody points at it or has the focus in
// it. action: {text, run}.
export function toast(text, { action, bad = false, stays_ms = action ? 20000 : 8000 } = {}) {
  const node = el(`div.toast${bad ? '.bad' : ''}`, { role: bad ? 'alert' : 'status' }, el('span', text));
  const close = () => node.remove();
  if (action)
    node.append(
      button(
        action.text,
        () => {
          close();
          action.run();
        },
        { kind: 'small' },
      ),
    );
  node.append(button('×', close, { kind: 'icon', 'aria-label': say('Close', '关闭') }));
  region().append(node);
  const wait = () => stays_ms && setTimeout(() => (node.matches(':hover, :focus-within') ? wait() : close()), stays_ms);
  wait();
  return close;
}

// What went wrong, as it stands on a page in place of what was wanted.
export function failure(error, again) {
  const words = error.status === 0 ? say('The server does not answer.', '服务器没有响应。') : error.message;
  const heads = {
    404: say('Not here', '未找到'),
    403: say('Not allowed', '没有权限'),
    503: say('Not now', '暂不可用'),
  };
  return el(
    'div.failure',
    { role: 'alert' },
    el('h2', heads[error.status] ?? say('That did not work', '操作失败')),
    el('p', words),
    again && button(say('Try again', '重试'), again),
  );
}

export const waiting = (text = say('Loading…', '正在加载…')) => el('p.waiting', { role: 'status' }, text);

const newest = new WeakMap(); // what was asked for last, by the node that is to show it

// Shows what `load` promises in `node`: a note while it loads, and what went wrong if it does, with a way to try again: `again`
// where more than this node hangs on what is loaded. An answer that comes after something newer was asked for is not shown.
export async function show_in(node, load, make, again = () => show_in(node, load, make)) {
  const mine = {};
  newest.set(node, mine);
  const put = (what) => newest.get(node) === mine && fill(node, what);
  put(waiting());
  node.setAttribute('aria-busy', 'true');
  try {
    const loaded = await load();
    if (newest.get(node) === mine) put(await make(loaded));
  } catch (error) {
    if (error.name === 'AbortError') return;
    if (!('problem' in error)) console.error(error);
    put(failure(error, again));
  } finally {
    if (newest.get(node) === mine) node.removeAttribute('aria-busy');
  }
}

// --- dialogs

// A modal dialog with a head and a way out; returns {node, close}. What had the focus has it again afterwards.
let opened_by = null; // what had the focus when the dialog that is open was opened
export const opener = () => opened_by;

export function dialog(title, ...children) {
  const id = new_id('dialog');
  const before = opened_by ?? document.activeElement;
  opened_by = before;
  const close = () => node.close();
  const node = el(
    'dialog.dialog',
    { 'aria-labelledby': id },
    el('header', el('h2', { id }, title), button('×', close, { kind: 'icon', 'aria-label': say('Close', '关闭') })),
    el('div.body', ...children),
  );
  node.addEventListener('close', () => {
    node.remove();
    if (opened_by === before) opened_by = null;
    before?.focus?.();
  });
  document.body.append(node);
  node.showModal();
  return { node, close };
}

// --- choosing

export function select(label, options, value, onchange) {
  const id = new_id('select');
  return el(
    'div.field',
    el('label', { for: id }, label),
    el(
      'select',
      { id, value: value ?? '', onchange: (event) => onchange(event.target.value) },
      options.map(([key, text]) => el('option', { value: key }, text)),
    ),
  );
}

// A row of choices of which one holds, as radio buttons are; options: [key, text].
export function choices(label, options, value, onchange) {
  const name = new_id('choice');
  return el(
    'fieldset.choices',
    el('legend.hidden', label),
    options.map(([key, text]) =>
      el(
        'label',
        el('input', { type: 'radio', name, value: key, checked: key === value, onchange: () => onchange(key) }),
        el('span', text),
      ),
    ),
  );
}

export function checkbox(text, checked, onchange) {
  return el(
    'label.check',
    el('input', { type: 'checkbox', checked, onchange: (event) => onchange(event.target.checked) }),
    el('span', text),
  );
}

// What stands above and below the map: views, layers, units, the slider over time, and the drawing to take along.
import { address } from './api.js';
import { el, fill } from './el.js';
import { time } from './format.js';
import { checkbox, select } from './ui.js';
import { thinned, versions } from './versions.js';
import { say } from './words.js';

const VIEWS = [
  ['map', 'Everything', '全部'],
  ['org', 'Organisation', '组织结构'],
  ['influence', 'Influence', '影响力'],
  ['coverage', 'Who knows whom', '谁认识谁'],
  ['committee', 'Buyers of a deal', '采购委员会'],
  ['diff', 'What changed', '变化'],
  ['focus', 'Around one person', '某人周围'],
  ['gap', 'A gap\u2019s proof', '缺口依据'],
  ['path', 'Ways in', '引荐路径'],
];
const LAYERS = [
  ['reports', 'reporting', '汇报'],
  ['influence', 'influence', '影响'],
  ['team', 'our people', '我方人员'],
  ['findings', 'findings', '发现'],
];
const SLIDING_MS = 250;

// hidden: a set of layers, which show(hidden) is called with when it has changed.
export function layers_bar(hidden, show) {
  const toggle = (layer) => (on) => {
    if (on) hidden.delete(layer);
    else hidden.add(layer);
    show(hidden);
  };
  return el(
    'fieldset.layers',
    el('legend', say('Show', '显示')),
    LAYERS.map(([layer, en, zh]) => checkbox(say(en, zh), true, toggle(layer))),
  );
}

const opportunity_choice = (state, open) =>
  select(
    say('Opportunity', '商机'),
    open.map((row) => [row.opportunity.id, row.opportunity.name]),
    state.opportunity,
    (opportunity) => state.set({ opportunity }),
  );

const depth_choice = (state) =>
  select(
    say('Steps', '步数'),
    ['1', '2', '3'].map((depth) => [depth, depth]),
    state.depth || '1',
    (depth) => state.set({ depth }),
  );

const since_choice = (state, oldest) =>
  el(
    'div.field',
    el('label', { for: 'map-since' }, say('Since', '自')),
    el('input', {
      id: 'map-since',
      type: 'date',
      value: /^\d{4}-/.test(state.since) ? state.since : '',
      onchange: (event) => state.set({ since: event.target.value || oldest() }),
    }),
  );

// The views that there are now, and what the one that is shown lets one choose. oldest(): the version to compare with where none
// is chosen.
export function view_bar(state, opportunities, oldest) {
  const open = opportunities.filter((row) => row.open);
  const needs = { focus: state.focus, gap: state.gap, path: state.to, committee: open.length > 0 };
  const views = VIEWS.filter(([view]) => !(view in needs) || needs[view]).map(([view, en, zh]) => [view, say(en, zh)]);
  const set_view = (view) => {
    const opportunity = view === 'committee' ? state.opportunity || open[0].opportunity.id : state.opportunity;
    const since = view === 'diff' ? state.since || oldest() : state.since;
    state.set({ view, opportunity, since });
  };
  return [
    select(say('View', '视图'), views, state.view, set_view),
    state.view === 'committee' && opportunity_choice(state, open),
    state.view === 'focus' && depth_choice(state),
    state.view === 'diff' && since_choice(state, oldest),
  ];
}

// The units with people: open or folded, by a click the other way.
export function units_bar(state, units, is_open) {
  const shown = units.filter((row) => row.contacts > 0 && state.view === 'map');
  if (shown.length < 2) return null;
  const chip = ({ unit }) => {
    const open = is_open(unit.id);
    const toggle = () => state.set_open(unit.id, !open);
    return el('button.chip.small', { type: 'button', 'aria-pressed': String(open), onclick: toggle }, unit.name);
  };
  return el('details', el('summary', say('Units', '部门')), el('div.chips', shown.map(chip)));
}

export function downloads(account, state) {
  const link = (format, more = {}) =>
    el(
      'a',
      {
        href: address('map', { id: account }, { ...state.query(), format, ...more }),
        download: `${account}.${format}`,
      },
      format.toUpperCase(),
    );
  return el(
    'p.quiet.downloads',
    say('Take it along: ', '下载：'),
    link('svg'),
    ' ',
    link('png', { scale: 2 }),
    ' ',
    link('pdf', { theme: 'print' }),
  );
}

// A slider over the versions of the graph; the last is now.
export async function time_slider(node, context, choose) {
  const moments = thinned(await versions(context.signal));
  const now = moments.length - 1;
  if (now < 1) {
    fill(node, el('p.quiet', say('There is no earlier version yet.', '尚无较早的版本。')));
    return moments;
  }
  const text = (at) => (at === now ? say('now', '现在') : time(moments[at].time));
  const asked = context.query.get('as_of');
  const found = asked ? moments.findIndex(({ version }) => String(version) === asked) : now;
  const at = found < 0 ? now : found;
  const out = el('output', { for: 'map-time' }, found < 0 ? asked : text(at));
  let timer = null;
  const slide = (event) => {
    const to = Number(event.target.value);
    out.textContent = text(to);
    event.target.setAttribute('aria-valuetext', text(to));
    clearTimeout(timer);
    timer = setTimeout(() => choose(to === now ? '' : String(moments[to].version)), SLIDING_MS);
  };
  fill(
    node,
    el('label', { for: 'map-time' }, say('As of', '时间点')),
    el('input', {
      id: 'map-time',
      type: 'range',
      min: 0,
      max: now,
      step: 1,
      value: at,
      oninput: slide,
      'aria-valuetext': text(at),
    }),
    out,
  );
  return moments;
}

// The relationship map: seen whole or in parts, as it is, was, or has changed; and who a person on it is.
import { address, get, get_text } from './api.js';
import { met_today } from './edit.js';
import { el, fill } from './el.js';
import { time } from './format.js';
import { map_canvas } from './map_canvas.js';
import { path_head, path_people, path_steps } from './paths_view.js';
import { gaps_of, history_list, standing, ties_table, lines_list } from './person_view.js';
import { picker } from './picker.js';
import { note_state, to_account, to_person } from './route.js';
import { theme } from './theme.js';
import { thinned, versions } from './versions.js';
import { button, checkbox, failure, select, show_in, waiting } from './ui.js';
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
// What of the address decides the drawing, beside the settings of all pages.
const DRAWN_BY = ['view', 'focus', 'depth', 'gap', 'opportunity', 'from', 'to', 'since', 'expand', 'fold'];
const SLIDING_MS = 250;

// The state of the page is its address: `state.set` changes both, and draws.
function state_of(context, draw) {
  const state = {};
  for (const name of DRAWN_BY) {
    const all = context.query.getAll(name);
    state[name] = name === 'expand' || name === 'fold' ? all : (all[0] ?? '');
  }
  state.view ||= state.focus ? 'focus' : state.gap ? 'gap' : state.to ? 'path' : 'map';
  state.query = () => ({
    ...Object.fromEntries(DRAWN_BY.map((name) => [name, state[name]])),
    view: state.view,
    theme: theme(),
  });
  state.set = (changes, how) => {
    Object.assign(state, changes);
    note_state({
      ...Object.fromEntries(DRAWN_BY.map((name) => [name, state[name]])),
      view: state.view === 'map' ? '' : state.view,
    });
    return draw(how);
  };
  return state;
}

// --- the card of a person, beside the map

function card_body(person, context, state, set_path) {
  const ref = person.person;
  const is_contact = ref.label === 'Contact';
  const history = el('div');
  const opened = { done: false };
  const look = () => {
    if (!opened.done) {
      opened.done = true;
      show_in(history, () => get('history', ref, { limit: 10 }, { signal: context.signal }), history_list);
    }
  };
  return el(
    'div',
    el('h2', el('a', { href: to_person(ref) }, ref.name)),
    el('p', person.properties.title ?? '', person.units?.[0] && [' · ', person.units[0].unit.name]),
    standing(person),
    el(
      'p.actions',
      is_contact && [
        el(
          'a.button',
          { href: to_account(context.account, 'way', { to: `Contact/${ref.id}` }) },
          say('Who can introduce us?', '谁能引荐？'),
        ),
        ' ',
      ],
      is_contact &&
        context.me.role !== 'viewer' &&
        !context.query.get('as_of') && [
          button(say('I met them today', '我今天见了此人'), () => met_today(ref, context), { kind: 'small' }),
          ' ',
        ],
      button(say('Around them', '周围'), () => state.set({ view: 'focus', focus: `${ref.label}/${ref.id}` }), {
        kind: 'small',
      }),
      ' ',
      button(say('Ways from here', '以此为起点'), () => set_path({ from: ref }), { kind: 'small' }),
      ' ',
      is_contact && button(say('Ways to here', '以此为终点'), () => set_path({ to: ref }), { kind: 'small' }),
    ),
    person.properties.notes && el('p.note', person.properties.notes),
    el('details', { open: true }, el('summary', say('Ties', '关系')), ties_table(person, context)),
    is_contact &&
      el(
        'details',
        { open: person.gaps.length > 0 },
        el('summary', say(`Gaps (${person.gaps.length})`, `缺口（${person.gaps.length}）`)),
        gaps_of(person),
      ),
    el('details', el('summary', say('Reporting and influence', '汇报与影响')), lines_list(person, context)),
    el('details', { ontoggle: look }, el('summary', say('History', '历史')), history),
    el('p', el('a', { href: to_person(ref) }, say('Everything about them', '全部信息'))),
  );
}

// --- ways between two people

function ways_panel(context, canvas, ends, panel) {
  const box = el('div');
  const from_field = picker(say('From', '起点'), {
    labels: ['TeamMember', 'Contact'],
    choose: (person) => {
      ends.from = person;
      look();
    },
  });
  const to_field = picker(say('To', '终点'), {
    labels: ['Contact'],
    choose: (person) => {
      ends.to = person;
      look();
    },
  });
  from_field.set(ends.from?.name ?? say('the client team', '客户团队'));
  if (ends.to) to_field.set(ends.to.name);
  const look = () => {
    if (!ends.to)
      return fill(
        box,
        el('p.quiet', say('Choose whom to get to: here, or on the map.', '请选择目标人物：在此或在地图上。')),
      );
    const from = ends.from ? `${ends.from.label}/${ends.from.id}` : `team:${context.account}`;
    return show_in(
      box,
      () => get('paths', {}, { from, to: `Contact/${ends.to.id}`, k: 3 }, { signal: context.signal }),
      (data) => {
        if (!data.paths.length) {
          canvas.light([]);
          return el('p', say('No way that we know of.', '没有已知路径。'));
        }
        canvas.light(path_people(data.paths[0]));
        return el(
          'div',
          data.paths.map((path, i) =>
            el(
              'section',
              path_head(path, i + 1),
              path_steps(path, data.date),
              button(say('Show', '显示'), () => canvas.light(path_people(path)), { kind: 'small' }),
            ),
          ),
        );
      },
    );
  };
  fill(panel, el('h2', say('Ways between two people', '两人之间的路径')), from_field, to_field, box);
  look();
}

// --- the earlier versions

// A slider over the versions of the graph; the last is now.
async function time_slider(node, context, choose) {
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

// --- the page

function downloads(context, state) {
  const link = (format, more = {}) =>
    el(
      'a',
      {
        href: address('map', { id: context.account }, { ...state.query(), format, ...more }),
        download: `${context.account}.${format}`,
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

function page(node, context) {
  const panel = el('aside.panel', { 'aria-label': say('Details', '详情'), tabindex: -1, hidden: true });
  const message = el('div');
  const bars = { tools: el('div.filters.map-tools'), time: el('div.slider'), opened: el('p.opened'), foot: el('div') };
  const hidden = new Set();
  const ends = { from: null, to: null };
  let people = [];
  let picking = false; // the next card is an end of a path
  let drawing = 0;
  let oldest = '1'; // version that can be looked back at

  const open_panel = (...children) => {
    panel.hidden = false;
    const close = button(
      '×',
      () => {
        panel.hidden = true;
        canvas.select(null);
        canvas.light([]);
        picking = false;
        canvas.node.querySelector('.canvas').focus();
      },
      { kind: 'icon', 'aria-label': say('Close', '关闭') },
    );
    const inner = el('div.inner', ...children);
    fill(panel, close, inner);
    return inner;
  };
  const set_path = (end) => {
    Object.assign(ends, end);
    picking = !ends.to;
    ways_panel(context, canvas, ends, open_panel());
  };
  const choose = async (ref) => {
    if (picking && ref.label === 'Contact') return set_path({ to: { ...ref, name: name_of(ref) } });
    canvas.select(ref);
    requestAnimationFrame(() => canvas.keep_in_view(ref)); // the panel takes room from the map
    const inner = open_panel(waiting());
    panel.focus({ preventScroll: true });
    await show_in(
      inner,
      () => get('person', ref, {}, { signal: context.signal }),
      (person) => card_body(person, context, state, set_path),
    );
  };
  const name_of = (ref) => people.find((row) => row.contact.id === ref.id)?.contact.name ?? ref.id;
  const canvas = map_canvas({
    choose,
    open_unit: (id) => set_open(id, true),
    fold_unit: (id) => state.view === 'map' && set_open(id, false),
  });
  const without = (list, id) => list.filter((one) => one !== id);
  const set_open = (id, open) =>
    state.set(
      {
        expand: open ? [...without(state.expand, id), id] : without(state.expand, id),
        fold: open ? without(state.fold, id) : [...without(state.fold, id), id],
      },
      { look_at: { label: 'OrgUnit', id } },
    );

  const draw = async ({ look_at } = {}) => {
    const mine = ++drawing;
    canvas.node.setAttribute('aria-busy', 'true');
    try {
      const text = await get_text(
        'map',
        { id: context.account },
        { ...state.query(), format: 'svg', as_of: new URLSearchParams(location.search).get('as_of') },
        { signal: context.signal },
      );
      if (mine !== drawing) return;
      fill(message);
      canvas.show(text);
      canvas.hide(hidden);
      if (look_at) canvas.look_at(look_at);
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (!('problem' in error)) console.error(error);
      if (mine === drawing)
        fill(
          message,
          failure(error, () => draw()),
        );
    }
    canvas.node.removeAttribute('aria-busy');
    fill(bars.foot, downloads(context, state));
    tools();
  };
  const state = state_of(context, draw);

  const find = (text) =>
    people
      .filter((row) => `${row.contact.name} ${row.title ?? ''}`.toLowerCase().includes(text.toLowerCase()))
      .slice(0, 12)
      .map((row) => ({ ...row.contact, title: row.title, unit: row.unit }));
  const search = picker(say('Find on the map', '在地图上查找'), {
    find,
    choose: async (person) => {
      if (!canvas.has(person) && person.unit)
        await state.set({
          view: 'map',
          expand: [...state.expand, person.unit.id],
          fold: state.fold.filter((id) => id !== person.unit.id),
        });
      canvas.look_at(person);
      choose(person);
    },
  });
  const layers = el(
    'fieldset.layers',
    el('legend', say('Show', '显示')),
    LAYERS.map(([layer, en, zh]) =>
      checkbox(say(en, zh), true, (on) => {
        if (on) hidden.delete(layer);
        else hidden.add(layer);
        canvas.hide(hidden);
      }),
    ),
  );

  // What depends on the view: which of its choices there are.
  const tools = () => {
    const asked = { focus: state.focus, gap: state.gap, path: state.to };
    const views = VIEWS.filter(([view]) => !(view in asked) || asked[view]).map(([view, en, zh]) => [
      view,
      say(en, zh),
    ]);
    const open = context.data.opportunities.filter((row) => row.open);
    const set_view = (view) =>
      state.set({
        view,
        opportunity: view === 'committee' ? state.opportunity || open[0]?.opportunity.id || '' : state.opportunity,
        since: view === 'diff' ? state.since || oldest : state.since,
      });
    fill(
      bars.tools,
      search,
      select(
        say('View', '视图'),
        views.filter(([view]) => view !== 'committee' || open.length),
        state.view,
        set_view,
      ),
      state.view === 'committee' &&
        select(
          say('Opportunity', '商机'),
          open.map((row) => [row.opportunity.id, row.opportunity.name]),
          state.opportunity,
          (opportunity) => state.set({ opportunity }),
        ),
      state.view === 'focus' &&
        select(
          say('Steps', '步数'),
          [
            ['1', '1'],
            ['2', '2'],
            ['3', '3'],
          ],
          state.depth || '1',
          (depth) => state.set({ depth }),
        ),
      state.view === 'diff' &&
        el(
          'div.field',
          el('label', { for: 'map-since' }, say('Since', '自')),
          el('input', {
            id: 'map-since',
            type: 'date',
            value: /^\d{4}-/.test(state.since) ? state.since : '',
            onchange: (event) => state.set({ since: event.target.value || '1' }),
          }),
        ),
      layers,
      button(say('Ways between two', '两人路径'), () => set_path({ from: null, to: null }), { kind: 'plain' }),
    );
    const unit_name = (id) => context.data.units.find((row) => row.unit.id === id)?.unit.name ?? id;
    const units = context.data.units.filter((row) => row.contacts > 0 && state.view === 'map');
    const shown = canvas.is_open;
    fill(
      bars.opened,
      units.length > 1 &&
        el(
          'details',
          el('summary', say('Units', '部门')),
          el(
            'div.chips',
            units.map(({ unit }) =>
              el(
                'button.chip.small',
                {
                  type: 'button',
                  'aria-pressed': String(Boolean(shown(unit.id))),
                  onclick: () => set_open(unit.id, !shown(unit.id)),
                },
                unit_name(unit.id),
              ),
            ),
          ),
        ),
    );
  };

  fill(
    node,
    bars.tools,
    el('div.map-and-panel', el('div.map-side', message, canvas.node), panel),
    bars.opened,
    bars.time,
    bars.foot,
  );
  tools();
  time_slider(bars.time, context, (as_of) => {
    note_state({ as_of });
    context.query = new URLSearchParams(location.search);
    draw();
  }).then(
    (moments) => {
      oldest = String(moments[0]?.version ?? 1);
    },
    () => {},
  );
  get('people', { id: context.account }, {}, { signal: context.signal }).then(
    (data) => {
      people = data.people;
    },
    () => {},
  );
  return draw();
}

export const map = { title: () => say('Map', '地图'), show: page };

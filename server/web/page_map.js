// The relationship map: seen whole or in parts, as it is, was, or has changed; and who a person on it is.
import { get, get_text } from './api.js';
import { el, fill } from './el.js';
import { downloads, layers_bar, time_slider, units_bar, view_bar } from './map_bars.js';
import { map_canvas } from './map_canvas.js';
import { card_body, ways_panel } from './map_panel.js';
import { MapState } from './map_state.js';
import { finder } from './people_finder.js';
import { picker } from './picker.js';
import { note_state } from './route.js';
import { button, failure, show_in, waiting } from './ui.js';
import { say } from './words.js';

class MapPage {
  constructor(node, context) {
    // What is saved on this page changes the drawing and the card beside it, and nothing else.
    this.context = { ...context, reload: () => this.refresh() };
    this.reload_all = context.reload;
    this.people = [];
    this.ends = { from: null, to: null }; // of a path
    this.picking = false; // the next card is an end of it
    this.selected = null;
    this.drawings = 0;
    this.oldest = '1'; // version that can be looked back at
    this.hidden = new Set(); // layers
    this.state = new MapState(context.query, (how) => this.draw(how));
    this.canvas = map_canvas({
      choose: (ref) => this.choose(ref),
      open_unit: (id) => this.state.set_open(id, true),
      fold_unit: (id) => this.state.view === 'map' && this.state.set_open(id, false),
    });
    this.panel = el('aside.panel', { 'aria-label': say('Details', '详情'), tabindex: -1, hidden: true });
    this.panel.addEventListener(
      'keydown',
      (event) => event.key === 'Escape' && !event.defaultPrevented && this.close_panel(),
    );
    this.message = el('div');
    this.bars = { views: el('div.filters'), time: el('div.slider'), units: el('div'), foot: el('div') };
    this.search = picker(say('Find on the map', '在地图上查找'), {
      find: finder(() => this.people),
      choose: (person) => person && this.find(person),
    });
    this.layers = layers_bar(this.hidden, (hidden) => this.canvas.hide(hidden));
    fill(node, this.frame());
  }

  frame() {
    const ways = button(say('Ways between two', '两人路径'), () => this.set_path({ from: null, to: null }), {
      kind: 'plain',
    });
    const wide = matchMedia('(min-width: 40.01rem)').matches; // on a phone the map comes first
    return [
      el(
        'div.filters.map-tools',
        this.search,
        this.bars.views,
        el('details.more', { open: wide }, el('summary', say('More', '更多')), el('div.filters', this.layers, ways)),
      ),
      el('div.map-and-panel', el('div.map-side', this.message, this.canvas.node), this.panel),
      this.bars.units,
      this.bars.time,
      this.bars.foot,
    ];
  }

  async start() {
    const { signal } = this.context;
    const slid = (as_of) => {
      note_state({ as_of });
      this.reload_all();
    };
    const time = time_slider(this.bars.time, this.context, slid).then((moments) => {
      this.oldest = String(moments[0]?.version ?? 1);
    });
    get('people', { id: this.context.account }, {}, { signal }).then(
      (data) => {
        this.people = data.people;
      },
      () => {}, // without them the map is there all the same; only its search finds nobody
    );
    if (this.state.view === 'diff' && !this.state.since) {
      await time;
      this.state.since = this.oldest;
    } else time.catch(() => {});
    return this.draw();
  }

  // how: {look_at: ref} or {keep: true}, what the reader looks at then.
  async draw({ look_at, keep } = {}) {
    const mine = ++this.drawings;
    const { canvas, context, state } = this;
    canvas.node.setAttribute('aria-busy', 'true');
    try {
      const query = { ...state.query(), format: 'svg' };
      const text = await get_text('map', { id: context.account }, query, { signal: context.signal });
      if (mine !== this.drawings) return;
      fill(this.message);
      canvas.show(text, { keep });
      canvas.hide(this.hidden);
      canvas.select(this.selected);
      if (look_at) canvas.look_at(look_at);
    } catch (error) {
      if (error.name === 'AbortError' || mine !== this.drawings) return;
      if (!('problem' in error)) console.error(error);
      fill(
        this.message,
        failure(error, () => this.draw()),
      );
    }
    canvas.node.removeAttribute('aria-busy');
    fill(
      this.bars.views,
      view_bar(state, context.data.opportunities, () => this.oldest),
    );
    fill(this.bars.units, units_bar(state, context.data.units, canvas.is_open));
    fill(this.bars.foot, downloads(context.account, state));
  }

  // After something was saved.
  async refresh() {
    await this.draw({ keep: true });
    if (this.selected) await this.show_card(this.selected);
  }

  open_panel(...children) {
    const close = button('×', () => this.close_panel(), { kind: 'icon', 'aria-label': say('Close', '关闭') });
    const inner = el('div.inner', ...children);
    fill(this.panel, close, inner);
    this.panel.hidden = false;
    // Under the map, where there is no room beside it.
    if (this.panel.offsetTop > this.canvas.node.offsetTop + 100) this.panel.scrollIntoView({ block: 'nearest' });
    return inner;
  }

  close_panel() {
    this.panel.hidden = true;
    this.picking = false;
    this.canvas.light([]);
    this.canvas.focus(this.selected);
    this.selected = null;
    this.canvas.select(null);
  }

  set_path(end) {
    Object.assign(this.ends, end);
    this.picking = !this.ends.to;
    ways_panel(this.context, this.canvas, this.ends, this.open_panel());
  }

  async choose(ref) {
    if (this.picking && ref.label === 'Contact') return this.set_path({ to: { ...ref, name: this.name_of(ref) } });
    this.selected = ref;
    this.canvas.select(ref);
    await this.show_card(ref, () => this.panel.focus({ preventScroll: true }));
  }

  async show_card(ref, opened = () => {}) {
    const { signal } = this.context;
    const inner = this.open_panel(waiting());
    requestAnimationFrame(() => this.canvas.keep_in_view(ref)); // the panel takes room from the map
    opened();
    const make = (person) => card_body(person, this.context, this.state, (end) => this.set_path(end));
    await show_in(inner, () => get('person', ref, {}, { signal }), make);
  }

  async find(person) {
    if (!this.canvas.has(person) && person.unit) await this.state.set_open(person.unit.id, true);
    this.canvas.look_at(person);
    await this.choose(person);
  }

  name_of(ref) {
    return this.people.find((row) => row.contact.id === ref.id)?.contact.name ?? ref.id;
  }
}

export const map = {
  title: () => say('Map', '地图'),
  show: (node, context) => new MapPage(node, context).start(),
};

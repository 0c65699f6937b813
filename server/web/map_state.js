// What of the map is shown: the state of the page is its address.
import { note_state } from './route.js';
import { theme } from './theme.js';

// What of the address decides the drawing, beside the settings of all pages.
const DRAWN_BY = ['view', 'focus', 'depth', 'gap', 'opportunity', 'from', 'to', 'since', 'expand', 'fold'];
const LISTS = ['expand', 'fold']; // of units
const STEPS = ['view', 'focus', 'gap', 'opportunity']; // changes that Back takes back

const without = (list, id) => list.filter((one) => one !== id);

export class MapState {
  // query: URLSearchParams of the page; draw(how): called when the state has changed.
  constructor(query, draw) {
    this.draw = draw;
    for (const name of DRAWN_BY) this[name] = LISTS.includes(name) ? query.getAll(name) : (query.get(name) ?? '');
    this.view ||= this.focus ? 'focus' : this.gap ? 'gap' : this.to ? 'path' : 'map';
  }

  values() {
    return Object.fromEntries(DRAWN_BY.map((name) => [name, this[name]]));
  }

  // Of the call for the drawing.
  query() {
    return { ...this.values(), theme: theme() };
  }

  set(changes, how) {
    const step = STEPS.some((name) => name in changes && changes[name] !== this[name]);
    Object.assign(this, changes);
    note_state({ ...this.values(), view: this.view === 'map' ? '' : this.view }, { step });
    return this.draw(how);
  }

  // Opens or folds a unit, and looks at it.
  set_open(id, open) {
    const expand = without(this.expand, id);
    const fold = without(this.fold, id);
    if (open) expand.push(id);
    else fold.push(id);
    return this.set({ view: 'map', expand, fold }, { look_at: { label: 'OrgUnit', id } });
  }
}

// A map as it is drawn by the server, to move about in: d3-zoom for wheel, drag, touch and pinch; keys for those without a
// mouse. Ids and classes of the SVG are the contract (docs/maps.md).
import { el, fill } from './el.js';
import { parse_svg } from './svg.js';
import { button } from './ui.js';
import { say } from './words.js';

const MOST = 8; // times as large as fits
const LARGEST = 1.25; // of what is smaller than the view
const PAGES = 2.5; // heights of the view that a map may fill when it is as wide as that
const STEP = 60; // CSS pixels a press of an arrow key

// The frame and the exclamation marks of cards with findings, so that they can be hidden like a layer.
function mark_findings(drawing) {
  for (const card of drawing.querySelectorAll('[data-frame]')) {
    for (const path of card.querySelectorAll(':scope > path[fill="none"]')) path.classList.add('frame');
    for (const text of card.querySelectorAll(':scope > text')) {
      if (!/^!+$/.test(text.textContent.trim())) continue;
      text.classList.add('finding');
      text.previousElementSibling?.classList.add('finding');
    }
  }
}

const id_of = (node, prefix) => (node.id.startsWith(prefix) ? decodeURIComponent(node.id.slice(prefix.length)) : null);

// What a drawn thing stands for: {label, id}, or null.
function ref_of(node) {
  for (const [prefix, label] of [
    ['contact-', 'Contact'],
    ['member-', 'TeamMember'],
    ['unit-', 'OrgUnit'],
    ['relmap-folded-', 'OrgUnit'],
  ]) {
    const id = id_of(node, prefix);
    if (id !== null) return { label, id };
  }
  return null;
}

// The name of a card as a button: what can be read on it, so that it can be spoken (WCAG 2.5.3); of a folded unit its own first.
function spoken_name(node) {
  const unit = node.classList.contains('folded') ? [node.querySelector('title')?.textContent.split('\n')[0]] : [];
  const words = [...node.querySelectorAll('text')].map((text) => text.textContent.replace(/^[^\p{L}\p{N}]+/u, ''));
  return [...unit, ...words].filter(Boolean).join(' ');
}

// As the server encodes ids: more than encodeURIComponent() does.
const encode = (id) =>
  encodeURIComponent(id).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

export const card_id = ({ label, id }) =>
  `${{ Contact: 'contact', TeamMember: 'member', OrgUnit: 'unit' }[label]}-${encode(id)}`;

// choose({label, id}) when somebody takes a card; open_unit(id) when he takes a folded unit, fold_unit(id) the name of an open one.
export function map_canvas({ choose, open_unit, fold_unit }) {
  const stage = el('div.stage');
  const view = el(
    'div.canvas',
    {
      tabindex: 0,
      role: 'application',
      'aria-label': say(
        'Relationship map. Arrow keys move it, plus and minus make it larger and smaller, tab goes from card to card.',
        '关系地图。方向键移动，加减号缩放，Tab 键在卡片间移动。',
      ),
    },
    stage,
  );
  const zoom = d3
    .zoom()
    .scaleExtent([0.05, MOST])
    .filter(() => !d3.event.ctrlKey || d3.event.type === 'wheel')
    .on('zoom', () => {
      const { x, y, k } = d3.event.transform;
      stage.style.transform = `translate(${x}px, ${y}px) scale(${k})`;
    })
    .on('start', () => stage.classList.add('moving'))
    .on('end', () => stage.classList.remove('moving'));
  const holder = d3.select(view).call(zoom).on('dblclick.zoom', null);
  let size = { width: 1, height: 1 };
  let drawing = null;

  const box = () => view.getBoundingClientRect();
  const move = (transform) => holder.call(zoom.transform, transform);
  const place = (k) => {
    const { width, height } = box();
    const [x, y] = [(width - size.width * k) / 2, (height - size.height * k) / 2];
    move(d3.zoomIdentity.translate(Math.max(x, 0), Math.max(y, 0)).scale(k));
  };
  const whole = () => Math.min(box().width / size.width, box().height / size.height, LARGEST);
  const fit = () => place(whole());
  // At first as wide as there is room, with the top of the organisation in view; on a phone a corner that can be read, not the
  // whole that cannot.
  const begin = () => {
    zoom.scaleExtent([Math.min(whole(), 1) / 2, MOST]);
    const wide = Math.min(box().width / size.width, LARGEST);
    place(Math.max(size.height * wide > box().height * PAGES ? whole() : wide, box().width < 600 ? 0.5 : 0));
  };
  const by = (factor) => holder.call(zoom.scaleBy, factor);

  // The middle of a card to the middle of the view.
  const center_on = (node, k = 1) => {
    const [inner, outer] = [node.getBoundingClientRect(), box()];
    const now = d3.zoomTransform(view);
    const [x, y] = now.invert([inner.x + inner.width / 2 - outer.x, inner.y + inner.height / 2 - outer.y]);
    const scale = Math.max(now.k, k);
    move(d3.zoomIdentity.translate(outer.width / 2 - x * scale, outer.height / 2 - y * scale).scale(scale));
  };

  const take = (node) => {
    const ref = ref_of(node);
    if (!ref) return;
    if (ref.label === 'OrgUnit') open_unit(ref.id);
    else choose(ref);
  };
  view.addEventListener('click', (event) => {
    const node = event.target.closest('g.contact, g.folded, g.folded-unit, g[id^="member-"]');
    if (node) return take(node);
    const name = event.target.closest('g.unit > text');
    if (name) fold_unit(ref_of(name.parentNode).id);
  });
  view.addEventListener('keydown', (event) => {
    const node = event.target.closest('g.contact, g.folded, g[id^="member-"]');
    if (node && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      return take(node);
    }
    const moves = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };
    const { k } = d3.zoomTransform(view);
    if (moves[event.key]) {
      event.preventDefault();
      holder.call(zoom.translateBy, ...moves[event.key].map((v) => v / k));
    }
    if (event.key === '+' || event.key === '=') by(1.3);
    if (event.key === '-') by(1 / 1.3);
    if (event.key === '0') fit();
  });
  // A card that gets the focus by the tab key comes into view.
  view.addEventListener('focusin', (event) => {
    if (event.target === view || !event.target.matches(':focus-visible')) return;
    view.scrollTo(0, 0);
    center_on(event.target, d3.zoomTransform(view).k);
  });

  const cards = () => [...stage.querySelectorAll('g.contact, g.folded, g[id^="member-"]')];
  const find = (ref) => stage.querySelector(`#${CSS.escape(card_id(ref))}`);

  return {
    node: el(
      'div.map',
      view,
      el(
        'div.zoom',
        button('+', () => by(1.4), { kind: 'icon', 'aria-label': say('Larger', '放大') }),
        button('−', () => by(1 / 1.4), { kind: 'icon', 'aria-label': say('Smaller', '缩小') }),
        button('⤢', () => fit(), { kind: 'icon', 'aria-label': say('All of it', '全部') }),
      ),
    ),
    fit,
    find,
    has: (ref) => Boolean(find(ref)),
    is_open: (unit) => Boolean(find({ label: 'OrgUnit', id: unit })?.matches(':not(.folded-unit)')),

    // Shows a drawing; `keep`: where the reader looks stays.
    show(text, { keep = false } = {}) {
      drawing = parse_svg(text);
      const { width, height } = drawing.viewBox.baseVal;
      size = { width, height };
      drawing.setAttribute('width', width);
      drawing.setAttribute('height', height);
      mark_findings(drawing);
      fill(stage, drawing);
      for (const node of cards()) {
        node.setAttribute('tabindex', 0);
        node.setAttribute('role', 'button');
        node.setAttribute('aria-label', spoken_name(node));
      }
      for (const box_ of stage.querySelectorAll('g.folded')) find(ref_of(box_))?.classList.add('folded-unit');
      if (!keep) begin();
    },

    // Kinds of things that are not to be seen: 'reports', 'influence', 'ties', 'team', 'findings'.
    hide(layers) {
      for (const layer of ['reports', 'influence', 'team', 'findings'])
        stage.classList.toggle(`no-${layer}`, layers.has(layer));
    },

    // Marks people as found, and pales the others; none: nothing is pale.
    light(refs) {
      stage.classList.toggle('dimmed', refs.length > 0);
      const wanted = new Set(refs.map(card_id));
      for (const node of cards()) node.classList.toggle('lit', wanted.has(node.id));
      for (const line of stage.querySelectorAll('g.edge'))
        line.classList.toggle('lit', wanted.has(line.dataset.from) && wanted.has(line.dataset.to));
    },

    select(ref) {
      for (const node of stage.querySelectorAll('.selected')) node.classList.remove('selected');
      if (ref) find(ref)?.classList.add('selected');
    },

    // The focus on a card; on the map as a whole where it is not there.
    focus(ref) {
      ((ref && find(ref)) || view).focus({ preventScroll: true });
    },

    // Moves only if the card cannot be seen.
    keep_in_view(ref) {
      const node = find(ref);
      if (!node) return;
      const [inner, outer] = [node.getBoundingClientRect(), box()];
      const seen =
        inner.left >= outer.left &&
        inner.right <= outer.right &&
        inner.top >= outer.top &&
        inner.bottom <= outer.bottom;
      if (!seen) center_on(node, d3.zoomTransform(view).k);
    },

    look_at(ref) {
      const node = find(ref);
      if (node) center_on(node);
      return Boolean(node);
    },
  };
}

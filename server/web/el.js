// Elements out of plain calls: el('p.note', {id: 'x'}, 'text', child, …). Strings become text nodes, so nothing that comes
// out of data is ever read as markup.

const SVG = 'http://www.w3.org/2000/svg';

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
  else if (name === 'data') Object.assign(node.dataset, value);
  else if (name === 'value' || name === 'checked' || name === 'selected' || name === 'indeterminate')
    node[name] = value;
  else if (name === 'class') value.split(' ').forEach((c) => c && node.classList.add(c));
  else node.setAttribute(name, value === true ? '' : value);
}

function append(node, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(node, child);
    else if (child instanceof Node) node.append(child);
    else if (child !== null && child !== undefined && child !== false) node.append(String(child));
  }
}

function make(node, attributes, children) {
  // The value of a <select> can be set only when its options are there.
  const { value, ...rest } = attributes ?? {};
  for (const [name, v] of Object.entries(rest)) set(node, name, v);
  append(node, children);
  set(node, 'value', value);
  return node;
}

// tag: a name with classes, 'div.card.wide'. attributes: an object, or the first child.
export function el(tag, attributes, ...children) {
  const [name, ...classes] = tag.split('.');
  const node = document.createElement(name);
  if (classes.length) node.classList.add(...classes);
  const plain =
    attributes && typeof attributes === 'object' && !(attributes instanceof Node) && !Array.isArray(attributes);
  return plain ? make(node, attributes, children) : make(node, null, [attributes, ...children]);
}

// The same in SVG.
export function svg(name, attributes, ...children) {
  return make(document.createElementNS(SVG, name), attributes, children);
}

// Puts `children` in place of what is in `node`.
export function fill(node, ...children) {
  node.replaceChildren();
  append(node, children);
  return node;
}

let ids = 0;
export const new_id = (prefix) => `${prefix}-${++ids}`;

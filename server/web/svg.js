// Pictures of the server as elements of the page.
import { say } from './words.js';

// Text of an SVG → element, with nothing in it that could run: it comes from this server, and is looked at nevertheless.
export function parse_svg(text) {
  const document_ = new DOMParser().parseFromString(text, 'image/svg+xml');
  const root = document_.documentElement;
  if (root.nodeName !== 'svg') throw new Error(say('The picture cannot be read.', '无法读取图片。'));
  for (const node of root.querySelectorAll('script, foreignObject, iframe')) node.remove();
  for (const node of root.querySelectorAll('*')) {
    for (const { name } of [...node.attributes]) if (name.startsWith('on')) node.removeAttribute(name);
  }
  return document.importNode(root, true);
}

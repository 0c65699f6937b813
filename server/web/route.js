// Addresses of pages, and going from one to another without loading the document anew.
import { settings } from './api.js';

// What stays chosen from page to page.
function kept(query) {
  const { date, as_of } = settings();
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries({ date, as_of, ...query })) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== '') params.append(key, one);
    }
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}

const part = encodeURIComponent;

export const to_portfolio = () => `/${kept({})}`;
export const to_page = (name, query = {}) => `/${name}${kept(query)}`;
export const to_account = (id, page = '', query = {}) => `/accounts/${part(id)}${page ? `/${page}` : ''}${kept(query)}`;
export const to_person = ({ label, id }, query = {}) => `/people/${part(label)}/${part(id)}${kept(query)}`;

// "/accounts/x/map" → ['accounts', 'x', 'map']
export const segments = () => location.pathname.split('/').filter(Boolean).map(decodeURIComponent);

let show = () => {};
let shown = ''; // address of the page that is shown
const here = () => location.pathname + location.search;

// handler({y}): shows the page of the present address, y being where it was scrolled to.
export const on_navigate = (handler) => {
  history.scrollRestoration = 'manual';
  shown = here();
  show = handler;
};

// Where the reader was, for when he comes back.
const remember = () => history.replaceState({ y: scrollY }, '');

export function go(href) {
  remember();
  history.pushState({ y: 0 }, '', href);
  shown = here();
  show({ y: 0 });
}

// Changes the address of the page that stays: its state can be sent to a colleague. step: Back leads to what it was.
export function note_state(query, { step = false } = {}) {
  const params = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(query)) {
    params.delete(key);
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== '') params.append(key, one);
    }
  }
  const text = params.toString();
  const href = location.pathname + (text ? `?${text}` : '');
  if (href === here()) return;
  if (step) remember();
  if (step) history.pushState({ y: scrollY }, '', href);
  else history.replaceState(history.state, '', href);
  shown = here();
}

// Links within the app, all of them: those to files and those with a key held go the browser's way.
export function follow_links() {
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href]');
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute('download')) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || url.pathname.startsWith('/api/') || link.dataset.document !== undefined)
      return;
    if (url.hash && url.pathname === location.pathname) return;
    event.preventDefault();
    go(url.pathname + url.search);
  });
  addEventListener('popstate', () => {
    if (shown === here()) return; // only the place on the page has changed
    shown = here();
    show({ y: history.state?.y ?? 0 });
  });
}

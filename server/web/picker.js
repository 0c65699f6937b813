// Finding somebody by typing: a combobox (WAI-ARIA 1.2, list autocomplete) over search results.
import { get } from './api.js';
import { el, fill, new_id } from './el.js';
import { say } from './words.js';

const TYPING_MS = 150;

// labels: which nodes are looked for. choose(result) is called with {label, id, name, title}, and with null once something else is
// typed over that. find(text) overrides the search of
// the whole graph and returns such results. Returns the field, with `focus()` and `set(text)`.
export function picker(
  caption,
  { labels = ['Contact', 'TeamMember'], choose, find, placeholder = '', hide_label = false },
) {
  const list_id = new_id('list');
  const input = el('input', {
    id: new_id('picker'),
    type: 'search',
    role: 'combobox',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder,
    'aria-expanded': 'false',
    'aria-controls': list_id,
    'aria-autocomplete': 'list',
  });
  const list = el('ul.options', { id: list_id, role: 'listbox', 'aria-label': caption, hidden: true });
  const status = el('span.hidden', { role: 'status' });
  const node = el(
    'div.field.picker',
    el(`label${hide_label ? '.hidden' : ''}`, { for: input.id }, caption),
    input,
    list,
    status,
  );
  let results = [];
  let at = -1;
  let timer = null;
  let asked = 0;
  let chosen = false;

  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const take = (result) => {
    close();
    input.value = result.name || result.id;
    chosen = true;
    choose(result, input);
  };
  const mark = (next) => {
    at = next;
    [...list.children].forEach((option, i) => option.setAttribute('aria-selected', String(i === at)));
    if (at >= 0) {
      input.setAttribute('aria-activedescendant', list.children[at].id);
      list.children[at].scrollIntoView({ block: 'nearest' });
    }
  };
  const open = (found, failed = false) => {
    results = found;
    status.textContent = say(`${found.length} found`, `找到 ${found.length} 个`);
    const options = found.map((result, i) =>
      el(
        'li',
        {
          id: `${list_id}-${i}`,
          role: 'option',
          'aria-selected': 'false',
          onmousedown: (event) => {
            event.preventDefault();
            take(result);
          },
        },
        el('b', result.name || result.id),
        result.title && el('small', result.title),
      ),
    );
    fill(
      list,
      options.length
        ? options
        : el(
            'li.quiet',
            { role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false' },
            failed ? say('The search failed', '查找失败') : say('Nobody found', '没有找到'),
          ),
    );
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    mark(options.length ? 0 : -1);
  };
  const look = async () => {
    const text = input.value.trim();
    if (!text) return close();
    const mine = ++asked;
    try {
      const found = find ? await find(text) : (await get('search', {}, { q: text, label: labels, limit: 12 })).results;
      if (mine === asked && document.activeElement === input) open(found);
    } catch {
      if (mine === asked) open([], true);
    }
  };
  input.addEventListener('input', () => {
    if (chosen) {
      chosen = false;
      choose(null, input); // what is typed now is not who was chosen
    }
    clearTimeout(timer);
    timer = setTimeout(look, TYPING_MS);
  });
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      return close();
    }
    if (list.hidden || !results.length) return;
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      mark((at + 1) % results.length);
    }
    if (event.key === 'ArrowUp') {
      event.preventDefault();
      mark((at + results.length - 1) % results.length);
    }
    if (event.key === 'Enter' && at >= 0) {
      event.preventDefault();
      take(results[at]);
    }
  });
  return Object.assign(node, {
    set: (text) => {
      input.value = text;
      chosen = Boolean(text);
    },
    input,
  });
}

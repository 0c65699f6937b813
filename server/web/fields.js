// An input for a property of the schema, and its value back. What may be a number or a word (a strength) is typed, the words
// being suggested: `suggestions` of the input is then to stand beside it.
import { el } from './el.js';
import { say, spoken } from './words.js';

const NUMERIC = ['int', 'float', 'decimal'];
const LONG = ['notes', 'note', 'statement'];

export function input_for(name, { type, words, of, required }, value, id) {
  if (words && NUMERIC.includes(type)) {
    const list = el(
      'datalist',
      { id: `${id}-words` },
      words.map((word) => el('option', { value: word }, spoken(word))),
    );
    const input = el('input', { id, value: value ?? '', list: list.id, autocomplete: 'off' });
    return Object.assign(input, { suggestions: list });
  }
  if (words) {
    return el(
      'select',
      { id, value: value ?? '', 'aria-required': required && 'true' },
      el('option', { value: '' }, '–'),
      words.map((word) => el('option', { value: word }, spoken(word))),
    );
  }
  if (type === 'bool')
    return el(
      'select',
      { id, value: value === undefined || value === null ? '' : String(value) },
      el('option', { value: '' }, '–'),
      el('option', { value: 'true' }, say('yes', '是')),
      el('option', { value: 'false' }, say('no', '否')),
    );
  if (type === 'date')
    return el('input', { id, type: 'date', value: value ?? '', 'aria-required': required && 'true' });
  if (type === 'list' && of === 'string') return el('input', { id, value: (value ?? []).join('; ') });
  if (LONG.includes(name)) return el('textarea', { id, rows: 3, value: value ?? '' });
  const modes = { int: 'numeric', float: 'decimal', decimal: 'decimal' };
  return el('input', {
    id,
    value: value ?? '',
    inputmode: modes[type],
    'aria-required': required && 'true',
    autocomplete: 'off',
  });
}

// {value} (null where it is empty) or {error}.
export function read_input(input, { type, words, of, min, max }) {
  // A date that was typed in half reads as empty.
  if (input.validity?.badInput) return { error: say('This is not a date.', '日期无效。') };
  const text = input.value.trim();
  if (text === '') return { value: null };
  if (words?.includes(text)) return { value: text };
  if (type === 'bool') return { value: text === 'true' };
  if (type === 'list' && of === 'string')
    return {
      value: text
        .split(';')
        .map((one) => one.trim())
        .filter(Boolean),
    };
  if (type === 'decimal')
    return /^[+-]?\d+(\.\d+)?$/.test(text) ? { value: text } : { error: say('This is not a number.', '这不是数字。') };
  if (type !== 'int' && type !== 'float') return { value: text };
  const number = Number(text);
  if (Number.isNaN(number) || (type === 'int' && !Number.isInteger(number)))
    return {
      error:
        type === 'int'
          ? say('This is not a whole number.', '这不是整数。')
          : say('This is not a number.', '这不是数字。'),
    };
  if (min !== undefined && number < min) return { error: say(`At least ${min}.`, `至少 ${min}。`) };
  if (max !== undefined && number > max) return { error: say(`At most ${max}.`, `最多 ${max}。`) };
  return { value: number };
}

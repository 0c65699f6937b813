// Figures and dates as a person reads them.
import { lang, say } from './words.js';

const locale = () => (lang() === 'zh' ? 'zh-CN' : 'en-GB');

// 186400000.00, "CNY" → "CNY 186.4 m"; absent → "–".
export function money(amount, currency) {
  if (amount === null || amount === undefined || amount === '') return '–';
  const text = new Intl.NumberFormat(locale(), { notation: 'compact', maximumFractionDigits: 1 }).format(
    Number(amount),
  );
  return currency ? `${currency} ${text}` : text;
}

export const whole = (value) => new Intl.NumberFormat(locale(), { maximumFractionDigits: 0 }).format(value);
export const percent = (share) =>
  share > 0 && share < 0.005
    ? '<1%'
    : new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 0 }).format(share);

// "2026-11-24" → "24 Nov 2026".
export function date(text) {
  if (!text) return '–';
  const at = new Date(text.length === 10 ? `${text}T00:00:00Z` : text);
  if (Number.isNaN(at.getTime())) return text;
  return new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    at,
  );
}

export function time(text) {
  const at = new Date(text);
  return new Intl.DateTimeFormat(locale(), {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
}

const day_of = (text) => Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / 86400000;
export const days_between = (from, to) => day_of(to) - day_of(from);

export function add_days(text, days) {
  return new Date((day_of(text) + days) * 86400000).toISOString().slice(0, 10);
}

// How long before `today` a date lies: "3 days ago", "in 5 weeks".
export function ago(text, today) {
  if (!text) return say('never', '从未');
  const days = days_between(text, today);
  if (days === 0) return say('today', '今天');
  const names = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  const size = Math.abs(days);
  if (size < 14) return names.format(-days, 'day');
  if (size < 70) return names.format(-Math.round(days / 7), 'week');
  if (size < 730) return names.format(-Math.round(days / 30.44), 'month');
  return names.format(-Math.round(days / 365.25), 'year');
}

// Of a name in any script: "林书惠 Lin Shuhui" → "LS", "Rebecca Lindqvist" → "RL".
export function initials(name) {
  const latin = name.match(/[A-Za-zÀ-ɏ]+/g);
  if (latin?.length > 1) return (latin[0][0] + latin.at(-1)[0]).toUpperCase();
  return [...name.trim()].slice(0, 2).join('').toUpperCase();
}

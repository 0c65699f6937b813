// The versions of the graph, for looking back.
import { get } from './api.js';

const MOST = 1000;
const POSITIONS = 60; // of a slider

// The newest ones, oldest first: [{version, time}].
export async function versions(signal) {
  return (await get('versions', {}, { limit: MOST }, { signal })).versions;
}

// The last one of a day or earlier; else the first there is.
export function version_on(all, day) {
  const before = all.filter((one) => one.time.slice(0, 10) <= day);
  return before.at(-1) ?? all[0] ?? null;
}

// Few enough to slide over: evenly taken, the first and the last among them.
export function thinned(all) {
  if (all.length <= POSITIONS) return all;
  return Array.from({ length: POSITIONS }, (_, i) => all[Math.round((i * (all.length - 1)) / (POSITIONS - 1))]);
}

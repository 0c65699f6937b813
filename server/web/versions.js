// The versions of the graph, for looking back.
import { get } from './api.js';

const MOST = 1000;
const POSITIONS = 60; // of a slider

// The newest ones and the oldest that there is, oldest first: [{version, time}].
export async function versions(signal) {
  const { oldest, versions: newest } = await get('versions', {}, { limit: MOST }, { signal });
  return oldest && oldest.version < (newest[0]?.version ?? 0) ? [oldest, ...newest] : newest;
}

// What as_of names the graph of that day by, or of the oldest version where that is later: {as_of, day}, null without history.
export async function moment_on(day, signal) {
  const { oldest } = await get('versions', {}, { limit: 1 }, { signal });
  if (!oldest) return null;
  const first = oldest.time.slice(0, 10);
  return first > day ? { as_of: oldest.version, day: first } : { as_of: day, day };
}

// Few enough to slide over: evenly taken, the first and the last among them.
export function thinned(all) {
  if (all.length <= POSITIONS) return all;
  return Array.from({ length: POSITIONS }, (_, i) => all[Math.round((i * (all.length - 1)) / (POSITIONS - 1))]);
}

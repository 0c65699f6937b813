// A made-up account, large enough to be slow: its folder of CSV files.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const UNITS = 40;
const MEMBERS = 12;
const LEVELS = ['director', 'manager', 'manager', 'staff', 'staff', 'staff'];
const STATUSES = ['political_structure', '', '', '', ''];
const SUPPORT = ['supporter', 'neutral', 'neutral', 'non_supporter', ''];

// Always the same numbers: a linear congruential generator.
function numbers(seed) {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

const range = (n) => Array.from({ length: n }, (_, i) => i);
const csv = (head, rows) => [head, ...rows.map((row) => row.join(','))].join('\n') + '\n';
const head_of = (unit) => `c${unit}`; // the first contacts lead the units

export const LARGE = 'large-account';

// Writes `contacts` people in 40 units, each with a boss, three fourths with an influence, one in four known by one of us.
export async function write_large_account(folder, contacts = 2000) {
  const below = numbers(7);
  const pick = (list) => list[below(list.length)];
  const unit_of = (i) => i % UNITS;
  const all = range(contacts);
  const files = {
    'nodes/Account': csv('id,name,tier', [[LARGE, 'Large Account', 'strategic']]),
    'nodes/OrgUnit': csv(
      'id,name',
      range(UNITS).map((u) => [`u${u}`, `Unit ${u}`]),
    ),
    'nodes/Contact': csv(
      'id,name,title,level,political_status,support',
      all.map((i) =>
        i < UNITS
          ? [`c${i}`, `Head ${i}`, `Head of Unit ${i}`, i === 0 ? 'c_level' : 'vp', 'inner_circle', pick(SUPPORT)]
          : [`c${i}`, `Person ${i}`, `Title ${below(90)}`, pick(LEVELS), pick(STATUSES), pick(SUPPORT)],
      ),
    ),
    'nodes/TeamMember': csv(
      'id,name',
      range(MEMBERS).map((m) => [`m${m}`, `Member ${m}`]),
    ),
    'edges/PART_OF': csv(
      'from,to,from_label,to_label',
      range(UNITS).map((u) => [`u${u}`, LARGE, 'OrgUnit', 'Account']),
    ),
    'edges/WORKS_IN': csv(
      'from,to,to_label',
      all.map((i) => [`c${i}`, `u${unit_of(i)}`, 'OrgUnit']),
    ),
    'edges/REPORTS_TO': csv(
      'from,to,from_label,to_label',
      all.slice(1).map((i) => {
        const boss = i < UNITS ? 'c0' : i < 4 * UNITS ? head_of(unit_of(i)) : `c${i - UNITS * (1 + below(3))}`;
        return [`c${i}`, boss, 'Contact', 'Contact'];
      }),
    ),
    'edges/INFLUENCES': csv(
      'from,to,strength',
      all.filter((i) => i % 4).map((i) => [`c${i}`, `c${(i + 1 + below(contacts - 1)) % contacts}`, 'moderate']),
    ),
    'edges/KNOWS': csv(
      'from,to,relationship_level,last_contact',
      all.filter((i) => i % 4 === 0).map((i) => [`m${below(MEMBERS)}`, `c${i}`, 'credible_source', '2026-10-01']),
    ),
    'edges/ON_TEAM': csv(
      'from,to,role',
      range(MEMBERS).map((m) => [`m${m}`, LARGE, m ? 'presales' : 'account_manager']),
    ),
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.join(folder, path.dirname(name)), { recursive: true });
    await writeFile(path.join(folder, `${name}.csv`), text);
  }
}

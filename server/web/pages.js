// Which page stands at which address: a new page is a file and a row here.
import { account } from './page_account.js';
import { coverage } from './page_coverage.js';
import { glossary } from './page_glossary.js';
import { import_page } from './page_import.js';
import { map } from './page_map.js';
import { people } from './page_people.js';
import { person } from './page_person.js';
import { plan } from './page_plan.js';
import { portfolio } from './page_portfolio.js';
import { tasks } from './page_tasks.js';
import { teams } from './page_teams.js';
import { way } from './page_way.js';
import { what_if } from './page_what_if.js';
import { whitespace } from './page_whitespace.js';
import { el } from './el.js';
import { to_portfolio } from './route.js';
import { say } from './words.js';

export { person, portfolio };

// /accounts/ID/NAME
export const of_account = { '': account, map, people, coverage, way, whitespace, 'what-if': what_if, plan };

// /NAME
export const single = { tasks, teams, import: import_page, glossary };

export const not_found = {
  title: () => say('No such page', '没有此页面'),
  show(node) {
    node.replaceChildren(
      el('h1', say('No such page', '没有此页面')),
      el('p', el('a', { href: to_portfolio() }, say('Back to the portfolio', '返回客户组合'))),
    );
  },
};

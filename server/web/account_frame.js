// What stands above every page of one account: its name, how it stands, and the way to its other pages.
import { get } from './api.js';
import { el, fill } from './el.js';
import { date } from './format.js';
import { to_account } from './route.js';
import { gap_counts } from './ui.js';
import { say, spoken } from './words.js';

const TABS = [
  ['', 'Overview', '概览'],
  ['map', 'Map', '地图'],
  ['people', 'People', '人员'],
  ['coverage', 'Coverage', '覆盖'],
  ['way', 'Find a way in', '寻找引荐'],
  ['whitespace', 'Whitespace', '空白商机'],
  ['what-if', 'What if', '假设分析'],
  ['plan', 'Plan', '规划'],
];

function tabs(id) {
  const here = decodeURIComponent(location.pathname.split('/')[3] ?? '');
  const links = TABS.map(([page, en, zh]) =>
    el('a', { href: to_account(id, page), 'aria-current': page === here && 'page' }, say(en, zh)),
  );
  const nav = el('nav.tabs', { 'aria-label': say('Pages of this account', '该客户的页面') }, links);
  requestAnimationFrame(() =>
    nav.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' }),
  );
  return nav;
}

// Puts the frame into `main`, reads the account into context.data, and returns the node for the page itself.
export async function account_frame(context, main) {
  const data = await get('account', { id: context.account }, {}, { signal: context.signal });
  context.data = data;
  document.title = `${data.name} · ${document.title}`;
  const body = el('div.page');
  fill(
    main,
    el(
      'header.account',
      el(
        'div',
        el('h1', data.name),
        el(
          'p',
          spoken(data.tier),
          ' · ',
          say('coverage ', '覆盖 '),
          el('b', Math.round(data.score)),
          '/100 · ',
          gap_counts(data.gaps),
          data.properties.planning_date && [
            ' · ',
            say('next planning session ', '下次规划会议 '),
            date(data.properties.planning_date),
          ],
        ),
      ),
    ),
    tabs(context.account),
    body,
  );
  return body;
}

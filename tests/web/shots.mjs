// A picture of every page in both languages, sizes and colours, for a person to look at. ./dev web shots [OUT]
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { BANK } from './accounts.mjs';
import { context_options, launch } from './browser.mjs';
import { start_server } from './server.mjs';

const OUT = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '../../build/shots'));
const of_bank = (page) => `/accounts/${BANK}/${page}`;
const PAGES = {
  portfolio: '/',
  account: `/accounts/${BANK}`,
  map: of_bank('map'),
  'map-diff': of_bank('map?view=diff&since=1'),
  'map-committee': of_bank('map?view=committee&opportunity=opp-ob-ai-credit'),
  people: of_bank('people'),
  coverage: of_bank('coverage'),
  way: of_bank('way'),
  'way-found': of_bank('way?to=Contact%2Fob-lin-shuhui'),
  whitespace: of_bank('whitespace?cell=ob-finance:software'),
  'what-if': of_bank('what-if'),
  plan: of_bank('plan'),
  person: '/people/Contact/ob-viktor-brandt',
  member: '/people/TeamMember/tm-chen-li',
  tasks: '/tasks',
  teams: '/teams',
  import: '/import',
  glossary: '/glossary',
  'no-account': '/accounts/nobody',
};

const ready = () =>
  Boolean(document.querySelector('h1, .failure')) &&
  !document.querySelector('.waiting, [aria-busy="true"]') &&
  (!location.pathname.endsWith('/map') || Boolean(document.querySelector('.stage svg')));

async function shoot(browser, url, variant) {
  const context = await browser.newContext(context_options(variant));
  context.setDefaultTimeout(60000);
  const page = await context.newPage();
  for (const [name, where] of Object.entries(PAGES)) {
    await page.goto(url + where, { waitUntil: 'networkidle' });
    await page.waitForFunction(ready);
    const file = `${name}-${variant.lang}-${variant.wide ? 'wide' : 'phone'}-${variant.scheme}.png`;
    await page.screenshot({ path: path.join(OUT, file), fullPage: true });
  }
  await context.close();
}

await mkdir(OUT, { recursive: true });
const server = await start_server();
const browser = await launch();
try {
  for (const lang of ['en', 'zh'])
    for (const wide of [true, false])
      for (const scheme of ['light', 'dark']) await shoot(browser, server.url, { lang, wide, scheme });
  console.log(OUT);
} finally {
  await browser.close();
  await server.stop();
}

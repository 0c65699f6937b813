// How fast a map is there, in a browser that has never seen the site, and how smoothly it moves: of the sample bank (120 contacts)
// and of an account of 2,000 contacts. ./dev web paint
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { VARIANTS, context_options, launch } from './browser.mjs';
import { BANK } from './accounts.mjs';
import { LARGE, write_large_account } from './large_account.mjs';
import { SAMPLES, start_server } from './server.mjs';

const RUNS = 5;
const CARDS = 40; // that make a map
const MOVING_MS = 2000;
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const ms = (value) => `${value.toFixed(0)} ms`;

// Notes when the cards are painted: the frame after the one in which they stand in the document.
const watch = (least) => {
  const look = () => {
    const cards = document.querySelectorAll('.stage g.contact, .stage g.folded').length;
    if (cards < least) return requestAnimationFrame(look);
    requestAnimationFrame(() => {
      globalThis.painted = { ms: performance.now(), cards };
    });
  };
  look();
};

async function open_map(browser, url, account) {
  const context = await browser.newContext(context_options(VARIANTS[0]));
  context.setDefaultTimeout(120000);
  const page = await context.newPage();
  await page.addInitScript(watch, CARDS);
  await page.goto(`${url}/accounts/${account}/map`);
  await page.waitForFunction(() => globalThis.painted);
  return { context, page, painted: await page.evaluate(() => globalThis.painted) };
}

// Milliseconds between frames while the wheel turns and the map is dragged.
async function frames(page) {
  const { x, y, width, height } = await page.locator('.canvas').boundingBox();
  const [cx, cy] = [x + width / 2, y + height / 2];
  await page.mouse.move(cx, cy);
  const deltas = page.evaluate(
    (long) =>
      new Promise((resolve) => {
        const all = [];
        const start = performance.now();
        let last = start;
        const next = (now) => {
          all.push(now - last);
          last = now;
          if (now - start < long) requestAnimationFrame(next);
          else resolve(all.slice(1));
        };
        requestAnimationFrame(next);
      }),
    MOVING_MS,
  );
  const end = Date.now() + MOVING_MS;
  for (let i = 0; Date.now() < end; i += 1) {
    await page.mouse.wheel(0, i % 20 < 10 ? -60 : 60);
    await page.mouse.down();
    await page.mouse.move(cx + 40 * Math.sin(i), cy + 40 * Math.cos(i), { steps: 3 });
    await page.mouse.up();
  }
  return deltas;
}

async function measure(browser, url, account, name) {
  const times = [];
  let cards = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const { context, page, painted } = await open_map(browser, url, account);
    times.push(painted.ms);
    cards = painted.cards;
    if (run === RUNS - 1) {
      const deltas = await frames(page);
      const figures = `median ${ms(median(deltas))}, worst ${ms(Math.max(...deltas))}, ${deltas.length} frames`;
      console.log(`${name}: a frame while it moves: ${figures}`);
    }
    await context.close();
  }
  console.log(`${name}: first paint of ${cards} cards: median ${ms(median(times))} of ${times.map(ms).join(', ')}`);
}

const folder = await mkdtemp(path.join(tmpdir(), 'relmap-large-'));
let server = null;
let browser = null;
try {
  await write_large_account(folder);
  server = await start_server({ folders: [path.join(SAMPLES, 'world'), folder] });
  browser = await launch();
  await measure(browser, server.url, BANK, '120 contacts');
  await measure(browser, server.url, LARGE, '2,000 contacts');
} finally {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
}

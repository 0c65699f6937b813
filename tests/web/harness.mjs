// What every test of a page gets: a browser on a server of its own file, and what is looked at when the test is through.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { VARIANTS, context_options, launch } from './browser.mjs';
import { load_operations, operation_of } from './openapi.mjs';
import { start_server } from './server.mjs';

const axe = createRequire(import.meta.url)('axe-core');
const OUT = path.resolve(process.env.RELMAP_WEB_OUT ?? path.join(import.meta.dirname, '../../build/web'));
const PATIENCE_MS = 30000; // for one thing to appear
const TEST_MS = 180000;

export const EN_WIDE = VARIANTS[0];
export { BANK } from './accounts.mjs';

// A page in a context of its own, watched.
class Visit {
  console = []; // errors and warnings
  allowed = []; // what of them is expected
  outside = []; // requests to other origins
  calls = []; // of the API: [method, path]
  open_requests = 0;
  looked_at = true; // by axe-core at the end

  constructor(variant, server, context) {
    Object.assign(this, variant, { server, url: server.url, context });
    this.say = (en, zh) => (variant.lang === 'zh' ? zh : en);
  }

  watch(page) {
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()))
        this.console.push(`${message.type()}: ${message.text()} ${message.location().url}`);
    });
    page.on('pageerror', (error) => this.console.push(`uncaught: ${error.stack}`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.origin !== this.url && !['blob:', 'data:'].includes(url.protocol)) this.outside.push(request.url());
      if (url.pathname.startsWith('/api/')) this.calls.push([request.method(), url.pathname]);
      this.open_requests += 1;
    });
    for (const end of ['requestfinished', 'requestfailed']) page.on(end, () => (this.open_requests -= 1));
    this.page ??= page;
  }

  // As somebody who has shown his token on the login page.
  async log_in(token) {
    this.authorization = { Authorization: `Bearer ${token}` };
    const answer = await this.context.request.post(`${this.url}/login`, {
      form: { token },
      headers: { Origin: this.url },
      maxRedirects: 0,
    });
    assert.equal(answer.status(), 303);
  }

  async open(where) {
    await this.page.goto(this.url + where);
    await this.settle();
  }

  // Until nothing loads any more and the page says so.
  async settle() {
    await this.until('the page is there', async () => {
      if (this.open_requests > 0) return false;
      return this.page.evaluate(
        () =>
          Boolean(document.querySelector('h1, .failure')) && !document.querySelector('.waiting, [aria-busy="true"]'),
      );
    });
  }

  // Asks again and again, for a while, until it holds.
  async until(what, holds) {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        const value = await holds();
        if (value) return value;
      } catch (error) {
        if (!/context was destroyed|navigation/.test(error.message)) throw error;
      }
      if (Date.now() > end) assert.fail(`in vain waited until ${what}; the page says:\n${await this.text()}`);
      await new Promise((done) => setTimeout(done, 30));
    }
  }

  async text() {
    const all = await this.page.locator('body').innerText();
    return all.slice(0, 3000);
  }

  button = (en, zh = en) => this.page.getByRole('button', { name: this.say(en, zh), exact: true });
  link = (en, zh = en) => this.page.getByRole('link', { name: this.say(en, zh), exact: true });
  // The list of a combobox has its label too, and is no field.
  field = (en, zh = en, scope = this.page) =>
    scope.getByLabel(this.say(en, zh), { exact: true }).and(this.page.locator('input, select, textarea'));
  card = (en, zh = en) =>
    this.page.locator('section.card').filter({ has: this.page.getByRole('heading', { name: this.say(en, zh) }) });
  dialog = () => this.page.getByRole('dialog');

  async see(what) {
    const locator = typeof what === 'string' ? this.page.getByText(what) : what;
    await locator.first().waitFor();
    return locator.first();
  }

  async gone(locator) {
    await this.until('it is gone', async () => (await locator.count()) === 0 || !(await locator.first().isVisible()));
  }

  async toast(en, zh) {
    await this.see(this.page.locator('#messages .toast').filter({ hasText: this.say(en, zh) }));
  }

  async choose(field, value) {
    await field.selectOption(value);
    await this.settle();
  }

  // Types into a combobox and takes the first of what it offers.
  async pick(field, text, name = text) {
    await field.fill(text);
    const option = this.page.getByRole('option').filter({ hasText: name }).first();
    await option.waitFor();
    await option.click();
  }

  // The API as another program would use it, beside the page.
  async api(method, where, body) {
    const response = await fetch(this.url + where, {
      method,
      headers: { 'Content-Type': 'application/json', ...this.authorization },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${where}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  // The next request that matches is answered with this problem, or ('abort') not at all.
  async answer(pattern, problem) {
    let left = 1;
    await this.page.route(pattern, (route) => {
      if (left-- <= 0) return route.fallback();
      if (problem === 'abort') return route.abort('connectionrefused');
      const body = JSON.stringify({ type: 'urn:relmap:problem:test', ...problem });
      return route.fulfill({ status: problem.status, contentType: 'application/problem+json', body });
    });
    this.allowed.push(/Failed to load resource/);
  }

  break = (pattern, how) =>
    this.answer(pattern, how === 'abort' ? how : { title: 'Broken', status: how, detail: 'broken for the test' });

  // A page whose call `pattern` fails says so, and is whole once it is tried again.
  async fails_and_recovers(where, pattern, how, whole) {
    this.looked_at = false; // the page as it ends here is looked at where all goes well
    await this.break(pattern, how);
    await this.page.goto(this.url + where);
    const alert = this.page.getByRole('alert').first();
    await alert.waitFor();
    const said = await alert.innerText();
    const wanted =
      how === 'abort' ? this.say('The server does not answer.', '服务器没有响应。') : 'broken for the test';
    assert.ok(said.includes(wanted), `the page says: ${said}`);
    await this.button('Try again', '重试').first().click();
    await this.settle();
    await this.see(whole);
    assert.equal(await this.page.locator('.failure').count(), 0);
  }

  // No line of the page is wider than its window.
  async check_width() {
    const [wide, window_] = await this.page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    if (wide <= window_) return;
    const culprits = await this.page.evaluate((most) => {
      const inside = (node) => {
        for (let up = node.parentElement; up; up = up.parentElement)
          if (getComputedStyle(up).overflowX !== 'visible') return true;
        return false;
      };
      return [...document.querySelectorAll('body *')]
        .filter((node) => node.getBoundingClientRect().right > most + 1 && !inside(node))
        .slice(0, 5)
        .map((node) => `${node.tagName}.${node.className}: ${node.textContent.slice(0, 60)}`);
    }, window_);
    assert.fail(`the page is ${wide} px wide in a window of ${window_}: ${culprits.join(' | ')}`);
  }

  async check_accessible() {
    await this.page.evaluate(axe.source);
    const found = await this.page.evaluate(async () => {
      const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, impact, help, nodes }) => ({
          id,
          impact,
          help,
          where: nodes
            .slice(0, 4)
            .map((node) => `${node.target.join(' ')}: ${node.any[0]?.message ?? node.html.slice(0, 160)}`),
          count: nodes.length,
        }));
    });
    assert.deepEqual(found, [], `axe-core: ${JSON.stringify(found, null, 2)}`);
  }

  check_requests() {
    assert.deepEqual(this.outside, [], 'requests to other origins');
    const unexpected = this.console.filter((text) => !this.allowed.some((pattern) => pattern.test(text)));
    assert.deepEqual(unexpected, [], 'what the console says');
    for (const [method, where] of this.calls) {
      assert.ok(operation_of(method, where), `not in /openapi.json: ${method} ${where}`);
    }
  }

  async finish() {
    await this.settle();
    this.check_requests();
    await this.check_width();
    if (this.looked_at) await this.check_accessible();
  }
}

async function visit(site, name, variant, act) {
  const { token, ...options } = variant;
  const context = await site.browser.newContext(context_options(options));
  context.setDefaultTimeout(PATIENCE_MS);
  const v = new Visit(variant, site.server, context);
  context.on('page', (page) => v.watch(page));
  try {
    await context.newPage();
    if (token) await v.log_in(site.server.tokens[token]);
    await act(v);
    await v.finish();
  } catch (error) {
    const file = path.join(OUT, `${name} ${variant.name}.png`.replace(/[^\w.-]+/g, '-'));
    mkdirSync(OUT, { recursive: true });
    await v.page.screenshot({ path: file, timeout: 5000 }).catch(() => {});
    error.message += `\n(picture: ${file})`;
    throw error;
  } finally {
    await context.close();
  }
}

// A browser on a server for all tests of a file: {each(name, act), one(name, act, variant)}.
export function site(options = {}) {
  const here = { server: null, browser: null };
  before(async () => {
    here.server = await start_server(options);
    here.browser = await launch();
    await load_operations(here.server);
  });
  after(async () => {
    await here.browser?.close();
    await here.server?.stop();
  });
  const one = (name, act, variant = EN_WIDE) =>
    test(`${name} (${variant.name})`, { timeout: TEST_MS }, () => visit(here, name, variant, act));
  return {
    one,
    // In both languages and on both widths: once each, or (for how a page looks) each with each.
    both: (name, act, more = {}) => VARIANTS.slice(0, 2).forEach((variant) => one(name, act, { ...variant, ...more })),
    each: (name, act, more = {}) => VARIANTS.forEach((variant) => one(name, act, { ...variant, ...more })),
    server: () => here.server,
  };
}

// The relationship map: moved about in, searched, seen in its views and as it was.
import assert from 'node:assert/strict';
import { BANK, site } from './harness.mjs';

const { both, each } = site();
const MAP = `/accounts/${BANK}/map`;
const CFO = '林书惠 Lin Shuhui';

const cards = (v) => v.page.locator('.stage g.contact').count();
const card_of = (v, id) => v.page.locator(`.stage [id="contact-${id}"]`);
const panel = (v) => v.page.locator('aside.panel');

async function transform(v) {
  const [, x, y, k] = await v.page.evaluate(() =>
    document.querySelector('.stage').style.transform.match(/translate\((.+?)px, (.+?)px\) scale\((.+?)\)/),
  );
  return { x: Number(x), y: Number(y), k: Number(k) };
}

// Waits until `how` of the transform before and after holds.
async function moves(v, what, act, how) {
  const before = await transform(v);
  await act();
  await v.until(what, async () => how(before, await transform(v)));
}

const find_on_map = (v, text, name) => v.pick(v.field('Find on the map', '在地图上查找'), text, name);
const address = (v) => new URL(v.page.url()).searchParams;

each('map: keys and wheel move it', async (v) => {
  await v.open(MAP);
  assert.ok((await cards(v)) >= 40, `${await cards(v)} cards`);
  const canvas = v.page.locator('.canvas');
  await canvas.focus();
  const press = (key) => () => v.page.keyboard.press(key);
  await moves(v, 'it moves right', press('ArrowLeft'), (was, is) => is.x > was.x && is.k === was.k);
  await moves(v, 'it moves down', press('ArrowUp'), (was, is) => is.y > was.y);
  await moves(v, 'it grows', press('+'), (was, is) => is.k > was.k);
  await moves(v, 'it shrinks', press('-'), (was, is) => is.k < was.k);
  await canvas.hover();
  await moves(
    v,
    'the wheel makes it larger',
    () => v.page.mouse.wheel(0, -400),
    (was, is) => is.k > was.k * 1.2,
  );
  await moves(
    v,
    'the button makes it smaller',
    () => v.button('Smaller', '缩小').click(),
    (was, is) => is.k < was.k,
  );
  const { x, y, width, height } = await canvas.boundingBox();
  const drag = async () => {
    await v.page.mouse.move(x + width / 2, y + height / 2);
    await v.page.mouse.down();
    await v.page.mouse.move(x + width / 2 + 40, y + height / 2 + 30, { steps: 4 });
    await v.page.mouse.up();
  };
  await moves(
    v,
    'a drag moves it',
    drag,
    (was, is) => Math.round(is.x - was.x) === 40 && Math.round(is.y - was.y) === 30,
  );
});

// On a phone the layers and more are folded away, so that the map comes first.
async function open_tools(v) {
  const more = v.page.locator('details.more');
  if (!(await more.evaluate((node) => node.open))) await more.locator('summary').click();
}

both('map: somebody in a folded unit is found, and his unit opened', async (v) => {
  await v.open(MAP);
  assert.equal(await card_of(v, 'ob-aisha-karim').count(), 0);
  await find_on_map(v, 'aisha', 'Aisha Karim');
  await v.see(panel(v).getByRole('heading', { name: 'Aisha Karim' }));
  await v.settle();
  await v.see(card_of(v, 'ob-aisha-karim'));
  assert.deepEqual(address(v).getAll('expand'), ['ob-data-ai']);
});

both('map: a click on a card shows who it is, and leads to the ways in', async (v) => {
  await v.open(MAP);
  await find_on_map(v, 'chief financial', CFO);
  await panel(v)
    .getByRole('button', { name: v.say('Close', '关闭') })
    .click();
  await v.gone(panel(v));
  await card_of(v, 'ob-lin-shuhui').click();
  await v.see(panel(v).getByRole('heading', { name: CFO }));
  await v.see(panel(v).getByText(v.say('None of us knows them.', '我方无人认识。')));
  await v.see(panel(v).getByText(v.say('Gaps (2)', '缺口（2）')));
  assert.equal(await v.page.locator('.stage .selected').count(), 1);
  await panel(v).getByText(v.say('History', '历史'), { exact: true }).click();
  await v.see(panel(v).locator('.history, .quiet').last());
  await v.settle();
  await panel(v)
    .getByRole('link', { name: v.say('Who can introduce us?', '谁能引荐？') })
    .click();
  await v.settle();
  await v.see(v.page.getByRole('heading', { name: v.say('Way 3', '路径 3') }));
});

both('map: layers hide lines, people and findings', async (v) => {
  await v.open(MAP);
  await open_tools(v);
  const shown = (selector) =>
    v.page.evaluate((of) => {
      const style = getComputedStyle(document.querySelector(`.stage ${of}`));
      return style.display !== 'none' && style.visibility !== 'hidden';
    }, selector);
  for (const [en, zh, selector] of [
    ['reporting', '汇报', '.line-reports'],
    ['influence', '影响', '.line-influence'],
    ['findings', '发现', '.finding'],
  ]) {
    assert.equal(await shown(selector), true, selector);
    await v.field(en, zh).uncheck();
    assert.equal(await shown(selector), false, selector);
    await v.field(en, zh).check();
    assert.equal(await shown(selector), true, selector);
  }
});

both('map: its views, each another picture', async (v) => {
  await v.open(MAP);
  const pictures = new Set([await v.page.locator('.stage svg').innerHTML()]);
  for (const view of ['org', 'influence', 'coverage', 'committee']) {
    await v.choose(v.field('View', '视图'), view);
    assert.equal(address(v).get('view'), view);
    pictures.add(await v.page.locator('.stage svg').innerHTML());
  }
  assert.equal(pictures.size, 5);
  await v.choose(v.field('Opportunity', '商机'), 'opp-ob-ai-credit');
  await v.see(card_of(v, 'ob-benjamin-achterberg'));
  assert.equal(await card_of(v, 'ob-marguerite-olsen').count(), 0);
});

both('map: a unit folds and opens', async (v) => {
  await v.open(MAP);
  await v.page.locator('summary').getByText(v.say('Units', '部门'), { exact: true }).click();
  const finance = () => v.page.locator('.chips').getByRole('button', { name: 'Finance', exact: true });
  assert.equal(await finance().getAttribute('aria-pressed'), 'true');
  await finance().click();
  await v.settle();
  assert.equal(await card_of(v, 'ob-lin-shuhui').count(), 0);
  assert.equal(await v.page.locator('[id="relmap-folded-ob-finance"]').count(), 1);
  await v.page.reload(); // the address alone says so
  await v.settle();
  assert.equal(await card_of(v, 'ob-lin-shuhui').count(), 0);
  await v.page.locator('summary').getByText(v.say('Units', '部门'), { exact: true }).click();
  await finance().click();
  await v.settle();
  assert.equal(await card_of(v, 'ob-lin-shuhui').count(), 1);
});

both('map: as it was, and what has changed since', async (v) => {
  await v.open(`${MAP}?expand=ob-procurement`);
  await v.see(card_of(v, 'ob-marta-kowalska'));
  const slider = v.field('As of', '时间点');
  await slider.focus();
  await v.page.keyboard.press('Home');
  await v.until('the map is that of version 1', async () => address(v).get('as_of') === '1');
  await v.until('who came later is gone', async () => (await card_of(v, 'ob-marta-kowalska').count()) === 0);
  await v.settle();
  await slider.focus();
  await v.page.keyboard.press('End');
  await v.until('it is now again', async () => (await card_of(v, 'ob-marta-kowalska').count()) === 1);
  await v.settle();
  assert.equal(address(v).get('as_of'), null);
  await v.choose(v.field('View', '视图'), 'diff');
  assert.equal(address(v).get('since'), '1');
  await v.see(v.field('Since', '自'));
  await v.see(card_of(v, 'ob-marta-kowalska'));
});

both('map: an earlier version says that it is one, and is not changed', async (v) => {
  await v.open(`${MAP}?as_of=1`);
  await v.see(v.say('You are looking at an earlier version: 1.', '您正在查看较早的版本：1。'));
  await find_on_map(v, 'stanek', 'Gregor Stanek');
  await v.see(panel(v).getByRole('heading', { name: 'Gregor Stanek' }));
  await v.settle();
  assert.equal(
    await panel(v)
      .getByRole('button', { name: v.say('I met them today', '我今天见了此人') })
      .count(),
    0,
  );
  await v.button('Back to now', '返回当前').click();
  await v.settle();
  assert.equal(address(v).get('as_of'), null);
});

both('map: ways between two people, lit on the map', async (v) => {
  await v.open(MAP);
  await open_tools(v);
  await v.button('Ways between two', '两人路径').click();
  await v.see(
    panel(v).getByText(v.say('Choose whom to get to: here, or on the map.', '请选择目标人物：在此或在地图上。')),
  );
  await v.pick(v.field('From', '起点'), 'Wu Pengcheng');
  await v.pick(v.field('To', '终点'), 'Shuhui', CFO);
  await v.see(panel(v).getByRole('heading', { name: v.say('Way 1', '路径 1') }));
  await v.see(panel(v).getByText(v.say('problem solver', '问题解决者')));
  assert.ok((await v.page.locator('.stage.dimmed .lit').count()) > 0);
  await panel(v)
    .getByRole('button', { name: v.say('Close', '关闭') })
    .click();
  assert.equal(await v.page.locator('.stage.dimmed').count(), 0);
});

both('map: around one person, by the keyboard', async (v) => {
  await v.open(MAP);
  await card_of(v, 'ob-lin-shuhui').focus();
  await v.page.keyboard.press('Enter');
  await v.see(panel(v).getByRole('heading', { name: CFO }));
  await v.settle();
  await panel(v)
    .getByRole('button', { name: v.say('Around them', '周围') })
    .click();
  await v.settle();
  assert.equal(address(v).get('view'), 'focus');
  const near = await cards(v);
  await v.choose(v.field('Steps', '步数'), '2');
  assert.ok((await cards(v)) > near);
});

both('map: a picture that fails, and again', async (v) => {
  await v.fails_and_recovers(MAP, `**/api/v1/accounts/${BANK}/map*`, 503, v.page.locator('.stage g.contact').first());
});

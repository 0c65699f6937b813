// Find a way in: how people get to whom they do not know yet.
import assert from 'node:assert/strict';
import { BANK, site } from './harness.mjs';

const { both, each } = site();
const WAY = `/accounts/${BANK}/way`;
const CFO = '林书惠 Lin Shuhui';

// Three ways, drawn and told, with what they rest on.
async function three_ways(v) {
  await v.settle();
  const ways = v.page.locator('.paths section.card');
  assert.equal(await ways.count(), 3);
  const first = await ways.first().innerText();
  assert.match(first, /61\s?%/);
  assert.match(first, /Wu Pengcheng[^]*He Meiling[^]*Lin Shuhui/);
  assert.ok(first.includes(v.say('problem solver', '问题解决者')));
  assert.ok(first.includes(v.say('last contact', '最近联系')));
  assert.ok((await v.page.locator('.picture svg').count()) === 1);
  assert.equal(new URL(v.page.url()).searchParams.get('to'), 'Contact/ob-lin-shuhui');
}

each('way in: to one of those whom we should know', async (v) => {
  await v.open(WAY);
  await v.page.locator('.suggestions button').filter({ hasText: CFO }).click();
  await three_ways(v);
});

both('way in: to whom a title is typed, from the team and from one of us', async (v) => {
  await v.open(WAY);
  await v.pick(v.field('To whom? Name or title', '目标人物：姓名或职位'), 'chief financial', CFO);
  await three_ways(v);
  await v.page
    .locator('.choices label')
    .filter({ hasText: v.say('one of us', '某位同事') })
    .click();
  await v.pick(v.field('Who of us', '我方人员'), 'Chen Li');
  await v.until('the ways begin with her', async () => {
    const heads = await v.page.locator('.paths ol.steps > li:first-child').allInnerTexts();
    return heads.length > 0 && heads.every((text) => text.includes('Chen Li'));
  });
});

both('way in: nobody can introduce us, and the page says so', async (v) => {
  await v.open(`${WAY}?to=Contact%2Fob-marta-kowalska`);
  await v.see(v.say('There is no way to Marta Kowalska that we know of.', '目前没有通往 Marta Kowalska 的路径。'));
  assert.equal(await v.page.locator('.paths').count(), 0);
});

both('way in: made a task', async (v) => {
  await v.open(`${WAY}?to=Contact%2Fob-lin-shuhui`);
  await v.button('Make it a task', '转为任务').first().click();
  const name = v.field('Name', '名称', v.dialog());
  assert.equal(
    await name.inputValue(),
    v.say(`Get introduced to ${CFO} through 何美玲 He Meiling`, `通过 何美玲 He Meiling 结识 ${CFO}`),
  );
  await v.button('Save', '保存').click();
  await v.toast('The task stands in Tasks.', '任务已加入任务列表。');
});

both('way in: ways that fail, and again', async (v) => {
  await v.fails_and_recovers(`${WAY}?to=Contact%2Fob-lin-shuhui`, '**/api/v1/paths*', 503, v.say('Way 1', '路径 1'));
  assert.equal(await v.page.locator('.picture svg').count(), 1);
});

// Counts what the browser takes as clicks and as keys.
const count_input = (v) =>
  v.page.addInitScript(() => {
    globalThis.counted = { clicks: 0, keys: 0 };
    addEventListener('click', (event) => event.isTrusted && (globalThis.counted.clicks += 1), true);
    addEventListener('keydown', () => (globalThis.counted.keys += 1), true);
  });

both(
  'from the first page to three ways to the chief financial officer in four clicks at most, without typing',
  async (v) => {
    await count_input(v);
    await v.open('/');
    await v.page.getByRole('link', { name: 'Oceanic Bank 远洋银行' }).first().click();
    await v.settle();
    await v.link('Find a way in', '寻找引荐').first().click();
    await v.settle();
    await v.page.locator('.suggestions button').filter({ hasText: CFO }).click();
    await three_ways(v);
    const { clicks, keys } = await v.page.evaluate(() => globalThis.counted);
    assert.ok(clicks <= 4, `${clicks} clicks`);
    assert.equal(keys, 0);
  },
);

// Presses Tab until what has the focus says `text`, and shows that it has it.
async function tab_to(v, text) {
  const seen = [];
  for (let i = 0; i < 80; i += 1) {
    await v.page.keyboard.press('Tab');
    const now = await v.page.evaluate(() => {
      const node = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(node);
      return {
        text: ['A', 'BUTTON'].includes(node.tagName) ? node.innerText : '',
        outlined: outlineStyle !== 'none' && outlineWidth !== '0px',
      };
    });
    seen.push(now.text.slice(0, 30));
    if (!now.text.includes(text)) continue;
    assert.ok(now.outlined, `the focus on ${text} cannot be seen`);
    return;
  }
  assert.fail(`no way to ${text} by Tab: ${seen.join(' | ')}`);
}

both('from the first page to three ways by Tab and Enter alone', async (v) => {
  await v.open('/');
  for (const text of ['Oceanic Bank', v.say('Find a way in', '寻找引荐'), CFO]) {
    await tab_to(v, text);
    await v.page.keyboard.press('Enter');
    await v.settle();
  }
  await three_ways(v);
});

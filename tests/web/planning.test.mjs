// Whitespace, what if, and the planning cycle.
import assert from 'node:assert/strict';
import { BANK, site } from './harness.mjs';

const { both, each } = site();
const page = (name) => `/accounts/${BANK}/${name}`;

each('whitespace: a cell, who is there, what was bought, the way in', async (v) => {
  await v.open(page('whitespace'));
  const cell = (id) => v.page.locator(`[data-cell="${id}"]`);
  await cell('ob-finance:consulting').click();
  const sold = v.card('Finance × Consulting');
  assert.match(await sold.innerText(), /202[456]: CNY/);
  assert.match(await sold.innerText(), /Lin Shuhui/);
  await cell('ob-finance:software').click();
  const warm = v.card('Finance × Software');
  await v.see(warm);
  assert.ok((await warm.innerText()).includes(v.say('Best way in:', '最佳路径：')));
  await v.page.reload(); // the address alone says so
  await v.settle();
  await v.see(v.card('Finance × Software'));
  await v.see(v.card('Where to sell next', '下一步销售机会'));
});

both('whitespace: a cell is made a task', async (v) => {
  await v.open(`${page('whitespace')}?cell=ob-finance:software`);
  await v.button('Make it a task', '转为任务').click();
  assert.equal(await v.field('Kind', '类型', v.dialog()).inputValue(), 'cross_sell');
  await v.button('Save', '保存').click();
  await v.toast('The task stands in Tasks.', '任务已加入任务列表。');
});

both('whitespace: a grid that fails, and again', async (v) => {
  await v.fails_and_recovers(
    page('whitespace'),
    `**/api/v1/accounts/${BANK}/matrix*`,
    503,
    v.page.locator('table.grid'),
  );
});

const add = (v) => v.button('Add', '添加').click();
const kind = (v, value) => v.field('What happens', '发生什么').selectOption(value);
const edits = (v) => v.page.locator('section.card ol').first().locator('li');

// "Coverage | 67 | 61 | -6" of the comparison, and how many gaps open and close.
async function outcome(v) {
  await v.settle();
  const row = v.card('Now and then', '现在与之后').locator('tbody tr').first();
  const figures = (await row.innerText()).match(/-?\d+/g).map(Number);
  const count = async (en, zh) =>
    Number((await v.page.getByRole('heading', { name: v.say(en, zh) }).innerText()).match(/\d+/)[0]);
  const [opened, closed] = [await count('New gaps', '新增缺口'), await count('Closed gaps', '消除的缺口')];
  return { now: figures[0], then: figures[1], opened, closed };
}

each('what if: somebody leaves, a tie, a role, a move; and each taken back', async (v) => {
  await v.open(page('what-if'));
  await add(v);
  await v.see(v.say('Choose people from the lists first.', '请先从列表中选择人员。'));
  await v.pick(v.field('Who', '谁'), 'Chen Li');
  await add(v);
  const left = await outcome(v);
  assert.ok(left.then < left.now && left.opened > 0, JSON.stringify(left));
  await kind(v, 'tie');
  await v.pick(v.field('Who', '谁'), 'Wu Pengcheng');
  await v.pick(v.field('Whom', '认识谁'), 'Shuhui', 'Lin Shuhui');
  await add(v);
  const known = await outcome(v);
  assert.ok(known.closed > left.closed, JSON.stringify(known));
  await kind(v, 'role');
  await v.pick(v.field('Who', '谁'), 'Liu Fang');
  await v.field('Role', '角色').selectOption('telesales');
  await add(v);
  assert.ok((await outcome(v)).closed > known.closed);
  await kind(v, 'moves');
  await v.pick(v.field('Who', '谁'), 'Hugo Valente');
  await v.field('Unit', '部门').selectOption({ label: 'Finance' });
  await add(v);
  await outcome(v);
  assert.equal(await edits(v).count(), 4);
  await v.check_accessible();
  for (let i = 4; i > 0; i -= 1) {
    await edits(v)
      .last()
      .getByRole('button', { name: v.say('Remove', '删除') })
      .click();
    await v.settle();
  }
  await v.see(v.page.getByText(v.say('Nothing yet.', '尚无内容。')));
  assert.equal(await v.card('Now and then', '现在与之后').count(), 0);
});

both('what if: an edit that the server refuses', async (v) => {
  const id = `gone-${v.lang}`;
  await v.api('PUT', `/api/v1/nodes/TeamMember/${id}`, { properties: { name: `Gone ${v.lang} Away` } });
  await v.open(page('what-if'));
  await v.pick(v.field('Who', '谁'), `Gone ${v.lang}`);
  await v.api('DELETE', `/api/v1/nodes/TeamMember/${id}`);
  v.allowed.push(/Failed to load resource/);
  await add(v);
  const alert = v.page.locator('.failure');
  await v.see(alert);
  assert.match(await alert.innerText(), new RegExp(id));
  await edits(v)
    .getByRole('button', { name: v.say('Remove', '删除') })
    .click();
  await v.settle();
  assert.equal(await alert.count(), 0);
});

both('what if: a page that fails, and again', async (v) => {
  await v.fails_and_recovers(page('what-if'), `**/api/v1/accounts/${BANK}/matrix*`, 'abort', v.button('Add', '添加'));
});

each('plan: the cycle, objectives, tasks, from campaign to order, and the pack', async (v) => {
  await v.open(page('plan'));
  for (const [en, zh, text] of [
    ['The planning cycle', '规划周期', /2026/],
    ['Objectives', '目标', /First core workload in the cloud/],
    ['Tasks', '任务', /Find a way to the new CFO/],
    ['Opportunities across business lines', '跨业务线商机', /Instant payments hub/],
    ['Leads, from marketing to the field', '线索：从市场到一线', /Adviser tablet/],
    ['Campaigns', '市场活动', /AI in banking forum/],
    ['Orders and delivery', '订单与交付', /Group data lake/],
  ])
    assert.match(await v.card(en, zh).first().innerText(), text);
  for (const [en, zh, format] of [
    ['PDF to hand out', '分发用 PDF', 'pdf'],
    ['Page that prints well', '可打印网页', 'html'],
  ]) {
    const { pathname, searchParams } = new URL(await v.link(en, zh).evaluate((node) => node.href));
    assert.equal(pathname, `/api/v1/accounts/${BANK}/plan`);
    assert.equal(searchParams.get('format'), format);
    assert.equal(searchParams.get('lang'), v.lang);
  }
});

both('plan: a cycle that fails, and again', async (v) => {
  await v.fails_and_recovers(
    page('plan'),
    `**/api/v1/accounts/${BANK}/objectives*`,
    500,
    v.say('The planning cycle', '规划周期'),
  );
});

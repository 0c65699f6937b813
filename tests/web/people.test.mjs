// The people of an account as a list, and its coverage gaps.
import assert from 'node:assert/strict';
import { BANK, site } from './harness.mjs';

const { both, each } = site();
const PEOPLE = `/accounts/${BANK}/people`;
const COVERAGE = `/accounts/${BANK}/coverage`;

const rows = (v) => v.page.locator('tbody tr').count();
const status = (v) => v.page.locator('.page p[role="status"]').first().innerText();
const address = (v) => new URL(v.page.url()).searchParams;

each('people: found by name, title, unit, weight', async (v) => {
  await v.open(PEOPLE);
  assert.equal(await status(v), v.say('126 people', '126 人'));
  await v.field('Name or title', '姓名或职位').fill('chief');
  assert.ok((await rows(v)) < 30);
  await v.see('林书惠 Lin Shuhui');
  await v.field('without a live tie', '无有效关系').check();
  await v.field('key players', '关键人物').check();
  await v.choose(v.field('Unit', '部门'), 'ob-finance');
  assert.equal(await rows(v), 1);
  assert.equal(address(v).get('unit'), 'ob-finance');
  await v.page.reload(); // the address alone says so
  await v.settle();
  assert.equal(await rows(v), 1);
  await v.field('Name or title', '姓名或职位').fill('nobody is called this');
  await v.see(v.say('Nobody fits.', '没有符合条件的人员。'));
  await v.field('Name or title', '姓名或职位').fill('');
});

both('people: a list that fails, and again', async (v) => {
  await v.fails_and_recovers(PEOPLE, `**/api/v1/accounts/${BANK}/people*`, 'abort', '林书惠 Lin Shuhui');
});

each('coverage: filtered by severity, rule, unit and owner, and grouped', async (v) => {
  await v.open(COVERAGE);
  const gaps = () => v.page.locator('li.gap').count();
  const says = (n) => v.say(`${n} of 67 gaps`, `67 个缺口中的 ${n} 个`);
  assert.equal(await status(v), says(67));
  assert.equal(await gaps(), 67);
  await v.page
    .locator('.choices label')
    .filter({ hasText: v.say('urgent', '紧急') })
    .click();
  assert.equal(await status(v), says(17));
  const rule = v.say('A key player whom none of us knows.', '我们没有任何人认识的关键人物。');
  await v.choose(v.field('Rule', '规则'), 'account.key-player-unknown');
  assert.equal(await gaps(), 3);
  await v.choose(v.field('Unit', '部门'), 'ob-compliance');
  assert.equal(await gaps(), 1);
  await v.see('Marguerite Olsen');
  await v.choose(v.field('Unit', '部门'), '');
  await v.choose(v.field('Rule', '规则'), '');
  await v.choose(v.field('Who of us', '我方人员'), 'tm-chen-li');
  assert.ok((await gaps()) < 17);
  await v.choose(v.field('Who of us', '我方人员'), '');
  await v.choose(v.field('Grouped', '分组'), 'rule');
  await v.see(v.page.getByRole('heading', { name: rule }));
  await v.page.reload(); // the address alone says so
  await v.settle();
  assert.equal(await status(v), says(17));
  await v.see(v.page.getByRole('heading', { name: rule }));
});

both('coverage: a gap leads to its proof on the map', async (v) => {
  await v.open(`${COVERAGE}?rule=account.hostile-influence&severity=red`);
  await v.link('On the map', '在地图上').first().click();
  await v.settle();
  assert.equal(address(v).get('gap'), 'account.hostile-influence:Contact/ob-wang-jianguo');
  for (const id of ['ob-wang-jianguo', 'ob-viktor-brandt']) await v.see(v.page.locator(`.stage [id="contact-${id}"]`));
  assert.ok((await v.page.locator('.stage g.contact').count()) < 20);
});

both('coverage: a gap is made a task, which stands in Tasks', async (v) => {
  await v.open(`${COVERAGE}?rule=account.key-player-unknown&unit=ob-finance`);
  await v.button('Make it a task', '转为任务').first().click();
  await v.see(v.dialog());
  const name = `Meet the CFO, ${v.name}`;
  await v.field('Name', '名称', v.dialog()).fill(name);
  assert.match(await v.field('Owner', '负责人', v.dialog()).inputValue(), /Wu Pengcheng/);
  assert.equal(await v.field('Kind', '类型', v.dialog()).inputValue(), 'introduction');
  assert.equal(await v.field('Due on', '截止日期', v.dialog()).inputValue(), '2026-12-07');
  await v.button('Save', '保存').click();
  await v.toast('The task stands in Tasks.', '任务已加入任务列表。');
  await v.link('Tasks', '任务').first().click();
  await v.settle();
  const task = v.page.locator('li.task').filter({ hasText: name });
  await v.see(task);
  assert.match(await task.innerText(), /Wu Pengcheng[^]*林书惠 Lin Shuhui/);
});

both('coverage: a report that fails, and again', async (v) => {
  await v.fails_and_recovers(COVERAGE, `**/api/v1/accounts/${BANK}/coverage*`, 500, v.page.locator('li.gap').first());
});

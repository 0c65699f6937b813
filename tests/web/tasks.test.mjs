// Tasks, teams, the glossary, and what stands around all pages.
import assert from 'node:assert/strict';
import { site } from './harness.mjs';

const { both, each, one } = site();
const tasks = (v) => v.page.locator('li.task').count();
const address = (v) => new URL(v.page.url()).searchParams;

each('tasks: filtered by status, kind, owner, account, and what is late', async (v) => {
  await v.open('/tasks');
  const open = await tasks(v);
  await v.choose(v.field('Status', '状态'), '');
  const all = await tasks(v);
  assert.ok(all > open && open > 5, `${open} of ${all}`);
  await v.choose(v.field('Account', '客户'), 'hanfeng-precision');
  assert.equal(await tasks(v), 3);
  await v.choose(v.field('Kind', '类型'), 'meeting');
  assert.equal(await tasks(v), 1);
  await v.page.reload(); // the address alone says so
  await v.settle();
  assert.equal(await tasks(v), 1);
  await v.see('Plant walk with the COO');
  await v.choose(v.field('Account', '客户'), '');
  await v.choose(v.field('Kind', '类型'), '');
  await v.field('overdue', '逾期').check();
  await v.see('Send the offsite results to the Head of Strategy');
  await v.choose(v.field('Owner', '负责人'), 'TeamMember/tm-wu-pengcheng');
  assert.equal(await tasks(v), 1);
  assert.equal(address(v).get('owner'), 'TeamMember/tm-wu-pengcheng');
});

both('tasks: done, and open again', async (v) => {
  const name = v.lang === 'zh' ? 'Explain the archive offer' : 'Ask about the Chengdu timetable';
  const task = v.page.locator('li.task').filter({ hasText: name });
  await v.open('/tasks');
  await task.getByRole('button', { name: v.say('Done', '完成'), exact: true }).click();
  await v.toast('Saved.', '已保存。');
  await v.gone(task);
  await v.choose(v.field('Status', '状态'), 'done');
  await task.getByRole('button', { name: v.say('Open again', '重新打开'), exact: true }).click();
  await v.gone(task);
  await v.choose(v.field('Status', '状态'), 'open');
  await v.see(task);
});

both('tasks: a list that fails, and again', async (v) => {
  await v.fails_and_recovers('/tasks', '**/api/v1/tasks*', 503, 'Plant walk with the COO');
});

each('teams: what each tier asks for, and who is missing', async (v) => {
  await v.open('/teams');
  const strategic = v.page.locator('section.card').first();
  const text = await strategic.innerText();
  assert.match(text, /Oceanic Bank[^]*Rebecca Lindqvist/);
  assert.ok(text.includes(v.say('vacant', '空缺')));
  assert.ok(text.includes(v.say('has left', '已离职')));
});

both('teams: a list that fails, and again', async (v) => {
  await v.fails_and_recovers('/teams', '**/api/v1/portfolio/teams*', 500, 'Rebecca Lindqvist');
});

each('glossary: the words of the pages', async (v) => {
  await v.open('/glossary');
  await v.see(v.page.locator('dt').filter({ hasText: v.say('Introduction path', '引荐路径') }));
});

both('everywhere: somebody is found from the bar, and back by the browser', async (v) => {
  await v.open('/glossary');
  await v.pick(v.page.locator('header.top').getByRole('combobox'), 'shuhui', '林书惠 Lin Shuhui');
  await v.settle();
  assert.equal(new URL(v.page.url()).pathname, '/people/Contact/ob-lin-shuhui');
  await v.see(v.page.getByRole('heading', { name: '林书惠 Lin Shuhui', exact: true }));
  await v.page.goBack();
  await v.settle();
  await v.see(v.page.getByRole('heading', { name: v.say('Glossary', '词汇') }));
});

one('everywhere: language, colours and day are chosen once and stay', async (v) => {
  await v.open('/accounts/oceanic-bank');
  await v.button('中文').click();
  await v.settle();
  await v.see(v.page.getByRole('heading', { name: '最紧急' }));
  await v.page.getByRole('button', { name: '设置' }).click();
  await v.page.getByLabel('颜色').selectOption('dark');
  await v.page.getByLabel('评估日期').fill('2026-09-01');
  await v.page.getByRole('button', { name: '应用' }).click();
  await v.settle();
  assert.equal(address(v).get('date'), '2026-09-01');
  await v.page.getByRole('link', { name: '覆盖', exact: true }).first().click();
  await v.settle();
  assert.equal(address(v).get('date'), '2026-09-01');
  await v.page.reload();
  await v.settle();
  assert.equal(await v.page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  assert.equal(await v.page.evaluate(() => document.documentElement.lang), 'zh-Hans');
});

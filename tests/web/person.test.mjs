// One person: read, corrected, taken back, handed out, forgotten; and what happens when two change the same.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { site } from './harness.mjs';

const { both, each } = site();
const person = (id) => `/people/Contact/${id}`;

each('person: all that is known of somebody', async (v) => {
  await v.open(person('ob-viktor-brandt'));
  await v.see(v.page.getByRole('heading', { name: 'Viktor Brandt', exact: true }));
  for (const [en, zh] of [
    ['Ties', '关系'],
    ['Reporting and influence', '汇报与影响'],
    ['Gaps', '缺口'],
    ['Details', '详情'],
    ['History', '历史'],
    ['Data protection', '数据保护'],
  ])
    await v.see(v.card(en, zh));
  assert.match(await v.card('Ties', '关系').innerText(), /Henrik Aalto/);
  assert.match(await v.card('Reporting and influence', '汇报与影响').innerText(), /Marguerite Olsen/);
});

both('person: one of ours has ties and roles', async (v) => {
  await v.open('/people/TeamMember/tm-chen-li');
  assert.match(await v.card('Roles in client teams', '客户团队角色').innerText(), /Oceanic Bank/);
  assert.match(await v.card('Ties', '关系').innerText(), /Arjun Mehta/);
});

both('person: nobody of this id', async (v) => {
  v.allowed.push(/404/);
  await v.open(person('nobody'));
  await v.see(v.page.getByRole('alert').filter({ hasText: v.say('Not here', '未找到') }));
});

both('person: a page that fails, and again', async (v) => {
  await v.fails_and_recovers(
    person('ob-viktor-brandt'),
    '**/api/v1/people/Contact/ob-viktor-brandt?*',
    'abort',
    v.page.getByRole('heading', { name: 'Viktor Brandt', exact: true }),
  );
});

const change = (v) => v.card('Details', '详情').getByRole('button', { name: v.say('Change', '修改'), exact: true });

async function open_form(v, id) {
  await v.open(person(id));
  await change(v).click();
  await v.see(v.dialog());
}

both('person: what the server refuses is said beside its field', async (v) => {
  await open_form(v, 'ob-nora-lindholm');
  await v.check_accessible();
  const refusal = { title: 'Unprocessable', status: 422, errors: [{ property: 'title', reason: 'nobody is that' }] };
  await v.answer('**/api/v1/batch', refusal);
  await v.field('Title', '职务', v.dialog()).fill(`Emperor, ${v.name}`);
  await v.button('Save', '保存').click();
  await v.see(v.dialog().locator('[data-property="title"] .message').filter({ hasText: 'nobody is that' }));
  await v.button('Save', '保存').click();
  await v.toast('Saved.', '已保存。');
});

both('person: a save that fails loses nothing of what was typed', async (v) => {
  await open_form(v, 'ob-tan-jingyi');
  await v.break('**/api/v1/batch', 'abort');
  const notes = v.field('Notes', '备注', v.dialog());
  await notes.fill(`long thought about, ${v.name}`);
  await v.button('Save', '保存').click();
  await v.see(v.dialog().locator('.general:not(:empty)'));
  assert.equal(await notes.inputValue(), `long thought about, ${v.name}`);
  await v.button('Save', '保存').click();
  await v.toast('Saved.', '已保存。');
});

both('person: a tie of an impossible strength is refused beside its field, nothing is written', async (v) => {
  await v.open(person('ob-viktor-brandt'));
  const row = v.card('Ties', '关系').locator('tbody tr').filter({ hasText: 'Henrik Aalto' });
  await row.getByRole('button').click();
  const strength = v.field('Strength', '强度', v.dialog());
  const message = v.dialog().locator('[data-property="strength"] .message');
  for (const [text, en, zh] of [
    ['very', 'This is not a number.', '这不是数字。'],
    ['2', 'At most 1.', '最多 1。'],
  ]) {
    await strength.fill(text);
    await v.button('Save', '保存').click();
    await v.see(message.filter({ hasText: v.say(en, zh) }));
    assert.equal(await strength.getAttribute('aria-invalid'), 'true');
    assert.ok(await strength.evaluate((node) => node === document.activeElement));
  }
  await v.check_accessible();
  await v.page.keyboard.press('Escape');
  await v.gone(v.dialog());
  const { properties } = await v.api(
    'GET',
    '/api/v1/edges/KNOWS?from=TeamMember/tm-henrik-aalto&to=Contact/ob-viktor-brandt',
  );
  assert.equal(properties.strength, undefined);
});

both('person: saved, and taken back', async (v) => {
  const title = `Head of Everything, ${v.name}`;
  await open_form(v, 'ob-hugo-valente');
  const field = v.field('Title', '职务', v.dialog());
  const before = await field.inputValue();
  await field.fill(title);
  await v.button('Save', '保存').click();
  await v.toast('Saved.', '已保存。');
  await v.settle();
  await v.see(v.page.locator('header.person').getByText(title));
  await v.see(v.card('History', '历史').getByText(title).first());
  await v.page
    .locator('.toast')
    .getByRole('button', { name: v.say('Undo', '撤销') })
    .click();
  await v.toast('Undone.', '已撤销。');
  await v.settle();
  await v.see(v.page.locator('header.person').getByText(before));
  const { properties } = await v.api('GET', '/api/v1/nodes/Contact/ob-hugo-valente');
  assert.equal(properties.title, before);
});

both('person: what somebody else changed meanwhile is not written over', async (v) => {
  const [mine, theirs] = [`mine, ${v.name}`, `theirs, ${v.name}`];
  await open_form(v, 'ob-jiang-tao');
  const where = '/api/v1/nodes/Contact/ob-jiang-tao';
  await v.api('PATCH', where, { properties: { title: theirs } });
  v.allowed.push(/Failed to load resource.*(409|412)/);
  await v.field('Title', '职务', v.dialog()).fill(mine);
  await v.button('Save', '保存').click();
  await v.see(
    v.page.getByText(
      v.say(
        'Somebody else has changed this since you opened it. Nothing has been saved.',
        '在您打开之后，有人修改了此内容。尚未保存。',
      ),
    ),
  );
  assert.equal((await v.api('GET', where)).properties.title, theirs);
  await v.button('Show what is there now', '显示当前内容').click();
  await v.until('the form shows what is there', async () => {
    const field = v.field('Title', '职务', v.dialog());
    return (await field.count()) === 1 && (await field.inputValue()) === theirs;
  });
  await v.field('Title', '职务', v.dialog()).fill(mine);
  await v.button('Save', '保存').click();
  await v.toast('Saved.', '已保存。');
  assert.equal((await v.api('GET', where)).properties.title, mine);
});

both('person: an undo that comes too late writes nothing', async (v) => {
  const where = '/api/v1/nodes/Contact/ob-gong-ping';
  await open_form(v, 'ob-gong-ping');
  await v.field('Title', '职务', v.dialog()).fill(`first, ${v.name}`);
  await v.button('Save', '保存').click();
  await v.toast('Saved.', '已保存。');
  await v.api('PATCH', where, { properties: { title: `second, ${v.name}` } });
  v.allowed.push(/Failed to load resource.*(409|412)/);
  await v.page
    .locator('.toast')
    .getByRole('button', { name: v.say('Undo', '撤销') })
    .click();
  await v.toast('Not undone: somebody has changed it since.', '未撤销：此后已有人修改。');
  assert.equal((await v.api('GET', where)).properties.title, `second, ${v.name}`);
});

both('person: I met them today', async (v) => {
  const id = v.lang === 'zh' ? 'ob-renate-vogt' : 'ob-du-peng';
  await v.open(person(id));
  await v.button('I met them today', '我今天见了此人').click();
  await v.see(v.dialog());
  assert.equal(await v.field('Last contact', '上次联系', v.dialog()).inputValue(), '2026-11-23');
  await v.pick(v.field('Who of us', '我方人员', v.dialog()), 'Noor Elsayed');
  await v.field('They see us as', '关系级别', v.dialog()).selectOption('credible_source');
  await v.button('Save', '保存').click();
  await v.toast('Saved.', '已保存。');
  await v.settle();
  const row = v.card('Ties', '关系').locator('tbody tr').filter({ hasText: 'Noor Elsayed' });
  const text = await row.innerText();
  assert.ok(text.includes(v.say('today', '今天')) && text.includes(v.say('credible source', '可信来源')), text);
});

both('person: a new one, and a reporting line', async (v) => {
  await v.open('/accounts/oceanic-bank/people');
  await v.button('New person', '新增人员').click();
  await v.button('Save', '保存').click();
  await v.see(
    v
      .dialog()
      .locator('[data-property="name"] .message')
      .filter({ hasText: v.say('This is needed.', '必填项。') }),
  );
  const name = `Zora ${v.lang} Quill`;
  await v
    .field('Name', '名称', v.dialog())
    .or(v.dialog().getByLabel(v.say('Name', '名称')))
    .first()
    .fill(name);
  await v.field('Unit', '部门', v.dialog()).selectOption({ label: 'Finance' });
  await v.button('Save', '保存').click();
  await v.toast('Saved.', '已保存。');
  await v.settle();
  await v.see(v.page.getByRole('link', { name: new RegExp(name) }));
});

both('person: handed out as a file', async (v) => {
  await v.open(person('ob-viktor-brandt'));
  const [download] = await Promise.all([
    v.page.waitForEvent('download'),
    v.link('Export all that is stored', '导出全部数据').click(),
  ]);
  assert.match(download.suggestedFilename(), /ob-viktor-brandt\.json$/);
  const file = JSON.parse(await readFile(await download.path(), 'utf8'));
  assert.match(JSON.stringify(file), /Viktor Brandt/);
});

both('person: erased by who types the id, and by nobody else', async (v) => {
  const id = v.lang === 'zh' ? 'ob-fan-yong' : 'ob-greta-nilsen';
  v.allowed.push(/Failed to load resource/);
  await v.open(person(id));
  await v.button('Erase this person', '彻底删除此人').click();
  const confirm = v.dialog().getByLabel(v.say(`To go on, type ${id}`, `请输入 ${id} 以确认`));
  await confirm.fill('somebody-else');
  await v.check_accessible();
  await v.button('Erase', '彻底删除').click();
  await v.see(v.dialog().getByRole('alert').locator('.failure'));
  await v.api('GET', `/api/v1/nodes/Contact/${id}`);
  await confirm.fill(id);
  await v.button('Erase', '彻底删除').click();
  await v.see(v.page.locator('.toast').filter({ hasText: v.say('has been erased, from the past too.', '已被删除') }));
  await v.settle();
  assert.equal(new URL(v.page.url()).pathname, '/');
  await v.open(person(id));
  await v.see(v.page.getByRole('alert'));
});

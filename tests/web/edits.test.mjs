// Editing leaves alone what nobody touched, and pages show what was asked for last.
import assert from 'node:assert/strict';
import { BANK, EN_WIDE, site } from './harness.mjs';

const { both, one } = site();

const change = (v, whom) => v.page.getByRole('button', { name: `${v.say('Change', '修改')}: ${whom}`, exact: true });
const saved = (v) => v.toast('Saved.', '已保存。');

both('edit: a strength that is a number stays one, and may be typed', async (v) => {
  const where = '/api/v1/edges/INFLUENCES?from=Contact/ob-su-ya&to=Contact/ob-ding-haibo&kind=positive';
  const before = (await v.api('GET', where)).properties.strength;
  assert.equal(typeof before, 'number');
  await v.open('/people/Contact/ob-su-ya');
  await change(v, '丁海波 Ding Haibo').first().click();
  const strength = v.field('Strength', '强度', v.dialog());
  assert.equal(await strength.inputValue(), String(before));
  await v.button('Save', '保存').click();
  await v.toast('Nothing was different.', '没有变化。');
  assert.equal((await v.api('GET', where)).properties.strength, before);
  await change(v, '丁海波 Ding Haibo').first().click();
  const wanted = v.lang === 'zh' ? 0.35 : 0.45;
  await v.field('Strength', '强度', v.dialog()).fill(String(wanted));
  await v.button('Save', '保存').click();
  await saved(v);
  assert.equal((await v.api('GET', where)).properties.strength, wanted);
  await v.api('PATCH', where, { properties: { strength: before } });
});

both('edit: what was not touched is written as little as what was not changed', async (v) => {
  const where = '/api/v1/nodes/Contact/ob-teresa-quill';
  const odd = { notes: ' two  lines,\nand a blank ', name: 'Teresa Quill ' };
  await v.api('PATCH', where, { properties: odd });
  await v.open('/people/Contact/ob-teresa-quill');
  await v.button('Change', '修改').first().click();
  await v.field('Phone', '电话', v.dialog()).fill(`+86 ${v.name.length}`);
  await v.button('Save', '保存').click();
  await saved(v);
  const { properties } = await v.api('GET', where);
  assert.equal(properties.notes, odd.notes);
  assert.equal(properties.name, odd.name);
  assert.equal(properties.phone, `+86 ${v.name.length}`);
});

both('edit: who moves to another unit works in that one alone', async (v) => {
  const id = v.lang === 'zh' ? 'ob-nikolai-antonov' : 'ob-xie-yutong';
  await v.open(`/people/Contact/${id}`);
  await v.button('Moved to another unit', '调往其他部门').click();
  await v.field('To which unit', '调往部门', v.dialog()).selectOption('OrgUnit/ob-hr');
  await v.button('Save', '保存').click();
  await saved(v);
  const { units } = await v.api('GET', `/api/v1/people/Contact/${id}`);
  const open = units.filter((row) => !row.until).map((row) => row.unit.id);
  assert.deepEqual(open, ['ob-hr']);
  assert.ok(units.length > 1, 'where they were stays on record');
  await v.page
    .locator('.toast')
    .getByRole('button', { name: v.say('Undo', '撤销') })
    .click();
  await v.toast('Undone.', '已撤销。');
  const back = (await v.api('GET', `/api/v1/people/Contact/${id}`)).units;
  assert.ok(!back.some((row) => row.unit.id === 'ob-hr'));
});

one(
  'way in: the answer to what was asked before does not come over the newer one',
  async (v) => {
    await v.open(`/accounts/${BANK}/way`);
    let held = null;
    await v.page.route('**/api/v1/paths*ob-lin-shuhui*format=svg*', async (route) => {
      await new Promise((done) => (held = done));
      await route.continue().catch(() => {});
    });
    await v.page.locator('.suggestions button').filter({ hasText: 'Lin Shuhui' }).click();
    await v.until('the first call waits', async () => held !== null);
    await v.page.locator('.suggestions button').filter({ hasText: 'Zhao Zhiqiang' }).click();
    await v.see(v.page.locator('.paths ol.steps').first().getByText('Zhao Zhiqiang'));
    held();
    await v.settle();
    assert.match(await v.page.locator('.paths').innerText(), /Zhao Zhiqiang/);
    assert.doesNotMatch(await v.page.locator('.paths').innerText(), /Lin Shuhui/);
  },
  EN_WIDE,
);

one(
  'earlier versions: every page says that it is one, and shows but that one',
  async (v) => {
    for (const page of ['', '/whitespace', '/coverage', '/plan', '/people']) {
      const asked = [];
      const note = (request) => {
        const url = new URL(request.url());
        if (url.pathname.startsWith(`/api/v1/accounts/${BANK}`)) asked.push(url);
      };
      v.page.on('request', note);
      await v.open(`/accounts/${BANK}${page}?as_of=1`);
      await v.see('You are looking at an earlier version: 1.');
      const without = asked.filter((url) => url.searchParams.get('as_of') !== '1').map((url) => url.pathname);
      assert.deepEqual(without, [], `${page}: of now`);
      assert.equal(await v.button('Make it a task').count(), 0);
      v.page.off('request', note);
    }
  },
  EN_WIDE,
);

// Files brought in by the browser.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { site } from './harness.mjs';

const { both, each } = site();

const csv = (v) => {
  const id = `new-${v.name.replace(' ', '-')}`;
  return {
    id,
    name: 'people.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`id,name,level\n${id},Mira ${v.name},director\n${id}-2,Bad Row,emperor\n`),
  };
};
const choose_file = async (v, file) => {
  await v.page.getByLabel(v.say('File', '文件')).first().setInputFiles(file);
};
const row_kind = (v) => v.page.getByLabel(v.say('The rows are (a label, or an edge type)', '行的类型（标签或边类型）'));

each('import: tried, with the bad row to download, then done', async (v) => {
  await v.open('/import');
  const { id, ...file } = csv(v);
  await choose_file(v, file);
  await row_kind(v).fill('Contact');
  await v.button('Try it', '试运行').click();
  const card = v.card('Bring data in', '导入数据');
  await v.see(card.getByRole('heading', { name: v.say('1 row was rejected', '1 行被拒绝') }));
  const said = await card.innerText();
  assert.match(said, /emperor/);
  assert.ok(said.includes(v.say('Nothing has been written.', '未写入任何内容。')));
  await assert.rejects(v.api('GET', `/api/v1/nodes/Contact/${id}`), /404/);
  await v.button('Import it now', '现在导入').click();
  await v.toast('Imported.', '已导入。');
  const { properties } = await v.api('GET', `/api/v1/nodes/Contact/${id}`);
  assert.equal(properties.name, `Mira ${v.name}`);
  const [download] = await Promise.all([
    v.page.waitForEvent('download'),
    card
      .getByRole('link', { name: v.say('Download them, to correct and import again', '下载以便更正后重新导入') })
      .click(),
  ]);
  const rejects = await readFile(await download.path(), 'utf8');
  assert.match(rejects, /Bad Row/);
  assert.doesNotMatch(rejects, /Mira/);
  await v.settle();
  await v.see(v.card('Earlier imports', '历史导入').locator('li'));
});

both('import: what cannot be imported is said at once', async (v) => {
  await v.open('/import');
  await v.button('Try it', '试运行').click();
  const message = v.page.locator('#import-message');
  await v.see(message.filter({ hasText: v.say('Choose a file first.', '请先选择文件。') }));
  await choose_file(v, { name: 'people.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') });
  await v.button('Try it', '试运行').click();
  await v.see(
    message.filter({ hasText: v.say('A .zip, .csv or .ndjson file, please.', '请选择 .zip、.csv 或 .ndjson 文件。') }),
  );
  const { id, ...file } = csv(v);
  await choose_file(v, file);
  await v.button('Try it', '试运行').click();
  await v.see(message.filter({ hasText: v.say('Say what the rows are', '请说明行的类型') }));
});

both('import: a broken archive, and a label that there is not, are refused with a reason', async (v) => {
  v.allowed.push(/Failed to load resource/);
  await v.open('/import');
  await choose_file(v, { name: 'data.zip', mimeType: 'application/zip', buffer: Buffer.from('no zip at all') });
  await v.button('Try it', '试运行').click();
  await v.see(v.card('Bring data in', '导入数据').locator('.failure, .message:not(:empty), .badge.red'));
  const { id, ...file } = csv(v);
  await choose_file(v, file);
  await row_kind(v).fill('Nonsense');
  await v.button('Try it', '试运行').click();
  await v.until('it says why', async () => /Nonsense/.test(await v.card('Bring data in', '导入数据').innerText()));
});

both('import: a list of imports that fails, and again', async (v) => {
  await v.fails_and_recovers('/import', '**/api/v1/imports', 503, v.say('Earlier imports', '历史导入'));
});

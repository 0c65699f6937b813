// Who may what: with tokens, a login, and sessions that end.
import assert from 'node:assert/strict';
import { BANK, EN_WIDE, site } from './harness.mjs';

const { both, each, one, server } = site({
  tokens: {
    viewer: ['--role', 'viewer', '--all-accounts'],
    bank: ['--role', 'editor', '--account', BANK],
    editor: ['--role', 'editor', '--all-accounts'],
  },
});

const PAGES = [
  '',
  '/people',
  '/coverage',
  '/way?to=Contact%2Fob-lin-shuhui',
  '/whitespace?cell=ob-finance:software',
  '/plan',
];
const WRITES =
  /^(Change|New .*|Make it a task|I met them today|Add .*|Fill a role|Done|Drop|Open again|Moved .*|修改|新.*|转为任务|我今天见了此人|添加.+|填补角色|完成|放弃|重新打开|调往.*)/;

both(
  'viewer: reads all and has nothing to change it with',
  async (v) => {
    for (const where of [
      ...PAGES.map((name) => `/accounts/${BANK}${name}`),
      '/people/Contact/ob-viktor-brandt',
      '/tasks',
    ]) {
      await v.open(where);
      const buttons = await v.page.getByRole('button').allInnerTexts();
      assert.deepEqual(
        buttons.filter((text) => WRITES.test(text)),
        [],
        where,
      );
    }
    await v.open(`/accounts/${BANK}/map`);
    await v.page.locator('.stage [id="contact-ob-lin-shuhui"]').focus();
    await v.page.keyboard.press('Enter');
    await v.see(v.page.locator('aside.panel').getByRole('heading', { name: /Lin Shuhui/ }));
    assert.equal(await v.button('I met them today', '我今天见了此人').count(), 0);
  },
  { token: 'viewer' },
);

both(
  'viewer: importing is refused with a sentence',
  async (v) => {
    await v.open('/import');
    await v.see(
      v.say('Importing takes an editor of all accounts; you are viewer.', '导入需要全部客户的编辑权限；您是查看者。'),
    );
    assert.equal(await v.page.locator('input[type="file"]').count(), 0);
    assert.equal(
      await v.page
        .locator('header.top')
        .getByRole('link', { name: v.say('Import', '导入') })
        .count(),
      0,
    );
  },
  { token: 'viewer' },
);

each(
  'editor of one account: nothing else is there',
  async (v) => {
    v.allowed.push(/404/);
    await v.open('/');
    const text = await v.page.locator('main').innerText();
    assert.match(text, /Oceanic Bank/);
    assert.doesNotMatch(text, /Hanfeng|Tidewell|Lotus|Petrel/);
    await v.open('/tasks');
    assert.doesNotMatch(await v.page.locator('main').innerText(), /Hanfeng|Chengdu/);
    await v.open('/accounts/hanfeng-precision');
    await v.see(v.page.getByRole('alert').filter({ hasText: v.say('Not here', '未找到') }));
    await v.open('/people/Contact/ob-viktor-brandt');
    await v.see(v.button('Change', '修改').first());
    assert.equal(await v.button('Erase this person', '彻底删除此人').count(), 0);
  },
  { token: 'bank' },
);

both(
  'editor of one account: changes what is his',
  async (v) => {
    await v.open('/people/Contact/ob-hugo-valente');
    await v
      .card('Details', '详情')
      .getByRole('button', { name: v.say('Change', '修改'), exact: true })
      .click();
    await v.field('Title', '职务', v.dialog()).fill(`changed, ${v.name}`);
    await v.button('Save', '保存').click();
    await v.toast('Saved.', '已保存。');
    await v.settle();
    await v.see(v.page.locator('header.person').getByText(`changed, ${v.name}`));
  },
  { token: 'bank' },
);

// Shows a token on the login page.
async function log_in_there(v, token) {
  await v.page.locator('#token').fill(token);
  await v.page.getByRole('button', { name: /^(Log in|登录)$/ }).click();
}

both('login: a wrong token, then the right one leads to the page wanted', async (v) => {
  v.allowed.push(/401/, /favicon/);
  const wanted = `/accounts/${BANK}/coverage?severity=red&lang=${v.lang}`;
  await v.page.goto(v.url + wanted);
  await v.see(v.page.locator('#token'));
  await v.check_width();
  await v.check_accessible();
  await log_in_there(v, 'relmap_wrong');
  await v.see(v.page.getByRole('alert'));
  await log_in_there(v, server().tokens.viewer);
  await v.settle();
  const { pathname, searchParams } = new URL(v.page.url());
  assert.equal(pathname, `/accounts/${BANK}/coverage`);
  assert.equal(searchParams.get('severity'), 'red');
  await v.see(v.page.locator('li.gap'));
});

both(
  'login: a session that has ended leads to the login page, and back',
  async (v) => {
    v.allowed.push(/401/, /favicon/);
    await v.open(`/accounts/${BANK}`);
    await v.context.clearCookies();
    await v.link('Coverage', '覆盖').first().click();
    await v.see(v.page.locator('#token'));
    await log_in_there(v, server().tokens.viewer);
    await v.settle();
    assert.equal(new URL(v.page.url()).pathname, `/accounts/${BANK}/coverage`);
    await v.see(v.page.locator('li.gap'));
  },
  { token: 'viewer' },
);

one(
  'logout: ends the session',
  async (v) => {
    v.allowed.push(/401/, /favicon/);
    await v.open('/');
    await v.page.getByRole('button', { name: 'Settings' }).click();
    await v.see(v.dialog());
    await v.check_accessible();
    await v.button('Log out').click();
    await v.see(v.page.locator('#token'));
    await v.page.goto(`${v.url}/`);
    await v.see(v.page.locator('#token'));
  },
  { ...EN_WIDE, token: 'viewer' },
);

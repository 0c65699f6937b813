// The portfolio, and an account at a glance.
import assert from 'node:assert/strict';
import { BANK, site } from './harness.mjs';

const { both, each } = site();

each('portfolio: the accounts by tier, with score, gaps and trend', async (v) => {
  await v.open('/');
  const row = v.page.getByRole('row').filter({ hasText: 'Oceanic Bank' }).first();
  await v.see(row);
  const text = await row.innerText();
  assert.match(text, /67/);
  assert.match(text, v.lang === 'zh' ? /17 紧急/ : /17 urgent/);
  await v.see(v.say('N to 1: a team for one account', 'N 对 1：一个团队服务一个客户'));
  await v.see(v.card('Where the revenue is (CNY)', '收入分布（CNY）'));
});

both('portfolio: a call that fails, and again', async (v) => {
  await v.fails_and_recovers('/', '**/api/v1/portfolio/coverage*', 503, 'Oceanic Bank 远洋银行');
});

each('account: figures, urgent gaps, team, pipeline, what changed', async (v) => {
  await v.open(`/accounts/${BANK}`);
  for (const [en, zh] of [
    ['Figures', '数据'],
    ['Most urgent', '最紧急'],
    ['Client team', '客户团队'],
    ['Open opportunities', '进行中的商机'],
    ['Recent changes', '最近变化'],
  ])
    await v.see(v.card(en, zh));
});

both('account: the report fails, and again', async (v) => {
  await v.fails_and_recovers(
    `/accounts/${BANK}`,
    `**/api/v1/accounts/${BANK}/coverage*`,
    500,
    v.say('Most urgent', '最紧急'),
  );
});

both('no such account, no such page', async (v) => {
  v.allowed.push(/404/);
  await v.open('/accounts/nobody');
  await v.see(v.page.getByRole('alert').filter({ hasText: v.say('Not here', '未找到') }));
  await v.open(`/accounts/${BANK}/nothing`);
  await v.see(v.page.getByRole('heading', { name: v.say('No such page', '没有此页面') }));
});

// Tiers and their coverage models: which roles a tier asks for, and who holds them in each account.
import { get } from './api.js';
import { el, fill } from './el.js';
import { date } from './format.js';
import { to_account } from './route.js';
import { badge, card, person_link, show_in, table } from './ui.js';
import { say, spoken } from './words.js';

const any_of = (role) => role.any_of.map(spoken).join(say(' or ', '或'));

const seat = (held) =>
  el(
    'div',
    person_link(held.member),
    held.business_line && el('small', ` ${held.business_line.name}`),
    held.left && [' ', badge('red', say('has left', '已离职'))],
  );

function tier_card(tier) {
  const head = [say('Account', '客户'), ...tier.template.map(any_of), say('Others', '其他')];
  const rows = tier.accounts.map((team) => [
    el('a', { href: to_account(team.account.id) }, el('b', team.account.name)),
    ...team.roles.map((role) =>
      role.holders.length || !role.vacant
        ? el('div', role.holders.map(seat), role.vacant && badge(role.severity, say('vacant', '空缺')))
        : badge(role.severity, say('vacant', '空缺')),
    ),
    team.others.map((held) => el('div', person_link(held.member), el('small', ` ${spoken(held.role)}`))),
  ]);
  return card(
    `${spoken(tier.tier)} · ${tier.model}`,
    el('p.quiet', say('Roles that this tier asks for: ', '该级别要求的角色：'), tier.template.map(any_of).join(', ')),
    table(spoken(tier.tier), head, rows, { wide: true, empty: say('No accounts of this tier.', '该级别没有客户。') }),
  );
}

export const teams = {
  title: () => say('Teams', '团队'),
  async show(node, context) {
    const body = el('div.page');
    fill(node, el('div.page', el('h1', say('Teams and coverage models', '团队与覆盖模式')), body));
    await show_in(
      body,
      () => get('teams', {}, {}, { signal: context.signal }),
      (data) => el('div', el('p.quiet', say('As of ', '截至 '), date(data.date)), data.tiers.map(tier_card)),
    );
  },
};

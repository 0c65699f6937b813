// Tiers and their coverage models: which roles a tier asks for, and who holds them in each account.
import { get } from './api.js';
import { el, fill } from './el.js';
import { date } from './format.js';
import { to_account } from './route.js';
import { badge, card, fact, facts, person_link, show_in } from './ui.js';
import { coverage_model, say, spoken } from './words.js';

const any_of = (role) => role.any_of.map(spoken).join(say(' or ', '或'));

const seat = (held) =>
  el(
    'div',
    person_link(held.member),
    held.business_line && el('small', ` ${held.business_line.name}`),
    held.left && [' ', badge('red', say('has left', '已离职'))],
  );

const holders = (role) => [
  role.holders.map(seat),
  role.vacant && el('div', badge(role.severity, say('vacant', '空缺'))),
];

// One account: each role that the tier asks for, and the others.
function team_card(team) {
  return el(
    'section.team',
    el('h3', el('a', { href: to_account(team.account.id) }, team.account.name)),
    facts(
      ...team.roles.map((role) => fact(any_of(role), holders(role))),
      ...team.others.map((held) => fact(spoken(held.role), seat(held))),
    ),
  );
}

function tier_card(tier) {
  return card(
    `${spoken(tier.tier)} · ${coverage_model(tier.tier)}`,
    el('p.quiet', say('Roles that this tier asks for: ', '该级别要求的角色：'), tier.template.map(any_of).join(', ')),
    tier.accounts.length === 0
      ? el('p.quiet', say('No accounts of this tier.', '该级别没有客户。'))
      : tier.accounts.map(team_card),
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

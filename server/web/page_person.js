// Everything that is known of one person: to read, to correct, to hand out on request, and to forget.
import { address, get, post } from './api.js';
import { edit_button, met_today, may_edit } from './edit.js';
import { el, fill } from './el.js';
import { date } from './format.js';
import { go, to_account, to_portfolio } from './route.js';
import { gaps_of, history_list, lines_list, standing, ties_table } from './person_view.js';
import { button, card, dialog, fact, facts, failure, person_link, show_in, table, toast, wide_fact } from './ui.js';
import { property_name, say, spoken } from './words.js';

const SAID_ABOVE = ['id', 'name', 'title', 'level', 'political_status', 'support', 'placeholder', 'left_on'];

// Properties whose values are words of the schema; what people have typed is shown as they typed it.
const WORDS = ['adaptability', 'function', 'tier', 'strategic_intent', 'stage', 'status', 'kind'];

function value_text(name, value) {
  if (typeof value === 'boolean') return value ? say('yes', '是') : say('no', '否');
  if (typeof value === 'object') return JSON.stringify(value);
  if (name === 'email') return el('a', { href: `mailto:${encodeURIComponent(value)}` }, value);
  if (WORDS.includes(name)) return spoken(value);
  return /^\d{4}-\d\d-\d\d$/.test(value) ? date(value) : String(value);
}

function details(person, context) {
  const ref = person.person;
  const rows = Object.entries(person.properties).filter(([name]) => !SAID_ABOVE.includes(name));
  return card(
    say('Details', '详情'),
    facts(
      ...rows.map(([name, value]) =>
        name === 'notes' ? wide_fact(property_name(name), value) : fact(property_name(name), value_text(name, value)),
      ),
      ...(person.units ?? []).map((unit) =>
        fact(
          unit.until ? say('Worked in', '曾任职于') : say('Works in', '任职于'),
          unit.unit.name,
          unit.until && el('small', ` ${say('until', '至')} ${date(unit.until)} `),
          edit_button(context, { edge: unit.edge }, say('Change', '修改'), { small: true, what: unit.unit.name }),
        ),
      ),
    ),
    el(
      'p',
      edit_button(context, ref, say('Change', '修改')),
      ' ',
      ref.label === 'Contact' && edit_button(context, { move: person }, say('Moved to another unit', '调往其他部门')),
    ),
  );
}

// Who of us is to look after them, and how often: what is meant to be, beside the ties, which are what is.
function looked_after(person, context) {
  const is_contact = person.person.label === 'Contact';
  const rows = (person.covers ?? []).map((row) => {
    const them = row.member ?? row.contact;
    const ends = is_contact ? [them, person.person] : [person.person, them];
    const [from, to] = ends.map(({ label, id }) => `${label}/${id}`);
    const often = row.cadence_days ? say(`every ${row.cadence_days} days`, `每 ${row.cadence_days} 天`) : '';
    return el(
      'li',
      el('span', person_link(them), el('small', ` ${often}`)),
      edit_button(context, { edge: { type: 'COVERS', from, to } }, say('Change', '修改'), {
        small: true,
        what: them.name,
      }),
    );
  });
  return card(
    is_contact ? say('Who is to look after them', '应由谁负责') : say('Whom they are to look after', '应负责的人员'),
    rows.length ? el('ul.lines', rows) : el('p.quiet', say('Nobody is named.', '未指定。')),
    edit_button(
      context,
      { new_edge: 'COVERS', ...(is_contact ? { to: person.person } : { from: person.person }) },
      say('Name somebody', '指定'),
    ),
  );
}

function lines(person, context) {
  const ref = person.person;
  const is_contact = ref.label === 'Contact';
  return card(
    is_contact ? say('Reporting and influence', '汇报与影响') : say('Reporting', '汇报'),
    lines_list(person, context),
    el(
      'p',
      edit_button(context, { new_edge: 'REPORTS_TO', from: ref }, say('Add whom they report to', '添加上级')),
      ' ',
      is_contact &&
        edit_button(context, { new_edge: 'INFLUENCES', from: ref }, say('Add whom they influence', '添加被影响者')),
    ),
  );
}

function deals(person, context) {
  if (person.person.label !== 'Contact') return null;
  const rows = person.buys.map((row) => [
    row.opportunity.name,
    spoken(row.role),
    row.support ? spoken(row.support) : '–',
    spoken(row.stage),
    edit_button(
      context,
      {
        edge: {
          type: 'BUYS',
          from: `Contact/${person.person.id}`,
          to: `Opportunity/${row.opportunity.id}`,
          key: { role: row.role },
        },
      },
      say('Change', '修改'),
      { small: true, what: row.opportunity.name },
    ),
  ]);
  return card(
    say('Buying roles', '采购角色'),
    table(
      say('Buying roles', '采购角色'),
      [
        say('Opportunity', '商机'),
        say('Role', '角色'),
        say('Support for this deal', '对此商机的支持'),
        say('Stage', '阶段'),
        '',
      ],
      rows,
      { empty: say('None.', '无。') },
    ),
    edit_button(context, { new_edge: 'BUYS', from: person.person }, say('Add a buying role', '添加采购角色')),
  );
}

function roles(person, context) {
  if (!person.roles?.length) return null;
  return card(
    say('Roles in client teams', '客户团队角色'),
    table(
      say('Roles', '角色'),
      [say('Account', '客户'), say('Role', '角色'), say('Line', '业务线'), say('Since', '自'), say('Until', '至'), ''],
      person.roles.map((row) => [
        el('a', { href: to_account(row.account.id) }, row.account.name),
        spoken(row.role),
        row.business_line?.name ?? row.business_line ?? '–',
        date(row.since),
        date(row.until),
        edit_button(
          context,
          {
            edge: {
              type: 'ON_TEAM',
              from: `TeamMember/${person.person.id}`,
              to: `Account/${row.account.id}`,
              key: key_of(row),
            },
          },
          say('Change', '修改'),
          { small: true, what: row.account.name },
        ),
      ]),
    ),
  );
}
const key_of = (row) =>
  Object.fromEntries(
    [
      ['role', row.role],
      ['business_line', row.business_line?.id ?? row.business_line],
      ['since', row.since],
    ].filter(([, value]) => value),
  );

function open_tasks(person) {
  if (!person.tasks?.length) return null;
  return card(
    say('Tasks', '任务'),
    el(
      'ul',
      person.tasks.map((row) =>
        el('li', row.task.name, el('small', ` ${spoken(row.status)} · ${say('due', '截止')} ${date(row.due_on)}`)),
      ),
    ),
  );
}

// --- the person's rights

function erase(person) {
  const { label, id, name } = person.person;
  const confirm = el('input', { id: 'erase-confirm', autocomplete: 'off' });
  const mentions = el('input', { id: 'erase-mentions', type: 'checkbox' });
  const said = el('div', { role: 'alert' });
  const run = async (event) => {
    event.preventDefault();
    try {
      await post('erase_person', { label, id }, { confirm: confirm.value, redact_mentions: mentions.checked });
      close();
      toast(say(`${name} has been erased, from the past too.`, `${name} 已被删除，历史记录中也已删除。`), {
        stays_ms: 0,
      });
      go(to_portfolio());
    } catch (error) {
      fill(said, failure(error));
    }
  };
  const { close } = dialog(
    say(`Erase ${name}?`, `彻底删除 ${name}？`),
    el(
      'p',
      say(
        'All that is stored of this person goes, from history too. It cannot be undone; earlier reports will say that they are incomplete. What relmap cannot reach you have to see to: older backups, the audit log, files that were imported.',
        '此人的所有数据（包括历史）都会被删除，无法撤销；较早的报告会注明不完整。旧备份、审计日志和已导入的文件需另行处理。',
      ),
    ),
    el(
      'form.form',
      { onsubmit: run },
      el(
        'div.field',
        el('label', { for: 'erase-confirm' }, say(`To go on, type ${id}`, `请输入 ${id} 以确认`)),
        confirm,
      ),
      el(
        'label.check',
        mentions,
        el('span', say('Also black out the name in notes of others', '同时隐去他人备注中的姓名')),
      ),
      said,
      el(
        'div.actions',
        el('button.danger', say('Erase', '彻底删除')),
        button(say('Cancel', '取消'), () => close(), { kind: 'plain' }),
      ),
    ),
  );
}

function rights(person, context) {
  const { label, id } = person.person;
  const all = context.me.all_accounts;
  if (!all) return null;
  return card(
    say('Data protection', '数据保护'),
    el(
      'p',
      el(
        'a.button.plain',
        { href: address('export_person', { label, id }), download: `${id}.json` },
        say('Export all that is stored', '导出全部数据'),
      ),
      ' ',
      context.me.role === 'admin' &&
        button(say('Erase this person', '彻底删除此人'), () => erase(person), { kind: 'danger' }),
    ),
  );
}

// To the pages of an account about this contact; of several accounts with the name of each.
const ways_of = (ref, account, named) => [
  el(
    'a.button',
    { href: to_account(account.id, 'way', { to: `Contact/${ref.id}` }) },
    say('Who can introduce us?', '谁能引荐？'),
    named && ` (${account.name})`,
  ),
  ' ',
  el(
    'a.button.plain',
    { href: to_account(account.id, 'map', { focus: `Contact/${ref.id}` }) },
    say('On the map', '在地图上'),
  ),
  ' ',
];

function page(person, context) {
  const ref = person.person;
  const account = person.accounts[0];
  const as_of = context.query.get('as_of');
  const history = el('div');
  show_in(
    history,
    () => get('history', ref, { limit: 50 }, { signal: context.signal }),
    (found) => history_list(found, as_of),
  );
  const is_contact = ref.label === 'Contact';
  return el(
    'div',
    el(
      'header.person',
      el('h1', ref.name),
      el(
        'p',
        person.properties.title ?? '',
        account && [
          ' · ',
          person.accounts.map((one, i) => [i > 0 && ', ', el('a', { href: to_account(one.id) }, one.name)]),
        ],
      ),
      standing(person),
      person.more && el('p.quiet', say('There is more than this page shows.', '内容过多，未全部显示。')),
      el(
        'p.actions',
        is_contact && person.accounts.map((one) => ways_of(ref, one, person.accounts.length > 1)),
        is_contact &&
          may_edit(context) &&
          button(say('I met them today', '我今天见了此人'), () => met_today(ref, context), { kind: 'plain' }),
      ),
    ),
    el(
      'div.columns',
      el(
        'div',
        card(
          say('Ties', '关系'),
          ties_table(person, context),
          edit_button(
            context,
            is_contact ? { new_edge: 'KNOWS', to: ref } : { new_edge: 'KNOWS', from: ref },
            say('Add a tie', '添加关系'),
          ),
        ),
        looked_after(person, context),
        lines(person, context),
        deals(person, context),
        roles(person, context),
        is_contact && card(say('Gaps', '缺口'), gaps_of(person)),
      ),
      el(
        'div',
        details(person, context),
        open_tasks(person),
        card(say('History', '历史'), history),
        rights(person, context),
      ),
    ),
  );
}

export const person = {
  title: () => say('Person', '人员'),
  async show(node, context) {
    const found = await get('person', context.person, {}, { signal: context.signal });
    document.title = `${found.person.name} · relmap`;
    fill(node, page(found, context));
  },
};

// The forms: a node, an edge, a new one of either, and "I met X today".
import { go, to_portfolio } from './route.js';
import { get } from './api.js';
import {
  changed,
  commit,
  form_dialog,
  load_schema,
  property_fields,
  ref_text,
  random_text,
  nothing_there,
  key_text,
  put_edge,
} from './edit.js';
import { el } from './el.js';
import { picker } from './picker.js';
import { button, dialog, toast } from './ui.js';
import { say, spoken } from './words.js';

// What a form for a label offers, in this order; the others of the schema follow.
const FIRST = {
  Contact: [
    'name',
    'title',
    'level',
    'political_status',
    'support',
    'adaptability',
    'email',
    'phone',
    'placeholder',
    'left_on',
    'notes',
  ],
  Opportunity: ['name', 'stage', 'amount', 'currency', 'close_date', 'created_on'],
  Task: ['name', 'kind', 'due_on', 'status'],
};
const HIDDEN = ['id', 'aliases'];
const KINDS = {
  KNOWS: ['A tie', '关系'],
  INFLUENCES: ['Influence', '影响'],
  REPORTS_TO: ['Reporting line', '汇报关系'],
  ON_TEAM: ['A role in the team', '团队角色'],
  BUYS: ['A buying role', '采购角色'],
  COVERS: ['Who is to look after whom', '负责关系'],
  WORKS_IN: ['Unit', '部门'],
  WORKS_WITH: ['They work together', '共事关系'],
  Contact: ['A person', '人员'],
  Opportunity: ['An opportunity', '商机'],
  Task: ['A task', '任务'],
  Account: ['The account', '客户'],
  TeamMember: ['A team member', '团队成员'],
  Objective: ['An objective', '目标'],
};
const kind_name = (kind) => (KINDS[kind] ? say(...KINDS[kind]) : spoken(kind));

function names_of(definition, first = []) {
  const all = Object.keys(definition.properties).filter(
    (name) =>
      !HIDDEN.includes(name) &&
      definition.properties[name].type !== 'json' &&
      definition.properties[name].type !== 'map',
  );
  return [...first.filter((name) => all.includes(name)), ...all.filter((name) => !first.includes(name))];
}

const is_same = (name, { key = [] }) => key.includes(name);
// What is written is dated by the server's today, whatever day the page is judged on.
const today = (context) => context.me.date;
const rerender = (context) => () => context.reload();

// --- what is there

async function edit_node(ref, context) {
  const schema = await load_schema();
  const definition = schema.labels[ref.label] ?? { properties: {} };
  const node = await get('node', ref);
  const { nodes, fields } = property_fields(definition, names_of(definition, FIRST[ref.label]), node.properties);
  const target = { node: ref_text(ref) };
  const name = node.properties.name ?? ref.id;
  form_dialog(
    name,
    nodes,
    fields,
    async (force) => {
      const properties = changed(fields, definition, node.properties);
      if (Object.keys(properties).length === 0) return toast(say('Nothing was different.', '没有变化。'));
      await commit([{ op: 'merge', ...target, properties }], say(`Changed ${name}`, `修改 ${name}`), {
        before: force ? new Map() : new Map([[target.node, node]]),
        done: rerender(context),
      });
    },
    { reopen: () => edit_node(ref, context), extra: delete_button(ref, name, context) },
  );
}

// Of what people make by hand; an account goes by the API, with all that hangs on it in mind.
const DELETABLE = ['Contact', 'Opportunity', 'Task', 'Objective', 'Lead'];
const delete_button = (ref, name, context) =>
  DELETABLE.includes(ref.label) &&
  button(say('Delete', '删除'), () => remove_node({ ...ref, name }, context), { kind: 'danger' });

async function edit_edge(edge, context) {
  const schema = await load_schema();
  const definition = schema.edges[edge.type];
  const { type, from, to, key = {} } = edge;
  const there = await get('edge', { type }, { from, to, ...key });
  const names = names_of(definition).filter((name) => !is_same(name, definition));
  const { nodes, fields } = property_fields(definition, names, there.properties);
  const target = { edge: { type, from, to, ...(Object.keys(key).length ? { key } : {}) } };
  const before = new Map([[key_text(target), there]]);
  const options = (force) => ({ before: force ? new Map() : before, done: rerender(context) });
  const remove = button(
    say('Remove', '删除'),
    async () => {
      try {
        await commit([{ op: 'delete', ...target }], say(`Removed: ${kind_name(type)}`, `删除：${kind_name(type)}`), {
          ...options(false),
          said: say('Removed.', '已删除。'),
        });
        form.close();
      } catch (error) {
        toast(
          error.status === 409 || error.status === 412
            ? say('Somebody else has changed it. Open it anew.', '已有人修改，请重新打开。')
            : error.message,
          { bad: true },
        );
      }
    },
    { kind: 'danger' },
  );
  const form = form_dialog(
    kind_name(type),
    [edge.title && el('p', edge.title), ...nodes],
    fields,
    async (force) => {
      const properties = changed(fields, definition, there.properties);
      if (Object.keys(properties).length === 0) return toast(say('Nothing was different.', '没有变化。'));
      await commit(
        [{ op: 'merge', ...target, properties }],
        say(`Changed: ${kind_name(type)}`, `修改：${kind_name(type)}`),
        options(force),
      );
    },
    { reopen: () => edit_edge(edge, context), extra: remove },
  );
}

// --- what is new

function end_field(caption, labels, given, chosen) {
  if (given) return { node: el('p', el('b', caption), ': ', given.name ?? given.id), value: () => ref_text(given) };
  let ref = null;
  const field = picker(caption, {
    labels,
    choose: (result) => {
      ref = result;
      if (result) chosen?.(result);
    },
  });
  const message = el('p.message');
  field.append(message);
  const missing = () => {
    message.textContent = say('Choose one from the list.', '请从列表中选择。');
    field.input.focus();
    throw Object.assign(new Error(''), { errors: [], problem: {} });
  };
  return {
    node: field,
    value: () => {
      message.textContent = '';
      return ref ? ref_text(ref) : missing();
    },
  };
}

async function new_edge({ new_edge: type, from, to, title }, context) {
  const definition = (await load_schema()).edges[type];
  const ends = (at) => [...new Set(definition.ends.map((pair) => pair[at]))];
  const [start, end] = [end_field(say('Who', '谁'), ends(0), from), end_field(say('To whom', '对谁'), ends(1), to)];
  const first =
    type === 'KNOWS' ? { last_contact: today(context) } : type === 'ON_TEAM' ? { since: today(context) } : {};
  const { nodes, fields } = property_fields(definition, names_of(definition, definition.key ?? []), first);
  form_dialog(title ?? kind_name(type), [start.node, end.node, ...nodes], fields, async () => {
    const properties = changed(fields, definition, {});
    const key = Object.fromEntries(Object.entries(properties).filter(([name]) => is_same(name, definition)));
    const rest = Object.fromEntries(Object.entries(properties).filter(([name]) => !(name in key)));
    const edge = { type, from: start.value(), to: end.value(), ...(Object.keys(key).length ? { key } : {}) };
    await commit([{ op: 'put', edge, properties: rest }], say(`New: ${kind_name(type)}`, `新增：${kind_name(type)}`), {
      before: new Map([[key_text({ edge }), null]]),
      done: rerender(context),
    });
  });
}

// An id that says what it is of, and is not taken.
function new_node_id(label, name) {
  const latin = name
    .normalize('NFKD')
    .replace(/[^\w\s-]/g, '')
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-')
    .slice(0, 40);
  return `${label.toLowerCase()}-${latin ? `${latin}-` : ''}${random_text(4)}`;
}

function link_to(label, id, account, place) {
  const node = `${label}/${id}`;
  if (label === 'Contact') return put_edge('WORKS_IN', node, place || `Account/${account}`);
  return put_edge('FOR_ACCOUNT', node, `Account/${account}`);
}

// A person of the account, an opportunity, task or objective for it: one commit with the edge that says so.
async function new_node({ new_node: label, of }, context) {
  const definition = (await load_schema()).labels[label];
  const first =
    label === 'Opportunity'
      ? { stage: 'lead', created_on: today(context), currency: context.data?.properties?.currency }
      : label === 'Task'
        ? { status: 'open' }
        : label === 'Objective'
          ? { plan_year: Number(today(context).slice(0, 4)) }
          : {};
  const names = names_of(definition, FIRST[label]).filter((name) => label !== 'Contact' || name !== 'left_on');
  const { nodes, fields } = property_fields(definition, names, first);
  const places = (context.data?.units ?? []).map(({ unit, depth }) => [
    `OrgUnit/${unit.id}`,
    `${'\u2003'.repeat(depth)}${unit.name}`,
  ]);
  const place = el(
    'select',
    { id: 'new-place' },
    el('option', { value: '' }, say('not known', '未知')),
    places.map(([value, text]) => el('option', { value }, text)),
  );
  const owner = ['Opportunity', 'Task', 'Objective'].includes(label)
    ? picker(say('Owner', '负责人'), {
        labels: ['TeamMember'],
        choose: (result) => {
          owner.ref = result;
        },
      })
    : null;
  const where =
    label === 'Contact' ? el('div.field', el('label', { for: 'new-place' }, say('Unit', '部门')), place) : null;
  form_dialog(
    say(`New: ${kind_name(label)}`, `新增：${kind_name(label)}`),
    [nodes[0], where, ...nodes.slice(1), owner],
    fields,
    async () => {
      const properties = changed(fields, definition, {});
      if (!properties.name)
        throw Object.assign(new Error(''), {
          errors: [{ property: 'name', reason: say('This is needed.', '必填项。') }],
          problem: {},
        });
      const id = new_node_id(label, properties.name);
      const changes = [{ op: 'put', node: `${label}/${id}`, properties }, link_to(label, id, of, place.value)];
      if (owner?.ref) changes.push(put_edge('OWNED_BY', `${label}/${id}`, ref_text(owner.ref)));
      await commit(changes, say(`New: ${properties.name}`, `新增：${properties.name}`), {
        before: nothing_there(changes),
        done: rerender(context),
      });
    },
  );
}

// --- "I met X today"

// Touches the tie of one of ours with the contact, or makes it.
export async function met_today(contact, context) {
  const definition = (await load_schema()).edges.KNOWS;
  const member = end_field(say('Who of us', '我方人员'), ['TeamMember'], context.me.member, (result) =>
    fill_from(result),
  );
  const names = ['last_contact', 'relationship_level', 'contact_depth', 'note'];
  const { nodes, fields } = property_fields(definition, names, { last_contact: today(context) });
  const known = await get('person', contact, { as_of: '' });
  let there = null;
  const fill_from = (of) => {
    const tie = known.ties.find((one) => one.member.id === of.id);
    there = tie ? { properties: tie.edge.properties, version: tie.version } : null;
    for (const name of names.slice(1)) fields.get(name).input.value = there?.properties[name] ?? '';
  };
  if (context.me.member) fill_from(context.me.member);
  form_dialog(
    say(`I met ${contact.name}`, `我见了 ${contact.name}`),
    [member.node, ...nodes],
    fields,
    async (force) => {
      const edge = { type: 'KNOWS', from: member.value(), to: ref_text(contact) };
      const properties = changed(fields, definition, there?.properties ?? {});
      if (Object.keys(properties).length === 0) return toast(say('Nothing was different.', '没有变化。'));
      await commit([{ op: 'merge', edge, properties }], say(`Met ${contact.name}`, `会见 ${contact.name}`), {
        before: force ? new Map() : new Map([[key_text({ edge }), there]]),
        done: rerender(context),
      });
    },
    { reopen: () => met_today(contact, context) },
  );
}

// Deletes a node with its edges, after asking.
function remove_node(ref, context) {
  const { close } = dialog(
    say(`Delete ${ref.name ?? ref.id}?`, `删除 ${ref.name ?? ref.id}？`),
    el(
      'p',
      say(
        'What hangs on it goes too. History keeps what was; Undo does not bring the lines back.',
        '相关连线会一并删除。历史记录会保留。',
      ),
    ),
    el(
      'div.actions',
      button(
        say('Delete', '删除'),
        async () => {
          try {
            await commit(
              [{ op: 'delete', node: ref_text(ref), cascade: true }],
              say(`Deleted ${ref.name ?? ref.id}`, `删除 ${ref.name ?? ref.id}`),
              {
                done: (written) => (context.person?.id === ref.id && written ? go(to_portfolio()) : context.reload()),
                said: say('Deleted.', '已删除。'),
              },
            );
            for (const open_one of document.querySelectorAll('dialog[open]')) open_one.close();
          } catch (error) {
            toast(error.message, { bad: true });
          }
        },
        { kind: 'danger' },
      ),
      button(say('Cancel', '取消'), () => close(), { kind: 'plain' }),
    ),
  );
}

// A contact goes to another unit: where he was ends on the day on which he begins there, in one commit.
async function move(person, context) {
  const definition = (await load_schema()).edges.WORKS_IN;
  const { nodes, fields } = property_fields(definition, ['since'], { since: today(context) });
  const account = context.account ?? person.accounts[0]?.id;
  const units = account ? (await get('account', { id: account }, { as_of: '' })).units : [];
  const open_ones = person.units.filter((row) => !row.until);
  const place = el(
    'select',
    { id: 'move-place' },
    units.map(({ unit, depth }) =>
      el('option', { value: `OrgUnit/${unit.id}` }, `${'\u2003'.repeat(depth)}${unit.name}`),
    ),
  );
  const where = el('div.field', el('label', { for: 'move-place' }, say('To which unit', '调往部门')), place);
  form_dialog(
    say(`${person.person.name} moves`, `${person.person.name} 调动`),
    [where, ...nodes],
    fields,
    async (force) => {
      const { since = today(context) } = changed(fields, definition, {});
      const from = ref_text(person.person);
      const before = new Map();
      const ended = open_ones.map((row) => {
        const { type, from: start, to, key } = row.edge;
        const edge = { type, from: start, to, ...(Object.keys(key).length ? { key } : {}) };
        before.set(key_text({ edge }), { properties: row.edge.properties, version: row.version });
        return { op: 'merge', edge, properties: { until: since } };
      });
      const begun = { op: 'put', edge: { type: 'WORKS_IN', from, to: place.value, key: { since } }, properties: {} };
      before.set(key_text(begun), null);
      await commit([...ended, begun], say(`${person.person.name} moves`, `${person.person.name} 调动`), {
        before: force ? new Map([[key_text(begun), null]]) : before,
        done: rerender(context),
      });
    },
  );
}

export function open(what, context) {
  if (what.move) return move(what.move, context);
  if (what.edge) return edit_edge(what.edge, context);
  if (what.new_edge) return new_edge(what, context);
  if (what.new_node) return new_node(what, context);
  return edit_node(what, context);
}

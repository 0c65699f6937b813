// Changing the graph in place. A form is made from the schema; it is saved as one commit that is refused if somebody else
// was faster, and can be taken back by another commit. All through POST /api/v1/batch.
import { get, post } from './api.js';
import { el, new_id } from './el.js';
import { input_for, read_input } from './fields.js';
import { button, dialog, toast } from './ui.js';
import { property_name, say } from './words.js';

let schema = null;
export const load_schema = async () => {
  schema ??= await get('schema');
  return schema;
};

export const ref_text = ({ label, id }) => `${label}/${id}`;
export const key_text = (change) => change.node ?? `${change.edge.type} ${change.edge.from} → ${change.edge.to}`;

// A new edge that says nothing but that it is there. from, to: "Label/id".
export const put_edge = (type, from, to) => ({ op: 'put', edge: { type, from, to }, properties: {} });

// What commit() takes as `before` of things that are all new.
export const nothing_there = (changes) => new Map(changes.map((change) => [key_text(change), null]));

// What a node or edge is now: {properties, version}, or null where there is none.
async function now(change) {
  try {
    if (change.node) {
      const slash = change.node.indexOf('/');
      return await get('node', { label: change.node.slice(0, slash), id: change.node.slice(slash + 1) });
    }
    const { type, from, to, key = {} } = change.edge;
    return await get('edge', { type }, { from, to, ...key });
  } catch (error) {
    if (error.status === 404) return null;
    throw error;
  }
}

// Of so many random bytes, in hexadecimal.
export const random_text = (bytes) =>
  [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

// The change that puts back what was there before, if nobody has touched it since `version`: of a merge just what it set, so that
// what else is stored keeps its very type.
function inverse(change, before, version) {
  const same = change.node ? { node: change.node } : { edge: change.edge };
  if (!before) return { op: 'delete', ...same, if_version: version };
  const in_key = (name) => name === 'id' || name in (change.edge?.key ?? {});
  const names = change.op === 'merge' ? Object.keys(change.properties) : Object.keys(before.properties);
  const properties = Object.fromEntries(
    names.filter((name) => !in_key(name)).map((name) => [name, before.properties[name] ?? null]),
  );
  return { op: 'merge', ...same, properties, if_version: change.op === 'delete' ? 0 : version };
}

async function send(changes, reason) {
  return post('batch', {}, { reason, changes }, { headers: { 'Idempotency-Key': random_text(16) } });
}

// Makes the changes as one commit, says so, and offers to take them back. `before`, by key_text, is what the form was filled
// from; what is not in it is read now. Throws ApiError: 409 where somebody else changed one of them, 422 what the schema refuses.
export async function commit(
  changes,
  reason,
  { before = new Map(), done = () => {}, said = say('Saved.', '已保存。') } = {},
) {
  const was = new Map(before);
  for (const change of changes) if (!was.has(key_text(change))) was.set(key_text(change), await now(change));
  const guarded = changes.map((change) => ({ ...change, if_version: was.get(key_text(change))?.version ?? 0 }));
  const written = await send(guarded, reason);
  if (!written.time) {
    toast(say('Nothing was different.', '没有变化。'));
    done(written);
    return written;
  }
  const back = changes.map((change) => inverse(change, was.get(key_text(change)), written.version)).reverse();
  toast(said, { action: { text: say('Undo', '撤销'), run: () => undo(back, reason, done) } });
  done(written);
  return written;
}

async function undo(back, reason, done) {
  try {
    const written = await send(back, say(`Undone: ${reason}`, `撤销：${reason}`));
    toast(say('Undone.', '已撤销。'));
    done(written);
  } catch (error) {
    toast(
      error.status === 409 || error.status === 412
        ? say('Not undone: somebody has changed it since.', '未撤销：此后已有人修改。')
        : error.message,
      { bad: true },
    );
  }
}

// --- forms

// Fields for the properties `names` of `definition` (of a label or an edge type), with messages beside each.
export function property_fields(definition, names, values) {
  const fields = new Map();
  const nodes = names
    .filter((name) => definition.properties[name])
    .map((name) => {
      const id = new_id(`field-${name}`);
      const input = input_for(name, definition.properties[name], values[name], id);
      const message = el('p.message', { id: `${id}-message` });
      const node = el(
        'div.field',
        { data: { property: name } },
        el(
          'label',
          { for: id },
          property_name(name),
          definition.properties[name].required && el('abbr', { title: say('needed', '必填') }, '*'),
        ),
        input,
        input.suggestions,
        message,
      );
      input.setAttribute('aria-describedby', message.id);
      fields.set(name, { input, message, node, shown: input.value });
      return node;
    });
  return { nodes, fields };
}

function show_errors(form, fields, error) {
  for (const { input, message } of fields.values()) {
    message.textContent = '';
    input.removeAttribute('aria-invalid');
  }
  const general = form.querySelector('.general');
  general.textContent = '';
  let first = null;
  for (const { property, reason } of error?.errors ?? []) {
    const field = fields.get(property);
    if (!field) continue;
    field.message.textContent = reason;
    field.input.setAttribute('aria-invalid', 'true');
    first ??= field.input;
  }
  if (error && !first) {
    general.textContent =
      error.status === 409
        ? say(
            'It is there already, or somebody else was faster. Nothing has been saved.',
            '已存在，或有人先行修改。尚未保存。',
          )
        : error.message;
  }
  (first ?? (error && general))?.focus?.();
}

// What the reader has made of the fields, where it differs from `values`: {name: value or null}. What he has not touched is left
// alone, however it may be stored. A field that cannot be read throws like a refusal.
export function changed(fields, definition, values) {
  const set = {};
  const errors = [];
  for (const [name, { input, shown }] of fields) {
    const property = definition.properties[name];
    const untouched = input.value === shown && (name in values || shown === '') && !input.validity?.badInput;
    if (untouched && !(property.required && shown === '')) continue;
    const read = read_input(input, property);
    if (read.error) errors.push({ property: name, reason: read.error });
    else if (property.required && read.value === null)
      errors.push({ property: name, reason: say('This is needed.', '必填项。') });
    else if (JSON.stringify(read.value) !== JSON.stringify(values[name] ?? null)) set[name] = read.value;
  }
  if (errors.length) throw Object.assign(new Error(errors[0].reason), { errors, problem: {} });
  return set;
}

// A dialog with a form. save() commits, or throws what show_errors can show. Somebody else's change is told with a choice:
// look at what is there now (and lose what was typed), or go on and write over it.
export function form_dialog(title, nodes, fields, save, { reopen, submit = say('Save', '保存'), extra } = {}) {
  const general = el('p.message.general', { role: 'alert', tabindex: -1 });
  const conflict = el('div.conflict', { role: 'alert', hidden: true });
  const run = async (force) => {
    send_button.disabled = true;
    try {
      show_errors(form, fields, null);
      conflict.hidden = true;
      await save(force);
      close();
    } catch (error) {
      if ((error.status === 409 || error.status === 412) && reopen) show_conflict();
      else show_errors(form, fields, error);
      if (!('problem' in error)) console.error(error);
    } finally {
      send_button.disabled = false;
    }
  };
  const show_conflict = () => {
    conflict.hidden = false;
    conflict.replaceChildren(
      el(
        'p',
        say(
          'Somebody else has changed this since you opened it. Nothing has been saved.',
          '在您打开之后，有人修改了此内容。尚未保存。',
        ),
      ),
      button(say('Show what is there now', '显示当前内容'), () => {
        close();
        reopen();
      }),
      ' ',
      button(say('Save mine over it', '用我的覆盖'), () => run(true), { kind: 'plain' }),
    );
  };
  const send_button = el('button', { type: 'submit' }, submit);
  const form = el(
    'form.form',
    {
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        run(false);
      },
    },
    general,
    conflict,
    ...nodes,
    el(
      'div.actions',
      send_button,
      button(say('Cancel', '取消'), () => close(), { kind: 'plain' }),
      extra,
    ),
  );
  const { node, close } = dialog(title, form);
  node.querySelector('.body input, .body select, .body textarea')?.focus();
  return { node, close, form };
}

// --- what pages call; each loads its form when it is used

const forms = () => import('./edit_forms.js');

// Whether the reader may change what he looks at: readers may not, and nobody an earlier version.
export const may_edit = (context) => context.me.role !== 'viewer' && !context.query.get('as_of');

// A button that opens the form for a thing: {label, id} of a node, {edge: {type, from, to, key}}, {new_node, of}, {new_edge, from?, to?}.
// Readers have none, nor has an earlier version.
export function edit_button(context, what, text, { small = false, what: of } = {}) {
  if (!may_edit(context)) return null;
  const open = async () => {
    try {
      (await forms()).open(what, context);
    } catch (error) {
      toast(error.message, { bad: true });
    }
  };
  return button(text, open, { kind: small ? 'small' : 'plain', 'aria-label': of && `${text}: ${of}` });
}
export const met_today = async (contact, context) => (await forms()).met_today(contact, context);

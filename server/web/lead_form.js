// Handing a lead over from marketing to the field: whose it is now, and the opportunity that it becomes, as one commit.
import { settings } from './api.js';
import {
  changed,
  commit,
  form_dialog,
  load_schema,
  property_fields,
  random_text,
  nothing_there,
  put_edge,
} from './edit.js';
import { el } from './el.js';
import { picker } from './picker.js';
import { checkbox } from './ui.js';
import { say } from './words.js';

const OPPORTUNITY = ['name', 'amount', 'currency', 'close_date'];

function changes_of(lead, owner, previous, properties, context) {
  const node = `Lead/${lead.id}`;
  const owned = (from) => put_edge('OWNED_BY', from, `TeamMember/${owner.id}`);
  const changes = [{ op: 'merge', node, properties: { status: 'handed_over' } }];
  if (previous && previous.id !== owner.id)
    changes.push({ op: 'delete', edge: { type: 'OWNED_BY', from: node, to: `TeamMember/${previous.id}` } });
  if (previous?.id !== owner.id) changes.push(owned(node));
  if (!properties) return changes;
  const opportunity = `Opportunity/opportunity-${random_text(6)}`;
  const today = settings().date ?? context.me.date;
  changes.push(
    { op: 'put', node: opportunity, properties: { ...properties, stage: 'lead', created_on: today } },
    put_edge('FOR_ACCOUNT', opportunity, `Account/${context.account}`),
    put_edge('LED_TO', node, opportunity),
    owned(opportunity),
  );
  return changes;
}

// row: of the pipeline's leads.
export async function hand_over(row, context) {
  const definition = (await load_schema()).labels.Opportunity;
  const first = { name: row.lead.name, currency: context.data.properties.currency };
  const { nodes, fields } = property_fields(definition, OPPORTUNITY, first);
  const part = el('div.form', nodes);
  let makes = true;
  let owner = row.owner_left ? null : row.owner;
  const message = el('p.message', { role: 'alert' });
  const owner_field = picker(say('To whom', '移交给'), {
    labels: ['TeamMember'],
    choose: (person) => {
      owner = person;
    },
  });
  if (owner) owner_field.set(owner.name);
  const makes_one = checkbox(say('Make an opportunity of it', '转为商机'), true, (on) => {
    makes = on;
    part.hidden = !on;
  });
  form_dialog(
    say(`Hand over: ${row.lead.name}`, `移交：${row.lead.name}`),
    [owner_field, message, makes_one, part],
    fields,
    async () => {
      message.textContent = owner ? '' : say('Choose one from the list.', '请从列表中选择。');
      if (!owner) throw Object.assign(new Error(''), { errors: [], problem: {} });
      const properties = makes ? changed(fields, definition, {}) : null;
      const changes = changes_of(row.lead, owner, row.owner, properties, context);
      await commit(changes, say(`Handed over: ${row.lead.name}`, `移交：${row.lead.name}`), {
        before: nothing_there(changes.filter((change) => change.op === 'put')),
        done: () => context.reload(),
      });
    },
    { submit: say('Hand over', '移交') },
  );
}

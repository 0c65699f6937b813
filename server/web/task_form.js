// A task out of a finding: an introduction, a meeting, something to sell, with an owner and a day, as one commit.
import { settings } from './api.js';
import {
  changed,
  commit,
  form_dialog,
  load_schema,
  property_fields,
  ref_text,
  random_text,
  nothing_there,
  put_edge,
} from './edit.js';
import { el } from './el.js';
import { add_days } from './format.js';
import { picker } from './picker.js';
import { say } from './words.js';

const DUE_DAYS = 14;
const ABOUT = ['Contact', 'Opportunity', 'OrgUnit'];

// draft: {name, kind, about: {label, id, name}|null, owner: {label, id, name}|null}
export async function new_task(draft, context) {
  const definition = (await load_schema()).labels.Task;
  const due = add_days(settings().date ?? context.me.date, DUE_DAYS);
  const { nodes, fields } = property_fields(definition, ['name', 'kind', 'due_on'], {
    name: draft.name,
    kind: draft.kind,
    due_on: due,
  });
  let owner = draft.owner ?? context.me.member;
  const owner_field = picker(say('Owner', '负责人'), {
    labels: ['TeamMember'],
    choose: (result) => {
      owner = result;
    },
  });
  if (owner) owner_field.set(owner.name ?? owner.id);
  form_dialog(
    say('New task', '新建任务'),
    [...nodes, owner_field, draft.about && el('p', say('About: ', '关于：'), draft.about.name)],
    fields,
    async () => {
      const properties = { ...changed(fields, definition, {}), status: 'open' };
      const node = `Task/task-${random_text(6)}`;
      const edges = [
        ['FOR_ACCOUNT', `Account/${context.account}`],
        owner && ['OWNED_BY', `TeamMember/${owner.id}`],
        draft.about && ABOUT.includes(draft.about.label) && ['ABOUT', ref_text(draft.about)],
      ].filter(Boolean);
      const changes = [{ op: 'put', node, properties }, ...edges.map(([type, to]) => put_edge(type, node, to))];
      await commit(changes, say(`New task: ${properties.name}`, `新任务：${properties.name}`), {
        before: nothing_there(changes),
        said: say('The task stands in Tasks.', '任务已加入任务列表。'),
      });
    },
  );
}

const kind_of = (gap) =>
  gap.action.path
    ? 'introduction'
    : gap.rule.startsWith('line.')
      ? 'cross_sell'
      : gap.rule.includes('stale')
        ? 'follow_up'
        : 'meeting';

export function task_from_gap(gap, context) {
  const first = gap.action.path?.hops[0]?.from;
  const subject = ABOUT.includes(gap.subject.label) ? gap.subject : null;
  return new_task(
    {
      name: (gap.action.text || gap.because).slice(0, 200),
      kind: kind_of(gap),
      about: subject,
      owner: first?.label === 'TeamMember' ? first : null,
    },
    context,
  );
}

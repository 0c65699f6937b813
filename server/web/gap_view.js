// Coverage gaps as a list: what is wrong, what to do, and the way to its proof on the map.
import { may_edit } from './edit.js';
import { el } from './el.js';
import { task_from_gap } from './task_form.js';
import { to_account, to_person } from './route.js';
import { badge, button } from './ui.js';
import { say } from './words.js';

const PEOPLE = ['Contact', 'TeamMember'];

// The subject of a gap, as a link where there is a page for it.
export function subject_of(gap) {
  const { label, id, name } = gap.subject;
  return PEOPLE.includes(label) ? el('a', { href: to_person({ label, id }) }, name || id) : el('span', name || id);
}

export function gap_item(gap, context) {
  const way = gap.action.path && gap.subject.label === 'Contact';
  return el(
    'li.gap',
    { id: `gap-${encodeURIComponent(gap.id)}`, data: { rule: gap.rule } },
    badge(gap.severity),
    ' ',
    el('span', gap.because),
    gap.action.text && el('p.action', '→ ', gap.action.text),
    el(
      'p.ways',
      el('a', { href: to_account(context.account, 'map', { gap: gap.id }) }, say('On the map', '在地图上')),
      way &&
        el(
          'a',
          { href: to_account(context.account, 'way', { to: `Contact/${gap.subject.id}` }) },
          say('Ways in', '引荐路径'),
        ),
      may_edit(context) &&
        button(say('Make it a task', '转为任务'), () => task_from_gap(gap, context), { kind: 'link' }),
    ),
  );
}

export const gap_list = (gaps, context) =>
  el(
    'ul.gaps',
    gaps.map((gap) => gap_item(gap, context)),
  );

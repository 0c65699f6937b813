// What stands beside the map: the card of a person, or the ways between two.
import { get } from './api.js';
import { may_edit, met_today } from './edit.js';
import { el, fill } from './el.js';
import { path_head, path_people, path_steps } from './paths_view.js';
import { gaps_of, history_list, lines_list, standing, ties_table } from './person_view.js';
import { picker } from './picker.js';
import { to_account, to_person } from './route.js';
import { button, show_in } from './ui.js';
import { say } from './words.js';

function card_actions(ref, context, state, set_path) {
  const is_contact = ref.label === 'Contact';
  return el(
    'p.actions',
    is_contact && [
      el(
        'a.button',
        { href: to_account(context.account, 'way', { to: `Contact/${ref.id}` }) },
        say('Who can introduce us?', '谁能引荐？'),
      ),
      ' ',
    ],
    is_contact &&
      may_edit(context) && [
        button(say('I met them today', '我今天见了此人'), () => met_today(ref, context), { kind: 'small' }),
        ' ',
      ],
    button(say('Around them', '周围'), () => state.set({ view: 'focus', focus: `${ref.label}/${ref.id}` }), {
      kind: 'small',
    }),
    ' ',
    button(say('Ways from here', '以此为起点'), () => set_path({ from: ref }), { kind: 'small' }),
    ' ',
    is_contact && button(say('Ways to here', '以此为终点'), () => set_path({ to: ref }), { kind: 'small' }),
  );
}

// Read when it is opened, once.
function card_history(ref, context) {
  const history = el('div');
  const load = () => get('history', ref, { limit: 10 }, { signal: context.signal });
  const show = (found) => history_list(found, context.query.get('as_of'));
  const node = el('details', el('summary', say('History', '历史')), history);
  node.addEventListener('toggle', () => show_in(history, load, show), { once: true });
  return node;
}

// set_path({from} or {to}): takes the person as an end of a path.
export function card_body(person, context, state, set_path) {
  const ref = person.person;
  return el(
    'div',
    el('h2', el('a', { href: to_person(ref) }, ref.name)),
    el('p', person.properties.title ?? '', person.units?.[0] && [' · ', person.units[0].unit.name]),
    standing(person),
    card_actions(ref, context, state, set_path),
    person.properties.notes && el('p.note', person.properties.notes),
    el('details', { open: true }, el('summary', say('Ties', '关系')), ties_table(person, context)),
    ref.label === 'Contact' &&
      el(
        'details',
        { open: person.gaps.length > 0 },
        el('summary', say(`Gaps (${person.gaps.length})`, `缺口（${person.gaps.length}）`)),
        gaps_of(person),
      ),
    el('details', el('summary', say('Reporting and influence', '汇报与影响')), lines_list(person, context)),
    card_history(ref, context),
    el('p', el('a', { href: to_person(ref) }, say('Everything about them', '全部信息'))),
  );
}

// ends: {from, to}, kept by the caller.
export function ways_panel(context, canvas, ends, panel) {
  const box = el('div');
  const from_field = picker(say('From', '起点'), {
    labels: ['TeamMember', 'Contact'],
    choose: (person) => {
      ends.from = person;
      look();
    },
  });
  const to_field = picker(say('To', '终点'), {
    labels: ['Contact'],
    choose: (person) => {
      ends.to = person;
      look();
    },
  });
  from_field.set(ends.from?.name ?? say('the client team', '客户团队'));
  if (ends.to) to_field.set(ends.to.name);
  const look = () => {
    if (!ends.to)
      return fill(
        box,
        el('p.quiet', say('Choose whom to get to: here, or on the map.', '请选择目标人物：在此或在地图上。')),
      );
    const from = ends.from ? `${ends.from.label}/${ends.from.id}` : `team:${context.account}`;
    return show_in(
      box,
      () => get('paths', {}, { from, to: `Contact/${ends.to.id}`, k: 3 }, { signal: context.signal }),
      (data) => {
        if (!data.paths.length) {
          canvas.light([]);
          return el('p', say('No way that we know of.', '没有已知路径。'));
        }
        canvas.light(path_people(data.paths[0]));
        return el(
          'div',
          data.paths.map((path, i) =>
            el(
              'section',
              path_head(path, i + 1),
              path_steps(path, data.date),
              button(say('Show', '显示'), () => canvas.light(path_people(path)), { kind: 'small' }),
            ),
          ),
        );
      },
    );
  };
  fill(panel, el('h2', say('Ways between two people', '两人之间的路径')), from_field, to_field, box);
  look();
}

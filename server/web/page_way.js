// Who can introduce us to whom: three ways, drawn and told, with what they rest on.
import { may_edit } from './edit.js';
import { get, get_text } from './api.js';
import { el } from './el.js';
import { finder } from './people_finder.js';
import { parse_svg } from './svg.js';
import { note_state, to_account } from './route.js';
import { path_head, path_people, path_steps } from './paths_view.js';
import { picker } from './picker.js';
import { new_task } from './task_form.js';
import { badge, button, card, choices, show_in } from './ui.js';
import { say } from './words.js';

const WAYS = 3;
const SUGGESTED = 12;

// Those whom we should know and do not: key players first, the higher the earlier.
const RANKS = ['inner_circle', 'political_structure'];
function wanted(people) {
  const rank = (row) => (RANKS.includes(row.political_status) ? RANKS.indexOf(row.political_status) : 2);
  return people
    .filter((row) => row.key_player && !row.covered && !row.left_on && !row.placeholder)
    .sort((a, b) => rank(a) - rank(b) || a.ties.length - b.ties.length || b.gaps.red - a.gaps.red);
}

function suggestions(people, choose) {
  const rows = wanted(people).slice(0, SUGGESTED);
  if (rows.length === 0) return null;
  return el(
    'div.suggestions',
    el('h3', say('Key players whom nobody of us really knows', '我方无人真正认识的关键人物')),
    el(
      'ul.chips',
      rows.map((row) =>
        el(
          'li',
          el(
            'button.chip',
            { type: 'button', onclick: () => choose(row.contact) },
            el('b', row.contact.name),
            el('small', row.title ?? ''),
            row.ties.length === 0
              ? badge('red', say('no tie', '无关系'))
              : badge('amber', say('weak or old', '薄弱或陈旧')),
          ),
        ),
      ),
    ),
  );
}

function found(data, picture, context, to) {
  if (data.paths.length === 0) {
    return el(
      'div.empty',
      el('h3', say(`There is no way to ${to.name} that we know of.`, `目前没有通往 ${to.name} 的路径。`)),
      el(
        'p',
        say(
          'Somebody has to meet them first, or somebody who knows them: what colleagues or former colleagues do they have?',
          '需要有人先结识对方，或结识其熟人。',
        ),
      ),
    );
  }
  return el(
    'div',
    el('div.picture', { tabindex: 0, role: 'region', 'aria-label': say('The ways, drawn', '路径图') }, picture),
    el(
      'div.paths',
      data.paths.map((path, i) =>
        el(
          'section.card',
          path_head(path, i + 1),
          path_steps(path, data.date),
          el(
            'p.actions',
            may_edit(context) &&
              button(
                say('Make it a task', '转为任务'),
                () =>
                  new_task(
                    {
                      kind: 'introduction',
                      name: task_name(path, to),
                      about: to,
                      owner: path.hops[0].from.label === 'TeamMember' ? path.hops[0].from : null,
                    },
                    context,
                  ),
                { kind: 'small' },
              ),
            ' ',
            el(
              'a',
              { href: to_account(context.account, 'map', { view: 'path', to: `Contact/${to.id}` }) },
              say('On the map', '在地图上'),
            ),
          ),
        ),
      ),
    ),
  );
}

function task_name(path, to) {
  const through = path_people(path)
    .slice(1, -1)
    .map((person) => person.name);
  return through.length
    ? say(`Get introduced to ${to.name} through ${through.join(', ')}`, `通过 ${through.join('、')} 结识 ${to.name}`)
    : say(`Meet ${to.name}`, `会见 ${to.name}`);
}

async function ask(from, to, signal) {
  const query = { from, to: `Contact/${to.id}`, k: WAYS };
  const [data, text] = await Promise.all([
    get('paths', {}, query, { signal }),
    get_text('paths', {}, { ...query, format: 'svg' }, { signal }),
  ]);
  return [data, text];
}

function page({ people }, context) {
  const result = el('div', { 'aria-live': 'polite' });
  const asked = context.query.get('to')?.split('/').slice(1).join('/');
  let from = context.query.get('from') ?? `team:${context.account}`;
  let to =
    people.find((row) => row.contact.id === asked)?.contact ??
    (asked ? { label: 'Contact', id: asked, name: asked } : null);
  const draw = async () => {
    note_state({ to: to ? `Contact/${to.id}` : '', from: from.startsWith('team:') ? '' : from });
    if (!to) return;
    await show_in(
      result,
      () => ask(from, to, context.signal),
      ([data, text]) => found(data, data.paths.length ? parse_svg(text) : null, context, data.to),
    );
  };
  const find = finder(() => people);
  const target = picker(say('To whom? Name or title', '目标人物：姓名或职位'), {
    find,
    choose: (person) => {
      to = person;
      if (to) draw();
    },
  });
  if (to) target.set(to.name);
  const of_us = picker(say('Who of us', '我方人员'), {
    labels: ['TeamMember'],
    choose: (person) => {
      if (!person) return;
      from = `TeamMember/${person.id}`;
      draw();
    },
  });
  of_us.hidden = from.startsWith('team:') || from === `TeamMember/${context.me.member?.id}`;
  if (!of_us.hidden) of_us.set(from.split('/').slice(1).join('/'));
  const starts = [
    ['team', say('the client team', '客户团队')],
    context.me.member && ['me', say('me', '我')],
    ['other', say('one of us', '某位同事')],
  ].filter(Boolean);
  const start = choices(
    say('From', '起点'),
    starts,
    from.startsWith('team:') ? 'team' : of_us.hidden ? 'me' : 'other',
    (key) => {
      of_us.hidden = key !== 'other';
      if (key === 'other') return of_us.input.focus();
      from = key === 'me' ? `TeamMember/${context.me.member.id}` : `team:${context.account}`;
      draw();
    },
  );
  const choose = (contact) => {
    to = contact;
    target.set(contact.name);
    draw();
    result.scrollIntoView({ block: 'start', behavior: 'smooth' });
  };
  draw();
  return el(
    'div',
    card(
      say('Who can introduce us?', '谁能引荐我们？'),
      el('div.filters', target, el('div.field', el('span.label', say('From', '起点')), start), of_us),
      suggestions(people, choose),
    ),
    result,
    people.length === 0 && el('p.quiet', say('Nobody is on the map yet.', '图上尚无人员。')),
  );
}

export const way = {
  title: () => say('Find a way in', '寻找引荐'),
  async show(node, context) {
    await show_in(
      node,
      () => get('people', { id: context.account }, {}, { signal: context.signal }),
      (data) => page(data, context),
    );
  },
};

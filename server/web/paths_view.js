// Introduction paths: who would speak to whom, on what evidence, and how old that is.
import { el } from './el.js';
import { ago, days_between, percent } from './format.js';
import { badge, person_link } from './ui.js';
import { say, spoken } from './words.js';

const OLD_DAYS = 180;

const VERBS = {
  KNOWS: ['knows', '认识'],
  INFLUENCES: ['influences', '影响'],
  REPORTS_TO: ['works in one line with', '与其有汇报关系'],
  WORKS_WITH: ['works with', '共事于'],
  ON_TEAM: ['is in one client team with', '同在客户团队'],
};

function evidence(hop, day) {
  const old = hop.last_contact && days_between(hop.last_contact, day) > OLD_DAYS;
  return [
    hop.relationship_level && spoken(hop.relationship_level),
    hop.last_contact
      ? el(
          'span',
          say('last contact ', '最近联系 '),
          ago(hop.last_contact, day),
          old && [' ', badge('amber', say('old', '陈旧'))],
        )
      : hop.type === 'KNOWS'
        ? badge('amber', say('no contact recorded', '无联系记录'))
        : null,
    percent(hop.strength),
  ].filter(Boolean);
}

// One path as a list of steps that reads aloud as sentences.
export function path_steps(path, day) {
  return el(
    'ol.steps',
    path.hops.map((hop, i) =>
      el(
        'li',
        i === 0 && person_link(hop.from),
        el(
          'div.step',
          el('b', say(...(VERBS[hop.type] ?? [hop.type, hop.type]))),
          el(
            'small',
            evidence(hop, day).map((part, n) => [n > 0 && ' · ', part]),
          ),
        ),
        person_link(hop.to),
      ),
    ),
  );
}

export const path_people = (path) => [path.hops[0].from, ...path.hops.map((hop) => hop.to)];

export function path_head(path, rank) {
  return el(
    'h3',
    say(`Way ${rank}`, `路径 ${rank}`),
    ' ',
    el('b.chance', percent(path.probability)),
    el('small', say(' chance', ' 可能性')),
  );
}

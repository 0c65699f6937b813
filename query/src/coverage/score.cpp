#include "coverage/score.h"

#include <algorithm>

#include "coverage/team_facts.h"

namespace relmap::query {
namespace {

// A part before weights: how much of it is reached, in [0,1].
struct Reached {
  bool applies = false;
  double share = 0;
  graphstore::Properties counted;
};

Reached people(const Facts& f) {
  const ScorePolicy& policy = f.policy().score;
  double reached = 0, all = 0;
  int strong = 0, live = 0, any = 0, none = 0;
  for (const ContactFact& c : f.contacts) {
    if (!c.counts() || !c.key_player) continue;
    bool is_live = false, is_strong = false;
    for (std::size_t i : c.ties) {
      is_live = is_live || f.ties[i].live;
      is_strong = is_strong || (f.ties[i].live && f.ties[i].level >= RelationshipLevel::kProblemSolver);
    }
    all += c.weight;
    if (is_strong) {
      reached += c.weight * policy.strong_tie;
      ++strong;
    } else if (is_live) {
      reached += c.weight * policy.live_tie;
      ++live;
    } else if (!c.ties.empty()) {
      reached += c.weight * policy.any_tie;
      ++any;
    } else {
      ++none;
    }
  }
  return {true,
          all > 0 ? reached / all : 0,
          {{"key_players", strong + live + any + none},
           {"strong_live_tie", strong},
           {"live_tie", live},
           {"tie_only", any},
           {"no_tie", none},
           {"weight", all},
           {"weight_reached", reached}}};
}

Reached team(const Facts& f) {
  const std::vector<RoleState> roles = required_roles(f);
  int filled = 0;
  for (const RoleState& role : roles) filled += role.filled();
  const int required = static_cast<int>(roles.size());
  return {required > 0,
          required > 0 ? static_cast<double>(filled) / required : 0,
          {{"required_roles", required}, {"filled_roles", filled}}};
}

Reached lines(const Facts& f) {
  const RuleSetting& rule = f.policy().rule("line.no-seller");
  int needed = 0, staffed = 0;
  if (rule.on) {
    for (const LineNeed& need : lines_needing_sellers(f, static_cast<int>(rule.number("years")))) {
      ++needed;
      staffed += !need.sellers.empty();
    }
  }
  return {needed > 0,
          needed > 0 ? static_cast<double>(staffed) / needed : 0,
          {{"lines", needed}, {"lines_with_seller", staffed}}};
}

Reached opportunities(const Facts& f, const std::vector<std::string>& red_subjects) {
  int open = 0, sound = 0;
  for (const OpportunityFact& opportunity : f.opportunities) {
    if (!opportunity.open) continue;
    ++open;
    const std::string ref = f.model().ref(opportunity.vertex);
    sound += std::find(red_subjects.begin(), red_subjects.end(), ref) == red_subjects.end();
  }
  const bool judged = open > 0 && f.people > 0;
  return {judged,
          judged ? static_cast<double>(sound) / open : 0,
          {{"open_opportunities", open}, {"without_red_gap", judged ? sound : 0}}};
}

}  // namespace

Score score_of(const Facts& facts, const std::vector<std::string>& red_subjects) {
  const ScorePolicy& policy = facts.policy().score;
  Reached reached[] = {people(facts), team(facts), lines(facts), opportunities(facts, red_subjects)};
  const double weights[] = {policy.people, policy.team, policy.lines, policy.opportunities};
  Score score;
  ScorePart* parts[] = {&score.people, &score.team, &score.lines, &score.opportunities};
  double applying = 0;
  for (int i = 0; i < 4; ++i) applying += reached[i].applies ? weights[i] : 0;
  for (int i = 0; i < 4; ++i) {
    ScorePart& part = *parts[i];
    part.counted = std::move(reached[i].counted);
    if (!reached[i].applies || applying <= 0) continue;
    part.of = 100 * weights[i] / applying;
    part.points = part.of * reached[i].share;
    score.total += part.points;
  }
  return score;
}

}  // namespace relmap::query

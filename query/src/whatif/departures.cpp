#include "query/departures.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "coverage/facts.h"
#include "coverage/report.h"

namespace relmap::query {
namespace {

constexpr std::size_t kLeastReports = 100;

// What a report is compared by.
struct Judged {
  CoverageReport report;
  std::set<Vertex> covered;  // key players with a live tie
};

class Judge {
 public:
  Judge(const Snapshot& snapshot, const Policy& policy, const DepartureOptions& options, Vertex account)
      : snapshot_(snapshot), policy_(policy), options_(options.coverage), account_(account) {
    options_.introductions = false;
    const Model model(snapshot_, options_.date);
    const Facts facts(model, policy_, account_);
    before_ = judge(facts);
    people_ = std::max<std::size_t>(facts.contacts.size(), 1);
    for (const Gap& gap : before_.report.gaps) severity_.emplace(gap.id, gap.severity);
    gather_candidates(facts);
  }

  const CoverageReport& before() const { return before_.report; }
  std::size_t people() const { return people_; }
  const std::vector<Vertex>& members() const { return members_; }
  const std::vector<Vertex>& contacts() const { return contacts_; }
  // How many contacts two members both have a live tie to.
  std::size_t shared(Vertex a, Vertex b) const {
    const auto x = knows_.find(a), y = knows_.find(b);
    if (x == knows_.end() || y == knows_.end()) return 0;
    std::vector<Vertex> both;
    std::set_intersection(x->second.begin(), x->second.end(), y->second.begin(), y->second.end(),
                          std::back_inserter(both));
    return both.size();
  }

  Departure without(std::vector<Vertex> gone) const {
    const Model model(snapshot_, options_.date, gone);
    const Facts facts(model, policy_, account_);
    Judged after = judge(facts);
    Departure departure;
    model.sort_by_id(gone);
    for (const Vertex v : gone) departure.people.push_back(model.name(v));
    departure.score_before = before_.report.score.total;
    departure.score_after = after.report.score.total;
    std::set<std::string> deals;
    for (Gap& gap : after.report.gaps) {
      const auto was = severity_.find(gap.id);
      if (was != severity_.end() && was->second <= gap.severity) continue;
      departure.red += gap.severity == Severity::kRed;
      departure.amber += gap.severity == Severity::kAmber;
      if (gap.subject.label == "Opportunity" && deals.insert(gap.subject.id).second) {
        departure.opportunities_at_risk.push_back(gap.subject);
      }
      departure.opened.push_back(std::move(gap));
    }
    for (const Vertex v : before_.covered) {
      if (!after.covered.contains(v) && !model.has_left(v))
        departure.key_players_lost.push_back(model.name(v));
    }
    std::sort(departure.key_players_lost.begin(), departure.key_players_lost.end(),
              [](const NodeName& a, const NodeName& b) { return a.id < b.id; });
    return departure;
  }

 private:
  Judged judge(const Facts& facts) const {
    Judged judged{report_on(facts, policy_, options_), {}};
    for (const ContactFact& c : facts.contacts) {
      if (c.counts() && c.key_player && facts.has_live_tie(c)) judged.covered.insert(c.vertex);
    }
    return judged;
  }

  void gather_candidates(const Facts& facts) {
    std::set<Vertex> members(facts.team.begin(), facts.team.end());
    for (const ContactFact& c : facts.contacts) {
      bool live = false;
      for (const std::size_t i : c.ties) {
        const TieFact& tie = facts.ties[i];
        if (c.counts()) members.insert(tie.member);
        live = live || tie.live;
        if (tie.live) knows_[tie.member].insert(c.vertex);
      }
      if (!c.left && !c.placeholder && (c.key_player || c.champion || !c.buyers.empty() || live)) {
        contacts_.push_back(c.vertex);
      }
    }
    members_.assign(members.begin(), members.end());
    facts.model().sort_by_id(members_);
  }

  const Snapshot& snapshot_;
  const Policy& policy_;
  CoverageOptions options_;
  Vertex account_;
  Judged before_;
  std::size_t people_ = 1;
  std::map<std::string, Severity> severity_;
  std::vector<Vertex> members_, contacts_;
  std::map<Vertex, std::set<Vertex>> knows_;
};

bool breaks_something(const Departure& d) {
  return !d.opened.empty() || d.score_after < d.score_before - 1e-9;
}

// The loss of score in hundredths, so that two orders of adding up give one order.
long loss(const Departure& d) { return std::lround(100 * (d.score_before - d.score_after)); }

bool graver(const Departure& a, const Departure& b) {
  if (std::tuple(a.red, loss(a), a.amber) != std::tuple(b.red, loss(b), b.amber)) {
    return std::tuple(a.red, loss(a), a.amber) > std::tuple(b.red, loss(b), b.amber);
  }
  return std::lexicographical_compare(
      a.people.begin(), a.people.end(), b.people.begin(), b.people.end(),
      [](const NodeName& x, const NodeName& y) { return std::tie(x.label, x.id) < std::tie(y.label, y.id); });
}

void keep_worst(std::vector<Departure>& all, std::size_t limit) {
  std::sort(all.begin(), all.end(), graver);
  if (all.size() > limit) all.resize(limit);
}

using Pair = std::pair<std::size_t, std::size_t>;  // of members, by their place

// All pairs, those who share most contacts first: there two departures may break what neither does alone.
std::vector<Pair> ordered_pairs(const Judge& judge) {
  std::vector<std::pair<std::size_t, Pair>> pairs;
  const std::vector<Vertex>& members = judge.members();
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (std::size_t j = i + 1; j < members.size(); ++j) {
      pairs.push_back({judge.shared(members[i], members[j]), {i, j}});
    }
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Pair> order;
  order.reserve(pairs.size());
  for (const auto& [shared, pair] : pairs) order.push_back(pair);
  return order;
}

// Whether the two break something that neither breaks alone.
bool more_than_each(const Departure& both, const Departure& a, const Departure& b) {
  std::set<std::pair<std::string_view, Severity>> alone;
  for (const Departure* one : {&a, &b}) {
    for (const Gap& gap : one->opened) alone.emplace(gap.id, gap.severity);
  }
  return std::any_of(both.opened.begin(), both.opened.end(), [&](const Gap& gap) {
    return !alone.contains({std::string_view(gap.id), gap.severity});
  });
}

void look_for_worst(const Judge& judge, const DepartureOptions& options, Departures& found) {
  std::size_t left = std::max(kLeastReports, options.max_judged / judge.people());
  std::vector<Departure> alone;  // by place of member
  const auto single = [&](Vertex v) {
    --left;
    ++found.singles_judged;
    return judge.without({v});
  };
  found.singles = judge.members().size() + judge.contacts().size();
  for (const Vertex member : judge.members()) {
    if (left == 0) break;
    alone.push_back(single(member));
    if (breaks_something(alone.back())) found.worst.push_back(alone.back());
  }
  for (const Vertex contact : judge.contacts()) {
    if (left == 0) break;
    Departure departure = single(contact);
    if (breaks_something(departure)) found.worst.push_back(std::move(departure));
  }
  keep_worst(found.worst, options.list);
  const std::vector<Pair> pairs = ordered_pairs(judge);
  found.pairs = pairs.size();
  for (const auto& [i, j] : pairs) {
    if (left == 0) break;
    --left;
    ++found.pairs_judged;
    Departure both = judge.without({judge.members()[i], judge.members()[j]});
    if (!more_than_each(both, alone[i], alone[j])) continue;
    found.worst_pairs.push_back(std::move(both));
    if (found.worst_pairs.size() > 4 * options.list) keep_worst(found.worst_pairs, options.list);
  }
  keep_worst(found.worst_pairs, options.list);
  found.complete = found.singles_judged == found.singles && found.pairs_judged == found.pairs;
}

Result<std::vector<Vertex>> named(const Model& model, const std::vector<std::string>& people) {
  std::vector<Vertex> gone;
  for (const std::string& ref : people) {
    const Result<Vertex> v = model.find_ref(ref);
    if (!v) return v.status();
    if (!model.is(*v, model.symbols().team_member) && !model.is(*v, model.symbols().contact)) {
      return Status::invalid_argument("'" + ref.substr(0, 200) + "' is neither a TeamMember nor a Contact");
    }
    gone.push_back(*v);
  }
  std::sort(gone.begin(), gone.end());
  gone.erase(std::unique(gone.begin(), gone.end()), gone.end());
  return gone;
}

}  // namespace

Result<Departures> departures(const Snapshot& snapshot, std::string_view account,
                              const DepartureOptions& options) {
  if (options.list < 1 || options.list > 100) {
    return Status::invalid_argument("the length of the list must lie between 1 and 100");
  }
  if (options.people.size() > DepartureOptions::kMaxPeople) {
    return Status::invalid_argument("at most 20 people can be named");
  }
  const Policy& policy = options.coverage.policy ? *options.coverage.policy : Policy::built_in();
  const Model model(snapshot, options.coverage.date);
  const Result<Vertex> vertex = model.find_account(account);
  if (!vertex) return vertex.status();
  Result<std::vector<Vertex>> gone = named(model, options.people);
  if (!gone) return gone.status();
  const Judge judge(snapshot, policy, options, *vertex);
  Departures found;
  found.account = judge.before().account;
  found.date = options.coverage.date;
  found.lang = options.coverage.lang;
  if (gone->empty()) {
    look_for_worst(judge, options, found);
  } else {
    found.singles = found.singles_judged = 1;
    found.worst.push_back(judge.without(*std::move(gone)));
  }
  return found;
}

}  // namespace relmap::query

// The graph that introductions travel on: who can pass us on to whom, and how strongly, at the date of
// judgement. People are vertices; an edge is the strongest of what joins two of them. Team members of one
// client team are joined pairwise through the account (its "hub"), so that a large team is never written out
// as pairs.
#pragma once

#include <functional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "query/model.h"
#include "query/policy.h"

namespace relmap::query {

// One way to the other person.
struct Link {
  Vertex other = graphstore::kNoVertex;
  double strength = 0;
};

class PathGraph;

// PathGraph::backward, read once for each person: the steps of a search, and searches for people of
// the same account, go back over the same people.
class BackwardLinks {
 public:
  explicit BackwardLinks(const PathGraph& graph) : graph_(&graph) {}
  // Ascending by person, each once, with the strongest link. Lives until the next call.
  const std::vector<Link>& of(Vertex v);

 private:
  static constexpr std::size_t kMost = 20'000;  // people; then it begins anew
  const PathGraph* graph_;
  std::unordered_map<Vertex, std::vector<Link>> links_;
};

// What carries a hop, for the answer.
struct HopEvidence {
  std::string_view type;
  double strength = 0;                     // 0: nothing joins the two
  Edge edge;                               // not of an ON_TEAM hop
  Vertex account = graphstore::kNoVertex;  // of an ON_TEAM hop
};

class PathGraph {
 public:
  PathGraph(const Model& model, const StrengthPolicy& policy) : model_(&model), policy_(&policy) {}

  const Model& model() const { return *model_; }
  double same_team() const { return policy_->same_team; }

  bool is_member(Vertex v) const { return model_->is(v, model_->symbols().team_member); }
  bool is_contact(Vertex v) const { return model_->is(v, model_->symbols().contact); }

  // Whether a path may lead over v: present, and neither an enemy nor a placeholder.
  bool may_step(Vertex v) const;

  // Links other than by a shared team, appended to `out`; the same person may come several times, and never
  // with strength 0. forward looks only at people who are `wanted`.
  void forward(Vertex v, const std::function<bool(Vertex)>& wanted, std::vector<Link>& out) const;
  void backward(Vertex v, std::vector<Link>& out) const;

  // WORKS_WITH between members, appended to `out`; never with strength 0.
  void colleagues(Vertex member, std::vector<Link>& out) const;

  // Seats of a member on client teams, of any date.
  graphstore::EdgeRange seats(Vertex member) const {
    return model_->snapshot().out(member, model_->symbols().on_team);
  }
  // Present members of the account's client team at D, ascending by vertex, each once. Cached.
  const std::vector<Vertex>& hub_members(Vertex account) const;
  // Members with whom `member` has a WORKS_WITH of its own, which then counts instead of a shared team.
  std::vector<Vertex> explicit_colleagues(Vertex member) const;

  // --- without reading more of an edge than is needed, for searches over very many

  // visit(contact) for whoever might pass on to this contact: of any date, strength and kind. May repeat.
  template <class Visit>
  void each_contact_before(Vertex contact, Visit visit) const;
  // visit(person) for whoever might pass on to v, or v to him, likewise; not by shared teams.
  template <class Visit>
  void each_before(Vertex v, Visit visit) const;
  template <class Visit>
  void each_after(Vertex v, Visit visit) const;
  // Whether any of ours has a KNOWS to this contact, of whatever strength.
  bool is_known(Vertex contact) const {
    return !model_->snapshot().in(contact, model_->symbols().knows).empty();
  }
  // visit(account, in_force) for each team with a seat of the member, each once; in_force() says whether he
  // has it at D.
  template <class Visit>
  void each_hub(Vertex member, Visit visit) const;
  // visit(member) for each seat at D of somebody present who is wanted(member). May repeat.
  template <class Wanted, class Visit>
  void each_hub_member(Vertex account, Wanted wanted, Visit visit) const;
  bool sits_on(Vertex member, Vertex account) const;

  // The strongest way from `from` to `to` (equal: first type by name; of accounts the first by id).
  HopEvidence best(Vertex from, Vertex to) const;
  double strength(Vertex from, Vertex to) const;  // of that

 private:
  // visit(Edge, other, type name, strength) for each edge to somebody who is wanted(other).
  template <class Wanted, class Visit>
  void each_forward(Vertex v, Wanted wanted, Visit visit) const;
  // The strongest edge; `any`: there is one, of whatever strength.
  HopEvidence best_edge(Vertex from, Vertex to, bool& any) const;
  // visit(account) → whether to go on, for each account on whose team both sit at D.
  template <class Visit>
  void each_common_hub(Vertex a, Vertex b, Visit visit) const;
  template <class Wanted, class Visit>
  void each_works_with(Vertex v, Wanted wanted, Visit visit) const;
  template <class Wanted, class Visit>
  void each_reporting(Vertex v, Wanted wanted, Visit visit) const;

  const Model* model_;
  const StrengthPolicy* policy_;
  mutable std::unordered_map<Vertex, std::vector<Vertex>> hub_members_;
};

template <class Visit>
void PathGraph::each_contact_before(Vertex contact, Visit visit) const {
  const Snapshot& g = model_->snapshot();
  const auto& symbols = model_->symbols();
  const auto pass = [&](Vertex other) {
    if (is_contact(other)) visit(other);
  };
  g.out(contact, symbols.works_with).for_each_other(pass);
  g.in(contact, symbols.works_with).for_each_other(pass);
  g.out(contact, symbols.reports_to).for_each_other(pass);
  g.in(contact, symbols.reports_to).for_each_other(pass);
  g.in(contact, symbols.influences).for_each_other(pass);
}

template <class Visit>
void PathGraph::each_before(Vertex v, Visit visit) const {
  const Snapshot& g = model_->snapshot();
  const auto& symbols = model_->symbols();
  if (!is_member(v)) {
    each_contact_before(v, visit);
    g.in(v, symbols.knows).for_each_other(visit);
    return;
  }
  g.out(v, symbols.works_with).for_each_other(visit);
  g.in(v, symbols.works_with).for_each_other(visit);
}

template <class Visit>
void PathGraph::each_after(Vertex v, Visit visit) const {
  const Snapshot& g = model_->snapshot();
  const auto& symbols = model_->symbols();
  g.out(v, symbols.works_with).for_each_other(visit);
  g.in(v, symbols.works_with).for_each_other(visit);
  if (is_member(v)) {
    g.out(v, symbols.knows).for_each_other(visit);
    return;
  }
  g.out(v, symbols.reports_to).for_each_other(visit);
  g.in(v, symbols.reports_to).for_each_other(visit);
  g.out(v, symbols.influences).for_each_other(visit);
}

template <class Visit>
void PathGraph::each_hub(Vertex member, Visit visit) const {
  const graphstore::EdgeRange seats = this->seats(member);
  // Edges come by their other end, so several seats on one team stand together.
  for (auto it = seats.begin(); it != seats.end();) {
    const auto first = it;
    const Vertex account = first.other();
    while (it != seats.end() && it.other() == account) ++it;
    visit(account, [&, first, it] {
      for (auto seat = first; seat != it; ++seat) {
        if (model_->in_force((*seat).properties)) return true;
      }
      return false;
    });
  }
}

// Both have their seats ascending by account.
template <class Visit>
void PathGraph::each_common_hub(Vertex a, Vertex b, Visit visit) const {
  const graphstore::EdgeRange first = seats(a), second = seats(b);
  for (auto x = first.begin(), y = second.begin(); x != first.end() && y != second.end();) {
    const Vertex account = x.other();
    if (account < y.other()) {
      ++x;
    } else if (y.other() < account) {
      ++y;
    } else {
      bool both[2] = {false, false};
      for (; x != first.end() && x.other() == account; ++x)
        both[0] = both[0] || model_->in_force((*x).properties);
      for (; y != second.end() && y.other() == account; ++y)
        both[1] = both[1] || model_->in_force((*y).properties);
      if (both[0] && both[1] && !visit(account)) return;
    }
  }
}

template <class Wanted, class Visit>
void PathGraph::each_hub_member(Vertex account, Wanted wanted, Visit visit) const {
  const graphstore::EdgeRange seats = model_->snapshot().in(account, model_->symbols().on_team);
  for (auto it = seats.begin(); it != seats.end(); ++it) {
    const Vertex member = it.other();
    if (!wanted(member) || !model_->in_force((*it).properties)) continue;
    if (is_member(member) && !model_->has_left(member)) visit(member);
  }
}

}  // namespace relmap::query

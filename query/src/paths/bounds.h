// Step 1 of path_finder.h: how well the target can still be reached from each person, as far as that matters
// for paths of at least a given probability.
#pragma once

#include <cstddef>
#include <cstdint>
#include <queue>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "paths/hop_counts.h"
#include "paths/order.h"
#include "paths/path_graph.h"

namespace relmap::query {

// Where paths begin, and how well our own people are reached from there: an upper bound (hops, avoided people
// and explicit colleagues are not looked at). It serves any number of searches from the same sources, and
// looks only as far as it is asked: Dijkstra over members, a team opened once and only when its turn comes.
// The last team on the way to a member is not opened at all: his own teams are looked at, whether somebody
// who was settled has a seat there, of whatever date.
class SourceSide {
 public:
  SourceSide(const PathGraph& graph, std::vector<Vertex> sources);

  const std::vector<Vertex>& sources() const { return sources_; }
  bool is_source(Vertex v) const { return source_set_.contains(v); }

  // The bound for this member where it is at least `at_least`; else some number below that.
  double reach(Vertex member, double at_least);
  // Whether somebody with a seat on this account's team (of whatever date) may have a reach of `at_least`.
  bool team_matters(Vertex account, double at_least);
  // True when every member who can be reached at all is known.
  bool exhausted() const { return queue_.empty(); }

 private:
  // What to do next: settle a member, or go through his teams.
  struct Turn {
    double strength;  // of teams: of those whom they reach
    Vertex member;
    bool teams;
    bool operator<(const Turn& o) const { return strength < o.strength; }
  };

  void settle(double at_least);
  void settled(Vertex member, double strength);
  void go_through_teams(Vertex member, double strength);
  bool same_accounts(Vertex a, Vertex b) const;
  void mark_teams(Vertex member, double strength);
  double mark(Vertex account);
  double best_mark(Vertex member);
  double look_back(Vertex member, double at_least);

  const PathGraph* graph_;
  std::vector<Vertex> sources_;
  std::unordered_set<Vertex> source_set_;
  std::priority_queue<Turn> queue_;
  std::unordered_map<Vertex, double> known_;      // settled
  std::vector<bool> teams_, by_team_;             // by vertex: gone through; reached by that
  Vertex opened_member_ = graphstore::kNoVertex;  // whose teams are all gone through

  std::unordered_map<Vertex, double> marks_;       // by account: the best of known_ who have a seat there
  std::unordered_map<Vertex, double> best_marks_;  // by member: the best of his accounts' marks
  bool marked_all_ = false;                        // else marks_ are those that were looked up
  std::size_t known_seats_ = 0;                    // of known_
  std::size_t looked_at_ = 0;                      // seats and colleagues, for look_back
  std::vector<Link> links_;
};

class Bounds {
 public:
  // One way on: the target is `hops` away with this product of strengths.
  struct Reach {
    double strength = 0;
    int hops = 0;
  };

  // counts: nullptr where they are not known.
  Bounds(const PathGraph& graph, SourceSide& sources, BackwardLinks& links, const HopCounts* counts,
         Vertex target, const std::vector<Vertex>& avoid, int max_hops, double floor,
         std::size_t max_settled);

  // Nothing was left out for being below the floor, or for the bound on work.
  bool complete() const { return !cut_; }
  std::size_t settled() const { return settled_; }
  bool ran_out() const { return ran_out_; }  // of max_settled

  bool knows(Vertex v) const { return people_.contains(v); }
  // The best reach with at most `hops`, of those equally strong the one with fewest hops; strength 0: none.
  Reach at(Vertex v, int hops) const;
  // Whether any hub has such members as ranked_hub gives.
  bool hubs_lead_on();
  // Members of the hub with a bound who are no sources, and that bound regardless of hops, best first.
  const std::vector<std::pair<Vertex, double>>& ranked_hub(Vertex account);

 private:
  struct Label {
    double strength;
    int hops;
    Vertex vertex;
    bool teams;  // all who share a team with this member are to be given this reach
    bool operator<(const Label& o) const { return strength < o.strength; }
  };

  bool settle(const Label& label);  // false where a settled one is as good
  void expand(const Label& label);
  void expand_teams(const Label& label);
  void relax(Vertex v, double strength, int hops);
  bool matters(Vertex v, double strength);
  int from_sources(Vertex v) const;
  void rank_hubs();

  const PathGraph* graph_;
  SourceSide* sources_;
  BackwardLinks* links_;
  const HopCounts* counts_;
  std::unordered_set<Vertex> avoid_, seen_;
  int max_hops_;
  double floor_;
  bool cut_ = false, ran_out_ = false;
  std::size_t settled_ = 0;
  std::priority_queue<Label> queue_;
  std::unordered_map<Vertex, std::vector<Reach>> people_;  // by falling strength and falling hops
  std::unordered_map<Vertex, int> hubs_;                   // gone through, with how few hops
  bool ranked_known_ = false;
  std::unordered_map<Vertex, std::vector<std::pair<Vertex, double>>> ranked_;
};

}  // namespace relmap::query

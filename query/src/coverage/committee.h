// The buying committee of an open opportunity, the reporting lines among its people, and who influences
// whom: what the rules on opportunities are made of.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "coverage/facts.h"

namespace relmap::query {

// The present contacts with a buying role, of whatever account.
struct Committee {
  struct Seat {
    const ContactFact* contact = nullptr;
    std::vector<std::size_t> buyers;  // into Facts::buyers: its roles on this opportunity
    bool supportive = false;          // one supportive edge suffices
    bool decides = false;             // approver or decision maker
  };
  const OpportunityFact* opportunity = nullptr;
  std::vector<Seat> seats;  // by id of the contact

  // How somebody stands on this deal: by the edge where they have a role (the most supportive of several),
  // else by themselves.
  Support support_of(const Facts& facts, Vertex contact) const;
};

// Of each open opportunity, in the order of Facts::opportunities. They point into `facts`.
std::vector<Committee> committees(const Facts& facts);

// REPORTS_TO in force and solid, among contacts.
class ReportingLines {
 public:
  explicit ReportingLines(const Facts& facts) : facts_(facts) {}

  struct One {
    Vertex top = graphstore::kNoVertex;
    bool chain = false;       // each of them is above or below each other one
    std::vector<Edge> edges;  // that lead from them to the top
  };
  // Whether all of them stand on one chain, or are all at or under one contact who is not C-level. The
  // nearest such contact, of several the first by id. Precondition: two or more, each once.
  std::optional<One> one_line(const std::vector<Vertex>& people) const;

  static constexpr std::size_t kMaxAbove = 1'000;  // looked at above one person

 private:
  struct Above {
    std::vector<Vertex> order;            // from the person himself upwards, each once
    std::unordered_map<Vertex, Edge> by;  // the edge that led there
    bool has(Vertex v, Vertex self) const { return v == self || by.contains(v); }
  };
  Above above(Vertex person) const;

  const Facts& facts_;
};

// Somebody's best way of influencing the target: the path of positive INFLUENCES with the largest product of
// strengths, at most `max_hops` long, over people who are present.
struct InfluencePath {
  double strength = 0;
  std::vector<Edge> edges;  // from whoever influences to the target
};
inline constexpr int kInfluenceHops = 3;
// Of everybody who has one, by id. Looks at no more than 100,000 edges: those beyond are left out.
std::vector<InfluencePath> influence_on(const Facts& facts, Vertex target, int max_hops);

}  // namespace relmap::query

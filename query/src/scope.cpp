#include "query/scope.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <unordered_set>

#include "query/model.h"

namespace relmap::query {
namespace {

using graphstore::Direction;

class Gatherer {
 public:
  explicit Gatherer(const Snapshot& g) : g_(g), s_(g), model_(g, g.time().date()) {}

  void add_account(Vertex account) {
    if (!seen_.insert(account).second) return;
    add_contacts(account);
    for (const Vertex unit : model_.units(account)) {
      if (seen_.insert(unit).second) add_contacts(unit);
    }
    add_all(account, Direction::kIn, s_.on_team, s_.team_member);
    for (const Edge edge : g_.in(account, s_.for_account)) {
      if (seen_.insert(edge.source).second)
        add_all(edge.source, Direction::kOut, s_.owned_by, s_.team_member);
    }
  }

  void add_label(Symbol label) {
    g_.for_each_node(label, [&](Vertex v) { seen_.insert(v); });
  }

  std::vector<Vertex> take() {
    std::vector<Vertex> all(seen_.begin(), seen_.end());
    std::sort(all.begin(), all.end());
    return all;
  }

 private:
  void add_all(Vertex v, Direction direction, Symbol type, Symbol label) {
    g_.edges(v, direction, type).for_each_other([&](Vertex other) {
      if (g_.has_label(other, label)) seen_.insert(other);
    });
  }

  void add_contacts(Vertex unit) {
    for (const Edge edge : g_.in(unit, s_.works_in)) {
      if (ended(edge) || !seen_.insert(edge.source).second) continue;
      for (const Symbol type : {s_.knows, s_.covers})
        add_all(edge.source, Direction::kIn, type, s_.team_member);
    }
  }

  // By the day of the version's commit: what somebody may see must not depend on a date that he may choose.
  bool ended(const Edge& works_in) const {
    const std::optional<Date> until = works_in.properties.date(s_.until);
    return until && *until <= model_.date();
  }

  const Snapshot& g_;
  const Symbols s_;
  const Model model_;
  std::unordered_set<Vertex> seen_;
};

}  // namespace

std::vector<Vertex> nodes_of_accounts(const Snapshot& snapshot, std::span<const std::string> accounts) {
  Gatherer gatherer(snapshot);
  for (const std::string& id : accounts) {
    const std::optional<Vertex> account = snapshot.find("Account", id);
    // By its own id: one that was merged into another must not widen what is seen to the other.
    if (account && snapshot.key(*account) == id) gatherer.add_account(*account);
  }
  gatherer.add_label(snapshot.symbol("BusinessLine"));
  return gatherer.take();
}

}  // namespace relmap::query

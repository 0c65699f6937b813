// Small worlds in a few lines of text, for tests.
//
// One record a line, '#' begins a comment:
//   Label ID key=value …          a node; '_' in name and title stands for a space
//       in=UNIT[@SINCE[@UNTIL]]   Contact: WORKS_IN        of=PARENT   OrgUnit, Account: PART_OF
//       for=ACCOUNT               FOR_ACCOUNT              seat=ROLE@ACCOUNT[@LINE]   TeamMember: ON_TEAM
//   TYPE FROM TO key=value …      an edge between nodes that were declared before
// Values are typed by the relationship schema.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "graphstore/graph.h"
#include "query/coverage.h"
#include "query/policy.h"

namespace relmap::query::testing {

class World {
 public:
  // Stops the test program with a message where the text is wrong or refused.
  explicit World(std::string_view text);

  const graphstore::Snapshot& graph() const { return *snapshot_; }
  const graphstore::Graph& store() const { return *graph_; }

 private:
  std::unique_ptr<graphstore::Graph> graph_;
  std::shared_ptr<const graphstore::Snapshot> snapshot_;
};

Date day(std::string_view text);
inline constexpr std::string_view kToday = "2026-11-23";

CoverageReport report(const World& world, std::string_view account, std::string_view date = kToday,
                      const Policy* policy = nullptr, Lang lang = Lang::kEn);

// "red account.key-player-unknown:Contact/ann" for each gap of `rule` (a prefix; "" for all), in the report's
// order.
std::vector<std::string> gaps(const CoverageReport& report, std::string_view rule = {});

Policy policy(std::string_view json);

}  // namespace relmap::query::testing

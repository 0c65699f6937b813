// Who exists in a made-up world, before any of it is written: accounts with their sizes and tiers, and blocks
// of our own people who serve them. Small and quick even for a million people, so benchmarks ask it where to
// look.
//
// A world is made of regions of ten thousand people, each with its own accounts and sales organisation, and
// few ties to the region before it. A larger world has more regions, not other ones: the first region of two
// worlds of the same seed is the same, so that what is asked there tells what the rest of the graph costs.
// From 200,000 people on there is also what only a large house has, at its headquarters, the last region:
// accounts of 5,000, and a telesales team for 250 accounts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace relmap::bench {

struct WorldOptions {
  std::size_t people = 10'000;  // contacts and team members together
  std::uint64_t seed = 1;
  // false: account by account, as a graph grows that people fill in. true: the nodes label by label, then the
  // edges, as an import of a folder does; all team members are then neighbours.
  bool by_label = true;
};

// Team members with consecutive numbers who form a team.
struct MemberBlock {
  enum class Kind : std::uint8_t {
    kAccountTeam,  // of one strategic account: N to 1
    kPod,          // one manager, presales and sellers for a dozen large accounts: 1 to N
    kTelesales,    // a large team for hundreds of small accounts
    kDelivery,     // knows people at one account, and is on no client team
  };
  Kind kind = Kind::kAccountTeam;
  std::size_t first = 0, count = 0;
  std::size_t region = 0;
};

struct AccountPlan {
  std::size_t number = 0, region = 0;
  std::string_view tier;
  std::size_t contacts = 0, units = 0, opportunities = 0;
  std::size_t team = 0, delivery = 0;  // into WorldPlan::blocks

  std::string id() const { return "acc-" + std::to_string(number); }
  std::string contact_id(std::size_t i) const {
    return "con-" + std::to_string(number) + "-" + std::to_string(i);
  }
  std::string unit_id(std::size_t i) const {
    return "unit-" + std::to_string(number) + "-" + std::to_string(i);
  }
  std::string opportunity_id(std::size_t i) const {
    return "opp-" + std::to_string(number) + "-" + std::to_string(i);
  }
};

// The numbers of its accounts and members follow those of the region before.
struct Region {
  std::size_t first_account = 0, first_member = 0;
};

struct WorldPlan {
  WorldOptions options;
  std::vector<Region> regions;
  std::vector<AccountPlan> accounts;
  std::vector<MemberBlock> blocks;
  std::size_t contacts = 0, members = 0;
};

inline std::string member_id(std::size_t number) { return "mem-" + std::to_string(number); }
inline constexpr std::size_t kBusinessLines = 12;
inline std::string line_id(std::size_t number) { return "line-" + std::to_string(number); }

// Precondition: at least 500 people.
WorldPlan plan_world(const WorldOptions& options);

}  // namespace relmap::bench

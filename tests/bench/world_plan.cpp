#include "world_plan.h"

#include <algorithm>

#include "world_random.h"

namespace relmap::bench {
namespace {

constexpr std::size_t kContactsPerMember = 25;
constexpr std::size_t kPodAccounts = 12, kPodMembers = 13;
constexpr std::size_t kTelesalesAccounts = 250, kTelesalesMembers = 120;

using Kind = MemberBlock::Kind;

class Planner {
 public:
  explicit Planner(const WorldOptions& options) : random_(options.seed) {
    plan_.options = options;
    const std::size_t members = options.people / (kContactsPerMember + 1);
    for (const std::size_t size : sizes(options.people - members)) add_account(size);
    add_delivery(members);
    number_blocks();
  }

  WorldPlan take() { return std::move(plan_); }

 private:
  // A few very large accounts, spread over the others, which mostly have 30 to 300 contacts.
  std::vector<std::size_t> sizes(std::size_t contacts) {
    std::vector<std::size_t> large(contacts / 200'000, 5000);
    large.insert(large.end(), std::max<std::size_t>(contacts >= 5000 ? 1 : 0, contacts / 50'000), 2000);
    std::size_t left = contacts;
    for (const std::size_t size : large) left -= size;
    std::vector<std::size_t> all;
    while (left > 0) {
      const auto size = static_cast<std::size_t>(random_.log_between(30, 300));
      all.push_back(std::min(size, left));
      left -= all.back();
    }
    for (std::size_t i = 0; i < large.size(); ++i) {
      const std::size_t at = all.size() * (i + 1) / (large.size() + 1);
      all.insert(all.begin() + static_cast<std::ptrdiff_t>(at), large[i]);
    }
    return all;
  }

  void add_account(std::size_t contacts) {
    AccountPlan account;
    account.number = plan_.accounts.size();
    account.contacts = contacts;
    account.units = std::max<std::size_t>(2, contacts / 12);
    account.opportunities = std::max<std::size_t>(1, contacts / 12);
    const double draw = random_.unit();
    account.tier = contacts >= 2000 || draw < 0.15 ? "strategic" : draw < 0.5 ? "large" : "smb";
    account.team = team_for(account);
    plan_.contacts += contacts;
    plan_.accounts.push_back(account);
  }

  std::size_t team_for(const AccountPlan& account) {
    if (account.tier == "strategic") {
      return add_block(Kind::kAccountTeam, std::max<std::size_t>(10, account.contacts / kContactsPerMember));
    }
    if (account.tier == "large") {
      if (pod_room_ == 0) {
        pod_ = add_block(Kind::kPod, kPodMembers);
        pod_room_ = kPodAccounts;
      }
      --pod_room_;
      return pod_;
    }
    if (telesales_room_ == 0) {
      telesales_ = add_block(Kind::kTelesales,
                             std::clamp<std::size_t>(plan_.options.people / 80, 4, kTelesalesMembers));
      telesales_room_ = kTelesalesAccounts;
    }
    --telesales_room_;
    return telesales_;
  }

  std::size_t add_block(Kind kind, std::size_t count) {
    plan_.blocks.push_back({kind, 0, count});
    plan_.members += count;
    return plan_.blocks.size() - 1;
  }

  // The members that no team has taken deliver, at the accounts in proportion.
  void add_delivery(std::size_t members) {
    const double each = members > plan_.members ? static_cast<double>(members - plan_.members) /
                                                      static_cast<double>(plan_.contacts)
                                                : 0;
    double due = 0;
    for (AccountPlan& account : plan_.accounts) {
      due += each * static_cast<double>(account.contacts);
      const auto count = static_cast<std::size_t>(due);
      due -= static_cast<double>(count);
      account.delivery = add_block(Kind::kDelivery, count);
    }
  }

  // Blocks and their members are numbered in the order in which the accounts need them.
  void number_blocks() {
    constexpr std::size_t kNone = static_cast<std::size_t>(-1);
    std::vector<std::size_t> renumbered(plan_.blocks.size(), kNone);
    std::vector<MemberBlock> blocks;
    std::size_t members = 0;
    for (AccountPlan& account : plan_.accounts) {
      for (std::size_t* block : {&account.team, &account.delivery}) {
        std::size_t& number = renumbered[*block];
        if (number == kNone) {
          number = blocks.size();
          blocks.push_back(plan_.blocks[*block]);
          blocks.back().first = members;
          members += blocks.back().count;
        }
        *block = number;
      }
    }
    plan_.blocks = std::move(blocks);
  }

  WorldPlan plan_;
  Random random_;
  std::size_t pod_ = 0, pod_room_ = 0;
  std::size_t telesales_ = 0, telesales_room_ = 0;
};

}  // namespace

const AccountPlan* WorldPlan::account_with(std::size_t at_least_contacts) const {
  for (const AccountPlan& account : accounts) {
    if (account.contacts >= at_least_contacts) return &account;
  }
  return nullptr;
}

WorldPlan plan_world(const WorldOptions& options) { return Planner(options).take(); }

}  // namespace relmap::bench

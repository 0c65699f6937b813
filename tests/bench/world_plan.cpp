#include "world_plan.h"

#include <algorithm>

#include "world_random.h"

namespace relmap::bench {
namespace {

constexpr std::size_t kRegionPeople = 10'000, kSmallestRegion = 5'000;
constexpr std::size_t kContactsPerMember = 25;
constexpr std::size_t kPodAccounts = 12, kPodMembers = 13;
constexpr std::size_t kTelesalesAccounts = 250, kTelesalesMembers = 120;
constexpr std::size_t kLargeHouse = 200'000;  // people for each account of 5,000
constexpr std::uint64_t kRegionStream = 2'000'000'000, kHeadquartersStream = 3'000'000'000;

using Kind = MemberBlock::Kind;

// Of accounts, mostly with 30 to 300 contacts.
std::size_t some_size(Random& random) { return static_cast<std::size_t>(random.log_between(30, 300)); }

class Planner {
 public:
  explicit Planner(const WorldOptions& options) : random_(options.seed) {
    plan_.options = options;
    std::size_t left = options.people;
    const std::vector<std::size_t> headquarters = headquarters_sizes(left);
    while (left > 0) {
      const std::size_t people = left < kRegionPeople + kSmallestRegion ? left : kRegionPeople;
      left -= people;
      begin_region(plan_.regions.size());
      const std::size_t members = people / (kContactsPerMember + 1);
      telesales_members_ = std::clamp<std::size_t>(people / 80, 4, kTelesalesMembers);
      for (const std::size_t size : region_sizes(people - members)) add_account(size, tier_of(size));
      end_region(members);
    }
    if (!headquarters.empty()) add_headquarters(headquarters);
    number_blocks();
  }

  WorldPlan take() { return std::move(plan_); }

 private:
  // Takes the people of the headquarters, with their teams, out of `people`. Empty: the world is too small.
  std::vector<std::size_t> headquarters_sizes(std::size_t& people) const {
    std::vector<std::size_t> sizes(people / kLargeHouse, 5000);
    if (sizes.empty()) return sizes;
    Random random(plan_.options.seed, kHeadquartersStream);
    for (std::size_t i = 0; i < kTelesalesAccounts; ++i) sizes.push_back(some_size(random));
    for (const std::size_t size : sizes) people -= size + size / kContactsPerMember;
    return sizes;
  }

  // A few large accounts among the others.
  std::vector<std::size_t> region_sizes(std::size_t contacts) {
    std::vector<std::size_t> large;
    if (contacts >= kSmallestRegion) large = {500, 2000, 500, 500};
    std::size_t left = contacts;
    for (const std::size_t size : large) left -= size;
    std::vector<std::size_t> sizes;
    while (left > 0) {
      sizes.push_back(std::min(some_size(random_), left));
      left -= sizes.back();
    }
    for (std::size_t i = 0; i < large.size(); ++i) {
      const std::size_t at = sizes.size() * (i + 1) / (large.size() + 1);
      sizes.insert(sizes.begin() + static_cast<std::ptrdiff_t>(at), large[i]);
    }
    return sizes;
  }

  std::string_view tier_of(std::size_t contacts) {
    const double draw = random_.unit();
    return contacts >= 2000 || draw < 0.15 ? "strategic" : draw < 0.5 ? "large" : "smb";
  }

  void add_headquarters(const std::vector<std::size_t>& sizes) {
    begin_region(plan_.regions.size());
    telesales_members_ = kTelesalesMembers;
    std::size_t members = 0;
    for (const std::size_t size : sizes) {
      add_account(size, size >= 2000 ? "strategic" : "smb");
      members += size / kContactsPerMember;
    }
    end_region(members);
  }

  void begin_region(std::size_t number) {
    if (number > 0) random_ = Random(plan_.options.seed, kRegionStream + number);
    plan_.regions.push_back({plan_.accounts.size(), 0});
    pod_room_ = telesales_room_ = members_ = 0;
  }

  // The members that no team has taken deliver, at the accounts in proportion.
  void end_region(std::size_t members) {
    const std::size_t first = plan_.regions.back().first_account;
    std::size_t contacts = 0;
    for (std::size_t i = first; i < plan_.accounts.size(); ++i) contacts += plan_.accounts[i].contacts;
    const double each =
        members > members_ ? static_cast<double>(members - members_) / static_cast<double>(contacts) : 0;
    double due = 0;
    for (std::size_t i = first; i < plan_.accounts.size(); ++i) {
      AccountPlan& account = plan_.accounts[i];
      due += each * static_cast<double>(account.contacts);
      const auto count = static_cast<std::size_t>(due);
      due -= static_cast<double>(count);
      account.delivery = add_block(Kind::kDelivery, count);
    }
  }

  void add_account(std::size_t contacts, std::string_view tier) {
    AccountPlan account;
    account.number = plan_.accounts.size();
    account.region = plan_.regions.size() - 1;
    account.contacts = contacts;
    account.units = std::max<std::size_t>(2, contacts / 12);
    account.opportunities = std::max<std::size_t>(1, contacts / 12);
    account.tier = tier;
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
      telesales_ = add_block(Kind::kTelesales, telesales_members_);
      telesales_room_ = kTelesalesAccounts;
    }
    --telesales_room_;
    return telesales_;
  }

  std::size_t add_block(Kind kind, std::size_t count) {
    plan_.blocks.push_back({kind, 0, count, plan_.regions.size() - 1});
    plan_.members += count;
    members_ += count;
    return plan_.blocks.size() - 1;
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
    for (auto block = plan_.blocks.rbegin(); block != plan_.blocks.rend(); ++block)
      plan_.regions[block->region].first_member = block->first;
  }

  WorldPlan plan_;
  Random random_;
  std::size_t members_ = 0, telesales_members_ = 0;  // of the region
  std::size_t pod_ = 0, pod_room_ = 0;
  std::size_t telesales_ = 0, telesales_room_ = 0;
};

}  // namespace

WorldPlan plan_world(const WorldOptions& options) { return Planner(options).take(); }

}  // namespace relmap::bench

// Accounts by currency and revenue, the 80/20 line, and what each tier asks of us.
#include <algorithm>
#include <map>
#include <set>

#include "query/model.h"
#include "query/portfolio.h"

namespace relmap::query {
namespace {

constexpr double kLine = 0.8;  // of the 80/20 rule

double amount(const std::optional<graphstore::Decimal>& money) { return money ? money->to_double() : 0; }

// Marks the largest accounts that together make 80 %, by `share`.
template <class Share, class Mark>
void mark_major(std::vector<Segment::Row>& rows, Share share, Mark mark) {
  std::vector<Segment::Row*> order;
  for (Segment::Row& row : rows) order.push_back(&row);
  std::stable_sort(order.begin(), order.end(), [&](auto* a, auto* b) { return share(*a) > share(*b); });
  double before = 0;
  for (Segment::Row* row : order) {
    if (share(*row) <= 0 || before >= kLine - 1e-12) break;
    mark(*row);
    before += share(*row);
  }
}

}  // namespace

std::vector<Segment> segments_of(const std::vector<PortfolioAccount>& accounts) {
  std::map<std::string, Segment> by_currency;
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    Segment& segment = by_currency[accounts[i].currency];
    segment.currency = accounts[i].currency;
    segment.rows.push_back({i, 0, 0, 0, false, false});
  }
  std::vector<Segment> segments;
  for (auto& [currency, segment] : by_currency) {
    double revenue = 0, potential = 0;
    for (const Segment::Row& row : segment.rows) {
      revenue += amount(accounts[row.account].revenue);
      potential += amount(accounts[row.account].potential);
    }
    std::stable_sort(segment.rows.begin(), segment.rows.end(), [&](const auto& a, const auto& b) {
      return amount(accounts[a.account].revenue) > amount(accounts[b.account].revenue);
    });
    double sum = 0;
    for (Segment::Row& row : segment.rows) {
      row.revenue_share = revenue > 0 ? amount(accounts[row.account].revenue) / revenue : 0;
      row.potential_share = potential > 0 ? amount(accounts[row.account].potential) / potential : 0;
      row.cumulative = sum += row.revenue_share;
    }
    mark_major(
        segment.rows, [](const Segment::Row& r) { return r.revenue_share; },
        [](Segment::Row& r) { r.major_by_revenue = true; });
    mark_major(
        segment.rows, [](const Segment::Row& r) { return r.potential_share; },
        [](Segment::Row& r) { r.major_by_potential = true; });
    segments.push_back(std::move(segment));
  }
  return segments;
}

Result<Segmentation> segmentation(const Snapshot& snapshot, const PortfolioOptions& options) {
  PortfolioOptions plain = options;
  plain.max_departures = 0;
  Result<Portfolio> all = portfolio(snapshot, plain);
  if (!all) return all.status();
  Segmentation found;
  found.portfolio = *std::move(all);
  found.portfolio.complete = true;
  std::erase_if(found.portfolio.gaps, [](const Gap& gap) {
    return gap.rule != "portfolio.tier-review" && gap.rule != "portfolio.effort-against-tier";
  });
  found.segments = segments_of(found.portfolio.accounts);
  const Model model(snapshot, options.coverage.date);
  for (int t = 0; t < kTierCount; ++t) {
    TierLoad load;
    load.tier = static_cast<Tier>(t);
    std::set<Vertex> people;
    for (const PortfolioAccount& account : found.portfolio.accounts) {
      if (account.tier != load.tier) continue;
      ++load.accounts;
      load.seats += account.team;
      for (const TeamSeat& seat : model.team(*model.find("Account", account.account.id))) {
        if (!model.has_left(seat.member)) people.insert(seat.member);
      }
    }
    load.people = people.size();
    found.load.push_back(load);
  }
  return found;
}

}  // namespace relmap::query

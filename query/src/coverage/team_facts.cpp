#include "coverage/team_facts.h"

#include <algorithm>
#include <chrono>
#include <map>

namespace relmap::query {
namespace {

// The same day `years` years before; 28 February for a 29 February that year does not have.
Date years_before(Date date, int years) {
  namespace chrono = std::chrono;
  chrono::year_month_day day{chrono::sys_days{chrono::days{date.days}}};
  day -= chrono::years{years};
  if (!day.ok()) day = day.year() / day.month() / chrono::last;
  return Date{static_cast<std::int32_t>(chrono::sys_days{day}.time_since_epoch().count())};
}

class LineGatherer {
 public:
  LineGatherer(const Facts& facts, int years) : facts_(facts), m_(facts.model()), years_(years) {}

  std::vector<LineNeed> run() {
    add_purchases(facts_.account());
    for (Vertex unit : facts_.units) add_purchases(unit);
    add_orders();
    for (const OpportunityFact& opportunity : facts_.opportunities) {
      if (!opportunity.open) continue;
      add_involved(opportunity.vertex, &LineNeed::pipeline);
    }
    add_sellers();
    std::vector<LineNeed> found;
    std::vector<Vertex> order;
    for (const auto& [line, need] : needs_) order.push_back(line);
    m_.sort_by_id(order);
    for (Vertex line : order) found.push_back(std::move(needs_.at(line)));
    return found;
  }

 private:
  LineNeed& need(Vertex line) {
    LineNeed& entry = needs_[line];
    entry.line = line;
    return entry;
  }

  void add_purchases(Vertex buyer) {
    const int last = m_.date().year();
    for (Edge edge : m_.snapshot().out(buyer, m_.symbols().purchased)) {
      std::optional<double> year = edge.properties.number(m_.symbols().year);
      if (year && *year >= last - years_ && *year <= last) need(edge.target).purchases.push_back(edge);
    }
  }

  void add_orders() {
    const Symbols& s = m_.symbols();
    const Date earliest = years_before(m_.date(), years_);
    for (Edge edge : m_.snapshot().in(facts_.account(), s.for_account)) {
      if (!m_.is(edge.source, s.order)) continue;
      const PropertyView order = m_.snapshot().properties(edge.source);
      const std::optional<Date> on = order.date(s.ordered_on);
      if (!on || *on < earliest || *on > m_.date() || order.text(s.delivery) == "cancelled") continue;
      add_involved(edge.source, &LineNeed::orders);
    }
  }

  void add_involved(Vertex source, std::vector<Vertex> LineNeed::*list) {
    for (Edge edge : m_.snapshot().out(source, m_.symbols().involves)) {
      LineNeed& entry = need(edge.target);
      (entry.*list).push_back(source);
      entry.involves.push_back(edge);
    }
  }

  void add_sellers() {
    for (const TeamSeat& seat : facts_.seats) {
      if (seat.role != TeamRole::kBusinessLineSeller) continue;
      for (Vertex line : m_.seller_lines(seat)) {
        auto found = needs_.find(line);
        if (found != needs_.end()) found->second.sellers.push_back(seat.member);
      }
    }
  }

  const Facts& facts_;
  const Model& m_;
  int years_;
  std::map<Vertex, LineNeed> needs_;
};

}  // namespace

std::string RoleState::code() const {
  std::string code;
  for (TeamRole role : required->any_of) {
    if (!code.empty()) code += "-or-";
    code += word(role);
  }
  return code;
}

std::vector<RoleState> required_roles(const Facts& facts) {
  std::vector<RoleState> states;
  for (const RequiredRole& required : facts.policy().required_roles) {
    RoleState& state = states.emplace_back();
    state.required = &required;
    auto wanted = [&](const TeamSeat& seat) {
      return std::find(required.any_of.begin(), required.any_of.end(), seat.role) != required.any_of.end();
    };
    for (const TeamSeat& seat : facts.seats) {
      if (wanted(seat)) state.holders.push_back(&seat);
    }
    for (const TeamSeat& seat : facts.leaver_seats) {
      if (wanted(seat)) state.leavers.push_back(&seat);
    }
  }
  return states;
}

std::vector<LineNeed> lines_needing_sellers(const Facts& facts, int years) {
  return LineGatherer(facts, years).run();
}

}  // namespace relmap::query

#include "query/pipeline.h"

#include <algorithm>
#include <limits>
#include <map>

#include "money.h"
#include "planning/records.h"

namespace relmap::query {
namespace {

using graphstore::Decimal;
using graphstore::Direction;

// By day, those without one last; then by id.
std::pair<Date, std::string_view> by_day(const std::optional<Date>& day, const NodeName& node) {
  return {day.value_or(Date{std::numeric_limits<std::int32_t>::max()}), node.id};
}

// The latest first, those without a day last; then by id.
std::pair<std::int64_t, std::string_view> by_day_down(const std::optional<Date>& day, const NodeName& node) {
  return {day ? -std::int64_t{day->days} : std::numeric_limits<std::int64_t>::max(), node.id};
}

class PipelineBuilder {
 public:
  PipelineBuilder(const Model& model, Vertex account, const CoverageReport& report)
      : m_(model), s_(model.symbols()), account_(account) {
    for (const Gap& gap : report.gaps) {
      if (const std::string id = opportunity_of(gap); !id.empty()) gaps_[id].add(gap.severity);
    }
  }

  Pipeline run() {
    out_.account = m_.name(account_);
    out_.date = m_.date();
    for (const Vertex v : recorded_for(m_, account_, s_.campaign)) add_campaign(v);
    for (const Vertex v : recorded_for(m_, account_, s_.lead)) add_lead(v);
    for (const Vertex v : recorded_for(m_, account_, s_.opportunity)) add_opportunity(v);
    for (const Vertex v : recorded_for(m_, account_, s_.order)) add_order(v);
    for (auto& [currency, total] : totals_) {
      total.currency = currency;
      out_.totals.push_back(total);
    }
    sort();
    return std::move(out_);
  }

 private:
  void add_campaign(Vertex v) {
    PipelineCampaign campaign;
    campaign.campaign = m_.name(v);
    campaign.channel = text_of(m_, v, s_.channel);
    campaign.started_on = m_.snapshot().properties(v).date(s_.started_on);
    for (const Vertex lead : linked(m_, v, Direction::kOut, s_.led_to, s_.lead)) {
      if (account_of(m_, lead) == account_) campaign.leads.push_back(m_.name(lead));
    }
    out_.campaigns.push_back(std::move(campaign));
  }

  void add_lead(Vertex v) {
    PipelineLead lead;
    lead.lead = m_.name(v);
    lead.source = text_of(m_, v, s_.source);
    lead.status = text_of(m_, v, s_.status);
    lead.created_on = m_.snapshot().properties(v).date(s_.created_on);
    const Owner owner = owner_of(m_, v);
    lead.owner = owner.member;
    lead.owner_left = owner.left;
    lead.campaign = first_of(m_, linked(m_, v, Direction::kIn, s_.led_to, s_.campaign));
    lead.opportunity = first_of(m_, linked(m_, v, Direction::kOut, s_.led_to, s_.opportunity));
    const bool waits = lead.status == "new" || lead.status == "working";
    if (waits && lead.created_on && *lead.created_on <= m_.date())
      lead.days_open = m_.date() - *lead.created_on;
    count(lead, owner);
    out_.leads.push_back(std::move(lead));
  }

  void count(const PipelineLead& lead, const Owner& owner) {
    HandOver& h = out_.hand_over;
    h.fresh += lead.status == "new";
    h.working += lead.status == "working";
    h.handed_over += lead.status == "handed_over";
    h.dropped += lead.status == "dropped";
    if (lead.status == "handed_over" && !lead.opportunity) h.without_opportunity.push_back(lead.lead);
    if (lead.status != "dropped" && !owner.present()) h.without_owner.push_back(lead.lead);
  }

  std::vector<PipelineLine> lines_of(Vertex v) const {
    std::vector<PipelineLine> lines;
    for (const Edge edge : m_.snapshot().out(v, s_.involves))
      lines.push_back({m_.name(edge.target), edge.properties.decimal(s_.amount)});
    std::stable_sort(lines.begin(), lines.end(),
                     [](const auto& a, const auto& b) { return a.line.id < b.line.id; });
    return lines;
  }

  std::size_t buyers_of(Vertex v) const {
    std::vector<Vertex> people = linked(m_, v, Direction::kIn, s_.buys, s_.contact);
    std::erase_if(people, [&](Vertex p) { return m_.has_left(p) || m_.is_placeholder(p); });
    return people.size();
  }

  void add_opportunity(Vertex v) {
    const PropertyView properties = m_.snapshot().properties(v);
    PipelineOpportunity o;
    o.opportunity = m_.name(v);
    o.stage = m_.stage(v);
    o.open = is_open(o.stage);
    o.amount = properties.decimal(s_.amount);
    o.currency = text_of(m_, v, s_.currency);
    o.close_date = properties.date(s_.close_date);
    o.created_on = properties.date(s_.created_on);
    const Owner owner = owner_of(m_, v);
    o.owner = owner.member;
    o.owner_left = owner.left;
    o.lines = lines_of(v);
    o.units = names_of(m_, linked(m_, v, Direction::kOut, s_.targets, s_.org_unit));
    o.lead = first_of(m_, linked(m_, v, Direction::kIn, s_.led_to, s_.lead));
    o.orders = names_of(m_, linked(m_, v, Direction::kOut, s_.led_to, s_.order));
    o.agreed_shares = shares_of(properties);
    o.buyers = buyers_of(v);
    if (const auto found = gaps_.find(o.opportunity.id); found != gaps_.end()) {
      o.red = found->second.red;
      o.amber = found->second.amber;
    }
    if (o.open) add(o.currency, &PipelineTotal::open, o.amount);
    if (o.stage == Stage::kWon) add(o.currency, &PipelineTotal::won, o.amount);
    out_.opportunities.push_back(std::move(o));
  }

  std::optional<std::vector<std::pair<std::string, Decimal>>> shares_of(
      const PropertyView& properties) const {
    const graphstore::Value value = properties.get(s_.agreed_shares);
    const graphstore::Properties* map = value.as_map();
    if (!map || map->empty()) return std::nullopt;
    std::vector<std::pair<std::string, Decimal>> shares;
    for (const auto& [who, share] : *map) {
      // The relationship schema sees to it that they are numbers; a store with another one may hold others.
      if (const auto number = Decimal::parse(graphstore::to_text(share))) shares.emplace_back(who, *number);
    }
    return shares;
  }

  void add_order(Vertex v) {
    const PropertyView properties = m_.snapshot().properties(v);
    PipelineOrder order;
    order.order = m_.name(v);
    order.amount = properties.decimal(s_.amount);
    order.currency = text_of(m_, v, s_.currency);
    order.ordered_on = properties.date(s_.ordered_on);
    order.delivery = text_of(m_, v, s_.delivery);
    order.lines = lines_of(v);
    order.opportunity = first_of(m_, linked(m_, v, Direction::kIn, s_.led_to, s_.opportunity));
    if (order.delivery != "cancelled") add(order.currency, &PipelineTotal::ordered, order.amount);
    if (order.delivery == "delivered") add(order.currency, &PipelineTotal::delivered, order.amount);
    out_.orders.push_back(std::move(order));
  }

  void add(const std::string& currency, Decimal PipelineTotal::*sum, const std::optional<Decimal>& amount) {
    if (!amount) return;
    Decimal& to = totals_[currency].*sum;
    if (const auto added = graphstore::add(to, *amount)) to = *added;
  }

  void sort() {
    const auto order = [](auto& list, auto key) {
      std::stable_sort(list.begin(), list.end(),
                       [&](const auto& a, const auto& b) { return key(a) < key(b); });
    };
    order(out_.campaigns, [](const PipelineCampaign& c) { return by_day(c.started_on, c.campaign); });
    order(out_.leads, [](const PipelineLead& l) { return by_day(l.created_on, l.lead); });
    order(out_.orders, [](const PipelineOrder& o) { return by_day_down(o.ordered_on, o.order); });
    order(out_.opportunities,
          [](const PipelineOpportunity& o) { return by_day_down(o.close_date, o.opportunity); });
    const auto open_end = std::stable_partition(out_.opportunities.begin(), out_.opportunities.end(),
                                                [](const PipelineOpportunity& o) { return o.open; });
    std::stable_sort(out_.opportunities.begin(), open_end, [](const auto& a, const auto& b) {
      return by_day(a.close_date, a.opportunity) < by_day(b.close_date, b.opportunity);
    });
  }

  const Model& m_;
  const Symbols& s_;
  Vertex account_;
  std::map<std::string, GapCounts> gaps_;  // by id of the opportunity
  std::map<std::string, PipelineTotal> totals_;
  Pipeline out_;
};

}  // namespace

Result<Pipeline> pipeline(const Snapshot& snapshot, std::string_view account,
                          const CoverageOptions& options) {
  const Model model(snapshot, options.date);
  const Result<Vertex> vertex = model.find_account(account);
  if (!vertex) return vertex.status();
  CoverageOptions plain = options;
  plain.introductions = false;
  const auto report = coverage(snapshot, account, plain);
  if (!report) return report.status();
  Pipeline found = PipelineBuilder(model, *vertex, *report).run();
  found.lang = options.lang;
  return found;
}

}  // namespace relmap::query

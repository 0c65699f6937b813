// The pipeline of an account: from campaign and lead through opportunity to order and delivery, and how leads
// pass from marketing to the field.
//
// What is FOR_ACCOUNT the account is in it; LED_TO says what came of what, OWNED_BY who of us looks after it.
// Amounts are added up within one currency. Shares are shown as the team agreed on them, never derived.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/status.h"
#include "query/coverage.h"

namespace relmap::query {

struct PipelineCampaign {
  NodeName campaign;
  std::string channel;
  std::optional<Date> started_on;
  std::vector<NodeName> leads;  // of the account
};

struct PipelineLead {
  NodeName lead;
  std::string source, status;  // status: the schema's word, "" where none is recorded
  std::optional<Date> created_on;
  std::optional<NodeName> owner, campaign, opportunity;
  bool owner_left = false;
  std::optional<int> days_open;  // since it was created; of one that is new or being worked on
};

// A business line and what of the amount falls on it.
struct PipelineLine {
  NodeName line;
  std::optional<graphstore::Decimal> amount;
};

struct PipelineOpportunity {
  NodeName opportunity;
  Stage stage = Stage::kNone;
  bool open = false;
  std::optional<graphstore::Decimal> amount;
  std::string currency;
  std::optional<Date> close_date, created_on;
  std::optional<NodeName> owner;
  bool owner_left = false;
  std::vector<PipelineLine> lines;
  std::vector<NodeName> units;  // that it targets
  std::optional<NodeName> lead;
  std::vector<NodeName> orders;
  // As recorded, by name; nullopt: nothing is agreed.
  std::optional<std::vector<std::pair<std::string, graphstore::Decimal>>> agreed_shares;
  std::size_t buyers = 0;          // people with a buying role, those who have left not counted
  std::size_t red = 0, amber = 0;  // gaps of the report that are on it, or on somebody with a role on it
};

struct PipelineOrder {
  NodeName order;
  std::optional<graphstore::Decimal> amount;
  std::string currency;
  std::optional<Date> ordered_on;
  std::string delivery;  // the schema's word, "" where none is recorded
  std::vector<PipelineLine> lines;
  std::optional<NodeName> opportunity;
};

struct PipelineTotal {
  std::string currency;                    // "" where none is recorded
  graphstore::Decimal open, won;           // opportunities
  graphstore::Decimal ordered, delivered;  // orders; those cancelled are in neither
};

// Leads on their way from marketing to the field.
struct HandOver {
  std::size_t fresh = 0, working = 0, handed_over = 0, dropped = 0;
  std::vector<NodeName> without_opportunity;  // handed over, and no opportunity came of it
  std::vector<NodeName> without_owner;        // not dropped, and nobody who is still here owns it
};

struct Pipeline {
  NodeName account;
  Date date;
  Lang lang = Lang::kEn;
  std::vector<PipelineCampaign> campaigns;         // by day, then id; without a day last, here and below
  std::vector<PipelineLead> leads;                 // likewise
  std::vector<PipelineOpportunity> opportunities;  // open ones first, by close date; then the latest first
  std::vector<PipelineOrder> orders;               // the latest first
  std::vector<PipelineTotal> totals;               // by currency
  HandOver hand_over;
};

// Costs a report without introductions. kNotFound for an unknown account.
Result<Pipeline> pipeline(const Snapshot& snapshot, std::string_view account, const CoverageOptions& options);

std::string to_text(const Pipeline& pipeline);
// {account, date, campaigns:[{campaign, channel, started_on, leads}], leads:[{lead, source, status,
// created_on, owner, owner_left, campaign, opportunity, days_open}], opportunities:[{opportunity, stage,
// open, amount, currency, close_date, created_on, owner, owner_left, lines:[{line, amount}], units, lead,
// orders, agreed_shares, buyers, gaps:{red, amber}}], orders:[{order, amount, currency, ordered_on, delivery,
// lines, opportunity}], totals:[{currency, open, won, ordered, delivered}], hand_over:{new, working,
// handed_over, dropped, handed_over_without_opportunity, without_owner}}
std::string to_json(const Pipeline& pipeline);
// One line a campaign, lead, opportunity and order: step,id,name,status,owner,amount,currency,date,from.
// `from` is what led to it, "Label/id".
std::string to_csv(const Pipeline& pipeline);

}  // namespace relmap::query

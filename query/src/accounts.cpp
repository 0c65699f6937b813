#include "query/accounts.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>

#include "json_out.h"
#include "money.h"
#include "query/model.h"

namespace relmap::query {
namespace {

constexpr std::size_t kMaxLimit = 1000;

std::vector<Vertex> accounts_of(const Model& model, std::optional<Tier> tier) {
  std::vector<Vertex> accounts;
  model.snapshot().for_each_node(model.symbols().account, [&](Vertex v) {
    if (!tier || model.tier(v) == *tier) accounts.push_back(v);
  });
  return accounts;
}

AccountFigures figures_of(const Model& model, const AccountView& view) {
  AccountFigures figures;
  for (const ContactView& contact : view.contacts) {
    if (contact.outside || contact.left) continue;
    ++figures.contacts;
    figures.key_players += contact.key_player;
    figures.covered_key_players += contact.key_player && contact.covered;
    figures.supportive_key_players += contact.key_player && is_supportive(contact.support);
  }
  for (const TieView& tie : view.ties) {
    const ContactView& contact = view.contacts[tie.contact];
    if (contact.outside || contact.left) continue;
    ++figures.ties;
    figures.live_ties += tie.live;
  }
  for (const MemberView& member : view.members) figures.team_members += member.on_team && !member.left;
  std::map<std::string, graphstore::Decimal> pipeline;
  for (const OpportunityView& opportunity : view.opportunities) {
    if (!opportunity.open) continue;
    ++figures.open_opportunities;
    std::optional<Vertex> v = model.find("Opportunity", opportunity.node.id);
    if (!v) continue;
    std::optional<graphstore::Decimal> amount =
        model.snapshot().properties(*v).decimal(model.symbols().amount);
    if (amount) add_money(pipeline, opportunity.currency, *amount);
  }
  for (const auto& [currency, amount] : pipeline) figures.pipeline.push_back({currency, amount});
  return figures;
}

Json optional_date(const std::optional<Date>& date) { return date ? Json(date->to_string()) : Json(nullptr); }

Json team_json(const AccountView& view) {
  Json team = Json::array();
  for (const MemberView& member : view.members) {
    if (!member.on_team) continue;
    Json seats = Json::array();
    for (const MemberView::Seat& seat : member.seats) {
      Json entry = {{"role", word(seat.role)}};
      if (seat.business_line) entry["business_line"] = json_of(*seat.business_line);
      entry["since"] = optional_date(seat.since);
      seats.push_back(std::move(entry));
    }
    team.push_back({{"member", json_of(member.node)},
                    {"title", member.title},
                    {"level", word(member.level)},
                    {"left", member.left},
                    {"roles", std::move(seats)}});
  }
  return team;
}

Json units_json(const AccountView& view) {
  Json units = Json::array();
  for (const UnitView& unit : view.units) {
    const NodeName& parent = unit.parent == kNoIndex ? view.account : view.units[unit.parent].node;
    units.push_back({{"unit", json_of(unit.node)},
                     {"parent", parent.ref()},
                     {"depth", unit.depth},
                     {"placeholder", unit.placeholder},
                     {"contacts", unit.contacts},
                     {"covered", unit.covered},
                     {"key_players", unit.key_players}});
  }
  return units;
}

Json opportunities_json(const AccountView& view) {
  Json opportunities = Json::array();
  for (const OpportunityView& opportunity : view.opportunities) {
    Json lines = Json::array();
    for (const NodeName& line : opportunity.lines) lines.push_back(json_of(line));
    opportunities.push_back({{"opportunity", json_of(opportunity.node)},
                             {"stage", word(opportunity.stage)},
                             {"open", opportunity.open},
                             {"amount", opportunity.amount},
                             {"currency", opportunity.currency},
                             {"close_date", optional_date(opportunity.close_date)},
                             {"lines", std::move(lines)}});
  }
  return opportunities;
}

Json figures_json(const AccountFigures& figures) {
  Json pipeline = Json::array();
  for (const MoneySum& sum : figures.pipeline) {
    pipeline.push_back({{"currency", sum.currency}, {"amount", sum.amount.to_string()}});
  }
  return {{"contacts", figures.contacts},
          {"key_players", figures.key_players},
          {"covered_key_players", figures.covered_key_players},
          {"supportive_key_players", figures.supportive_key_players},
          {"ties", figures.ties},
          {"live_ties", figures.live_ties},
          {"team_members", figures.team_members},
          {"open_opportunities", figures.open_opportunities},
          {"pipeline", std::move(pipeline)}};
}

}  // namespace

std::optional<AccountOrder> parse_account_order(std::string_view word, bool& descending) {
  descending = word.starts_with('-');
  if (descending) word.remove_prefix(1);
  static constexpr std::string_view kWords[] = {"id", "name", "score", "red"};
  for (std::size_t i = 0; i < std::size(kWords); ++i) {
    if (kWords[i] == word) return static_cast<AccountOrder>(i);
  }
  return std::nullopt;
}

namespace {

Result<AccountRow> row_of(const Model& model, Vertex account, const AccountListOptions& options) {
  CoverageOptions report_options;
  report_options.date = options.date;
  report_options.policy = options.policy;
  report_options.introductions = false;
  report_options.max_gaps = 0;  // counted, not listed
  const Result<CoverageReport> report = coverage(model.snapshot(), model.id(account), report_options);
  if (!report) return report.status();
  return AccountRow{report->account, report->tier, report->score.total, report->by_severity.red,
                    report->by_severity.amber};
}

// By what the graph itself says: only those on the page are judged. The cursor is the last id.
Result<AccountList> list_by_id(const Model& model, const AccountListOptions& options) {
  std::vector<Vertex> accounts = accounts_of(model, options.tier);
  const auto before = [&](std::string_view a, std::string_view b) {
    return options.descending ? b < a : a < b;
  };
  if (!options.after.empty())
    std::erase_if(accounts, [&](Vertex v) { return !before(options.after, model.id(v)); });
  const std::size_t wanted = std::min(options.limit + 1, accounts.size());
  std::partial_sort(accounts.begin(), accounts.begin() + static_cast<std::ptrdiff_t>(wanted), accounts.end(),
                    [&](Vertex a, Vertex b) { return before(model.id(a), model.id(b)); });
  AccountList list;
  for (std::size_t i = 0; i < wanted && i < options.limit; ++i) {
    auto row = row_of(model, accounts[i], options);
    if (!row) return row.status();
    list.accounts.push_back(*std::move(row));
  }
  if (wanted > options.limit) list.next = list.accounts.back().account.id;
  return list;
}

// By name, of which only those from `skip` on that fit on the page are judged.
Result<AccountList> list_by_name(const Model& model, const std::vector<Vertex>& accounts, std::size_t skip,
                                 const AccountListOptions& options) {
  std::vector<std::pair<NodeName, Vertex>> named;
  for (const Vertex account : accounts) named.emplace_back(model.name(account), account);
  std::sort(named.begin(), named.end(), [&](const auto& a, const auto& b) {
    if (a.first.name != b.first.name) return (a.first.name < b.first.name) != options.descending;
    return a.first.id < b.first.id;
  });
  AccountList list;
  for (std::size_t i = skip; i < named.size() && list.accounts.size() < options.limit; ++i) {
    auto row = row_of(model, named[i].second, options);
    if (!row) return row.status();
    list.accounts.push_back(*std::move(row));
  }
  return list;
}

// By what judging them tells: all are.
Result<AccountList> list_by_figures(const Model& model, const std::vector<Vertex>& accounts, std::size_t skip,
                                    const AccountListOptions& options) {
  std::vector<AccountRow> rows;
  for (const Vertex account : accounts) {
    auto row = row_of(model, account, options);
    if (!row) return row.status();
    rows.push_back(*std::move(row));
  }
  const auto key = [&](const AccountRow& row) {
    const double figure = options.order == AccountOrder::kScore ? row.score : static_cast<double>(row.red);
    return options.descending ? -figure : figure;
  };
  std::sort(rows.begin(), rows.end(), [&](const AccountRow& a, const AccountRow& b) {
    return key(a) != key(b) ? key(a) < key(b) : a.account.id < b.account.id;
  });
  AccountList list;
  for (std::size_t i = skip; i < rows.size() && list.accounts.size() < options.limit; ++i)
    list.accounts.push_back(std::move(rows[i]));
  return list;
}

// The cursor of these orders is how many went before.
Result<AccountList> list_by_place(const Model& model, const AccountListOptions& options) {
  const std::vector<Vertex> accounts = accounts_of(model, options.tier);
  if (accounts.size() > kMaxSortedAccounts) {
    return Status::resource_exhausted("more than " + std::to_string(kMaxSortedAccounts) +
                                      " accounts are not sorted so: sort by id, or name a tier");
  }
  std::size_t skip = 0;
  const auto [end, error] =
      std::from_chars(options.after.data(), options.after.data() + options.after.size(), skip);
  if (!options.after.empty() && (error != std::errc() || end != options.after.data() + options.after.size()))
    return Status::invalid_argument("cursor: not one of this list");
  auto list = options.order == AccountOrder::kName ? list_by_name(model, accounts, skip, options)
                                                   : list_by_figures(model, accounts, skip, options);
  if (!list) return list;
  const std::size_t seen = skip + list->accounts.size();
  if (!list->accounts.empty() && seen < accounts.size()) list->next = std::to_string(seen);
  return list;
}

}  // namespace

Result<AccountList> list_accounts(const Snapshot& snapshot, const AccountListOptions& options) {
  if (options.limit < 1 || options.limit > kMaxLimit) {
    return Status::invalid_argument("limit must be from 1 to " + std::to_string(kMaxLimit));
  }
  const Model model(snapshot, options.date);
  return options.order == AccountOrder::kId ? list_by_id(model, options) : list_by_place(model, options);
}

std::string to_json(const AccountList& list) {
  Json accounts = Json::array();
  for (const AccountRow& row : list.accounts) {
    accounts.push_back({{"id", row.account.id},
                        {"name", row.account.name},
                        {"tier", word(row.tier)},
                        {"score", row.score},
                        {"gaps", {{"red", row.red}, {"amber", row.amber}}}});
  }
  Json next = list.next ? Json(*list.next) : Json(nullptr);
  return dump({{"accounts", std::move(accounts)}, {"next", std::move(next)}});
}

std::string to_csv(const AccountList& list) {
  std::string out = "id,name,tier,score,red,amber\r\n";
  for (const AccountRow& row : list.accounts) {
    out += csv_field(row.account.id) + "," + csv_field(row.account.name) + "," + std::string(word(row.tier)) +
           "," + short_number(row.score, 1) + "," + std::to_string(row.red) + "," +
           std::to_string(row.amber) + "\r\n";
  }
  return out;
}

Result<AccountPage> account_page(const Snapshot& snapshot, std::string_view account,
                                 const CoverageOptions& options) {
  Result<AccountPicture> picture = account_picture(snapshot, account, options);
  if (!picture) return picture.status();
  Model model(snapshot, options.date);
  AccountPage page;
  page.picture = std::move(picture).value();
  page.figures = figures_of(model, page.picture.view);
  Result<Vertex> vertex = model.find_account(account);
  if (vertex) page.properties = snapshot.properties(*vertex).all();
  return page;
}

std::string to_json(const AccountPage& page) {
  const CoverageReport& report = page.picture.report;
  return dump({{"id", report.account.id},
               {"name", report.account.name},
               {"tier", word(report.tier)},
               {"date", report.date.to_string()},
               {"score", report.score.total},
               {"gaps", {{"red", report.by_severity.red}, {"amber", report.by_severity.amber}}},
               {"properties", json_of(page.properties)},
               {"team", team_json(page.picture.view)},
               {"units", units_json(page.picture.view)},
               {"opportunities", opportunities_json(page.picture.view)},
               {"figures", figures_json(page.figures)}});
}

}  // namespace relmap::query

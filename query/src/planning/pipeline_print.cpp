// The pipeline as text, JSON and CSV.
#include "money.h"
#include "planning/records.h"
#include "query/pipeline.h"
#include "texts.h"
#include "wrap.h"

namespace relmap::query {
namespace {

Json lines_json(const std::vector<PipelineLine>& lines) {
  Json all = Json::array();
  for (const PipelineLine& l : lines)
    all.push_back({{"line", json_of(l.line)}, {"amount", or_null(l.amount)}});
  return all;
}

Json shares_json(const PipelineOpportunity& o) {
  if (!o.agreed_shares) return nullptr;
  Json shares = Json::object();
  for (const auto& [who, share] : *o.agreed_shares) shares[who] = share.to_string();
  return shares;
}

Json json_of(const PipelineLead& l) {
  return {{"lead", json_of(l.lead)},
          {"source", or_null(l.source)},
          {"status", or_null(l.status)},
          {"created_on", or_null(l.created_on)},
          {"owner", or_null(l.owner)},
          {"owner_left", l.owner_left},
          {"campaign", or_null(l.campaign)},
          {"opportunity", or_null(l.opportunity)},
          {"days_open", l.days_open ? Json(*l.days_open) : Json(nullptr)}};
}

Json json_of(const PipelineOpportunity& o) {
  return {{"opportunity", json_of(o.opportunity)},
          {"stage", or_null(std::string(word(o.stage)))},
          {"open", o.open},
          {"amount", or_null(o.amount)},
          {"currency", or_null(o.currency)},
          {"close_date", or_null(o.close_date)},
          {"created_on", or_null(o.created_on)},
          {"owner", or_null(o.owner)},
          {"owner_left", o.owner_left},
          {"lines", lines_json(o.lines)},
          {"units", json_of(o.units)},
          {"lead", or_null(o.lead)},
          {"orders", json_of(o.orders)},
          {"agreed_shares", shares_json(o)},
          {"buyers", o.buyers},
          {"gaps", {{"red", o.red}, {"amber", o.amber}}}};
}

Json json_of(const PipelineOrder& o) {
  return {{"order", json_of(o.order)},
          {"amount", or_null(o.amount)},
          {"currency", or_null(o.currency)},
          {"ordered_on", or_null(o.ordered_on)},
          {"delivery", or_null(o.delivery)},
          {"lines", lines_json(o.lines)},
          {"opportunity", or_null(o.opportunity)}};
}

std::string money(const std::string& currency, const std::optional<graphstore::Decimal>& amount, Lang lang) {
  return amount ? money_text({{currency, *amount}}, lang) : std::string();
}

// A line of the text: its parts that are not empty, with dots between.
std::string item(const std::vector<std::string>& parts) {
  std::string line;
  for (const std::string& part : parts) {
    if (!part.empty()) line += (line.empty() ? "" : " · ") + part;
  }
  return wrapped(line, "  ", "      ");
}

std::string dated(std::string_view key, const std::optional<Date>& date, Lang lang) {
  return date ? say(lang, std::string(key), Args().with("date", date->to_string())) : std::string();
}

std::string owner_text(const std::optional<NodeName>& owner, bool left, Lang lang) {
  if (!owner) return say(lang, "pipeline.no-owner");
  return say(lang, left ? "pipeline.owner-left" : "pipeline.owner", Args().with("name", owner->name));
}

std::string from_text(const std::optional<NodeName>& from, Lang lang) {
  return from ? say(lang, "pipeline.from", Args().with("name", from->name)) : std::string();
}

std::string leads_text(const Pipeline& p) {
  std::string out;
  for (const PipelineLead& l : p.leads) {
    out +=
        item({l.lead.name, l.status.empty() ? std::string() : spoken_word(l.status, p.lang),
              l.days_open ? say(p.lang, "pipeline.days-open", Args().with("n", *l.days_open)) : std::string(),
              owner_text(l.owner, l.owner_left, p.lang), from_text(l.campaign, p.lang),
              l.opportunity ? say(p.lang, "pipeline.became", Args().with("name", l.opportunity->name))
                            : std::string()});
  }
  const HandOver& h = p.hand_over;
  if (!h.without_opportunity.empty())
    out += wrapped(say(p.lang, "pipeline.without-opportunity",
                       Args().with("names", enumerate(p.lang, names_of(h.without_opportunity)))),
                   "  ", "  ");
  if (!h.without_owner.empty())
    out += wrapped(say(p.lang, "pipeline.without-owner",
                       Args().with("names", enumerate(p.lang, names_of(h.without_owner)))),
                   "  ", "  ");
  return out;
}

std::string opportunities_text(const Pipeline& p) {
  std::string out;
  for (const PipelineOpportunity& o : p.opportunities) {
    const std::string gaps =
        o.red + o.amber == 0 ? std::string()
                             : say(p.lang, "pipeline.gaps", Args().with("red", o.red).with("amber", o.amber));
    out +=
        item({o.opportunity.name, std::string(spoken(o.stage, p.lang)), money(o.currency, o.amount, p.lang),
              dated(o.open ? "pipeline.closes" : "pipeline.closed", o.close_date, p.lang),
              owner_text(o.owner, o.owner_left, p.lang), from_text(o.lead, p.lang), gaps});
  }
  return out;
}

std::string orders_text(const Pipeline& p) {
  std::string out;
  for (const PipelineOrder& o : p.orders) {
    out += item({o.order.name, money(o.currency, o.amount, p.lang),
                 dated("pipeline.ordered", o.ordered_on, p.lang),
                 o.delivery.empty() ? std::string() : say(p.lang, "pipeline.delivery." + o.delivery),
                 from_text(o.opportunity, p.lang)});
  }
  return out;
}

std::string csv_row(std::string_view step, const NodeName& node, const std::string& status,
                    const std::optional<NodeName>& owner, const std::optional<graphstore::Decimal>& amount,
                    const std::string& currency, const std::optional<Date>& date,
                    const std::optional<NodeName>& from) {
  return std::string(step) + "," + csv_field(node.id) + "," + csv_field(node.name) + "," + csv_field(status) +
         "," + csv_field(or_empty(owner)) + "," + or_empty(amount) + "," + csv_field(currency) + "," +
         or_empty(date) + "," + csv_field(or_empty(from)) + "\r\n";
}

}  // namespace

std::string to_text(const Pipeline& p) {
  const Lang lang = p.lang;
  std::string out =
      say(lang, "pipeline.title", Args().with("account", p.account.name).with("date", p.date.to_string())) +
      "\n";
  for (const PipelineTotal& t : p.totals) {
    const auto amount = [&](const graphstore::Decimal& d) { return money_text({{t.currency, d}}, lang); };
    out += wrapped(say(lang, "pipeline.total",
                       Args()
                           .with("open", amount(t.open))
                           .with("won", amount(t.won))
                           .with("ordered", amount(t.ordered))
                           .with("delivered", amount(t.delivered))),
                   "", "");
  }
  const auto section = [&](std::string_view key, const std::string& body) {
    if (!body.empty()) out += "\n" + say(lang, std::string(key)) + "\n" + body;
  };
  std::string campaigns;
  for (const PipelineCampaign& c : p.campaigns)
    campaigns += item({c.campaign.name, c.channel.empty() ? std::string() : spoken_word(c.channel, lang),
                       dated("pipeline.started", c.started_on, lang),
                       say(lang, "pipeline.leads", Args().with("n", c.leads.size()))});
  section("pipeline.campaigns", campaigns);
  section("pipeline.leads-title", leads_text(p));
  section("pipeline.opportunities", opportunities_text(p));
  section("pipeline.orders", orders_text(p));
  if (p.campaigns.empty() && p.leads.empty() && p.opportunities.empty() && p.orders.empty())
    out += "\n" + say(lang, "pipeline.none") + "\n";
  return out;
}

std::string to_json(const Pipeline& p) {
  Json campaigns = Json::array(), leads = Json::array(), opportunities = Json::array(),
       orders = Json::array(), totals = Json::array();
  for (const PipelineCampaign& c : p.campaigns)
    campaigns.push_back({{"campaign", json_of(c.campaign)},
                         {"channel", or_null(c.channel)},
                         {"started_on", or_null(c.started_on)},
                         {"leads", json_of(c.leads)}});
  for (const PipelineLead& l : p.leads) leads.push_back(json_of(l));
  for (const PipelineOpportunity& o : p.opportunities) opportunities.push_back(json_of(o));
  for (const PipelineOrder& o : p.orders) orders.push_back(json_of(o));
  for (const PipelineTotal& t : p.totals)
    totals.push_back({{"currency", or_null(t.currency)},
                      {"open", t.open.to_string()},
                      {"won", t.won.to_string()},
                      {"ordered", t.ordered.to_string()},
                      {"delivered", t.delivered.to_string()}});
  const HandOver& h = p.hand_over;
  return dump({{"account", json_of(p.account)},
               {"date", p.date.to_string()},
               {"campaigns", std::move(campaigns)},
               {"leads", std::move(leads)},
               {"opportunities", std::move(opportunities)},
               {"orders", std::move(orders)},
               {"totals", std::move(totals)},
               {"hand_over",
                {{"new", h.fresh},
                 {"working", h.working},
                 {"handed_over", h.handed_over},
                 {"dropped", h.dropped},
                 {"handed_over_without_opportunity", json_of(h.without_opportunity)},
                 {"without_owner", json_of(h.without_owner)}}}});
}

std::string to_csv(const Pipeline& p) {
  std::string out = "step,id,name,status,owner,amount,currency,date,from\r\n";
  for (const PipelineCampaign& c : p.campaigns)
    out += csv_row("campaign", c.campaign, c.channel, {}, {}, {}, c.started_on, {});
  for (const PipelineLead& l : p.leads)
    out += csv_row("lead", l.lead, l.status, l.owner, {}, {}, l.created_on, l.campaign);
  for (const PipelineOpportunity& o : p.opportunities)
    out += csv_row("opportunity", o.opportunity, std::string(word(o.stage)), o.owner, o.amount, o.currency,
                   o.close_date, o.lead);
  for (const PipelineOrder& o : p.orders)
    out += csv_row("order", o.order, o.delivery, {}, o.amount, o.currency, o.ordered_on, o.opportunity);
  return out;
}

}  // namespace relmap::query

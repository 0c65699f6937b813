#include "query/influence.h"

#include <algorithm>
#include <set>

#include "json_out.h"
#include "network/measures.h"
#include "texts.h"
#include "wrap.h"

namespace relmap::query {
namespace {

constexpr double kDamping = 0.85;

double stance_of(Support support) { return is_supportive(support) ? 1 : is_opposed(support) ? -1 : 0; }

// Ranks from 1 by falling value; values equal to 1e-12 share the better one.
template <class Value>
std::vector<std::size_t> ranks(const std::vector<Value>& values) {
  std::vector<std::size_t> order(values.size()), rank(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
  for (std::size_t i = 0; i < order.size(); ++i) {
    const bool equal = i > 0 && values[order[i - 1]] - values[order[i]] <= 1e-12;
    rank[order[i]] = equal ? rank[order[i - 1]] : i + 1;
  }
  return rank;
}

// Of each person: units other than his own in which somebody is joined to him.
std::vector<std::size_t> units_joined(const Facts& facts, const PeopleNetwork& network) {
  std::vector<std::set<Vertex>> own(network.size()), joined(network.size());
  for (std::size_t i = 0; i < network.size(); ++i) {
    for (const Placement& p : facts.contacts[network.contacts[i]].placements) own[i].insert(p.unit);
  }
  const auto join = [&](std::size_t a, std::size_t b) {
    for (const Vertex unit : own[b]) {
      if (!own[a].contains(unit)) joined[a].insert(unit);
    }
  };
  for (std::size_t i = 0; i < network.size(); ++i) {
    for (const NetworkEdge& e : network.edges[i]) {
      join(i, e.to);
      join(e.to, i);
    }
  }
  std::vector<std::size_t> counts;
  for (const auto& units : joined) counts.push_back(units.size());
  return counts;
}

}  // namespace

Result<InfluenceReport> influence(const Snapshot& snapshot, std::string_view account,
                                  const InfluenceOptions& options) {
  if (options.list < 1 || options.list > 1000) return Status::invalid_argument("list must be 1 to 1000");
  const Policy& policy = options.coverage.policy ? *options.coverage.policy : Policy::built_in();
  const Model model(snapshot, options.coverage.date);
  const Result<Vertex> vertex = model.find_account(account);
  if (!vertex) return vertex.status();
  const Facts facts(model, policy, *vertex);
  const PeopleNetwork network(facts, NetworkKind::kInfluence, 0, false);
  InfluenceReport report;
  report.account = model.name(*vertex);
  report.date = options.coverage.date;
  report.lang = options.coverage.lang;
  report.edges = network.edge_count;
  report.list = options.list;
  report.betweenness = network.size() * (network.edge_count + 1) <= options.max_betweenness_work;

  std::vector<double> stance, level;
  for (const std::size_t c : network.contacts) {
    stance.push_back(stance_of(facts.contacts[c].support));
    level.push_back(static_cast<double>(facts.contacts[c].level));
  }
  const std::vector<double> rank = pagerank(network.edges, kDamping);
  const std::vector<double> between =
      report.betweenness ? betweenness(network.edges) : std::vector<double>(network.size(), 0.0);
  const std::vector<double> constraint = burt_constraint(network.edges);
  const std::vector<bool> articulation = articulation_points(network.edges);
  const std::vector<double> exposed = exposure(network.edges, stance, kDamping);
  const std::vector<std::size_t> units = units_joined(facts, network), by_rank = ranks(rank),
                                 formal = ranks(level);
  for (std::size_t i = 0; i < network.size(); ++i) {
    const ContactFact& c = facts.contacts[network.contacts[i]];
    report.people.push_back(
        {model.name(c.vertex),
         std::string(model.snapshot().properties(c.vertex).text(model.symbols().title).value_or("")), c.level,
         c.support, c.key_player, rank[i], by_rank[i], formal[i], between[i], constraint[i], units[i],
         articulation[i], exposed[i]});
  }
  std::stable_sort(report.people.begin(), report.people.end(),
                   [](const auto& a, const auto& b) { return a.pagerank - b.pagerank > 1e-12; });
  return report;
}

namespace {

using People = std::vector<const PersonInfluence*>;

// Those who are `wanted`, the largest by `value` first.
template <class Wanted, class Value>
People section(const InfluenceReport& report, Wanted wanted, Value value) {
  People found;
  for (const PersonInfluence& p : report.people) {
    if (wanted(p)) found.push_back(&p);
  }
  std::stable_sort(found.begin(), found.end(),
                   [&](auto* a, auto* b) { return value(*a) - value(*b) > 1e-12; });
  if (found.size() > report.list) found.resize(report.list);
  return found;
}

std::string lines(const InfluenceReport& report, std::string_view key, const People& people) {
  const Lang lang = report.lang;
  if (people.empty()) return "";
  std::string out = "\n" + say(lang, std::string(key)) + "\n";
  for (const PersonInfluence* p : people) {
    const std::string name = with_title(lang, p->person.name, p->title);
    out += wrapped(say(lang, std::string(key) + ".line",
                       Args()
                           .with("name", name)
                           .with("rank", p->rank)
                           .with("of", report.people.size())
                           .with("level", spoken(p->level, lang))
                           .with("units", p->units)
                           .with("constraint", short_number(p->constraint, 2))
                           .with("betweenness", short_number(p->betweenness, 1))
                           .with("exposure", short_number(p->exposure, 2))),
                   "  - ", "    ");
  }
  return out;
}

}  // namespace

std::string to_text(const InfluenceReport& report) {
  const Lang lang = report.lang;
  std::string out = say(lang, "influence.title",
                        Args().with("account", report.account.name).with("date", report.date.to_string())) +
                    "\n" +
                    wrapped(say(lang, "influence.method",
                                Args().with("people", report.people.size()).with("edges", report.edges)),
                            "", "");
  if (report.edges == 0) return out + "\n" + say(lang, "influence.none") + "\n";
  // Hidden: among the upper quarter by influence, and no executive.
  const std::size_t quarter = std::max<std::size_t>(1, report.people.size() / 4);
  out += lines(report, "influence.hidden",
               section(
                   report,
                   [&](const PersonInfluence& p) {
                     return p.rank <= quarter && !is_executive(p.level) && p.rank < p.formal_rank;
                   },
                   [](const PersonInfluence& p) { return p.pagerank; }));
  out += lines(report, "influence.brokers",
               section(
                   report, [](const PersonInfluence& p) { return p.units >= 2 && p.constraint > 0; },
                   [](const PersonInfluence& p) { return -p.constraint; }));
  out += lines(report, "influence.articulation",
               section(
                   report, [](const PersonInfluence& p) { return p.articulation; },
                   [](const PersonInfluence& p) { return p.betweenness; }));
  out += lines(report, "influence.exposed",
               section(
                   report,
                   [](const PersonInfluence& p) {
                     return !is_supportive(p.support) && !is_opposed(p.support) && p.exposure < -1e-9;
                   },
                   [](const PersonInfluence& p) { return -p.exposure; }));
  if (!report.betweenness) out += "\n" + wrapped(say(lang, "influence.bounded"), "", "");
  return out;
}

std::string to_json(const InfluenceReport& report) {
  Json people = Json::array();
  for (const PersonInfluence& p : report.people) {
    people.push_back({{"person", json_of(p.person)},
                      {"level", word(p.level)},
                      {"support", word(p.support)},
                      {"key_player", p.key_player},
                      {"pagerank", p.pagerank},
                      {"rank", p.rank},
                      {"formal_rank", p.formal_rank},
                      {"betweenness", report.betweenness ? Json(p.betweenness) : Json()},
                      {"constraint", p.constraint},
                      {"units", p.units},
                      {"articulation", p.articulation},
                      {"exposure", p.exposure}});
  }
  return dump({{"account", json_of(report.account)},
               {"date", report.date.to_string()},
               {"edges", report.edges},
               {"complete", report.betweenness},
               {"people", people}});
}

std::string to_csv(const InfluenceReport& report) {
  std::string out =
      "id,name,level,support,key_player,pagerank,rank,formal_rank,betweenness,constraint,units,articulation,"
      "exposure\r\n";
  for (const PersonInfluence& p : report.people) {
    out += csv_field(p.person.id) + "," + csv_field(p.person.name) + "," + std::string(word(p.level)) + "," +
           std::string(word(p.support)) + "," + (p.key_player ? "true" : "false") + "," +
           short_number(p.pagerank, 6) + "," + std::to_string(p.rank) + "," + std::to_string(p.formal_rank) +
           "," + (report.betweenness ? short_number(p.betweenness, 3) : "") + "," +
           short_number(p.constraint, 4) + "," + std::to_string(p.units) + "," +
           (p.articulation ? "true" : "false") + "," + short_number(p.exposure, 4) + "\r\n";
  }
  return out;
}

}  // namespace relmap::query

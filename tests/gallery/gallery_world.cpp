#include "gallery_world.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

#include "base/date.h"
#include "query/schema.h"

namespace relmap::gallery {
namespace {

using graphstore::NodeRef;
using graphstore::Properties;
using graphstore::Transaction;

const char* const kNames[] = {"Chen Li",
                              "王建国 Wang Jianguo",
                              "Maximiliana Freifrau von Hohenstein-Wallenberg zu Altenburg",
                              "محمد بن عبد الرحمن السويدي",
                              "O'Brien & Sons <b>\"Ltd\"</b>",
                              "Иван Тургенев",
                              "João Conceição 😀",
                              "Anna Smith",
                              "欧阳娜娜",
                              "Donaudampfschifffahrtsgesellschaftskapitän",
                              "नेहा शर्मा",
                              "Kim Minjun 김민준"};
const char* const kTitles[] = {"Chief Risk Officer",
                               "数据平台主管",
                               "",
                               "Vice President, Enterprise Architecture, Data Platforms and Integration",
                               "Head of Procurement",
                               "مدير تقنية المعلومات"};
const char* const kLines[] = {"cloud",    "software", "hardware", "consulting",
                              "security", "networks", "data",     "support"};
const char* const kLevels[] = {"trusted_advisor", "problem_solver", "credible_source", "vendor"};
const char* const kSupports[] = {"mentor", "supporter", "neutral", "neutral", "non_supporter", "enemy"};

class Maker {
 public:
  explicit Maker(std::size_t contacts)
      : contacts_(contacts), units_(std::max<std::size_t>(3, contacts / 11)), random_(contacts) {}

  Transaction people() {
    node("Account", kAccount,
         {{"name", "Oceanic Bank 远洋银行"}, {"tier", "strategic"}, {"currency", "EUR"}});
    for (const char* line : kLines) node("BusinessLine", line, {{"name", std::string(line) + " services"}});
    for (std::size_t u = 0; u < units_; ++u) {
      node("OrgUnit", unit(u),
           {{"name", u % 3 == 0 ? "部门 " + std::to_string(u) : "Business Unit " + std::to_string(u)}});
      edge("PART_OF", {"OrgUnit", unit(u)},
           u == 0 ? End{"Account", kAccount} : End{"OrgUnit", unit((u - 1) / 5)});
    }
    team();
    for (std::size_t i = 0; i < contacts_; ++i) contact(i);
    for (std::size_t i = 0; i < contacts_; ++i) lines_of(i);
    business();
    return std::move(transaction_);
  }

  // What happens between two planning sessions: people leave, come and move, and change their mind.
  Transaction changes() {
    transaction_ = {};
    node("Contact", contact_id(1), {{"left_on", *Date::parse("2026-11-01")}});
    node("Contact", "newcomer",
         {{"name", "新人 Newcomer"},
          {"title", "Chief Transformation Officer"},
          {"level", "c_level"},
          {"political_status", "inner_circle"}});
    edge("WORKS_IN", {"Contact", "newcomer"}, {"OrgUnit", unit(0)});
    edge("REPORTS_TO", {"Contact", "newcomer"}, {"Contact", contact_id(0)}, {{"kind", "solid"}});
    node("Contact", contact_id(2), {{"support", "mentor"}, {"title", "Promoted to a new role"}});
    edge("INFLUENCES", {"Contact", contact_id(2)}, {"Contact", "newcomer"}, {{"strength", 0.7}});
    return std::move(transaction_);
  }

 private:
  struct End {
    std::string label, id;
  };
  std::size_t below(std::size_t n) { return random_() % n; }
  bool chance(int percent) { return below(100) < static_cast<std::size_t>(percent); }
  static std::string unit(std::size_t u) { return "unit-" + std::to_string(u); }
  static std::string contact_id(std::size_t i) { return "contact-" + std::to_string(i); }
  static std::string member_id(std::size_t i) { return "member-" + std::to_string(i); }

  void node(const char* label, const std::string& id, Properties properties) {
    graphstore::WriteNode write;
    write.node = NodeRef::by_key(label, id);
    write.properties = std::move(properties);
    transaction_.changes.emplace_back(std::move(write));
  }
  void edge(const char* type, const End& from, const End& to, Properties properties = {}) {
    graphstore::WriteEdge write;
    write.type = type;
    write.from = NodeRef::by_key(from.label, from.id);
    write.to = NodeRef::by_key(to.label, to.id);
    write.properties = std::move(properties);
    transaction_.changes.emplace_back(std::move(write));
  }

  void team() {
    static constexpr const char* kRoles[] = {"account_sponsor", "account_manager", "presales", "marketing"};
    for (std::size_t i = 0; i < kMembers; ++i) {
      node("TeamMember", member_id(i),
           {{"name", std::string(kNames[(i * 5 + 3) % std::size(kNames)])},
            {"level", i == 0 ? "vp" : "manager"}});
      edge("ON_TEAM", {"TeamMember", member_id(i)}, {"Account", kAccount},
           i < 4 ? Properties{{"role", kRoles[i]}}
                 : Properties{{"role", "business_line_seller"}, {"business_line", kLines[i % 8]}});
    }
  }

  void contact(std::size_t i) {
    const bool head = i < units_;
    Properties p{{"name", std::string(kNames[i % std::size(kNames)]) +
                              (i < std::size(kNames) ? "" : " " + std::to_string(i))},
                 {"title", kTitles[i % std::size(kTitles)]},
                 {"level", i == 0 ? "c_level"
                           : head ? (i < 6 ? "vp" : "director")
                                  : "staff"}};
    if (head && chance(70)) p["political_status"] = i < 6 ? "inner_circle" : "political_structure";
    if (chance(75)) p["support"] = kSupports[below(std::size(kSupports))];
    if (i > 6 && chance(4)) p["placeholder"] = true;
    node("Contact", contact_id(i), std::move(p));
    edge("WORKS_IN", {"Contact", contact_id(i)}, {"OrgUnit", unit(i % units_)});
  }

  void lines_of(std::size_t i) {
    const End self{"Contact", contact_id(i)};
    const std::size_t u = i % units_;
    std::size_t boss = i < units_ ? (i - 1) / 5 : u;
    if (i >= 4 * units_ && chance(60)) boss = u + units_ * (1 + below(2));
    if (i > 0) edge("REPORTS_TO", self, {"Contact", contact_id(boss)}, {{"kind", "solid"}});
    if (i > units_ && chance(5))
      edge("REPORTS_TO", self, {"Contact", contact_id(below(units_))}, {{"kind", "dotted"}});
    if (chance(45)) {
      const std::size_t other = chance(50) ? u : below(contacts_);
      if (other != i) {
        edge("INFLUENCES", self, {"Contact", contact_id(other)},
             {{"strength", static_cast<double>(20 + below(80)) / 100},
              {"kind", chance(8) ? "conflict" : "positive"}});
      }
    }
    for (std::size_t t = below(4); t > 0; --t) {
      edge("KNOWS", {"TeamMember", member_id((i * 3 + t * 5) % kMembers)}, self,
           {{"relationship_level", kLevels[below(4)]},
            {"last_contact", *Date::parse(kDate) + -static_cast<std::int32_t>(below(250))}});
    }
  }

  void business() {
    for (std::size_t d = 0; d < 3; ++d) {
      const std::string id = "deal-" + std::to_string(d);
      node("Opportunity", id,
           {{"name", "Core banking renewal 核心系统 " + std::to_string(d)},
            {"stage", d == 2 ? "won" : "proposal"},
            {"amount", graphstore::Decimal{static_cast<std::int64_t>(1'250'000 * (d + 1)), 0}},
            {"currency", "EUR"}});
      edge("FOR_ACCOUNT", {"Opportunity", id}, {"Account", kAccount});
      edge("OWNED_BY", {"Opportunity", id}, {"TeamMember", member_id(1)});
      edge("INVOLVES", {"Opportunity", id}, {"BusinessLine", kLines[d]});
      edge("TARGETS", {"Opportunity", id}, {"OrgUnit", unit(d)});
      for (const char* role : {"decision_maker", "champion", "evaluator", "user"})
        edge("BUYS", {"Contact", contact_id(below(contacts_))}, {"Opportunity", id}, {{"role", role}});
    }
    for (std::size_t u = 0; u < units_; ++u) {
      for (const char* line : kLines) {
        if (chance(25)) {
          edge("PURCHASED", {"OrgUnit", unit(u)}, {"BusinessLine", line},
               {{"amount", graphstore::Decimal{static_cast<std::int64_t>(1000 * (1 + below(9000))), 0}},
                {"currency", "EUR"},
                {"year", std::int64_t{2025}}});
        } else if (chance(60)) {
          static constexpr const char* kStates[] = {"eligible", "eligible", "not_eligible", "competitor"};
          edge("CELL", {"OrgUnit", unit(u)}, {"BusinessLine", line}, {{"state", kStates[below(4)]}});
        }
      }
    }
  }

  static constexpr std::size_t kMembers = 16;
  const std::size_t contacts_, units_;
  std::mt19937 random_;
  Transaction transaction_;
};

[[noreturn]] void stop(const Status& status) {
  std::fprintf(stderr, "gallery: %s\n", status.to_string().c_str());
  std::exit(1);
}

}  // namespace

GalleryWorld gallery_world(std::size_t contacts) {
  graphstore::OpenOptions options;
  options.url = "memory:";
  options.schema = *query::relationship_schema();
  options.clock = [] { return *DateTime::parse("2026-11-23T08:00:00Z"); };
  auto graph = graphstore::Graph::open(options);
  if (!graph) stop(graph.status());
  GalleryWorld world{*std::move(graph), 0};
  Maker maker(contacts);
  if (const auto done = world.graph->commit(maker.people(), {"gallery", "people", false, false}); !done)
    stop(done.status());
  world.before = world.graph->snapshot()->version();
  if (const auto done = world.graph->commit(maker.changes(), {"gallery", "changes", false, false}); !done)
    stop(done.status());
  return world;
}

}  // namespace relmap::gallery

#include "random_account.h"

#include <algorithm>
#include <map>
#include <sstream>

namespace relmap::query::testing {
namespace {

class Maker {
 public:
  Maker(std::mt19937& random, std::size_t size) : random_(random), size_(size) {}

  RandomAccount run() {
    node("Account", "a", std::string(" tier=") + one_of({"strategic", "large", "smb"}));
    node("Account", "b", " tier=large");
    const std::size_t units = 1 + pick(4), lines = 1 + pick(3), members = 2 + pick(size_ / 2 + 2);
    for (std::size_t i = 0; i < units; ++i) add_unit(i);
    for (std::size_t i = 0; i < lines; ++i) node("BusinessLine", "l" + text(i), "");
    for (std::size_t i = 0; i < size_; ++i) add_contact(i, units);
    for (std::size_t i = 0; i < members; ++i) add_member(i, lines);
    const std::size_t deals = pick(3);
    for (std::size_t i = 0; i < deals; ++i) add_deal(i, units, lines);
    add_links();
    for (std::size_t u = 0; u < units; ++u) {
      for (std::size_t l = 0; l < lines; ++l) add_cell("u" + text(u), "l" + text(l));
    }
    return std::move(out_);
  }

 private:
  std::size_t pick(std::size_t n) { return n == 0 ? 0 : random_() % n; }
  bool chance(int percent) { return pick(100) < static_cast<std::size_t>(percent); }
  static std::string text(std::size_t n) { return std::to_string(n); }
  std::string one_of(const std::vector<std::string>& words) { return words[pick(words.size())]; }
  std::string maybe(int percent, const char* name, const std::vector<std::string>& words) {
    return chance(percent) ? std::string(" ") + name + "=" + one_of(words) : "";
  }
  std::string day() {
    const std::size_t month = 1 + pick(11);
    return "2026-" + std::string(month < 10 ? "0" : "") + text(month) + "-" + text(10 + pick(13));
  }
  std::string strength() { return "0." + text(1 + pick(9)); }

  void node(const std::string& label, const std::string& id, const std::string& properties) {
    out_.nodes.push_back(label + " " + id + properties);
  }
  void edge(const std::string& type, const std::string& from, const std::string& to,
            const std::string& properties = "") {
    if (from != to && seen_.insert({type + " " + from + " " + to + key_of(type, properties), 0}).second)
      out_.edges.push_back(type + " " + from + " " + to + properties);
  }
  // BUYS, ON_TEAM and PURCHASED may stand several times between the same two, told apart by role, line and
  // year. (Twice the same edge with another support would be a matter of which is written last.)
  static std::string key_of(const std::string& type, const std::string& properties) {
    if (type == "BUYS") return properties.substr(0, properties.find(" support="));
    return type == "ON_TEAM" || type == "PURCHASED" ? properties : "";
  }
  std::string contact() { return one_of(out_.contacts); }
  std::string member() { return one_of(out_.members); }

  void add_unit(std::size_t i) {
    node("OrgUnit", "u" + text(i), chance(10) ? " placeholder=true" : "");
    edge("PART_OF", "u" + text(i), i > 0 && chance(40) ? "u" + text(pick(i)) : "a");
  }
  void add_contact(std::size_t i, std::size_t units) {
    const std::string id = "c" + text(i);
    std::string properties =
        maybe(60, "level", {"c_level", "vp", "director", "manager", "staff"}) +
        maybe(30, "political_status", {"inner_circle", "political_structure", "outside"}) +
        maybe(60, "support", {"mentor", "supporter", "neutral", "non_supporter", "enemy"});
    if (chance(5)) properties += " placeholder=true";
    if (chance(8)) properties += " left_on=" + day();
    node("Contact", id, properties);
    out_.contacts.push_back(id);
    edge("WORKS_IN", id, chance(10) ? "b" : chance(15) ? "a" : "u" + text(pick(units)));
    if (i > 0 && chance(70)) edge("REPORTS_TO", id, "c" + text(pick(i)), maybe(15, "kind", {"dotted"}));
  }
  void add_member(std::size_t i, std::size_t lines) {
    const std::string id = "m" + text(i);
    node("TeamMember", id,
         maybe(50, "level", {"c_level", "vp", "director"}) + (chance(8) ? " left_on=" + day() : ""));
    out_.members.push_back(id);
    if (chance(70)) {
      const std::string role = one_of({"account_sponsor", "account_manager", "presales",
                                       "business_line_seller", "marketing", "telesales", "finance"});
      edge("ON_TEAM", id, "a",
           " role=" + role +
               (role == "business_line_seller" && chance(70) ? " business_line=l" + text(pick(lines)) : ""));
    }
    if (i > 0 && chance(30)) edge("REPORTS_TO", id, "m" + text(pick(i)));
  }
  void add_deal(std::size_t i, std::size_t units, std::size_t lines) {
    const std::string id = "o" + text(i);
    node("Opportunity", id, " stage=" + one_of({"lead", "proposal", "negotiation", "won"}));
    edge("FOR_ACCOUNT", id, "a");
    if (chance(70)) edge("INVOLVES", id, "l" + text(pick(lines)));
    if (chance(50)) edge("TARGETS", id, "u" + text(pick(units)));
    for (std::size_t n = pick(5); n > 0; --n) {
      edge("BUYS", contact(), id,
           " role=" + one_of({"decision_maker", "approver", "champion", "evaluator", "user", "coach"}) +
               maybe(25, "support", {"supporter", "enemy", "neutral"}));
    }
  }
  void add_links() {
    const std::size_t ties = out_.contacts.size() + pick(out_.contacts.size() + 1);
    for (std::size_t i = 0; i < ties; ++i) {
      edge("KNOWS", member(), contact(),
           (chance(70) ? " strength=" + strength()
                       : maybe(80, "relationship_level",
                               {"vendor", "credible_source", "problem_solver", "trusted_advisor"})) +
               (chance(85) ? " last_contact=" + day() : "") +
               maybe(20, "desired_level", {"credible_source", "problem_solver", "trusted_advisor"}));
    }
    for (std::size_t i = 0; i < 2 * out_.contacts.size(); ++i)
      edge("INFLUENCES", contact(), contact(),
           " strength=" + strength() + (chance(10) ? " kind=conflict" : ""));
    for (std::size_t i = 0; i < out_.contacts.size() / 3; ++i)
      edge("COVERS", member(), contact(), " cadence_days=" + text(20 + pick(200)));
    if (out_.members.size() > 1 && chance(50)) edge("WORKS_WITH", "m0", "m1", " strength=" + strength());
  }
  void add_cell(const std::string& unit, const std::string& line) {
    if (chance(60)) edge("CELL", unit, line, " state=" + one_of({"eligible", "not_eligible", "competitor"}));
    if (chance(20)) edge("PURCHASED", unit, line, " year=" + one_of({"2022", "2023", "2024", "2026"}));
  }

  std::mt19937& random_;
  const std::size_t size_;
  std::map<std::string, int> seen_;
  RandomAccount out_;
};

// Ids stand as whole words, after "=" too (business_line=l0).
std::string renamed(const std::string& line, const std::map<std::string, std::string>& names) {
  std::istringstream in(line);
  std::string out;
  for (std::string word; in >> word;) {
    const std::size_t equals = word.find('=');
    const std::string key = equals == std::string::npos ? "" : word.substr(0, equals + 1);
    std::string value = word.substr(key.size());
    if (key.empty() || key == "business_line=") {
      if (const auto it = names.find(value); it != names.end()) value = it->second;
    }
    out += (out.empty() ? "" : " ") + key + value;
  }
  return out;
}

}  // namespace

std::string RandomAccount::text() const {
  std::string out;
  for (const std::string& line : nodes) out += line + "\n";
  for (const std::string& line : edges) out += line + "\n";
  return out;
}

std::string RandomAccount::reordered(std::mt19937& random,
                                     const std::vector<std::pair<std::string, std::string>>& ids) const {
  RandomAccount other = *this;
  std::shuffle(other.nodes.begin(), other.nodes.end(), random);
  std::shuffle(other.edges.begin(), other.edges.end(), random);
  const std::map<std::string, std::string> names(ids.begin(), ids.end());
  for (auto* lines : {&other.nodes, &other.edges}) {
    for (std::string& line : *lines) line = renamed(line, names);
  }
  return other.text();
}

std::vector<std::pair<std::string, std::string>> RandomAccount::renaming(std::mt19937& random) const {
  std::vector<std::string> ids;
  for (const std::string& line : nodes) {
    std::istringstream in(line);
    std::string label, id;
    in >> label >> id;
    if (id != "a") ids.push_back(id);
  }
  std::vector<std::string> fresh;
  for (std::size_t i = 0; i < ids.size(); ++i) fresh.push_back("n" + std::to_string(i));
  std::shuffle(fresh.begin(), fresh.end(), random);
  std::vector<std::pair<std::string, std::string>> all;
  for (std::size_t i = 0; i < ids.size(); ++i) all.emplace_back(ids[i], fresh[i]);
  return all;
}

RandomAccount random_account(std::mt19937& random, std::size_t size) { return Maker(random, size).run(); }

}  // namespace relmap::query::testing

#include "json_out.h"
#include "people/print.h"
#include "query/person.h"

namespace relmap::query {
namespace {

class PersonPrinter {
 public:
  PersonPrinter(const PersonPage& page, const PersonVersions* versions) : p_(page), versions_(versions) {}

  Json print() const {
    const auto of_contact = [this](bool value) { return p_.contact ? Json(value) : Json(nullptr); };
    return {{"person", json_of(p_.person)},
            {"properties", json_of(p_.properties)},
            {"version", versions_ ? Json(versions_->person) : Json(nullptr)},
            {"date", p_.date.to_string()},
            {"accounts", json_of(p_.accounts)},
            {"key_player", of_contact(p_.key_player)},
            {"champion", of_contact(p_.champion)},
            {"covered", of_contact(p_.covered)},
            {"units", links(p_.units, "unit", {"since", "until"})},
            {"reports_to", links(p_.reports_to, "person", {"kind", "since", "until"})},
            {"reports", links(p_.reports, "person", {"kind", "since", "until"})},
            {"influences", influences(p_.influences, "to", {"kind"})},
            {"influenced_by", influences(p_.influenced_by, "from", {"kind"})},
            {"works_with", colleagues()},
            {"ties", ties()},
            {"covers", links(p_.covers, p_.contact ? "member" : "contact", {"cadence_days"})},
            {"buys", buys()},
            {"roles", roles()},
            {"tasks", tasks()},
            {"gaps", gaps()},
            {"more", p_.more}};
  }

 private:
  using Names = std::initializer_list<const char*>;

  static Json recorded(const PersonEdge& edge, const char* name) {
    const auto found = edge.properties.find(name);
    return found == edge.properties.end() ? Json(nullptr) : json_of(found->second);
  }

  // What names the edge to a write, what it holds, and the version to guard the write with.
  Json with_edge(Json entry, const PersonEdge& edge) const {
    entry["version"] = nullptr;
    if (versions_) {
      const auto found = versions_->edges.find(edge.id);
      entry["version"] = found == versions_->edges.end() ? versions_->graph : found->second;
    }
    entry["edge"] = {{"type", edge.type},
                     {"from", edge.from},
                     {"to", edge.to},
                     {"key", json_of(edge.key)},
                     {"properties", json_of(edge.properties)}};
    return entry;
  }

  Json links(const std::vector<PersonLink>& list, const char* other, Names properties) const {
    Json out = Json::array();
    for (const PersonLink& link : list) {
      Json entry = {{other, json_of(link.other)}};
      for (const char* name : properties) entry[name] = recorded(link.edge, name);
      out.push_back(with_edge(std::move(entry), link.edge));
    }
    return out;
  }

  Json influences(const std::vector<PersonInfluence>& list, const char* other, Names properties) const {
    Json out = Json::array();
    for (const PersonInfluence& influence : list) {
      Json entry = {{other, json_of(influence.other)}, {"strength", influence.strength}};
      for (const char* name : properties) entry[name] = recorded(influence.edge, name);
      out.push_back(with_edge(std::move(entry), influence.edge));
    }
    return out;
  }

  Json colleagues() const {
    Json out = influences(p_.works_with, "person", {"context"});
    for (Json& entry : out) {
      entry["from"] = entry["edge"]["from"];
      entry["to"] = entry["edge"]["to"];
    }
    return out;
  }

  Json ties() const {
    Json out = Json::array();
    for (const PersonTie& tie : p_.ties) {
      Json entry = {{p_.contact ? "member" : "contact", json_of(tie.other)},
                    {"level", or_null(word(tie.level))},
                    {"desired_level", or_null(word(tie.desired))},
                    {"contact_depth", recorded(tie.edge, "contact_depth")},
                    {"strength", tie.strength},
                    {"last_contact", or_null(tie.last_contact)},
                    {"days", or_null(tie.days)},
                    {"cadence_days", or_null(tie.cadence_days)},
                    {"live", tie.live},
                    {"note", recorded(tie.edge, "note")},
                    {"account", tie.account ? json_of(*tie.account) : Json(nullptr)}};
      out.push_back(with_edge(std::move(entry), tie.edge));
    }
    return out;
  }

  Json buys() const {
    Json out = Json::array();
    for (const PersonBuying& buying : p_.buys) {
      out.push_back(with_edge({{"opportunity", json_of(buying.opportunity)},
                               {"stage", or_null(word(buying.stage))},
                               {"open", is_open(buying.stage)},
                               {"role", or_null(word(buying.role))},
                               {"support", or_null(word(buying.support))}},
                              buying.edge));
    }
    return out;
  }

  Json roles() const {
    Json out = Json::array();
    for (const PersonSeat& seat : p_.roles) {
      out.push_back(
          with_edge({{"account", json_of(seat.account)},
                     {"role", or_null(word(seat.role))},
                     {"business_line", seat.business_line ? json_of(*seat.business_line) : Json(nullptr)},
                     {"since", recorded(seat.edge, "since")},
                     {"until", recorded(seat.edge, "until")}},
                    seat.edge));
    }
    return out;
  }

  Json tasks() const {
    Json out = Json::array();
    for (const PersonTask& task : p_.tasks) {
      out.push_back({{"task", json_of(task.task)},
                     {"kind", or_null(task.kind)},
                     {"status", or_null(task.status)},
                     {"due_on", or_null(task.due_on)},
                     {"owner", task.owner ? json_of(*task.owner) : Json(nullptr)}});
    }
    return out;
  }

  Json gaps() const {
    Json out = Json::array();
    for (const PersonGap& found : p_.gaps) {
      out.push_back({{"account", json_of(found.account)},
                     {"id", found.gap.id},
                     {"rule", found.gap.rule},
                     {"severity", severity_name(found.gap.severity)},
                     {"because", found.gap.because},
                     {"action", {{"text", found.gap.action.text}}}});
    }
    return out;
  }

  const PersonPage& p_;
  const PersonVersions* versions_;
};

}  // namespace

std::string to_json(const PersonPage& page, const PersonVersions* versions) {
  return dump(PersonPrinter(page, versions).print());
}

}  // namespace relmap::query

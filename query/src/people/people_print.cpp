#include "json_out.h"
#include "people/print.h"
#include "query/people.h"

namespace relmap::query {
namespace {

Json tie_json(const AccountView& view, const TieView& tie) {
  return {{"member", json_of(view.members[tie.member].node)},
          {"level", or_null(word(tie.level))},
          {"desired_level", or_null(word(tie.desired))},
          {"contact_depth", or_null(tie.contact_depth)},
          {"strength", tie.strength},
          {"last_contact", or_null(tie.last_contact)},
          {"days", or_null(tie.days)},
          {"cadence_days", tie.cadence_days},
          {"live", tie.live},
          {"on_team", tie.member_on_team}};
}

Json buying_json(const AccountView& view, const BuyingRoleView& buys) {
  return {{"opportunity", json_of(view.opportunities[buys.opportunity].node)},
          {"role", or_null(word(buys.role))},
          {"support", or_null(word(buys.support))}};
}

Json person_json(const AccountPeople& people, std::size_t row) {
  const AccountView& view = people.view;
  const ContactView& contact = view.contacts[people.contacts[row]];
  Json ties = Json::array(), buys = Json::array();
  for (const std::size_t i : contact.ties) ties.push_back(tie_json(view, view.ties[i]));
  for (const BuyingRoleView& role : contact.buying_roles) buys.push_back(buying_json(view, role));
  const std::optional<std::size_t> boss = people.bosses[row];
  return {{"contact", json_of(contact.node)},
          {"title", or_null(contact.title)},
          {"level", or_null(word(contact.level))},
          {"unit", contact.unit == kNoIndex ? Json(nullptr) : json_of(view.units[contact.unit].node)},
          {"political_status", or_null(word(contact.political_status))},
          {"support", or_null(word(contact.support))},
          {"adaptability", or_null(contact.adaptability)},
          {"key_player", contact.key_player},
          {"champion", contact.champion},
          {"placeholder", contact.placeholder},
          {"outside", contact.outside},
          {"left_on", or_null(contact.left_on)},
          {"covered", contact.covered},
          {"ties", std::move(ties)},
          {"buys", std::move(buys)},
          {"reports_to", boss ? json_of(view.contacts[*boss].node) : Json(nullptr)},
          {"gaps", {{"red", people.gaps[row].red}, {"amber", people.gaps[row].amber}}}};
}

std::string yes_no(bool value) { return value ? "true" : "false"; }

std::string row_csv(const AccountPeople& people, std::size_t row) {
  const AccountView& view = people.view;
  const ContactView& contact = view.contacts[people.contacts[row]];
  std::vector<NodeName> members;
  for (const std::size_t i : contact.ties) members.push_back(view.members[view.ties[i].member].node);
  const std::optional<std::size_t> boss = people.bosses[row];
  const std::vector<std::string> fields{contact.node.id,
                                        contact.node.name,
                                        contact.title,
                                        std::string(word(contact.level)),
                                        contact.unit == kNoIndex ? "" : view.units[contact.unit].node.id,
                                        std::string(word(contact.political_status)),
                                        std::string(word(contact.support)),
                                        contact.adaptability,
                                        yes_no(contact.key_player),
                                        yes_no(contact.champion),
                                        yes_no(contact.placeholder),
                                        yes_no(contact.outside),
                                        contact.left_on ? contact.left_on->to_string() : "",
                                        yes_no(contact.covered),
                                        refs_of(members),
                                        boss ? view.contacts[*boss].node.ref() : "",
                                        std::to_string(people.gaps[row].red),
                                        std::to_string(people.gaps[row].amber)};
  std::string line;
  for (const std::string& field : fields) line += (line.empty() ? "" : ",") + csv_field(field);
  return line + "\r\n";
}

}  // namespace

std::string to_json(const AccountPeople& people) {
  Json list = Json::array();
  for (std::size_t row = 0; row < people.contacts.size(); ++row) list.push_back(person_json(people, row));
  const Json answer{{"account", json_of(people.view.account)},
                    {"date", people.view.date.to_string()},
                    {"people", std::move(list)},
                    {"next", people.next ? Json(*people.next) : Json(nullptr)}};
  // Not indented: of thousands of people the spaces would be more than the rest.
  return answer.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string to_csv(const AccountPeople& people) {
  std::string out =
      "id,name,title,level,unit,political_status,support,adaptability,key_player,champion,placeholder,"
      "outside,left_on,covered,ties,reports_to,red,amber\r\n";
  for (std::size_t row = 0; row < people.contacts.size(); ++row) out += row_csv(people, row);
  return out;
}

}  // namespace relmap::query

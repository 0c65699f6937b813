// Everything that is known of one person, the customer's or ours, as a page with forms shows it.
//
// Of a team member these are facts (ties, seats, tasks), each with what it is about: never a count, a figure
// or a comparison of our people.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "query/coverage.h"
#include "query/model.h"

namespace relmap::query {

// One edge at the person, as a form edits it: type, ends and key name it to a write.
struct PersonEdge {
  EdgeId id = 0;
  std::string type, from, to;  // ends: "Label/id"
  graphstore::Properties key;  // the key properties that it has
  graphstore::Properties properties;
};

// An edge to another node, with what is read out of it. Which members are used depends on the list.
struct PersonLink {
  PersonEdge edge;
  NodeName other;
};

struct PersonTie {
  PersonEdge edge;
  NodeName other;  // the member, of a member's tie the contact
  RelationshipLevel level = RelationshipLevel::kNone, desired = RelationshipLevel::kNone;
  double strength = 0;  // [0,1] at D
  std::optional<Date> last_contact;
  std::optional<int> days;
  std::optional<int> cadence_days;  // nullopt: the member has left, so that none is due
  bool live = false;
  std::optional<NodeName> account;  // of the contact, in which it was judged; nullopt: of none
};

struct PersonInfluence {
  PersonEdge edge;
  NodeName other;
  double strength = 0;  // [0,1]; also of WORKS_WITH
};

struct PersonBuying {
  PersonEdge edge;
  NodeName opportunity;
  Stage stage = Stage::kNone;
  BuyingRole role = BuyingRole::kNone;
  Support support = Support::kNone;  // on that deal
};

struct PersonSeat {
  PersonEdge edge;
  NodeName account;
  TeamRole role = TeamRole::kNone;
  std::optional<NodeName> business_line;
};

struct PersonTask {
  NodeName task;
  std::string kind, status;  // the schema's words
  std::optional<Date> due_on;
  std::optional<NodeName> owner;
};

struct PersonGap {
  NodeName account;
  Gap gap;
};

struct PersonPage {
  NodeName person;
  bool contact = false;  // else one of us
  graphstore::Properties properties;
  Date date;
  std::vector<NodeName> accounts;  // whose contact he is; of a member: in whose team he has a seat. By id
  bool key_player = false, champion = false, covered = false;  // of a contact: in any account
  std::vector<PersonLink> units;                               // WORKS_IN, also what is over or to come
  std::vector<PersonLink> reports_to, reports;
  std::vector<PersonInfluence> influences, influenced_by, works_with;
  std::vector<PersonTie> ties;     // a contact's the strongest first, a member's by contact
  std::vector<PersonLink> covers;  // to look after him; of a member: whom he is to look after
  std::vector<PersonBuying> buys;
  std::vector<PersonSeat> roles;  // also what is over or to come
  std::vector<PersonTask> tasks;  // about a contact, or a member's own
  std::vector<PersonGap> gaps;    // whose subject he is, by account, in the order of its report
  bool more = false;  // one of the lists was longer than kMaxOfPerson, or there were more accounts
};

inline constexpr std::size_t kMaxOfPerson = 1'000;  // entries of one list
inline constexpr std::size_t kMaxAccountsOfPerson =
    200;  // that are judged: those of the most direct bond first

// `label`: Contact or TeamMember. Costs a report on each account concerned: those of a contact and of the
// open deals he is in on, those of a member's seats and of the contacts he knows. kNotFound.
Result<PersonPage> person_page(const Snapshot& snapshot, std::string_view label, std::string_view id,
                               const CoverageOptions& options);

// The versions of the person and of the edges of the page, as the store has them; a Snapshot does not know.
struct PersonVersions {
  graphstore::Version graph = 0;  // for an edge that is not among them
  graphstore::Version person = 0;
  std::unordered_map<EdgeId, graphstore::Version> edges;
};
// Versions are null where `versions` is. What is not recorded is null.
std::string to_json(const PersonPage& page, const PersonVersions* versions);

}  // namespace relmap::query

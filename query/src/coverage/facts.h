// Facts: what the rules, the score and the views need to know of one account, gathered in one walk over its
// own neighbourhood (units, people, their ties, client team, opportunities) and judged at one date.
//
// Definitions follow query/README.md ("Terms"): key player, live tie, cadence, champion, supportive.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "query/account_view.h"
#include "query/model.h"
#include "query/policy.h"

namespace relmap::query {

// A KNOWS of a present team member with a contact.
struct TieFact {
  std::size_t contact = kNoIndex;
  Vertex member = graphstore::kNoVertex;
  Edge edge;
  RelationshipLevel level = RelationshipLevel::kNone;
  double strength = 0;
  std::optional<int> days;  // since last contact
  int cadence_days = 0;
  bool credible = false;  // credible_source or above
  bool within = false;    // its cadence
  bool live = false;      // credible, within, and the contact is present
  bool on_team = false;

  double factor() const;  // days ÷ cadence, infinite without a date
};

// A BUYS of a contact on an opportunity of the account. Placeholders have none: they name no buying role.
struct BuyerFact {
  std::size_t opportunity = kNoIndex, contact = kNoIndex;
  BuyingRole role = BuyingRole::kNone;
  Support support = Support::kNone;
  Edge edge;
};

struct ContactFact {
  Vertex vertex = graphstore::kNoVertex;
  std::vector<Placement> placements;  // in this account
  bool outside = false;               // not of this account, but on one of its open opportunities
  bool left = false;
  bool placeholder = false;
  Level level = Level::kNone;
  PoliticalStatus political_status = PoliticalStatus::kNone;
  Support support = Support::kNone;
  bool key_player = false;  // never of somebody who has left
  bool champion = false;
  double weight = 0;                // of a key player
  std::vector<std::size_t> ties;    // into Facts::ties, strongest first
  std::vector<std::size_t> buyers;  // into Facts::buyers, of open opportunities

  bool counts() const { return !outside && !left; }  // one of the account's people at D
};

// What somebody is by his record and, in an account, by his roles on its open opportunities: fills `contact`
// but for its weight, its ties and what depends on the account.
void judge_standing(const Model& model, bool decides, bool named_champion, ContactFact& contact);
// The ties of a contact so judged, in the order of their edges; `contact` and `on_team` are the caller's to
// set.
std::vector<TieFact> ties_of(const Model& model, const TierPolicy& policy, const ContactFact& contact);

struct OpportunityFact {
  Vertex vertex = graphstore::kNoVertex;
  Stage stage = Stage::kNone;
  bool open = false;
  std::vector<std::size_t> buyers;  // into Facts::buyers
};

class Facts {
 public:
  Facts(const Model& model, const Policy& policy, Vertex account);

  const Model& model() const { return *model_; }
  const TierPolicy& policy() const { return *policy_; }
  Vertex account() const { return account_; }
  Tier tier() const { return tier_; }

  std::vector<Vertex> units;
  std::vector<ContactFact> contacts;           // by id, those from outside too
  std::vector<TieFact> ties;                   // by contact
  std::vector<TeamSeat> seats;                 // in force, of present members only
  std::vector<TeamSeat> leaver_seats;          // in force, of members who have left
  std::vector<Vertex> team;                    // present members with a seat, by id
  std::vector<OpportunityFact> opportunities;  // by id
  std::vector<BuyerFact> buyers;
  std::size_t people = 0;       // contacts that count
  std::size_t key_players = 0;  // among them

  bool has_live_tie(const ContactFact& contact) const;
  // The tie of the contact whose cadence is least overrun, among those that are credible; nullptr: none.
  const TieFact* freshest_credible(const ContactFact& contact) const;
  const ContactFact* find_contact(Vertex v) const;
  // Calendar years before D's in which a purchase counts: line.no-seller says it for all.
  int purchase_years() const { return static_cast<int>(policy().rule("line.no-seller").number("years")); }
  bool on_team(Vertex member) const { return team_set_.contains(member); }

 private:
  void gather_team();
  void gather_people();
  void gather_opportunities();
  void add_buyer(std::size_t opportunity, const Edge& edge);
  void judge(ContactFact& contact);
  void gather_ties(std::size_t contact);
  ContactFact& contact_of(Vertex v);
  void order_contacts();

  const Model* model_;
  const TierPolicy* policy_;
  Vertex account_;
  Tier tier_;
  std::unordered_map<Vertex, std::size_t> index_;
  std::unordered_set<Vertex> team_set_;
};

}  // namespace relmap::query

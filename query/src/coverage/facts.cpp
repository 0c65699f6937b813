#include "coverage/facts.h"

#include <algorithm>
#include <limits>

#include "query/strength.h"

namespace relmap::query {

double TieFact::factor() const {
  return days ? static_cast<double>(*days) / cadence_days : std::numeric_limits<double>::infinity();
}

Facts::Facts(const Model& model, const Policy& policy, Vertex account)
    : model_(&model), account_(account), tier_(model.tier(account)) {
  policy_ = &policy.tier(tier_);
  gather_team();
  gather_people();
  gather_opportunities();
  order_contacts();
  for (BuyerFact& buyer : buyers) {
    if (opportunities[buyer.opportunity].open)
      contacts[buyer.contact].buyers.push_back(&buyer - buyers.data());
  }
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    judge(contacts[i]);
    gather_ties(i);
    if (contacts[i].counts()) ++people;
    if (contacts[i].counts() && contacts[i].key_player) ++key_players;
  }
}

ContactFact& Facts::contact_of(Vertex v) {
  auto [it, fresh] = index_.try_emplace(v, contacts.size());
  if (fresh) {
    contacts.emplace_back();
    contacts.back().vertex = v;
  }
  return contacts[it->second];
}

const ContactFact* Facts::find_contact(Vertex v) const {
  auto it = index_.find(v);
  return it == index_.end() ? nullptr : &contacts[it->second];
}

void Facts::gather_team() {
  for (const TeamSeat& seat : model_->team(account_)) {
    if (model_->has_left(seat.member)) {
      leaver_seats.push_back(seat);
      continue;
    }
    seats.push_back(seat);
    if (team_set_.insert(seat.member).second) team.push_back(seat.member);
  }
  model_->sort_by_id(team);
}

void Facts::gather_people() {
  units = model_->units(account_);
  for (const Placement& placement : model_->placements(account_, units)) {
    contact_of(placement.contact).placements.push_back(placement);
  }
}

void Facts::add_buyer(std::size_t opportunity, const Edge& edge) {
  if (model_->is_placeholder(edge.source)) {
    return;  // knows what the role is, not who holds it
  }
  ContactFact& contact = contact_of(edge.source);
  contact.outside = contact.placements.empty();
  BuyerFact buyer;
  buyer.opportunity = opportunity;
  buyer.contact = static_cast<std::size_t>(&contact - contacts.data());
  buyer.role = model_->buying_role(edge.properties);
  buyer.support = model_->deal_support(edge.properties, edge.source);
  buyer.edge = edge;
  opportunities[opportunity].buyers.push_back(buyers.size());
  buyers.push_back(buyer);
}

void Facts::gather_opportunities() {
  for (Vertex v : model_->opportunities(account_)) {
    Stage stage = model_->stage(v);
    opportunities.push_back({v, stage, is_open(stage), {}});
    if (!opportunities.back().open) continue;
    for (Edge edge : model_->snapshot().in(v, model_->symbols().buys))
      add_buyer(opportunities.size() - 1, edge);
  }
}

// Brings the contacts into the order of their ids; whatever points at them follows.
void Facts::order_contacts() {
  std::vector<std::size_t> order(contacts.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
    int by_id = model_->id(contacts[a].vertex).compare(model_->id(contacts[b].vertex));
    return by_id != 0 ? by_id < 0 : contacts[a].vertex < contacts[b].vertex;
  });
  std::vector<ContactFact> ordered;
  ordered.reserve(contacts.size());
  for (std::size_t old : order) {
    index_[contacts[old].vertex] = ordered.size();
    ordered.push_back(std::move(contacts[old]));
  }
  contacts = std::move(ordered);
  for (BuyerFact& buyer : buyers) buyer.contact = index_.at(buyer.edge.source);
}

void judge_standing(const Model& m, bool decides, bool named_champion, ContactFact& c) {
  c.left = m.has_left(c.vertex);
  c.placeholder = m.is_placeholder(c.vertex);
  c.level = m.level(c.vertex);
  c.political_status = m.political_status(c.vertex);
  c.support = m.support(c.vertex);
  const bool unmarked = c.political_status == PoliticalStatus::kNone;
  c.key_player = !c.left && (m.marked_key_player(c.vertex) || (unmarked && decides));
  c.champion = !c.left && (named_champion || c.support == Support::kMentor);
}

void Facts::judge(ContactFact& c) {
  bool decides = false, named_champion = false;
  for (std::size_t i : c.buyers) {
    decides =
        decides || buyers[i].role == BuyingRole::kApprover || buyers[i].role == BuyingRole::kDecisionMaker;
    named_champion = named_champion || buyers[i].role == BuyingRole::kChampion;
  }
  judge_standing(*model_, decides, named_champion, c);
  if (!c.key_player) return;
  const ScorePolicy& score = policy_->score;
  c.weight = c.political_status == PoliticalStatus::kInnerCircle          ? score.inner_circle
             : c.political_status == PoliticalStatus::kPoliticalStructure ? score.political_structure
                                                                          : score.other_key_player;
}

namespace {

int default_cadence(const CadencePolicy& cadence, const ContactFact& contact) {
  if (contact.champion) return cadence.champion;
  if (contact.key_player) return cadence.key_player;
  return contact.level >= Level::kDirector ? cadence.director_and_above : cadence.other;
}

// What each present member who is to look after the contact has as cadence, and what others have.
struct Cadences {
  std::unordered_map<Vertex, int> own;
  int others = 0;

  Cadences(const Model& m, const CadencePolicy& policy, const ContactFact& contact) {
    const Symbols& s = m.symbols();
    int shortest = std::numeric_limits<int>::max();
    for (Edge edge : m.snapshot().in(contact.vertex, s.covers)) {
      std::optional<double> days = edge.properties.number(s.cadence_days);
      if (!days || *days < 1 || m.has_left(edge.source)) continue;
      int whole = static_cast<int>(std::min(*days, 1e6));
      auto [it, fresh] = own.try_emplace(edge.source, whole);
      it->second = std::min(it->second, whole);
      shortest = std::min(shortest, whole);
    }
    others = own.empty() ? default_cadence(policy, contact) : shortest;
  }
  int of(Vertex member) const {
    auto found = own.find(member);
    return found != own.end() ? found->second : others;
  }
};

}  // namespace

std::vector<TieFact> ties_of(const Model& m, const TierPolicy& policy, const ContactFact& contact) {
  const Cadences cadences(m, policy.cadence_days, contact);
  std::vector<TieFact> ties;
  for (Edge edge : m.snapshot().in(contact.vertex, m.symbols().knows)) {
    if (!m.is(edge.source, m.symbols().team_member) || m.has_left(edge.source)) continue;
    TieFact tie;
    tie.member = edge.source;
    tie.edge = edge;
    tie.level = m.relationship_level(edge.properties);
    tie.strength = tie_strength(m, policy.strength, edge.properties);
    tie.days = days_since_contact(m, edge.properties);
    tie.cadence_days = cadences.of(edge.source);
    tie.credible = tie.level >= RelationshipLevel::kCredibleSource;
    tie.within = tie.days && *tie.days <= tie.cadence_days;
    tie.live = tie.credible && tie.within && !contact.left;
    ties.push_back(tie);
  }
  return ties;
}

void Facts::gather_ties(std::size_t index) {
  std::vector<std::size_t>& own = contacts[index].ties;
  for (TieFact& tie : ties_of(*model_, *policy_, contacts[index])) {
    tie.contact = index;
    tie.on_team = on_team(tie.member);
    own.push_back(ties.size());
    ties.push_back(tie);
  }
  std::sort(own.begin(), own.end(), [&](std::size_t a, std::size_t b) {
    if (ties[a].strength != ties[b].strength) return ties[a].strength > ties[b].strength;
    return model_->id(ties[a].member) < model_->id(ties[b].member);
  });
}

bool Facts::has_live_tie(const ContactFact& contact) const {
  return std::any_of(contact.ties.begin(), contact.ties.end(),
                     [this](std::size_t i) { return ties[i].live; });
}

const TieFact* Facts::freshest_credible(const ContactFact& contact) const {
  const TieFact* best = nullptr;
  for (std::size_t i : contact.ties) {
    if (ties[i].credible && (!best || ties[i].factor() < best->factor())) best = &ties[i];
  }
  return best;
}

}  // namespace relmap::query

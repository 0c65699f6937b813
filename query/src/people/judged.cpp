#include "people/judged.h"

#include <algorithm>
#include <unordered_set>

#include "coverage/report.h"
#include "query/person.h"

namespace relmap::query {

Judged::Judged(const Model& model, const Policy& policy, const CoverageOptions& options, Vertex person)
    : m_(model), policy_(policy), person_(person), is_contact_(model.is(person, model.symbols().contact)) {
  for (const Vertex account : accounts_to_judge()) judge(account, options);
  if (is_contact_) {
    if (!judged_) judge_alone(person_);
    return;
  }
  // Contacts of no account.
  for (Edge edge : m_.snapshot().out(person_, m_.symbols().knows)) {
    if (!ties_.contains(edge.id) && m_.accounts_of(edge.target).empty()) judge_alone(edge.target);
  }
}

const JudgedTie* Judged::tie(EdgeId knows) const {
  const auto found = ties_.find(knows);
  return found == ties_.end() ? nullptr : &found->second;
}

// `direct`: where he works, or has a seat. `by_others`: of the open deals he is in on, or of those he knows.
void Judged::add_bonds(std::vector<Vertex>& direct, std::vector<Vertex>& by_others) const {
  const Snapshot& g = m_.snapshot();
  const Symbols& s = m_.symbols();
  if (is_contact_) {
    direct = m_.accounts_of(person_);
    for (Edge buys : g.out(person_, s.buys)) {
      if (!is_open(m_.stage(buys.target))) continue;
      for (Edge edge : g.out(buys.target, s.for_account)) by_others.push_back(edge.target);
    }
    return;
  }
  for (Edge seat : g.out(person_, s.on_team)) {
    if (m_.in_force(seat.properties)) direct.push_back(seat.target);
  }
  for (Edge knows : g.out(person_, s.knows)) {
    for (Vertex account : m_.accounts_of(knows.target)) by_others.push_back(account);
  }
}

std::vector<Vertex> Judged::accounts_to_judge() {
  std::vector<Vertex> direct, by_others, wanted;
  add_bonds(direct, by_others);
  std::unordered_set<Vertex> seen;
  for (std::vector<Vertex>* list : {&direct, &by_others}) {
    m_.sort_by_id(*list);
    for (const Vertex account : *list) {
      if (!m_.is(account, m_.symbols().account) || !seen.insert(account).second) continue;
      more = more || wanted.size() == kMaxAccountsOfPerson;
      if (wanted.size() < kMaxAccountsOfPerson) wanted.push_back(account);
    }
  }
  // Where he works comes first, so that its judgement on a tie is the one that counts.
  return wanted;
}

void Judged::judge(Vertex account, const CoverageOptions& options) {
  const Facts facts(m_, policy_, account);
  if (is_contact_) {
    if (const ContactFact* contact = facts.find_contact(person_)) {
      judged_ = true;
      key_player = key_player || contact->key_player;
      champion = champion || contact->champion;
      covered = covered || facts.has_live_tie(*contact);
      add_ties(facts, *contact);
    }
  } else {
    for (const ContactFact& contact : facts.contacts) add_ties(facts, contact);
  }
  const std::string ref = m_.ref(person_);
  CoverageReport report = report_on(facts, policy_, options);
  OfAccount judged{account, {}};
  for (Gap& gap : report.gaps) {
    if (gap.subject.ref() == ref) judged.gaps.push_back(std::move(gap));
  }
  if (!judged.gaps.empty()) accounts.push_back(std::move(judged));
}

void Judged::add_ties(const Facts& facts, const ContactFact& contact) {
  for (const std::size_t i : contact.ties) {
    const TieFact& tie = facts.ties[i];
    if (!is_contact_ && tie.member != person_) continue;
    const JudgedTie judged{tie, facts.account(), contact.outside};
    const auto [at, fresh] = ties_.try_emplace(tie.edge.id, judged);
    // An account on whose deal somebody is in from outside gives way to his own.
    if (!fresh && at->second.outside && !contact.outside) at->second = judged;
  }
}

void Judged::judge_alone(Vertex v) {
  ContactFact contact;
  contact.vertex = v;
  judge_standing(m_, false, false, contact);
  bool live = false;
  for (const TieFact& tie : ties_of(m_, policy_.base(), contact)) {
    live = live || tie.live;
    if (is_contact_ || tie.member == person_)
      ties_.try_emplace(tie.edge.id, JudgedTie{tie, std::nullopt, false});
  }
  if (!is_contact_) return;
  key_player = contact.key_player;
  champion = contact.champion;
  covered = live;
}

}  // namespace relmap::query

// The accounts that judge a person: what their reports and facts say of him.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "coverage/facts.h"
#include "query/coverage.h"

namespace relmap::query {

// A tie as one account judged it.
struct JudgedTie {
  TieFact tie;
  std::optional<Vertex> account;  // nullopt: the contact is no account's
  bool outside = false;           // it is not his own account, but that of a deal which he is in on
};

class Judged {
 public:
  // `person`: a contact or member. `model` and `policy` must outlive this.
  Judged(const Model& model, const Policy& policy, const CoverageOptions& options, Vertex person);

  // By KNOWS edge at the person; not those of members who have left.
  const JudgedTie* tie(EdgeId knows) const;
  // Of a contact, in any account: as a fact of it, or by his record alone where there is none.
  bool key_player = false, champion = false, covered = false;
  struct OfAccount {
    Vertex account;
    std::vector<Gap> gaps;  // whose subject the person is
  };
  std::vector<OfAccount> accounts;  // by id
  bool more = false;                // there were more accounts than are judged

 private:
  std::vector<Vertex> accounts_to_judge();
  void add_bonds(std::vector<Vertex>& direct, std::vector<Vertex>& by_others) const;
  void judge(Vertex account, const CoverageOptions& options);
  void add_ties(const Facts& facts, const ContactFact& contact);
  void judge_alone(Vertex contact);

  const Model& m_;
  const Policy& policy_;
  const Vertex person_;
  const bool is_contact_;
  bool judged_ = false;  // the contact, in some account
  std::unordered_map<EdgeId, JudgedTie> ties_;
};

}  // namespace relmap::query

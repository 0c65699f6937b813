#include "portfolio/critical.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "coverage/rule.h"

namespace relmap::query {
namespace {

// Whether the policy makes a rule red that by itself never is: then anything may come of anybody's leaving.
bool raises_severity(const TierPolicy& policy) {
  return std::any_of(all_rules().begin(), all_rules().end(), [&](const Rule* rule) {
    return rule->info.severity != Severity::kRed && policy.rule(rule->info.id).severity == Severity::kRed;
  });
}

class Search {
 public:
  explicit Search(const Facts& facts) : f_(facts), everything_(raises_severity(facts.policy())) {}

  std::vector<Vertex> run() {
    by_seat();
    for (const ContactFact& c : f_.contacts) look_at(c);
    by_executives();
    by_spread();
    if (last_record_is_old()) {
      for (const TieFact& tie : f_.ties) found_.push_back(tie.member);
    }
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  // What a member leaves behind where the account's ties are spread thin.
  struct Part {
    double strength = 0;       // of live ties to those whom he knows or covers, all members'
    std::size_t contacts = 0;  // of these, with a live tie
  };

  // Sellers of lines, sponsors (whose ties to executives count), and whoever alone holds a role. Another one
  // of a large team in one role changes nothing that is judged red.
  void by_seat() {
    std::unordered_map<int, std::unordered_set<Vertex>> holders;
    for (const TeamSeat& seat : f_.seats) holders[static_cast<int>(seat.role)].insert(seat.member);
    for (const TeamSeat& seat : f_.seats) {
      if (everything_ || seat.role == TeamRole::kBusinessLineSeller ||
          seat.role == TeamRole::kAccountSponsor || holders[static_cast<int>(seat.role)].size() == 1)
        found_.push_back(seat.member);
    }
  }

  // Rules on one person: key players, buyers and executives are those of whom red gaps speak. What is asked
  // is whether a gap might open, red or amber: a policy may make it red.
  void look_at(const ContactFact& c) {
    const bool spoken_of = everything_ || c.key_player || !c.buyers.empty() || is_executive(c.level);
    std::unordered_set<Vertex> known_by, live, near;
    double live_strength = 0, most = 0;
    for (const std::size_t i : c.ties) {
      const TieFact& tie = f_.ties[i];
      known_by.insert(tie.member);
      if (tie.live) live.insert(tie.member);
      live_strength += tie.live ? tie.strength : 0;
      most += tie.credible ? tie.strength : 0;
    }
    near = known_by;
    const Model& m = f_.model();
    for (const Edge& edge : m.snapshot().in(c.vertex, m.symbols().covers)) {
      near.insert(edge.source);
      covers_.push_back(edge.source);
      if (spoken_of) found_.push_back(edge.source);
    }
    if (c.counts()) {
      total_ += live_strength;
      live_contacts_ += !live.empty();
      most_ = std::max(most_, most);
      for (const Vertex member : near) {
        parts_[member].strength += live_strength;
        parts_[member].contacts += !live.empty();
      }
    }
    if (!spoken_of) return;
    for (const std::size_t i : c.ties) {
      const TieFact& tie = f_.ties[i];
      const std::size_t others = live.size() - live.count(tie.member);
      // One other who is left alone with him may become the one on whom too much rests.
      const bool matters =
          live.contains(tie.member) ? others < 2 : others == 0 && (tie.credible || known_by.size() == 1);
      if (everything_ || matters) found_.push_back(tie.member);
    }
  }

  // account.no-executive-contact: the only one who has met an executive of late.
  void by_executives() {
    const double limit = f_.policy().rule("account.no-executive-contact").number("days");
    std::unordered_set<Vertex> met;
    for (const TieFact& tie : f_.ties) {
      const ContactFact& c = f_.contacts[tie.contact];
      if (c.counts() && is_executive(c.level) && tie.days && *tie.days <= limit) met.insert(tie.member);
    }
    if (met.size() == 1) found_.push_back(*met.begin());
  }

  // account.single-threaded and account.rests-on-leaver, which ask whom of the account's people any live tie
  // is left to. Without a member, those whom he knows or covers may have any cadence: their live ties are
  // counted out below the line, and all their credible ones in above it.
  void by_spread() {
    const RuleSetting& rule = f_.policy().rule("account.single-threaded");
    const double least = std::max(1.0, rule.number("min_contacts")), share = rule.number("max_share");
    if (live_contacts_ == 0) {  // then leaving can only add what the cadence of others makes live
      found_.insert(found_.end(), covers_.begin(), covers_.end());
      return;
    }
    for (const auto& [member, part] : parts_) {
      const bool few = static_cast<double>(live_contacts_ - part.contacts) < least;
      const bool lopsided = most_ > share * (total_ - part.strength) * (1 - 1e-9);
      if (few || lopsided) found_.push_back(member);
    }
  }

  // account.map-stale: nothing but ties may tell that somebody looked at the map of late.
  bool last_record_is_old() const {
    const Model& m = f_.model();
    const RuleSetting& rule = f_.policy().rule("account.map-stale");
    const double limit = rule.number(rule.severity == Severity::kRed ? "amber_days" : "red_days");
    return std::none_of(f_.contacts.begin(), f_.contacts.end(), [&](const ContactFact& c) {
      const std::optional<Date> written = m.snapshot().written_on(c.vertex);
      return !c.outside && written && m.date() - *written < limit;
    });
  }

  const Facts& f_;
  const bool everything_;
  std::vector<Vertex> found_, covers_;
  std::unordered_map<Vertex, Part> parts_;
  double total_ = 0, most_ = 0;  // live strength; the most that one contact could have of it
  std::size_t live_contacts_ = 0;
};

}  // namespace

std::vector<Vertex> critical_members(const Facts& facts) { return Search(facts).run(); }

}  // namespace relmap::query

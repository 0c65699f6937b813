// The coverage-gap report of one account: what a client team reads before its account planning session.
//
// Rules are evaluated at one date on one Snapshot: the same inputs give the same bytes. Cost grows with the
// account's own neighbourhood, never with the graph.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/date.h"
#include "base/status.h"
#include "graphstore/snapshot.h"
#include "graphstore/value.h"
#include "query/paths.h"
#include "query/policy.h"

namespace relmap::query {

// --- the rules

enum class RuleScope : std::uint8_t { kAccount, kTeam, kLine, kOpportunity, kPortfolio };
std::string_view scope_name(RuleScope scope);  // "account", …

struct RuleInfo {
  std::string_view id;  // "account.single-threaded"
  RuleScope scope = RuleScope::kAccount;
  Severity severity = Severity::kAmber;     // the gravest it reports unless the policy says otherwise
  std::string_view summary_en, summary_zh;  // one line each
};

// Every rule that is implemented, in the order of the report's documentation.
const std::vector<RuleInfo>& coverage_rules();

// --- the report

struct WitnessEdge {
  std::string type, from, to;  // from, to: "Label/id"

  bool operator==(const WitnessEdge&) const = default;
};

// The nodes and edges that prove a gap, so that a map can show just them.
struct Witness {
  std::vector<std::string> nodes;  // "Label/id", each once, in the order that tells the story
  std::vector<WitnessEdge> edges;
};

struct Action {
  std::string text;
  std::optional<IntroductionPath> path;  // how to get to know the person concerned
};

struct Gap {
  std::string id;  // "account.key-player-unknown:Contact/ann", with ":DISCRIMINATOR" where a rule may repeat
  std::string rule;  // "account.key-player-unknown"
  Severity severity = Severity::kAmber;
  NodeName subject;
  std::string because;            // one plain sentence
  graphstore::Properties values;  // what was compared with which threshold
  Witness witness;
  Action action;
  double weight = 0;  // of the person concerned (3 inner circle … 0 none): the second key of the order
};

// One part of the score. `of` is the part's weight after the parts that do not apply handed theirs on, 0
// where it does not apply itself; points ≤ of.
struct ScorePart {
  double points = 0;
  double of = 0;
  graphstore::Properties counted;  // what was counted, e.g. {"key_players": 7, "live": 3, …}

  bool applies() const { return of > 0; }
};

struct Score {
  double total = 0;  // 0 to 100
  ScorePart people, team, lines, opportunities;
};

struct GapCounts {
  std::size_t red = 0, amber = 0, info = 0, whitespace = 0;

  std::size_t total() const { return red + amber + info + whitespace; }
  void add(Severity severity);
};

struct SubjectCounts {
  NodeName subject;
  GapCounts counts;
};

struct CoverageReport {
  NodeName account;
  Tier tier = Tier::kStrategic;
  graphstore::Version graph_version = 0;
  DateTime as_of;           // time of the commit that was read
  bool incomplete = false;  // for who asks of an earlier version to set: somebody known then was erased since
  // The search for ways into units ended at its bound: line.cold-whitespace may be silent where it should
  // speak.
  bool cut_short = false;
  Date date;  // of judgement
  std::string policy;
  Lang lang = Lang::kEn;
  Score score;
  std::vector<Gap> gaps;      // by severity, then weight of the person (heaviest first), then id
  std::size_t gap_count = 0;  // also beyond max_gaps
  GapCounts by_severity;
  std::vector<SubjectCounts> by_subject;  // in the order in which subjects first appear in `gaps`
};

struct CoverageOptions {
  Date date;                       // of judgement
  const Policy* policy = nullptr;  // nullptr: the built-in one
  Lang lang = Lang::kEn;
  bool introductions = true;      // look for introduction paths (the only part that leaves the account)
  std::size_t max_gaps = 10'000;  // beyond it gaps are counted, not listed
};

// Errors: kNotFound for an unknown account.
Result<CoverageReport> coverage(const Snapshot& snapshot, std::string_view account,
                                const CoverageOptions& options);

// The gaps of one subject, in the order of the report. Points into the report, which must outlive it.
struct SubjectGaps {
  const NodeName* subject = nullptr;
  std::vector<const Gap*> gaps;
};

// The listed gaps by subject, so that one silent person reads as one matter; subjects in the order in which
// they first appear. Linear in the gaps.
std::vector<SubjectGaps> gaps_by_subject(const CoverageReport& report);

// What a part of the score counted, as a phrase without a full stop: "5 of 9 required roles filled"; ""
// where the part does not apply.
std::string counted_text(const ScorePart& part, Lang lang);

// For a terminal, read before a planning session: headline, score with its parts, then gaps by subject.
std::string to_text(const CoverageReport& report);
// {account, tier, graph_version, as_of, incomplete, cut_short, date, policy, score:{total,
// parts:{people:{points, of, counted}, …}}, gaps:[{id, rule, severity, subject, because, values,
// witness:{nodes, edges}, action:{text, path?}}], summary:{total, by_severity:{…}, by_subject:[{subject, red,
// amber, …}]}}
std::string to_json(const CoverageReport& report);
// One line a gap: severity,rule,subject_label,subject_id,subject_name,because,action,values,id (RFC 4180,
// CRLF).
std::string to_csv(const CoverageReport& report);

}  // namespace relmap::query

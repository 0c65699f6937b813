// The report: facts → rules → order → introductions → score.
#include "coverage/report.h"

#include <algorithm>
#include <unordered_map>

#include "coverage/introducer.h"
#include "coverage/rule_run.h"
#include "coverage/score.h"

namespace relmap::query {
namespace {

// Whether the rule may report a red gap under this policy.
bool may_be_red(const Rule& rule, const RuleSetting& setting) {
  return setting.severity.value_or(rule.info.severity) == Severity::kRed;
}

std::vector<Draft> run_rules(const Facts& facts, Lang lang, bool only_red, bool& cut_short) {
  std::vector<Draft> drafts;
  SharedFacts shared(facts);
  for (const Rule* rule : all_rules()) {
    const RuleSetting& setting = facts.policy().rule(rule->info.id);
    if (!setting.on || (only_red && !may_be_red(*rule, setting))) continue;
    if (rule->needs_contacts && facts.people == 0) continue;
    RuleRun run(facts, shared, *rule, lang, drafts);
    rule->run(run);
  }
  cut_short = shared.cut_short();
  std::sort(drafts.begin(), drafts.end(), [](const Draft& a, const Draft& b) {
    if (a.gap.severity != b.gap.severity) return a.gap.severity < b.gap.severity;
    if (a.gap.weight != b.gap.weight) return a.gap.weight > b.gap.weight;
    return a.gap.id < b.gap.id;
  });
  return drafts;
}

void summarise(CoverageReport& report, const Gap& gap, std::unordered_map<std::string, std::size_t>& index) {
  report.by_severity.add(gap.severity);
  auto [it, fresh] = index.try_emplace(gap.subject.ref(), report.by_subject.size());
  if (fresh) report.by_subject.push_back({gap.subject, {}});
  report.by_subject[it->second].counts.add(gap.severity);
}

}  // namespace

void GapCounts::add(Severity severity) {
  switch (severity) {
    case Severity::kRed:
      ++red;
      break;
    case Severity::kAmber:
      ++amber;
      break;
    case Severity::kInfo:
      ++info;
      break;
    case Severity::kWhitespace:
      ++whitespace;
      break;
  }
}

std::vector<std::string> red_gaps(const Facts& facts) {
  bool cut_short = false;
  std::vector<std::string> ids;
  for (Draft& draft : run_rules(facts, Lang::kEn, true, cut_short)) {
    if (draft.gap.severity == Severity::kRed) ids.push_back(std::move(draft.gap.id));
  }
  return ids;
}

CoverageReport report_on(const Facts& facts, const Policy& policy, const CoverageOptions& options) {
  const Model& model = facts.model();
  CoverageReport report;
  report.account = model.name(facts.account());
  report.tier = facts.tier();
  report.graph_version = model.snapshot().version();
  report.as_of = model.snapshot().time();
  report.date = options.date;
  report.policy = policy.name();
  report.lang = options.lang;

  std::vector<Draft> drafts = run_rules(facts, options.lang, false, report.cut_short);
  report.gap_count = drafts.size();
  std::vector<std::string> red_subjects;
  std::unordered_map<std::string, std::size_t> subjects;
  for (const Draft& draft : drafts) {
    if (draft.gap.severity == Severity::kRed) red_subjects.push_back(draft.gap.subject.ref());
    summarise(report, draft.gap, subjects);
  }
  if (drafts.size() > options.max_gaps) drafts.resize(options.max_gaps);
  if (options.introductions) {
    const Introducer introducer(facts, options.lang, drafts);
    for (Draft& draft : drafts) introducer.add_to(draft);
  }
  for (Draft& draft : drafts) report.gaps.push_back(std::move(draft.gap));
  report.score = score_of(facts, red_subjects);
  return report;
}

Result<CoverageReport> coverage(const Snapshot& snapshot, std::string_view account,
                                const CoverageOptions& options) {
  const Policy& policy = options.policy ? *options.policy : Policy::built_in();
  Model model(snapshot, options.date);
  Result<Vertex> vertex = model.find_account(account);
  if (!vertex) return vertex.status();
  return report_on(Facts(model, policy, *vertex), policy, options);
}

}  // namespace relmap::query

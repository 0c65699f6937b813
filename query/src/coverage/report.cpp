// The report: facts → rules → order → introductions → score.
#include "coverage/report.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "coverage/rule_run.h"
#include "coverage/score.h"
#include "paths/hops.h"

namespace relmap::query {
namespace {

// How far a report goes to find introductions: (person, hops) pairs looked at for one, and for all of them in
// the order of their gaps. What is further away would not be used, and nobody acts on more before the next
// report.
constexpr std::size_t kWorkForOne = 5'000;
constexpr std::size_t kWorkForAll = 12'000;
constexpr int kIntroductionHops = 6;

std::vector<Draft> run_rules(const Facts& facts, Lang lang) {
  std::vector<Draft> drafts;
  for (const Rule* rule : all_rules()) {
    if (!facts.policy().rule(rule->info.id).on) continue;
    if (rule->needs_contacts && facts.people == 0) continue;
    RuleRun run(facts, *rule, lang, drafts);
    rule->run(run);
  }
  std::sort(drafts.begin(), drafts.end(), [](const Draft& a, const Draft& b) {
    if (a.gap.severity != b.gap.severity) return a.gap.severity < b.gap.severity;
    if (a.gap.weight != b.gap.weight) return a.gap.weight > b.gap.weight;
    return a.gap.id < b.gap.id;
  });
  return drafts;
}

class Introducer {
 public:
  Introducer(const Facts& facts, Lang lang)
      : facts_(facts), lang_(lang), graph_(facts.model(), facts.policy().strength) {}

  void add(Draft& draft) {
    if (draft.meet.empty() || work_ >= kWorkForAll) return;
    SourceSide& sources = side(draft.introduced);
    if (sources.sources().empty()) return;
    const FoundPath* best = nullptr;
    bool complete = true;
    for (Vertex target : draft.meet) {
      const Found& found = search(sources, target, draft.introduced);
      complete = complete && found.complete;
      if (found.paths.empty()) continue;
      if (!best || found.paths.front().probability > best->probability) best = &found.paths.front();
    }
    if (!best && !complete) return;  // there may be a way, far off
    std::string& text = draft.gap.action.text;
    if (lang_ == Lang::kEn) text += " ";
    if (!best) {
      text += say(lang_, "introduction.none");
      return;
    }
    draft.gap.action.path = describe(graph_, *best);
    text += introduction_sentence(*draft.gap.action.path, lang_);
  }

 private:
  // Where introductions of this member begin (kNoVertex: of anyone on the team).
  SourceSide& side(Vertex introduced) {
    auto found = sides_.find(introduced);
    if (found != sides_.end()) return found->second;
    std::vector<Vertex> sources = facts_.team;
    if (introduced != graphstore::kNoVertex) sources = {introduced};
    return sides_.emplace(introduced, SourceSide(graph_, std::move(sources))).first->second;
  }

  // The same person may be wanted by several gaps.
  const Found& search(SourceSide& sources, Vertex target, Vertex introduced) {
    auto [it, fresh] = known_.try_emplace({introduced, target});
    if (!fresh) return it->second;
    FindOptions options;
    options.max_hops = kIntroductionHops;
    options.max_settled = kWorkForOne;
    it->second = find_paths(graph_, sources, target, options);
    work_ += it->second.settled;
    return it->second;
  }

  const Facts& facts_;
  Lang lang_;
  PathGraph graph_;
  std::map<Vertex, SourceSide> sides_;
  std::map<std::pair<Vertex, Vertex>, Found> known_;
  std::size_t work_ = 0;
};

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

  std::vector<Draft> drafts = run_rules(facts, options.lang);
  report.gap_count = drafts.size();
  Introducer introducer(facts, options.lang);
  std::vector<std::string> red_subjects;
  std::unordered_map<std::string, std::size_t> subjects;
  for (Draft& draft : drafts) {
    if (draft.gap.severity == Severity::kRed) red_subjects.push_back(draft.gap.subject.ref());
    summarise(report, draft.gap, subjects);
    if (report.gaps.size() >= options.max_gaps) continue;
    if (options.introductions) introducer.add(draft);
    report.gaps.push_back(std::move(draft.gap));
  }
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

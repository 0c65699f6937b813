#include "coverage/introducer.h"

#include <algorithm>

#include "paths/hops.h"
#include "texts.h"

namespace relmap::query {
namespace {

constexpr int kIntroductionHops = 6;
// How far a report goes (FanOut::work): for one search, and for all of them in the order of their first gaps.
constexpr std::size_t kWorkForOne = 200'000;
constexpr std::size_t kWorkForAll = 400'000;

}  // namespace

Introducer::Introducer(const Facts& facts, Lang lang, const std::vector<Draft>& drafts)
    : facts_(facts), lang_(lang), graph_(facts.model(), facts.policy().strength) {
  std::vector<Vertex> order;
  std::map<Vertex, std::vector<Vertex>> wanted;
  for (const Draft& draft : drafts) {
    if (draft.meet.empty()) continue;
    std::vector<Vertex>& targets = wanted[draft.introduced];
    if (targets.empty()) order.push_back(draft.introduced);
    targets.insert(targets.end(), draft.meet.begin(), draft.meet.end());
  }
  std::size_t work = 0;
  for (Vertex introduced : order) {
    const bool anyone = introduced == graphstore::kNoVertex;
    const std::vector<Vertex> sources = anyone ? facts.team : std::vector<Vertex>{introduced};
    FanOut& found = found_[introduced];
    if (sources.empty()) continue;
    found = fan_out(graph_, sources, wanted[introduced], kIntroductionHops,
                    std::min(kWorkForOne, kWorkForAll - work));
    work = std::min(work + found.work, kWorkForAll);
  }
}

void Introducer::add_to(Draft& draft) const {
  if (draft.meet.empty()) return;
  if (draft.introduced == graphstore::kNoVertex && facts_.team.empty()) return;
  const FanOut& found = found_.at(draft.introduced);
  const FoundPath* best = nullptr;
  bool undecided = false;
  for (Vertex target : draft.meet) {
    undecided = undecided || found.undecided.contains(target);
    auto path = found.paths.find(target);
    if (path == found.paths.end()) continue;
    if (!best || path->second.probability > best->probability) best = &path->second;
  }
  std::string& text = draft.gap.action.text;
  if (lang_ == Lang::kEn) text += " ";
  if (!best) {
    text += say(lang_, undecided ? "introduction.bounded" : "introduction.none");
    return;
  }
  draft.gap.action.path = describe(graph_, *best);
  text += introduction_sentence(*draft.gap.action.path, lang_);
}

}  // namespace relmap::query

#include "coverage/introducer.h"

#include <algorithm>

#include "paths/hops.h"
#include "texts.h"

namespace relmap::query {
namespace {

constexpr int kIntroductionHops = 6;
// How far a report goes (FanOut::work): for one who is introduced, and for all of them in the order of their
// first gaps.
constexpr std::size_t kWorkForOne = 200'000;
constexpr std::size_t kWorkForAll = 400'000;

}  // namespace

Introducer::Introducer(const Facts& facts, Lang lang, const std::vector<Draft>& drafts)
    : facts_(facts), lang_(lang), graph_(facts.model(), facts.policy().strength) {
  std::size_t work = 0;
  for (const Draft& draft : drafts) {
    if (draft.meet.empty()) continue;
    auto searches = ways_.find(draft.introduced);
    if (searches == ways_.end()) {
      const bool anyone = draft.introduced == graphstore::kNoVertex;
      const std::vector<Vertex> sources = anyone ? facts.team : std::vector<Vertex>{draft.introduced};
      if (sources.empty()) continue;
      searches = ways_.try_emplace(draft.introduced, graph_, sources, kIntroductionHops, kWorkForOne).first;
    }
    FanOut& ways = searches->second;
    const std::size_t before = ways.work();
    // The best way to any of them is wanted, so each has to beat those before.
    double best = 0;
    for (Vertex target : draft.meet) {
      if (work + ways.work() - before >= kWorkForAll) ways.stop();
      if (const FoundPath* path = ways.search(target, best)) best = path->probability;
    }
    work += ways.work() - before;
  }
}

void Introducer::add_to(Draft& draft) const {
  if (draft.meet.empty()) return;
  if (draft.introduced == graphstore::kNoVertex && facts_.team.empty()) return;
  const FanOut& ways = ways_.at(draft.introduced);
  const FoundPath* best = nullptr;
  bool undecided = false;
  for (Vertex target : draft.meet) {
    undecided = undecided || ways.undecided(target);
    const FoundPath* path = ways.found(target);
    if (path && (!best || path->probability > best->probability)) best = path;
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

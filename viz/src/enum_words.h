// The words that the enumerations of MapSpec have in JSON and in SVG attributes, one table each.
#pragma once

#include <span>
#include <string_view>

#include "viz/map_spec.h"
#include "viz/render.h"

namespace relmap::viz {

template <class E>
struct EnumWords;  // words(): one a value, in the order of the declaration

#define RELMAP_VIZ_WORDS(Enum, ...)                                               \
  template <>                                                                     \
  struct EnumWords<Enum> {                                                        \
    static constexpr std::string_view kWords[] = {__VA_ARGS__};                   \
    static constexpr std::span<const std::string_view> words() { return kWords; } \
  }

RELMAP_VIZ_WORDS(MapKind, "org", "path", "matrix", "bars");
RELMAP_VIZ_WORDS(Lang, "en", "zh");
RELMAP_VIZ_WORDS(Theme, "light", "dark", "print");
RELMAP_VIZ_WORDS(Support, "unknown", "mentor", "supporter", "neutral", "non_supporter", "enemy");
RELMAP_VIZ_WORDS(TieLevel, "none", "vendor", "credible", "problem_solver", "trusted");
RELMAP_VIZ_WORDS(Frame, "none", "amber", "red");
RELMAP_VIZ_WORDS(Change, "none", "added", "removed", "changed");
RELMAP_VIZ_WORDS(Side, "theirs", "ours");
RELMAP_VIZ_WORDS(LineType, "reports", "reports_dotted", "influence", "conflict", "tie");
RELMAP_VIZ_WORDS(HeatState, "unassessed", "not_eligible", "competitor", "cold", "eligible", "warm",
                 "pipeline", "owned");
RELMAP_VIZ_WORDS(Tone, "good", "fair", "bad", "rest");
RELMAP_VIZ_WORDS(Paper, "fit", "a4", "a3", "letter");
RELMAP_VIZ_WORDS(Format, "svg", "png", "pdf", "dot", "json");

#undef RELMAP_VIZ_WORDS

template <class E>
std::string_view enum_word(E value) {
  return EnumWords<E>::words()[static_cast<std::size_t>(value)];
}

}  // namespace relmap::viz

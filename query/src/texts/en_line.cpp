// English: rules on business lines.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"line.bought", "was bought in {years}"},
    {"line.ordered", "was ordered lately ({names})"},
    {"line.pipeline", "is in the open pipeline ({names})"},

    {"line.no-seller", "{line} {reason}, and nobody on the client team sells it."},
    {"line.no-seller.action", "Ask the head of {line} for a seller, and add that person to the team."},
};

}  // namespace

std::span<const Text> en_line_texts() { return kTexts; }

}  // namespace relmap::query

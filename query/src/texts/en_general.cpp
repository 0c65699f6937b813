// English: lists, people, standing.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"list.and", " and "},
    {"list.and-clause", " and "},
    {"list.or", " or "},
    {"list.comma", ", "},
    {"list.more", "{n} more"},
    {"person.with-title", "{name} ({title})"},
    {"person.outside-team", "{name} from outside the client team"},
    {"person.left", "{name} (left on {date})"},
    {"standing.buyer", "{role} of {opportunity}"},
};

}  // namespace

std::span<const Text> en_general_texts() { return kTexts; }

}  // namespace relmap::query

// Chinese: lists, people, standing.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"list.and", "、"},
    {"list.and-clause", "，且"},
    {"list.or", "或"},
    {"list.comma", "、"},
    {"list.more", "另外 {n} 项"},
    {"person.with-title", "{name}（{title}）"},
    {"person.outside-team", "客户团队之外的 {name}"},
    {"person.left", "{name}（{date} 离职）"},
    {"standing.buyer", "“{opportunity}”的{role}"},
};

}  // namespace

std::span<const Text> zh_general_texts() { return kTexts; }

}  // namespace relmap::query

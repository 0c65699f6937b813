// Chinese: rules on business lines.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"line.bought", "曾于 {years} 年采购"},
    {"line.ordered", "近期有订单（{names}）"},
    {"line.pipeline", "有进行中的商机（{names}）"},

    {"line.no-seller", "{line} {reason}，而客户团队中无人销售该业务线。"},
    {"line.no-seller.action", "请 {line} 负责人指派一位销售，并加入客户团队。"},
};

}  // namespace

std::span<const Text> zh_line_texts() { return kTexts; }

}  // namespace relmap::query

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

    {"line.seller-not-connected",
     "{name} 负责向 {account} 销售 {line}，但在采购或目标部门（{units}）没有有效关系。"},
    {"line.seller-not-connected.action", "把 {name} 引荐给 {units} 的人员。"},
    {"line.seller-not-connected.anywhere",
     "{name} 负责向 {account} 销售 {line}，但在客户方没有任何有效关系。"},
    {"line.seller-not-connected.anywhere.action", "把 {name} 引荐给 {account} 使用 {line} 的人员。"},
    {"line.warm-whitespace", "{unit} 可采购 {line}，而支持我们的 {person} 触手可及。"},
    {"line.warm-whitespace.action", "与 {name} 谈谈 {line}。"},
    {"line.cold-whitespace", "{unit} 可采购 {line}，但通往其人员的最佳途径只有 {probability}。"},
    {"line.cold-whitespace.action", "先结识 {unit} 的人员，再提供 {line}。"},
    {"line.cold-whitespace.no-way", "{unit} 可采购 {line}，但没有途径通往其 {n} 位人员中的任何一位。"},
    {"line.cold-whitespace.no-way.action", "弄清我们的联系人认识 {unit} 的哪些人，并请求引荐。"},
    {"line.cold-whitespace.unmapped", "{unit} 可采购 {line}，但关系图上没有其任何具名人员。"},
    {"line.cold-whitespace.unmapped.action", "把 {unit} 的人员录入关系图，先从负责人开始。"},
    {"line.cell-unassessed", "尚未评估 {unit} 能否采购 {names}。"},
    {"line.cell-unassessed.action", "在规划会上逐一评估：可销售、不可销售，或已被竞争对手占据。"},
    {"line.competitor-holds-cell", "{competitor} 占据了 {unit} 的 {line}。"},
    {"line.competitor-holds-cell.action", "弄清其合同何时到期、{unit} 中谁对其不满。"},
    {"line.competitor-holds-cell.unnamed", "某竞争对手占据了 {unit} 的 {line}，而我们尚未记录是谁。"},
    {"line.competitor-holds-cell.unnamed.action", "弄清是谁、合同何时到期。"},
};

}  // namespace

std::span<const Text> zh_line_texts() { return kTexts; }

}  // namespace relmap::query

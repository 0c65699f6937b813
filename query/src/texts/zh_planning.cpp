// Chinese: whom to win next, the repair plan, the matrix.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"next.title", "{date} {account} 接下来应争取谁"},
    {"next.method",
     "每次会面按其在之前基础上的增益选出：与关键人物的有效关系，或与关键人物听取其意见的人的关系。"},
    {"next.none", "尚未结识的人中，没有人能在现有基础上带来增益。"},
    {"next.head", "{name}：至多 {gain} 分"},
    {"next.head.listener", "{name}，不是关键人物，但意见受重视：至多 {gain} 分"},
    {"next.listeners", "听取其意见的有 {names}。"},
    {"next.total", "合计：得分至多增加 {gain} 分。"},
    {"repair.title", "{date} {account} 的修复计划"},
    {"repair.summary", "{n} 次引荐可消除引荐所能消除的 {closable} 个缺口中的 {closes} 个。"},
    {"repair.head", "{member} 结识 {name}"},
    {"repair.head.renew", "{member} 恢复或加深与 {name} 的关系"},
    {"repair.unreachable", "团队中还没有人能触达 {names}。"},
    {"matrix.title", "{date} {account} 的空白商机矩阵"},
    {"matrix.sold", "已售 {amount}"},
    {"matrix.pipeline", "商机 {amount}"},
    {"matrix.potential", "潜力 {amount}"},
    {"matrix.way", "可触达 {name}（{probability}）"},
    {"matrix.sellers", "由 {names} 覆盖"},
    {"matrix.none", "尚未记录组织单元或业务线。"},
    {"matrix.bounded", "寻找途径的搜索被提前终止：部分单元格可能比所示更暖。"},
    {"whitespace.title", "{date} {account} 接下来应在哪里销售"},
    {"whitespace.method", "可销售而未售的单元格，按潜力与触达该部门人员的最佳途径之积排序。"},
    {"whitespace.none", "没有可销售而未售的单元格。"},
    {"whitespace.cell", "{unit}：{line}"},
    {"whitespace.more", "另有 {n} 个单元格见 JSON 和 CSV 格式。"},
};

}  // namespace

std::span<const Text> zh_planning_texts() { return kTexts; }

}  // namespace relmap::query

// Chinese: what-if, differences between reports, departures.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"departures.bounded",
     "计算提前结束：共 {of_singles} 人中评估了 {singles} 人，{of_pairs} 对组合中评估了 {pairs} "
     "对。如需确切结论，请直接指定相关人员。"},
    {"departures.head", "{people}：新增红色缺口 {red} 项、黄色缺口 {amber} 项，评分 {from} → {to}"},
    {"departures.key-players", "将失去有效关系的关键人物：{names}。"},
    {"departures.method",
     "假设上述人员已离职，重新评估全部规则：关系、团队角色以及客户决策中的角色。结果说明客户关系在哪里过于依"
     "赖少数人，不评价任何人的工作。"},
    {"departures.more", "另有 {n} 项缺口"},
    {"departures.none", "任何一人单独离职都不会带来新的缺口。"},
    {"departures.opportunities", "受影响的在谈商机：{names}。"},
    {"departures.pairs", "两人同时离职，比各自单独离职更严重"},
    {"departures.title", "离职影响：{date}，如有人离职，{account} 会出现哪些缺口"},
    {"diff.amber", "黄色 {from} → {to}"},
    {"diff.changed", "等级变化：{n} 项"},
    {"diff.closed", "已关闭：{n} 项"},
    {"diff.colon", "："},
    {"diff.cut", "其中一份报告只列出了部分缺口，因此可能遗漏个别变化。"},
    {"diff.none", "没有新增、关闭或等级变化的缺口。"},
    {"diff.opened", "新增：{n} 项"},
    {"diff.part", "{part}：{from} → {to}（{change}）"},
    {"diff.red", "红色 {from} → {to}"},
    {"diff.score", "评分 {from} → {to}"},
    {"diff.still-open", "另有 {n} 项缺口前后均存在，等级不变。"},
    {"diff.title", "{account} 的覆盖情况：{from}（图版本 {from_version}）→ {to}（图版本 {to_version}）"},
    {"whatif.leaves", "{who} 离职"},
    {"whatif.moves", "{who} 调往 {to}"},
    {"whatif.role", "{who} 担任{role}"},
    {"whatif.role.line", "{who} 担任 {line} 的{role}"},
    {"whatif.tie", "{who} 与 {to} 建立关系（{level}）"},
    {"whatif.title", "假设{edits}，结果会怎样？"},
};

}  // namespace

std::span<const Text> zh_whatif_texts() { return kTexts; }

}  // namespace relmap::query

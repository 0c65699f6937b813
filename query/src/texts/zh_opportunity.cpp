// Chinese: rules on opportunities.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"opportunity.no-supportive-key-player", "“{opportunity}”的关键人物无一支持我们（{names}）。"},
    {"opportunity.no-supportive-key-player.action", "商定能争取谁、由谁去争取；否则应重新评估预测。"},
    {"opportunity.no-supportive-key-player.no-contacts", "“{opportunity}”没有任何联系人：不知道谁会支持。"},
    {"opportunity.no-supportive-key-player.no-contacts.action", "记录参与者，先从决策者和受益者开始。"},
    {"opportunity.no-supportive-key-player.no-key-players",
     "“{opportunity}”有 {n} 位联系人，但没有一位是关键人物。"},
    {"opportunity.no-supportive-key-player.no-key-players.action", "弄清他们之上由谁决定，并争取其中一位。"},
    {"opportunity.no-supportive-key-player.undecided",
     "{names} 在“{opportunity}”上支持我们，但负责批准或决定的关键人物无一支持。"},
    {"opportunity.no-supportive-key-player.undecided.action", "请 {names} 引荐能做决定的人。"},
    {"opportunity.buying-role-missing", "“{opportunity}”的{role}尚未明确。"},
    {"opportunity.buying-role-missing.action", "{hint}"},
    {"buying-role.hint.decision_maker", "问清由谁选择，谁能推翻这一选择。"},
    {"buying-role.hint.approver", "问清由谁签字、由谁拨款。"},
    {"buying-role.hint.champion", "找到一位有影响力、能从中受益、会在我们不在场时推动此事的人。"},
    {"buying-role.hint.evaluator", "问清由谁比较各家方案、按什么标准。"},
    {"buying-role.hint.user", "问清由谁使用，怎样能让他们的工作更轻松。"},
    {"buying-role.hint.procurement", "问清由谁处理合同，有哪些步骤和日期。"},
    {"buying-role.hint.coach", "找到一位愿意告诉我们决策实际如何形成的人。"},
    {"buying-role.hint.influencer", "问清决策者会听取谁的意见。"},
};

}  // namespace

std::span<const Text> zh_opportunity_texts() { return kTexts; }

}  // namespace relmap::query

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

    {"opportunity.buyer-uncovered", "{person} 是“{opportunity}”的{roles}，而我们无人与其有任何关系。"},
    {"opportunity.buyer-uncovered.action", "在下次决策之前结识 {name}。"},
    {"opportunity.buyer-uncovered.tie", "{person} 是“{opportunity}”的{roles}，而我们与其没有有效关系。"},
    {"opportunity.buyer-uncovered.tie.action", "{member} 应在下次决策之前与 {name} 沟通。"},
    {"opportunity.too-few-contacts",
     "“{opportunity}”只有 {n} 位联系人（{names}）；至少应有 {min} 位，才不会系于一人。"},
    {"opportunity.too-few-contacts.action", "问问 {names} 还有谁有发言权。"},
    {"opportunity.too-few-contacts.none", "“{opportunity}”没有任何联系人；至少应有 {min} 位。"},
    {"opportunity.too-few-contacts.none.action", "记录参与者，先从决策者和受益者开始。"},
    {"opportunity.one-reporting-line",
     "“{opportunity}”的 {n} 位联系人（{names}）都在 {top} 之下：只是一棵树，不是一张网。"},
    {"opportunity.one-reporting-line.action", "争取另一条汇报线上的人。"},
    {"opportunity.one-reporting-line.chain",
     "“{opportunity}”的 {n} 位联系人（{names}）都在直到 {top} 的同一条汇报线上：只是一棵树，不是一张网。"},
    {"opportunity.one-reporting-line.chain.action", "争取另一条汇报线上的人。"},
    {"opportunity.champion-without-power",
     "“{opportunity}”的内部拥护者 {person} 不在政治结构之内：只是向导，不是内部拥护者。"},
    {"opportunity.champion-without-power.action", "问问 {name} 谁有能力推动此事，并争取那个人。"},
    {"opportunity.outgunned",
     "在“{opportunity}”上，反对者（{opponents}）对 {person} 的影响超过支持者（{supporters}）。"},
    {"opportunity.outgunned.action",
     "协助 {friend} 准备与 {name} 沟通，再请一位支持者发声，或争取一位反对者。"},
    {"opportunity.outgunned.alone",
     "在“{opportunity}”上，{opponents} 对 {person} 施加反对我们的影响，而没有支持者能影响此人。"},
    {"opportunity.outgunned.alone.action", "找到 {name} 信任的人，并争取其支持。"},
    {"opportunity.line-unstaffed", "“{opportunity}”涉及 {line}，而客户团队中无人销售该业务线。"},
    {"opportunity.line-unstaffed.action", "在下次会面之前请 {line} 负责人指派一位销售。"},
};

}  // namespace

std::span<const Text> zh_opportunity_texts() { return kTexts; }

}  // namespace relmap::query

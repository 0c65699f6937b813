// Chinese: rules on the client team.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"team.role-vacant", "{account} 的客户团队中无人担任{role}一职；{tier}客户需要此角色。"},
    {"team.role-vacant.action", "在规划会之前商定由谁担任。"},
    {"team.role-held-by-leaver", "{account} 的{role}一职仍由 {names} 担任，而此人已于 {left_on} 离职。"},
    {"team.role-held-by-leaver.action", "商定由谁接替 {names}，包括其客户关系。"},
    {"team.role-held-by-leaver.several", "{account} 的{role}一职仍只由已离职的人担任：{holders}。"},
    {"team.role-held-by-leaver.several.action", "商定由谁接替 {names}，包括其客户关系。"},
    {"team.sponsor-without-executive-tie",
     "{name} 是我方负责 {account} 的高层赞助人，却与客户高管（{names}）没有有效关系。"},
    {"team.sponsor-without-executive-tie.action", "安排 {name} 与一位客户高管会面。"},
    {"team.sponsor-without-executive-tie.unmapped",
     "{name} 是我方负责 {account} 的高层赞助人，而客户高管在关系图上无一具名。"},
    {"team.sponsor-without-executive-tie.unmapped.action",
     "了解 {account} 由谁领导，并安排 {name} 与其会面。"},
    {"team.key-person-risk",
     "{names} 只由 {member} 覆盖：占我们已覆盖关键人物的 {share}（{covered} 位中的 {n} 位），其中核心圈 "
     "{inner} 位。"},
    {"team.key-person-risk.action", "下次与 {names} 会面时带上另一位同事。"},

    {"team.sponsor-too-junior",
     "{name} 是 {account} 的高层赞助人，级别却只是{level}；赞助人应为副总裁或最高管理层。"},
    {"team.sponsor-too-junior.action", "请一位高管接任赞助人，由 {name} 协助。"},
    {"team.sponsor-manages-manager",
     "{name} 既是 {account} 的高层赞助人，又是其客户经理 {manager} 的直属上级：出现问题时无人能居中裁决。"},
    {"team.sponsor-manages-manager.action", "请另一条线的高管担任赞助人。"},
    {"team.role-overloaded", "{name} 担任 {n} 家{tier}客户的{role}（{names}）；一人至多能服务 {max} 家。"},
    {"team.role-overloaded.action", "商定其中哪些由他人接手。"},
    {"team.not-connected", "{name} 是 {account} 客户团队的{role}，在客户方却没有任何关系。"},
    {"team.not-connected.action", "下次会面带上 {name}，并记录其结识的人。"},
    {"team.crowding", "我们有 {n} 人维系与 {person} 的有效关系，而此人并非关键人物（{names}）。"},
    {"team.crowding.action", "商定由谁继续维系 {name}，其他人转向谁。"},
    {"team.coverage-model-mismatch.few",
     "{account} 是{tier}客户，客户团队却只有 {n} 人；至少应有 {limit} 人。"},
    {"team.coverage-model-mismatch.few.action", "充实团队，或重新考虑该客户是否属于{tier}级别。"},
    {"team.coverage-model-mismatch.many",
     "{account} 是{tier}客户，客户团队却有 {n} 人；超过 {limit} 人便超出该级别的投入。"},
    {"team.coverage-model-mismatch.many.action",
     "抽调部分人员支援更大的客户，或重新考虑该客户是否属于{tier}级别。"},
};

}  // namespace

std::span<const Text> zh_team_texts() { return kTexts; }

}  // namespace relmap::query

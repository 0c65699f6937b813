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
};

}  // namespace

std::span<const Text> zh_team_texts() { return kTexts; }

}  // namespace relmap::query

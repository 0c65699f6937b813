// Chinese: rules on accounts.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"account.no-map.contacts", "关系图上没有 {account} 的任何人。"},
    {"account.no-map.contacts.action", "先建立关系图：录入您打交道的人，再录入他们之上的决策者。"},
    {"account.no-map.key-players", "{account} 的关系图上有 {contacts} 位联系人，但没有一位被标为关键人物。"},
    {"account.no-map.key-players.action", "向联系人了解谁做决定、谁的意见受重视；记录其级别和政治地位。"},
    {"account.no-map.support", "{account} 的关键人物中没有一位已知支持我们（{names}）。"},
    {"account.no-map.support.action", "选出最可能从合作中受益的一位，争取其支持，并记录每个人的态度。"},

    {"account.key-player-unknown", "{person} 是关键人物（{standing}），而我们无人认识。"},
    {"account.key-player-unknown.action", "设法结识 {name}。"},
    {"account.key-player-unknown.placeholder", "{person} 是关键人物（{standing}），而我们还不知道是谁。"},
    {"account.key-player-unknown.placeholder.action", "先弄清此人是谁，再安排引荐。"},
    {"account.key-player-weak",
     "{person} 是关键人物（{standing}），但尚未把我们视为可信来源：最好的关系是 {member} 的（{level}）。"},
    {"account.key-player-weak.action",
     "让 {member_name} 为 {name} 带去有价值的东西，或请一位能让 {name} 认真对待的同事出面。"},
    {"account.tie-stale",
     "{member}（{level}）上次与 {person} 沟通是 {days} 天前；应每 {cadence} "
     "天联系一次，其间也没有其他人维系。"},
    {"account.tie-stale.action", "{member_name} 应在规划会之前与 {name} 沟通。"},
    {"account.tie-stale.never",
     "没有任何与 {person} 的联系记录；应每 {cadence} 天联系一次。关系在 {member} 手中（{level}）。"},
    {"account.tie-stale.never.action", "{member_name} 应与 {name} 沟通，或补记上次联系的日期。"},
    {"account.single-threaded",
     "只有 {n} 位联系人与我们有有效关系（{names}）；至少应有 {min} 位，才不会因一人离开而断线。"},
    {"account.single-threaded.action", "在本季度再争取一位联系人，并建立有效关系。"},
    {"account.single-threaded.quiet",
     "只有 {n} 位联系人与我们有有效关系（{names}）；至少应有 {min} 位，才不会因一人离开而断线。"},
    {"account.single-threaded.quiet.action", "恢复一段冷落的关系，或在本季度再争取一位联系人。"},
    {"account.single-threaded.none", "{account} 没有任何人与我们有有效关系；至少应有 {min} 位。"},
    {"account.single-threaded.none.action", "从能做决定的人开始，与其建立有效关系。"},
    {"account.single-threaded.none-quiet", "{account} 已没有任何人与我们有有效关系；至少应有 {min} 位。"},
    {"account.single-threaded.none-quiet.action", "先恢复已经冷落的关系，关键人物优先。"},
    {"account.single-threaded.share", "有效关系强度的 {share} 集中在 {person} 一人；超过 {max} 即有风险。"},
    {"account.single-threaded.share.action", "在 {person} 之外加强其他关系，不要全系于一人。"},
    {"account.no-executive-contact",
     "{limit} 天内我们无人与 {account} 的高管沟通过（关系图上有：{names}）。"},
    {"account.no-executive-contact.action", "安排其高管与我方级别对等的人会面。"},
    {"account.no-executive-contact.old",
     "与 {account} 高管的上次沟通是 {days} 天前：{member} 与 {person}；应不超过 {limit} 天。"},
    {"account.no-executive-contact.old.action", "安排其高管（{names}）与我方级别对等的人会面。"},
    {"account.no-executive-contact.unmapped",
     "{account} 的高管（最高管理层或副总裁）在关系图上无一具名，更谈不上联系。"},
    {"account.no-executive-contact.unmapped.action", "了解 {account} 由谁领导，并录入关系图。"},
    {"account.unit-uncovered", "{unit} 有 {n} 人在关系图上，但无人与我们有有效关系。"},
    {"account.unit-uncovered.action", "在 {unit} 建立一个有效关系，首选 {names}。"},
    {"account.unit-uncovered.unnamed", "{unit} 有 {n} 人在关系图上，但无一具名。"},
    {"account.unit-uncovered.unnamed.action", "弄清 {unit} 有哪些人，再安排引荐。"},

    {"account.below-desired-level", "{person} 目前视 {member} 为{level}，而我们期望达到{desired}。"},
    {"account.below-desired-level.action",
     "商定 {member_name} 能为 {name} 做些什么以成为{desired}，或调整目标。"},
    {"account.no-champion", "{account} 的 {n} 位关键人物中没有一位是我们的倡导者。"},
    {"account.no-champion.action", "弄清他们之中谁最能从合作中受益，并请其相助。"},
    {"account.no-champion.supporters",
     "{account} 的 {n} 位关键人物中没有一位是我们的倡导者，尽管 {names} 希望我们成功。"},
    {"account.no-champion.supporters.action", "请 {names} 在我们不在场时为我们说话。"},
    {"account.hostile-influence", "{support} {opponent} 对 {person} 有影响力，而我们的支持者都没有。"},
    {"account.hostile-influence.action",
     "请一位支持者或我方同事先于 {opponent_name} 向 {name} 说明另一种看法。"},
    {"account.hostile-influence.weaker",
     "{support} {opponent} 对 {person} 的影响大于我们任何一位支持者；其中最强的是 {friend}。"},
    {"account.hostile-influence.weaker.action", "协助 {friend} 准备与 {name} 沟通，并再请一位支持者发声。"},
    {"account.rests-on-leaver", "{person} 已于 {date} 离职，却仍被视为{roles}。"},
    {"account.rests-on-leaver.action", "弄清由谁接替 {name}，并更新记录。"},
    {"account.rests-on-leaver.tie",
     "我们在 {account} 的最后一个有效关系是 {person}，而此人已于 {date} 离职。"},
    {"account.rests-on-leaver.tie.action", "请 {name} 引荐接任者，并在 {account} 重新建立关系。"},
    {"account.rests-on-leaver.both",
     "{person} 已于 {date} 离职，却仍被视为{roles}，并且是我们在 {account} 的最后一个有效关系。"},
    {"account.rests-on-leaver.both.action", "请 {name} 引荐接任者，并更新记录。"},
    {"account.unit-unmapped", "{account} 的关系图上，{unit} 及其下属部门没有任何人。"},
    {"account.unit-unmapped.action", "向相邻部门的联系人打听 {unit} 由谁负责。"},
};

}  // namespace

std::span<const Text> zh_account_texts() { return kTexts; }

}  // namespace relmap::query

// Chinese: the portfolio and its tiers.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"portfolio.subject", "客户组合"},
    {"portfolio.title", "{date} 共 {n} 家客户，得分最低者在前"},
    {"portfolio.account",
     "{account}（{tier}）：得分 {score}，红色 {red}，黄色 {amber}，关键人物 {key_players} 位中覆盖 {covered} "
     "位，收入 "
     "{revenue}"},
    {"portfolio.more", "另有 {n} 家客户"},
    {"portfolio.none", "客户组合没有缺口。"},
    {"portfolio.bounded", "寻找依赖最大的成员的搜索被提前终止：其他人可能风险更大。"},
    {"portfolio.maps-missing",
     "{of} 家战略客户中有 {n} 家没有可用的关系图（{names}）：没有联系人，或其中没有关键人物。"},
    {"portfolio.maps-missing.action", "在下一轮规划之前补上缺少的关系图，最大的客户优先。"},
    {"portfolio.revenue-uncovered",
     "按收入（{currency}）加权，{share} 的关键人物未被覆盖，超过 {max}；主要在 {names}。"},
    {"portfolio.revenue-uncovered.action", "先从 {names} 开始。"},
    {"portfolio.leaver-exposure",
     "如果 {name} 离开，{n} 家客户会出现红色缺口（{names}）：涉及收入 {money}。"},
    {"portfolio.leaver-exposure.action", "让另一位同事进入这些客户，最大的优先。"},
    {"portfolio.effort-against-tier.more",
     "{account} 带来 {share} 的收入，却占用全部团队席位的 {effort}（{n}）。"},
    {"portfolio.effort-against-tier.more.action", "问清团队为何如此之大：为了将来的增长，还是出于习惯。"},
    {"portfolio.effort-against-tier.less",
     "{account} 带来 {share} 的收入，却只有全部团队席位的 {effort}（{n}）。"},
    {"portfolio.effort-against-tier.less.action", "赶在竞争对手之前充实团队。"},
    {"portfolio.tier-review.up",
     "{account} 是{tier}客户，收入却在 {of} 家中列第 {rank}（{revenue}，{share}），属于贡献 80% "
     "收入的客户。"},
    {"portfolio.tier-review.up.action", "考虑提高级别，并配备相应的团队。"},
    {"portfolio.tier-review.down",
     "{account} 是{tier}客户，收入却在 {of} 家中列第 {rank}（{share}），潜力占 "
     "{potential}，且没有增长意图。"},
    {"portfolio.tier-review.down.action", "考虑降低级别，或说明为何保留。"},
    {"segmentation.title", "{date} 客户细分：级别与收入、潜力和意图对照"},
    {"segmentation.currency", "{currency}，按收入排序"},
    {"segmentation.no-currency", "无币种"},
    {"segmentation.line", "──── 以上客户贡献 80% 的收入 ────"},
    {"segmentation.row",
     "{rank}. {account}（{tier}）：收入 {revenue}（{share}），潜力 {potential}，意图{intent}，团队 {n} 人"},
    {"segmentation.intent.none", "未记录"},
    {"segmentation.intent.grow", "增长"},
    {"segmentation.intent.hold", "维持"},
    {"segmentation.intent.exit", "退出"},
    {"segmentation.load", "各级别对我们的要求"},
    {"segmentation.tier", "{tier}：{n} 家客户，{people} 位同事，每个团队 {each} 人"},
};

}  // namespace

std::span<const Text> zh_portfolio_texts() { return kTexts; }

}  // namespace relmap::query

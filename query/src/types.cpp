#include "query/types.h"

#include <array>

namespace relmap::query {
namespace {

struct Entry {
  std::string_view word, en, zh;
};

// In the order of the enumerations; the first stands for kNone (tiers have none).
constexpr std::array<Entry, 3> kTiers{{
    {"strategic", "strategic", "战略"},
    {"large", "large", "大型"},
    {"smb", "SMB", "中小"},
}};
constexpr std::array<Entry, 6> kLevels{{
    {"", "not recorded", "未记录"},
    {"staff", "staff", "员工"},
    {"manager", "manager", "经理"},
    {"director", "director", "总监"},
    {"vp", "vice president", "副总裁"},
    {"c_level", "C-level", "最高管理层"},
}};
constexpr std::array<Entry, 4> kPolitical{{
    {"", "not recorded", "未记录"},
    {"outside", "outside the political structure", "决策圈外"},
    {"political_structure", "political structure", "决策圈"},
    {"inner_circle", "inner circle", "核心圈"},
}};
constexpr std::array<Entry, 6> kSupport{{
    {"", "not recorded", "未记录"},
    {"enemy", "enemy", "反对者（敌对）"},
    {"non_supporter", "non-supporter", "不支持者"},
    {"neutral", "neutral", "中立者"},
    {"supporter", "supporter", "支持者"},
    {"mentor", "mentor", "导师"},
}};
constexpr std::array<Entry, 5> kRelationship{{
    {"", "level not recorded", "层级未记录"},
    {"vendor", "vendor", "普通供应商"},
    {"credible_source", "credible source", "可信来源"},
    {"problem_solver", "problem solver", "问题解决者"},
    {"trusted_advisor", "trusted advisor", "可信赖的顾问"},
}};
constexpr std::array<Entry, 7> kStages{{
    {"", "not recorded", "未记录"},
    {"lead", "lead", "线索"},
    {"qualified", "qualified", "已确认"},
    {"proposal", "proposal", "方案报价"},
    {"negotiation", "negotiation", "谈判"},
    {"won", "won", "赢单"},
    {"lost", "lost", "丢单"},
}};
constexpr std::array<Entry, 13> kTeamRoles{{
    {"", "role not recorded", "角色未记录"},
    {"account_sponsor", "account sponsor", "我方高层赞助人"},
    {"account_manager", "account manager", "客户经理"},
    {"account_executive", "account executive", "客户主管"},
    {"presales", "presales", "售前"},
    {"commercial_support", "commercial support", "商务支持"},
    {"business_line_seller", "business line seller", "业务线销售"},
    {"delivery_lead", "delivery lead", "交付负责人"},
    {"marketing", "marketing", "市场"},
    {"telesales", "telesales", "电话销售"},
    {"sales_operations", "sales operations", "销售运营"},
    {"finance", "finance", "财务"},
    {"legal", "legal", "法务"},
}};
constexpr std::array<Entry, 9> kBuyingRoles{{
    {"", "role not recorded", "角色未记录"},
    {"decision_maker", "decision maker", "决策者"},
    {"approver", "approver", "批准者"},
    {"champion", "champion", "内部拥护者"},
    {"evaluator", "evaluator", "评估者"},
    {"user", "user", "使用者"},
    {"procurement", "procurement", "采购"},
    {"coach", "coach", "教练"},
    {"influencer", "influencer", "影响者"},
}};

template <class E, std::size_t N>
const Entry& at(const std::array<Entry, N>& table, E value) {
  return table[static_cast<std::size_t>(value)];
}

std::string_view in(const Entry& entry, Lang lang) { return lang == Lang::kZh ? entry.zh : entry.en; }

template <class E, std::size_t N>
E parse(const std::array<Entry, N>& table, std::string_view text) {
  for (std::size_t i = 1; i < N; ++i) {
    if (table[i].word == text) return static_cast<E>(i);
  }
  return static_cast<E>(0);
}

}  // namespace

Result<Lang> parse_lang(std::string_view text) {
  std::string_view primary = text.substr(0, text.find('-'));
  if (primary == "en") return Lang::kEn;
  if (primary == "zh") return Lang::kZh;
  return Status::invalid_argument("language '" + std::string(text.substr(0, 40)) + "' is not one of en, zh");
}

std::string_view lang_name(Lang lang) { return lang == Lang::kZh ? "zh" : "en"; }

std::string_view word(Tier v) { return at(kTiers, v).word; }
std::string_view word(Level v) { return at(kLevels, v).word; }
std::string_view word(PoliticalStatus v) { return at(kPolitical, v).word; }
std::string_view word(Support v) { return at(kSupport, v).word; }
std::string_view word(RelationshipLevel v) { return at(kRelationship, v).word; }
std::string_view word(Stage v) { return at(kStages, v).word; }
std::string_view word(TeamRole v) { return at(kTeamRoles, v).word; }
std::string_view word(BuyingRole v) { return at(kBuyingRoles, v).word; }

std::string_view spoken(Tier v, Lang lang) { return in(at(kTiers, v), lang); }
std::string_view spoken(Level v, Lang lang) { return in(at(kLevels, v), lang); }
std::string_view spoken(PoliticalStatus v, Lang lang) { return in(at(kPolitical, v), lang); }
std::string_view spoken(Support v, Lang lang) { return in(at(kSupport, v), lang); }
std::string_view spoken(RelationshipLevel v, Lang lang) { return in(at(kRelationship, v), lang); }
std::string_view spoken(Stage v, Lang lang) { return in(at(kStages, v), lang); }
std::string_view spoken(TeamRole v, Lang lang) { return in(at(kTeamRoles, v), lang); }
std::string_view spoken(BuyingRole v, Lang lang) { return in(at(kBuyingRoles, v), lang); }

std::optional<Tier> parse_tier(std::string_view text) {
  for (std::size_t i = 0; i < kTiers.size(); ++i) {
    if (kTiers[i].word == text) return static_cast<Tier>(i);
  }
  return std::nullopt;
}

TeamRole parse_team_role(std::string_view text) { return parse<TeamRole>(kTeamRoles, text); }
BuyingRole parse_buying_role(std::string_view text) { return parse<BuyingRole>(kBuyingRoles, text); }

}  // namespace relmap::query

#include "map_parts.h"

#include <algorithm>
#include <set>

#include "base/utf8.h"
#include "initials.h"
#include "pictures.h"
#include "words.h"

namespace relmap::server {
namespace {

using query::ContactView;
using query::Lang;

constexpr std::size_t kMaxTextCodePoints = 500;
constexpr std::size_t kMaxChips = 50;
constexpr std::size_t kMaxReasons = 20;

}  // namespace

std::string cut_text(std::string_view text) { return utf8::truncate(text, kMaxTextCodePoints); }

void append_part(std::string& text, std::string_view part) {
  if (part.empty()) return;
  if (!text.empty()) text += " · ";
  text += part;
}

viz::TieLevel drawn(query::RelationshipLevel level) {
  switch (level) {
    case query::RelationshipLevel::kNone:
      return viz::TieLevel::none;
    case query::RelationshipLevel::kVendor:
      return viz::TieLevel::vendor;
    case query::RelationshipLevel::kCredibleSource:
      return viz::TieLevel::credible;
    case query::RelationshipLevel::kProblemSolver:
      return viz::TieLevel::problem_solver;
    case query::RelationshipLevel::kTrustedAdvisor:
      return viz::TieLevel::trusted;
  }
  return viz::TieLevel::none;
}

viz::Frame drawn(std::optional<query::Severity> worst) {
  if (worst == query::Severity::kRed) return viz::Frame::red;
  if (worst == query::Severity::kAmber) return viz::Frame::amber;
  return viz::Frame::none;
}

viz::Support drawn_support(query::Support support) {
  switch (support) {
    case query::Support::kNone:
      return viz::Support::unknown;
    case query::Support::kEnemy:
      return viz::Support::enemy;
    case query::Support::kNonSupporter:
      return viz::Support::non_supporter;
    case query::Support::kNeutral:
      return viz::Support::neutral;
    case query::Support::kSupporter:
      return viz::Support::supporter;
    case query::Support::kMentor:
      return viz::Support::mentor;
  }
  return viz::Support::unknown;
}

MapParts::MapParts(const query::AccountPicture& picture, Lang lang)
    : view_(picture.view), report_(picture.report), lang_(lang) {}

viz::MapSpec MapParts::spec(std::string_view en, std::string_view zh) const {
  viz::MapSpec spec;
  spec.kind = viz::MapKind::org;
  spec.lang = lang_ == Lang::kZh ? viz::Lang::zh : viz::Lang::en;
  spec.title = cut_text(view_.account.name);
  append_part(spec.subtitle, say(lang_, en, zh));
  append_part(spec.subtitle, query::spoken(view_.tier, lang_));
  append_part(spec.subtitle,
              std::string(say(lang_, "coverage ", "覆盖 ")) + whole(report_.score.total) + "/100");
  append_part(spec.subtitle, std::string(say(lang_, "as of ", "截至 ")) + view_.date.to_string());
  return spec;
}

viz::Card MapParts::card(const ContactView& contact, bool chips) const {
  viz::Card card;
  card.id = contact.node.id;
  card.name = cut_text(contact.node.name);
  if (contact.left) append_part(card.title, say(lang_, "has left", "已离职"));
  append_part(card.title, cut_text(contact.title));
  card.support = drawn_support(contact.support);
  card.key_player = contact.key_player;
  card.placeholder = contact.placeholder;
  card.rank = (kLevels - static_cast<int>(contact.level)) * 10 - (contact.key_player ? 5 : 0) + 5;
  std::set<query::BuyingRole> roles;
  for (const auto& role : contact.buying_roles) {
    if (roles.insert(role.role).second) card.roles.emplace_back(query::spoken(role.role, lang_));
  }
  for (const auto tie : contact.ties) {
    if (chips && card.chips.size() < kMaxChips) card.chips.push_back(chip(view_.ties[tie]));
  }
  card.no_contact = contact.ties.empty() && !contact.left;
  card.frame = drawn(contact.worst);
  for (const auto& reason : contact.reasons) {
    if (card.reasons.size() < kMaxReasons) card.reasons.push_back(cut_text(reason));
  }
  if (contact.level != query::Level::kNone) append_part(card.tooltip, query::spoken(contact.level, lang_));
  if (contact.political_status != query::PoliticalStatus::kNone) {
    append_part(card.tooltip, query::spoken(contact.political_status, lang_));
  }
  return card;
}

viz::Card MapParts::card(const query::MemberView& member) const {
  viz::Card card;
  card.id = member.node.id;
  card.side = viz::Side::ours;
  card.name = cut_text(member.node.name);
  if (member.left) append_part(card.title, say(lang_, "has left", "已离职"));
  append_part(card.title, cut_text(member.title.empty() ? member.function : member.title));
  card.unit = lane_id();
  card.rank = (kLevels - static_cast<int>(member.level)) * 10;
  std::set<query::TeamRole> roles;
  for (const auto& seat : member.seats) {
    if (roles.insert(seat.role).second) card.roles.emplace_back(query::spoken(seat.role, lang_));
  }
  card.frame = drawn(member.worst);
  if (!member.on_team) append_part(card.tooltip, say(lang_, "not on the client team", "不在客户团队中"));
  return card;
}

viz::Chip MapParts::chip(const query::TieView& tie) const {
  const auto& member = view_.members[tie.member];
  viz::Chip chip;
  chip.member = member.node.id;
  chip.initials = initials(member.node.name);
  chip.name = cut_text(member.node.name);
  chip.level = drawn(tie.level);
  chip.stale = !tie.within_cadence;
  append_part(chip.detail, query::spoken(tie.level, lang_));
  append_part(chip.detail, tie.last_contact ? std::string(say(lang_, "last contact ", "最近联系 ")) +
                                                  tie.last_contact->to_string()
                                            : std::string(say(lang_, "no contact recorded", "无联系记录")));
  append_part(chip.detail, std::string(say(lang_, "strength ", "强度 ")) + two_decimals(tie.strength));
  if (!tie.member_on_team) append_part(chip.detail, say(lang_, "not on the client team", "不在客户团队中"));
  if (member.left) append_part(chip.detail, say(lang_, "has left", "已离职"));
  return chip;
}

viz::Line MapParts::between(std::size_t from, std::size_t to, std::string_view what) const {
  viz::Line line;
  line.from = view_.contacts[from].node.id;
  line.to = view_.contacts[to].node.id;
  line.tooltip = cut_text(view_.contacts[from].node.name) + " → " + cut_text(view_.contacts[to].node.name) +
                 ": " + std::string(what);
  return line;
}

viz::Line MapParts::line(const query::ReportingLine& reports) const {
  viz::Line line = between(reports.from, reports.to,
                           reports.dotted ? say(lang_, "reports to (dotted line)", "汇报（虚线）")
                                          : say(lang_, "reports to", "汇报"));
  line.type = reports.dotted ? viz::LineType::reports_dotted : viz::LineType::reports;
  return line;
}

viz::Line MapParts::line(const query::InfluenceLine& influence) const {
  viz::Line line = between(influence.from, influence.to,
                           std::string(influence.conflict ? say(lang_, "in conflict with", "冲突")
                                                          : say(lang_, "influences", "影响")) +
                               " · " + two_decimals(influence.strength));
  line.type = influence.conflict ? viz::LineType::conflict : viz::LineType::influence;
  line.strength = std::clamp(influence.strength, 0.0, 1.0);
  return line;
}

viz::Line MapParts::line(const query::TieView& tie) const {
  const viz::Chip chip = this->chip(tie);
  viz::Line line;
  line.type = viz::LineType::tie;
  line.from = chip.member;
  line.to = view_.contacts[tie.contact].node.id;
  line.strength = std::clamp(tie.strength, 0.0, 1.0);
  line.level = chip.level;
  line.stale = chip.stale;
  line.tooltip = chip.name + " → " + cut_text(view_.contacts[tie.contact].node.name) + ": " + chip.detail;
  return line;
}

viz::Unit MapParts::lane(int order) const {
  viz::Unit lane;
  lane.id = lane_id();
  lane.name = say(lang_, "Our team", "我方团队");
  lane.order = order;
  lane.side = viz::Side::ours;
  return lane;
}

std::string MapParts::free_id(std::string id) const {
  const auto taken = [&] {
    const auto is = [&](const auto& entry) { return entry.node.id == id; };
    return std::any_of(view_.units.begin(), view_.units.end(), is) ||
           std::any_of(view_.contacts.begin(), view_.contacts.end(), is);
  };
  while (taken()) id += '-';
  return id;
}

}  // namespace relmap::server

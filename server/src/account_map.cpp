// The relationship map: units, cards, chips, frames, lines.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "base/utf8.h"
#include "initials.h"
#include "pictures.h"
#include "words.h"

namespace relmap::server {
namespace {

using query::AccountView;
using query::ContactView;
using query::kNoIndex;
using query::Lang;

constexpr std::size_t kMaxTextCodePoints = 500;
constexpr std::size_t kMaxChips = 50;
constexpr std::size_t kMaxReasons = 20;
constexpr std::size_t kMinInfluence = 12;
constexpr int kLevels = static_cast<int>(query::Level::kCLevel);

std::string cut(std::string_view text) { return utf8::truncate(text, kMaxTextCodePoints); }

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

// Who has left is on the map only where something still rests on them.
bool is_drawn(const ContactView& contact) {
  return !contact.left || contact.worst || !contact.buying_roles.empty();
}

void append_part(std::string& text, std::string_view part) {
  if (part.empty()) return;
  if (!text.empty()) text += " · ";
  text += part;
}

class MapBuilder {
 public:
  MapBuilder(const query::AccountPicture& picture, Lang lang, const std::vector<std::string>& expand)
      : view_(picture.view), report_(picture.report), lang_(lang), expand_(expand.begin(), expand.end()) {}

  Result<viz::MapSpec> build() {
    for (const auto& id : expand_) {
      const auto is = [&](const auto& unit) { return unit.node.id == id; };
      if (id != kExpandAll && std::none_of(view_.units.begin(), view_.units.end(), is)) {
        return Status::not_found("expand: '" + cut(id) + "' is not a unit of " + view_.account.id);
      }
    }
    spec_.kind = viz::MapKind::org;
    spec_.lang = lang_ == Lang::kZh ? viz::Lang::zh : viz::Lang::en;
    spec_.title = cut(view_.account.name);
    append_part(spec_.subtitle, say(lang_, "Relationship map", "关系地图"));
    append_part(spec_.subtitle, query::spoken(view_.tier, lang_));
    append_part(spec_.subtitle,
                std::string(say(lang_, "coverage ", "覆盖 ")) + whole(report_.score.total) + "/100");
    append_part(spec_.subtitle, std::string(say(lang_, "as of ", "截至 ")) + view_.date.to_string());
    choose_folded();
    add_units();
    add_cards();
    add_lines();
    return std::move(spec_);
  }

 private:
  // Folds units, those that matter least first, until the page holds the rest.
  void choose_folded() {
    folded_.assign(view_.units.size(), false);
    std::vector<std::size_t> people(view_.units.size()), framed(view_.units.size());
    std::size_t total = 0;
    for (const auto& contact : view_.contacts) {
      if (!is_drawn(contact)) continue;
      ++total;
      if (contact.unit == kNoIndex) continue;
      ++people[contact.unit];
      if (drawn(contact.worst) != viz::Frame::none) ++framed[contact.unit];
    }
    // Alone too many for the page, people without a unit go first; else last.
    const auto direct = static_cast<std::size_t>(
        std::count_if(view_.contacts.begin(), view_.contacts.end(),
                      [](const auto& contact) { return is_drawn(contact) && is_direct(contact); }));
    fold_direct_ = direct > kMaxCards;
    std::size_t away = fold_direct_ ? direct : 0;
    if (expand_.contains(kExpandAll)) return;
    for (const auto u : least_first(people, framed)) {
      if (total - away <= kMaxCards) break;
      if (expand_.contains(view_.units[u].node.id)) continue;
      folded_[u] = true;
      away += people[u];
    }
    if (!fold_direct_ && total - away > kMaxCards) {
      fold_direct_ = direct > 0;
      away += direct;
    }
    if (away == 0) return;
    append_part(spec_.note,
                std::to_string(away) + std::string(say(lang_, " more people are folded away into their units",
                                                       " 人已折叠到所在部门")));
  }

  // Units with people, those first that can best be folded: few key players, few findings, many people.
  std::vector<std::size_t> least_first(const std::vector<std::size_t>& people,
                                       const std::vector<std::size_t>& framed) const {
    std::vector<std::size_t> order;
    for (std::size_t u = 0; u < view_.units.size(); ++u) {
      if (people[u] > 0) order.push_back(u);
    }
    const auto weight = [&](std::size_t u) { return std::pair(view_.units[u].key_players, framed[u]); };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return weight(a) != weight(b) ? weight(a) < weight(b) : people[a] > people[b];
    });
    return order;
  }

  void add_units() {
    std::vector<int> top(view_.units.size(), 0);
    std::vector<int> gaps(view_.units.size(), 0);
    for (const auto& contact : view_.contacts) {
      if (contact.unit == kNoIndex) continue;
      top[contact.unit] = std::max(top[contact.unit], static_cast<int>(contact.level));
      gaps[contact.unit] += static_cast<int>(contact.gaps.size());
    }
    std::map<std::string_view, std::string> findings;  // by unit: viz frames people only
    for (const auto& gap : report_.gaps) {
      if (gap.subject.label == "OrgUnit") append_part(findings[gap.subject.id], cut(gap.because));
    }
    const int siblings = static_cast<int>(view_.units.size()) + 1;
    for (std::size_t u = 0; u < view_.units.size(); ++u) {
      const auto& from = view_.units[u];
      viz::Unit unit;
      unit.id = from.node.id;
      unit.name = cut(from.node.name);
      if (from.parent != kNoIndex) unit.parent = view_.units[from.parent].node.id;
      // The most senior people first, as organisation charts are read; then the view's own order.
      unit.order = (kLevels - top[u]) * siblings + static_cast<int>(u);
      unit.folded = folded_[u];
      unit.placeholder = from.placeholder;
      unit.counts = {static_cast<int>(from.contacts), static_cast<int>(from.key_players),
                     static_cast<int>(from.covered), gaps[u]};
      unit.tooltip = cut(findings[from.node.id]);
      spec_.units.push_back(std::move(unit));
    }
    if (fold_direct_) add_direct_unit(kLevels * siblings);
    if (std::none_of(view_.contacts.begin(), view_.contacts.end(), is_outsider)) return;
    viz::Unit outside;
    outside.id = free_id("outside");
    outside.name = say(lang_, "Outside the account", "本客户之外");
    outside.order = (kLevels + 1) * siblings;
    spec_.units.push_back(std::move(outside));
  }

  // People of whom no unit is recorded, as one folded box.
  void add_direct_unit(int order) {
    viz::Unit unit;
    unit.id = free_id("direct");
    unit.name = say(lang_, "No unit recorded", "未记录部门");
    unit.order = order;
    unit.folded = true;
    for (const auto& contact : view_.contacts) {
      if (!is_drawn(contact) || !is_direct(contact)) continue;
      ++unit.counts.people;
      unit.counts.key_players += contact.key_player;
      unit.counts.covered += contact.covered;
      unit.counts.gaps += static_cast<int>(contact.gaps.size());
    }
    spec_.units.push_back(std::move(unit));
  }

  static bool is_direct(const ContactView& contact) { return contact.unit == kNoIndex && !contact.outside; }
  static bool is_outsider(const ContactView& contact) { return contact.outside && is_drawn(contact); }

  // An id that no unit of the account has.
  std::string free_id(std::string id) const {
    const auto taken = [&] {
      return std::any_of(view_.units.begin(), view_.units.end(),
                         [&](const auto& unit) { return unit.node.id == id; });
    };
    while (taken()) id += '-';
    return id;
  }

  void add_cards() {
    for (const auto& contact : view_.contacts) {
      if (is_drawn(contact)) spec_.cards.push_back(card_of(contact));
    }
  }

  viz::Card card_of(const ContactView& contact) const {
    viz::Card card;
    card.id = contact.node.id;
    card.name = cut(contact.node.name);
    if (contact.left) append_part(card.title, say(lang_, "has left", "已离职"));
    append_part(card.title, cut(contact.title));
    if (contact.outside) card.unit = free_id("outside");
    if (fold_direct_ && is_direct(contact)) card.unit = free_id("direct");
    if (contact.unit != kNoIndex) card.unit = view_.units[contact.unit].node.id;
    card.support = drawn_support(contact.support);
    card.key_player = contact.key_player;
    card.placeholder = contact.placeholder;
    card.rank = (kLevels - static_cast<int>(contact.level)) * 10 - (contact.key_player ? 5 : 0) + 5;
    std::set<query::BuyingRole> roles;
    for (const auto& role : contact.buying_roles) {
      if (roles.insert(role.role).second) card.roles.emplace_back(query::spoken(role.role, lang_));
    }
    for (const auto tie : contact.ties) {
      if (card.chips.size() < kMaxChips) card.chips.push_back(chip_of(view_.ties[tie]));
    }
    card.no_contact = contact.ties.empty() && !contact.left;
    card.frame = drawn(contact.worst);
    for (const auto& reason : contact.reasons) {
      if (card.reasons.size() < kMaxReasons) card.reasons.push_back(cut(reason));
    }
    if (contact.level != query::Level::kNone) append_part(card.tooltip, query::spoken(contact.level, lang_));
    if (contact.political_status != query::PoliticalStatus::kNone) {
      append_part(card.tooltip, query::spoken(contact.political_status, lang_));
    }
    return card;
  }

  viz::Chip chip_of(const query::TieView& tie) const {
    const auto& member = view_.members[tie.member];
    viz::Chip chip;
    chip.member = member.node.id;
    chip.initials = initials(member.node.name);
    chip.name = cut(member.node.name);
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

  void add_lines() {
    for (const auto& reports : view_.reporting) {
      viz::Line line;
      line.type = reports.dotted ? viz::LineType::reports_dotted : viz::LineType::reports;
      line.tooltip = say(lang_, reports.dotted ? "reports to (dotted line)" : "reports to",
                         reports.dotted ? "汇报（虚线）" : "汇报");
      add_line(std::move(line), reports.from, reports.to);
    }
    add_influence();
  }

  // Whether both ends are cards on the page.
  bool is_visible(const query::InfluenceLine& influence) const {
    return is_open(view_.contacts[influence.from]) && is_open(view_.contacts[influence.to]);
  }
  bool is_open(const ContactView& contact) const {
    if (!is_drawn(contact)) return false;
    return contact.unit == kNoIndex ? !(fold_direct_ && is_direct(contact)) : !folded_[contact.unit];
  }

  // A page carries about as many influence lines as it has cards; beyond that nobody can follow one.
  // Conflicts come first, then what bears on key players, then the strongest; the rest is counted in the
  // note.
  void add_influence() {
    std::vector<const query::InfluenceLine*> visible;
    for (const auto& influence : view_.influence) {
      if (is_visible(influence)) visible.push_back(&influence);
    }
    const auto weight = [&](const query::InfluenceLine* i) {
      return std::tuple(i->conflict, view_.contacts[i->to].key_player, i->strength);
    };
    std::stable_sort(visible.begin(), visible.end(), [&](auto* a, auto* b) { return weight(a) > weight(b); });
    const auto open = static_cast<std::size_t>(std::count_if(
        view_.contacts.begin(), view_.contacts.end(), [&](const auto& contact) { return is_open(contact); }));
    const std::size_t most = std::max(kMinInfluence, open);
    if (visible.size() > most) {
      append_part(spec_.note, std::to_string(visible.size() - most) +
                                  std::string(say(lang_, " weaker lines of influence are not drawn",
                                                  " 条较弱的影响线未画出")));
      visible.resize(most);
    }
    for (const auto* influence : visible) {
      viz::Line line;
      line.type = influence->conflict ? viz::LineType::conflict : viz::LineType::influence;
      line.strength = std::clamp(influence->strength, 0.0, 1.0);
      line.tooltip = std::string(influence->conflict ? say(lang_, "in conflict with", "冲突")
                                                     : say(lang_, "influences", "影响")) +
                     " · " + two_decimals(influence->strength);
      add_line(std::move(line), influence->from, influence->to);
    }
  }

  void add_line(viz::Line line, std::size_t from, std::size_t to) {
    if (spec_.lines.size() == viz::MapLimits::kLines) return;
    const auto& a = view_.contacts[from];
    const auto& b = view_.contacts[to];
    if (!is_drawn(a) || !is_drawn(b)) return;
    line.from = a.node.id;
    line.to = b.node.id;
    line.tooltip = cut(a.node.name) + " → " + cut(b.node.name) + ": " + line.tooltip;
    spec_.lines.push_back(std::move(line));
  }

  const AccountView& view_;
  const query::CoverageReport& report_;
  const Lang lang_;
  const std::set<std::string, std::less<>> expand_;
  std::vector<bool> folded_;
  bool fold_direct_ = false;  // also those whose unit is not recorded
  viz::MapSpec spec_;
};

}  // namespace

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

void mark_incomplete(viz::MapSpec& spec) {
  append_part(spec.subtitle, say(spec.lang == viz::Lang::zh ? Lang::kZh : Lang::kEn,
                                 "incomplete: somebody known then has been erased since",
                                 "不完整：当时已知的某人此后已被删除"));
}

Result<viz::MapSpec> account_map(const query::AccountPicture& picture, query::Lang lang,
                                 const std::vector<std::string>& expand) {
  return MapBuilder(picture, lang, expand).build();
}

}  // namespace relmap::server

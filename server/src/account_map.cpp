// The relationship map: units, cards, chips, frames, lines.
#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <vector>

#include "map_parts.h"
#include "pictures.h"
#include "words.h"

namespace relmap::server {
namespace {

using query::AccountView;
using query::ContactView;
using query::kNoIndex;
using query::Lang;

constexpr std::size_t kMinInfluence = 12;
constexpr std::size_t kMaxBoxes = 40;
constexpr std::size_t kMaxTies = 60;  // lines across a page

class MapBuilder {
 public:
  MapBuilder(const query::AccountPicture& picture, Lang lang, const AccountMapOptions& options)
      : parts_(picture, lang),
        view_(picture.view),
        report_(picture.report),
        lang_(lang),
        layers_(options.layers),
        max_cards_(options.max_cards),
        expand_(options.expand.begin(), options.expand.end()),
        fold_(options.fold.begin(), options.fold.end()) {}

  Result<viz::MapSpec> build() {
    for (const auto& id : expand_) {
      if (id != kExpandAll && id != direct_id() && !is_unit(id)) return no_unit("expand", id);
    }
    for (const auto& id : fold_) {
      if (!is_unit(id)) return no_unit("fold", id);
    }
    spec_ = parts_.spec(layers_.name_en, layers_.name_zh);
    choose_folded();
    add_units();
    add_cards();
    add_lines();
    if (layers_.ties) add_team();
    return std::move(spec_);
  }

 private:
  bool is_unit(const std::string& id) const {
    return std::any_of(view_.units.begin(), view_.units.end(),
                       [&](const auto& unit) { return unit.node.id == id; });
  }

  Status no_unit(std::string_view where, const std::string& id) const {
    return Status::not_found(std::string(where) + ": '" + cut_text(id) + "' is not a unit of " +
                             view_.account.id);
  }

  // Folds units, those that matter least first, until the page holds the rest; what the reader wants folded
  // before all.
  void choose_folded() {
    folded_.assign(view_.units.size(), false);
    std::vector<std::size_t>&people = people_in_, framed(view_.units.size());
    people.assign(view_.units.size(), 0);
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
                      [&](const auto& contact) { return is_drawn(contact) && is_direct(contact); }));
    const bool direct_open = expand_.contains(kExpandAll) || expand_.contains(direct_id());
    fold_direct_ = direct > max_cards_ && !direct_open;
    std::size_t away = fold_direct_ ? direct : 0;
    for (std::size_t u = 0; u < view_.units.size(); ++u) {
      folded_[u] = people[u] > 0 && fold_.contains(view_.units[u].node.id);
      if (folded_[u]) away += people[u];
    }
    for (const auto u : least_first(people, framed)) {
      if (total - away <= max_cards_ || expand_.contains(kExpandAll)) break;
      if (folded_[u] || expand_.contains(view_.units[u].node.id)) continue;
      folded_[u] = true;
      away += people[u];
    }
    if (!fold_direct_ && !direct_open && total - away > max_cards_) {
      fold_direct_ = direct > 0;
      away += direct;
    }
    fold_families();
    if (away == 0) return;
    append_part(spec_.note,
                std::to_string(away) + std::string(say(lang_, " more people are folded away into their units",
                                                       " 人已折叠到所在部门")));
  }

  // Where there are still too many boxes, folded units go into the folded unit above them, the deepest first.
  // Opening that one (`expand`) shows them.
  void fold_families() {
    shown_as_.resize(view_.units.size());
    std::iota(shown_as_.begin(), shown_as_.end(), std::size_t{0});
    std::size_t boxes = view_.units.size();
    if (boxes <= kMaxBoxes || expand_.contains(kExpandAll)) return;
    std::vector<std::size_t> open_below(view_.units.size());  // units below that have a box of their own
    for (const auto& unit : view_.units) {
      if (unit.parent != kNoIndex) ++open_below[unit.parent];
    }
    std::vector<std::size_t> deepest(view_.units.size());
    std::iota(deepest.begin(), deepest.end(), std::size_t{0});
    std::stable_sort(deepest.begin(), deepest.end(), [&](std::size_t a, std::size_t b) {
      return view_.units[a].depth > view_.units[b].depth;
    });
    const auto closed = [&](std::size_t u) {
      return (folded_[u] || people_in_[u] == 0) && !expand_.contains(view_.units[u].node.id);
    };
    for (const std::size_t u : deepest) {
      if (boxes <= kMaxBoxes) break;
      const std::size_t parent = view_.units[u].parent;
      if (parent == kNoIndex || open_below[u] > 0 || !closed(u) || !closed(parent)) continue;
      shown_as_[u] = parent;
      folded_[parent] = true;
      --open_below[parent];
      --boxes;
    }
    // Parents come before children: each finds where the one above it is shown.
    for (std::size_t u = 0; u < shown_as_.size(); ++u) shown_as_[u] = shown_as_[shown_as_[u]];
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
      if (gap.subject.label == "OrgUnit") append_part(findings[gap.subject.id], cut_text(gap.because));
    }
    const int siblings = static_cast<int>(view_.units.size()) + 1;
    std::vector<viz::UnitCounts> counts(view_.units.size());
    std::vector<int> below(view_.units.size(), 0);  // units that are shown as this one
    for (std::size_t u = 0; u < view_.units.size(); ++u) {
      viz::UnitCounts& sum = counts[shown_as_[u]];
      sum.people += static_cast<int>(view_.units[u].contacts);
      sum.key_players += static_cast<int>(view_.units[u].key_players);
      sum.covered += static_cast<int>(view_.units[u].covered);
      sum.gaps += gaps[u];
      if (shown_as_[u] == u) continue;
      ++below[shown_as_[u]];
      top[shown_as_[u]] = std::max(top[shown_as_[u]], top[u]);
    }
    for (std::size_t u = 0; u < view_.units.size(); ++u) {
      if (shown_as_[u] != u || (layers_.only && people_in_[u] == 0)) continue;
      const auto& from = view_.units[u];
      viz::Unit unit;
      unit.id = from.node.id;
      unit.name = cut_text(from.node.name);
      if (from.parent != kNoIndex) unit.parent = view_.units[from.parent].node.id;
      // The most senior people first, as organisation charts are read; then the view's own order.
      unit.order = (kLevels - top[u]) * siblings + static_cast<int>(u);
      unit.folded = folded_[u];
      unit.placeholder = from.placeholder;
      unit.counts = counts[u];
      unit.tooltip = cut_text(findings[from.node.id]);
      if (below[u] > 0) {
        unit.name += " +" + std::to_string(below[u]);
        append_part(unit.tooltip, std::string(say(lang_, "with ", "含下属部门 ")) + std::to_string(below[u]) +
                                      std::string(say(lang_, " units below it", " 个")));
      }
      spec_.units.push_back(std::move(unit));
    }
    if (fold_direct_) add_direct_unit(kLevels * siblings);
    if (std::none_of(view_.contacts.begin(), view_.contacts.end(),
                     [&](const auto& contact) { return is_outsider(contact); }))
      return;
    viz::Unit outside;
    outside.id = parts_.free_id("outside");
    outside.name = say(lang_, "Outside the account", "本客户之外");
    outside.order = (kLevels + 1) * siblings;
    spec_.units.push_back(std::move(outside));
  }

  // People of whom no unit is recorded, as one folded box.
  void add_direct_unit(int order) {
    viz::Unit unit;
    unit.id = direct_id();
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

  void add_cards() {
    for (const auto& contact : view_.contacts) {
      if (is_open(contact)) spec_.cards.push_back(card_of(contact));  // others are counted in a folded box
    }
  }

  viz::Card card_of(const ContactView& contact) const {
    viz::Card card = parts_.card(contact, !layers_.ties);
    if (contact.outside) card.unit = parts_.free_id("outside");
    if (fold_direct_ && is_direct(contact)) card.unit = direct_id();
    if (contact.unit != kNoIndex) card.unit = view_.units[shown_as_[contact.unit]].node.id;
    return card;
  }

  void add_lines() {
    if (layers_.reports) {
      for (const auto& reports : view_.reporting) add_line(parts_.line(reports), reports.from, reports.to);
    }
    if (layers_.influence) add_influence();
  }

  // Our people who know somebody on the page, as a lane of their own, and a line for each tie. What nobody
  // can follow any more is left out: ties to key players and live ones are kept longest.
  void add_team() {
    std::vector<const query::TieView*> ties;
    for (const auto& tie : view_.ties) {
      if (is_open(view_.contacts[tie.contact])) ties.push_back(&tie);
    }
    const auto weight = [&](const query::TieView* t) {
      return std::tuple(view_.contacts[t->contact].key_player, t->live, t->strength);
    };
    std::stable_sort(ties.begin(), ties.end(), [&](auto* a, auto* b) { return weight(a) > weight(b); });
    if (ties.size() > kMaxTies) {
      append_part(spec_.note,
                  std::to_string(ties.size() - kMaxTies) +
                      std::string(say(lang_, " weaker ties are not drawn", " 条较弱的关系未画出")));
      ties.resize(kMaxTies);
    }
    std::set<std::size_t> members;
    for (const auto* tie : ties) {
      members.insert(tie->member);
      spec_.lines.push_back(parts_.line(*tie));
    }
    if (members.empty()) return;
    spec_.units.push_back(parts_.lane((kLevels + 2) * (static_cast<int>(view_.units.size()) + 1)));
    for (const std::size_t member : members) spec_.cards.push_back(parts_.card(view_.members[member]));
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
    const std::size_t most = layers_.all_influence ? visible.size() : std::max(kMinInfluence, open);
    if (visible.size() > most) {
      append_part(spec_.note, std::to_string(visible.size() - most) +
                                  std::string(say(lang_, " weaker lines of influence are not drawn",
                                                  " 条较弱的影响线未画出")));
      visible.resize(most);
    }
    for (const auto* influence : visible) add_line(parts_.line(*influence), influence->from, influence->to);
  }

  void add_line(viz::Line line, std::size_t from, std::size_t to) {
    if (spec_.lines.size() == viz::MapLimits::kLines) return;
    const auto& a = view_.contacts[from];
    const auto& b = view_.contacts[to];
    if (!is_open(a) || !is_open(b)) return;
    spec_.lines.push_back(std::move(line));
  }

  bool is_drawn(const ContactView& contact) const {
    if (!MapParts::is_drawn(contact)) return false;
    return !layers_.only || layers_.only(contact);
  }
  bool is_outsider(const ContactView& contact) const { return contact.outside && is_drawn(contact); }

  std::string direct_id() const { return parts_.free_id("direct"); }  // of the box of those without a unit

  const MapParts parts_;
  const AccountView& view_;
  const query::CoverageReport& report_;
  const Lang lang_;
  const MapLayers& layers_;
  const std::size_t max_cards_;

  const std::set<std::string, std::less<>> expand_, fold_;
  std::vector<bool> folded_;
  std::vector<std::size_t> people_in_;  // by unit: who is on the map
  std::vector<std::size_t> shown_as_;   // by unit: itself, or a folded one above it
  bool fold_direct_ = false;            // also those whose unit is not recorded
  viz::MapSpec spec_;
};

}  // namespace

void mark_incomplete(viz::MapSpec& spec) {
  append_part(spec.subtitle, say(spec.lang == viz::Lang::zh ? Lang::kZh : Lang::kEn,
                                 "incomplete: somebody known then has been erased since",
                                 "不完整：当时已知的某人此后已被删除"));
}

Result<viz::MapSpec> account_map(const query::AccountPicture& picture, query::Lang lang,
                                 const AccountMapOptions& options) {
  return MapBuilder(picture, lang, options).build();
}

}  // namespace relmap::server

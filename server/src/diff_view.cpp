// What changed on the map since an earlier version.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "map_parts.h"
#include "pictures.h"
#include "small_views.h"
#include "words.h"

namespace relmap::server {
namespace {

using query::AccountView;
using query::kNoIndex;
using query::Lang;

constexpr std::size_t kMostGone = 60;

// Lines between people who are drawn, by their ends and kind: 0 and 1 of reporting, 2 and 3 of influence.
using LineKey = std::tuple<std::string, std::string, int>;

int kind_of(const query::ReportingLine& line) { return line.dotted ? 1 : 0; }
int kind_of(const query::InfluenceLine& line) { return line.conflict ? 3 : 2; }
int kind_of(viz::LineType type) {
  switch (type) {
    case viz::LineType::reports:
      return 0;
    case viz::LineType::reports_dotted:
      return 1;
    case viz::LineType::influence:
      return 2;
    default:
      return 3;
  }
}

std::set<LineKey> lines_between_drawn(const AccountView& view) {
  std::set<LineKey> out;
  const auto add = [&](const auto& lines) {
    for (const auto& line : lines) {
      const auto &from = view.contacts[line.from], &to = view.contacts[line.to];
      if (MapParts::is_drawn(from) && MapParts::is_drawn(to))
        out.emplace(from.node.id, to.node.id, kind_of(line));
    }
  };
  add(view.reporting);
  add(view.influence);
  return out;
}

std::string what_changed(const MapParts& then, const query::ContactView& old, const MapParts& now,
                         const query::ContactView& contact) {
  const Lang lang = now.lang();
  std::string out;
  const auto differs = [&](std::string_view en, std::string_view zh, const std::string& a,
                           const std::string& b) {
    if (a != b)
      append_part(
          out, std::string(say(lang, en, zh)) + ": " + (a.empty() ? "–" : a) + " → " + (b.empty() ? "–" : b));
  };
  const auto unit = [](const MapParts& parts, const query::ContactView& c) -> const query::NodeName* {
    return c.unit == kNoIndex ? nullptr : &parts.view().units[c.unit].node;
  };
  const auto id = [](const query::NodeName* node) { return node ? node->id : std::string(); };
  const auto name = [](const query::NodeName* node) { return node ? cut_text(node->name) : std::string(); };
  // Sorted: an order that follows strengths or the store says nothing.
  const auto joined = [](std::vector<std::string> parts) {
    std::sort(parts.begin(), parts.end());
    std::string text;
    for (const std::string& part : parts) append_part(text, part);
    return text;
  };
  const auto roles = [&](const query::ContactView& c) {
    std::vector<std::string> words;
    for (const auto& role : c.buying_roles) words.emplace_back(query::spoken(role.role, lang));
    return joined(std::move(words));
  };
  const auto ties = [&](const MapParts& parts, const query::ContactView& c) {
    std::vector<std::string> who;
    for (const std::size_t i : c.ties) {
      const query::TieView& tie = parts.view().ties[i];
      who.push_back(parts.view().members[tie.member].node.name + " (" +
                    std::string(query::spoken(tie.level, lang)) + ")");
    }
    return joined(std::move(who));
  };
  differs("name", "姓名", old.node.name, contact.node.name);
  differs("title", "职务", old.title, contact.title);
  if (id(unit(then, old)) != id(unit(now, contact)))
    differs("unit", "部门", name(unit(then, old)), name(unit(now, contact)));
  differs("support", "态度", std::string(query::spoken(old.support, lang)),
          std::string(query::spoken(contact.support, lang)));
  differs("standing", "地位", std::string(query::spoken(old.political_status, lang)),
          std::string(query::spoken(contact.political_status, lang)));
  differs("buying roles", "采购角色", roles(old), roles(contact));
  differs("known by", "我方联系人", ties(then, old), ties(now, contact));
  return out;
}

class DiffMap {
 public:
  DiffMap(const query::AccountPicture& then, const query::AccountPicture& now, Lang lang)
      : then_(then, lang), now_(now, lang) {}

  Result<viz::MapSpec> run(const std::vector<std::string>& expand, const std::vector<std::string>& fold) {
    find_changes();
    MapLayers layers{.name_en = "What changed", .name_zh = "变化"};
    layers.all_influence = true;  // those that did not change go again
    auto spec =
        account_map(now_.picture(), now_.lang(), {with_changed_units(expand), std::move(layers), fold});
    if (!spec) return spec;
    append_part(spec->subtitle, std::string(say(now_.lang(), "since ", "自 ")) +
                                    then_.view().date.to_string() + " (" +
                                    std::string(say(now_.lang(), "version ", "版本 ")) +
                                    std::to_string(then_.picture().report.graph_version) + ")");
    mark(*spec);
    add_gone(*spec);
    tell_what_is_not_drawn(*spec);
    return spec;
  }

 private:
  struct Side {
    Side(const query::AccountPicture& p, Lang lang) : picture_(p), parts(p, lang) {}
    const query::AccountPicture& picture() const { return picture_; }
    const AccountView& view() const { return picture_.view; }
    Lang lang() const { return parts.lang(); }
    const query::AccountPicture& picture_;
    MapParts parts;
  };

  static bool present(const query::ContactView& c) { return !c.left; }

  void find_changes() {
    for (const auto& contact : now_.view().contacts) {
      const std::size_t before = index_of(then_.view().contacts, contact.node.id);
      const bool was = before != kNoIndex && present(then_.view().contacts[before]);
      if (!present(contact)) {
        if (was) changed_[contact.node.id] = {viz::Change::removed, ""};
        continue;
      }
      if (!was) {
        changed_[contact.node.id] = {viz::Change::added, ""};
        continue;
      }
      std::string what = what_changed(then_.parts, then_.view().contacts[before], now_.parts, contact);
      if (!what.empty()) changed_[contact.node.id] = {viz::Change::changed, std::move(what)};
    }
  }

  // Also whoever is not in the graph any more.
  bool is_changed(const std::string& id) const {
    return changed_.contains(id) || index_of(now_.view().contacts, id) == kNoIndex;
  }

  // Units in which somebody changed stay open, as many as a page holds.
  std::vector<std::string> with_changed_units(std::vector<std::string> expand) const {
    constexpr std::size_t kMostOpened = 8;
    std::set<std::string> units;
    const auto open = [&](const Side& side) {
      for (const auto& contact : side.view().contacts) {
        if (contact.unit == kNoIndex || !is_changed(contact.node.id) || units.size() >= kMostOpened) continue;
        const std::string& unit = side.view().units[contact.unit].node.id;
        if (index_of(now_.view().units, unit) != kNoIndex) units.insert(unit);
      }
    };
    open(now_);
    open(then_);
    expand.insert(expand.end(), units.begin(), units.end());
    return expand;
  }

  // Only what changed speaks: who did not is there to show where the others stand.
  void mark(viz::MapSpec& spec) const {
    for (viz::Card& card : spec.cards) {
      card.frame = viz::Frame::none;
      card.reasons.clear();
      card.no_contact = false;
      const auto it = card.side == viz::Side::theirs ? changed_.find(card.id) : changed_.end();
      if (it == changed_.end()) {
        card.chips.clear();
        continue;
      }
      card.change = it->second.first;
      append_part(card.tooltip, cut_text(it->second.second));
    }
    mark_lines(spec);
    std::erase_if(spec.lines, [](const viz::Line& line) {
      return line.change == viz::Change::none &&
             (line.type == viz::LineType::influence || line.type == viz::LineType::conflict);
    });
  }

  void tell_what_is_not_drawn(viz::MapSpec& spec) const {
    const auto drawn =
        static_cast<std::size_t>(std::count_if(spec.cards.begin(), spec.cards.end(), [](const auto& card) {
          return card.change != viz::Change::none;
        }));
    if (changed_.empty()) append_part(spec.note, say(now_.lang(), "Nobody changed", "人员无变化"));
    if (drawn < changed_.size()) {
      append_part(spec.note,
                  std::to_string(changed_.size() - drawn) +
                      std::string(say(now_.lang(), " of those who changed are folded away or not drawn",
                                      " 名变化人员已折叠或未画出")));
    }
  }

  void mark_lines(viz::MapSpec& spec) const {
    const std::set<LineKey> before = lines_between_drawn(then_.view());
    for (viz::Line& line : spec.lines) {
      if (!before.contains({line.from, line.to, kind_of(line.type)})) line.change = viz::Change::added;
    }
  }

  // Whoever was there then and is not any more, in the unit where he was, as many as a page holds; the lines
  // that are gone between those who are drawn.
  void add_gone(viz::MapSpec& spec) {
    std::set<std::string> drawn, open;
    for (const viz::Card& card : spec.cards) drawn.insert(card.id);
    for (const viz::Unit& unit : spec.units) {
      if (!unit.folded) open.insert(unit.id);
    }
    std::size_t gone = 0;
    for (const auto& old : then_.view().contacts) {
      if (!present(old) || drawn.contains(old.node.id)) continue;
      const std::size_t now = index_of(now_.view().contacts, old.node.id);
      if (now != kNoIndex && present(now_.view().contacts[now])) continue;  // folded away
      changed_[old.node.id].first = viz::Change::removed;
      viz::Card card = then_.parts.card(old);
      card.change = viz::Change::removed;
      card.frame = viz::Frame::none;
      card.reasons.clear();
      if (old.unit != kNoIndex) card.unit = then_.view().units[old.unit].node.id;
      const bool has_box = old.unit == kNoIndex || open.contains(card.unit);
      if (!has_box && index_of(now_.view().units, card.unit) != kNoIndex) continue;  // in a folded one
      if (gone++ >= kMostGone) continue;
      drawn.insert(card.id);
      spec.cards.push_back(std::move(card));
    }
    const std::set<LineKey> after = lines_between_drawn(now_.view());
    const auto add = [&](const auto& lines) {
      for (const auto& old : lines) {
        viz::Line line = then_.parts.line(old);
        if (after.contains({line.from, line.to, kind_of(old)})) continue;
        if (!drawn.contains(line.from) || !drawn.contains(line.to)) continue;
        line.change = viz::Change::removed;
        spec.lines.push_back(std::move(line));
      }
    };
    add(then_.view().reporting);
    add(then_.view().influence);
  }

  Side then_, now_;
  std::map<std::string, std::pair<viz::Change, std::string>> changed_;  // by contact
};

}  // namespace

Result<viz::MapSpec> diff_view(const MapSource& source, std::string_view account, const MapRequest& request) {
  if (!source.since)
    return Status::invalid_argument("view=diff needs since=, a version, a date or a datetime");
  if (source.since->version() > source.snapshot.version())
    return Status::invalid_argument("since: version " + std::to_string(source.since->version()) +
                                    " is later than version " + std::to_string(source.snapshot.version()) +
                                    ", which is drawn");
  auto then_options = source.options;
  const auto now = query::account_picture(source.snapshot, account, source.options);
  if (!now) return now.status();
  // Judged on its own day, or everything that was fresh then would look stale.
  then_options.date = std::min(source.options.date, source.since->time().date());
  const auto then = query::account_picture(*source.since, account, then_options);
  if (!then) return then.status().with_context("since");
  return DiffMap(*then, *now, source.options.lang).run(request.expand, request.fold);
}

}  // namespace relmap::server

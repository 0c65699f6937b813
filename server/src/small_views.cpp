#include "small_views.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "part_map.h"
#include "pictures.h"
#include "query/model.h"
#include "query/paths.h"
#include "words.h"

namespace relmap::server {
namespace {

using query::AccountView;
using query::BuyingRole;
using query::kNoIndex;
using query::Lang;

constexpr std::size_t kMaxPart = 60;  // people of a part of a map
constexpr int kMaxDepth = 3;

template <class T>
std::size_t index_of(const std::vector<T>& list, std::string_view id) {
  const auto it = std::find_if(list.begin(), list.end(), [&](const T& x) { return x.node.id == id; });
  return it == list.end() ? kNoIndex : static_cast<std::size_t>(it - list.begin());
}

// ---- committee

constexpr std::array kRoles{BuyingRole::kApprover, BuyingRole::kDecisionMaker, BuyingRole::kChampion,
                            BuyingRole::kEvaluator, BuyingRole::kUser};

std::string group_id(const MapParts& parts, BuyingRole role) {
  return parts.free_id("role-" + std::string(query::word(role)));
}

// Where he stands: by the first of his roles in the order in which they decide.
BuyingRole first_role(const query::ContactView& contact, std::size_t opportunity) {
  for (const BuyingRole role : kRoles) {
    for (const auto& has : contact.buying_roles) {
      if (has.opportunity == opportunity && has.role == role) return role;
    }
  }
  return BuyingRole::kNone;
}

bool is_buyer(const query::ContactView& contact, std::size_t opportunity) {
  return std::any_of(contact.buying_roles.begin(), contact.buying_roles.end(),
                     [&](const auto& has) { return has.opportunity == opportunity; });
}

// The stance on this deal goes before that towards us in general, and its roles before those on others.
viz::MapSpec on_the_deal(viz::MapSpec spec, const AccountView& view, std::size_t opportunity, Lang lang) {
  for (viz::Card& card : spec.cards) {
    const std::size_t contact = card.side == viz::Side::theirs ? index_of(view.contacts, card.id) : kNoIndex;
    if (contact == kNoIndex) continue;
    card.roles.clear();
    for (const auto& has : view.contacts[contact].buying_roles) {
      if (has.opportunity != opportunity) continue;
      card.roles.emplace_back(query::spoken(has.role, lang));
      if (has.support != query::Support::kNone) card.support = drawn_support(has.support);
    }
  }
  return spec;
}

// ---- focus

struct Person {
  bool ours = false;
  std::size_t index = kNoIndex;
  auto operator<=>(const Person&) const = default;
};

// Whoever is joined to somebody, the strongest first.
std::vector<std::pair<double, Person>> neighbours(const AccountView& view, Person person) {
  std::vector<std::pair<double, Person>> out;
  for (const auto& tie : view.ties) {
    if (person.ours && tie.member == person.index) out.push_back({1 + tie.strength, {false, tie.contact}});
    if (!person.ours && tie.contact == person.index) out.push_back({1 + tie.strength, {true, tie.member}});
  }
  const auto between = [&](std::size_t a, std::size_t b, double strength) {
    if (person.ours) return;
    if (a == person.index) out.push_back({strength, {false, b}});
    if (b == person.index) out.push_back({strength, {false, a}});
  };
  for (const auto& line : view.reporting) between(line.from, line.to, line.dotted ? 1.5 : 2);
  for (const auto& line : view.influence) between(line.from, line.to, line.strength);
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  return out;
}

Result<Person> find_person(const AccountView& view, const std::string& ref) {
  const auto slash = ref.find('/');
  const std::string_view label = std::string_view(ref).substr(0, slash);
  if (slash == std::string::npos || (label != "Contact" && label != "TeamMember"))
    return Status::invalid_argument("focus: '" + cut_text(ref) + "' is not Contact/ID or TeamMember/ID");
  const std::string_view id = std::string_view(ref).substr(slash + 1);
  const bool ours = label == "TeamMember";
  const Person person{ours, ours ? index_of(view.members, id) : index_of(view.contacts, id)};
  if (person.index == kNoIndex)
    return Status::not_found("focus: '" + cut_text(ref) + "' is nobody on the map of " + view.account.id);
  return person;
}

void add(PartMap& map, Person person) {
  person.ours ? map.add_member(person.index) : map.add_contact(person.index);
}
bool has(const PartMap& map, Person person) {
  return person.ours ? map.has_member(person.index) : map.has_contact(person.index);
}

// ---- gap

std::string_view id_of(std::string_view ref) { return ref.substr(std::min(ref.find('/') + 1, ref.size())); }

// Adds the person that a reference names, where it names one.
void add_ref(PartMap& map, const AccountView& view, std::string_view ref) {
  if (ref.starts_with("Contact/")) {
    if (const auto i = index_of(view.contacts, id_of(ref)); i != kNoIndex) map.add_contact(i);
  } else if (ref.starts_with("TeamMember/")) {
    if (const auto i = index_of(view.members, id_of(ref)); i != kNoIndex) map.add_member(i);
  }
}

// A gap about a unit, an opportunity or the account itself: the people it speaks of stand for it.
void add_people_of_subject(PartMap& map, const AccountView& view, const query::Gap& gap) {
  for (std::size_t i = 0; i < view.contacts.size() && map.size() < kMaxPart; ++i) {
    const query::ContactView& contact = view.contacts[i];
    if (!MapParts::is_drawn(contact)) continue;
    const bool in_unit = gap.subject.label == "OrgUnit" && contact.unit != kNoIndex &&
                         view.units[contact.unit].node.id == gap.subject.id;
    const bool buys =
        gap.subject.label == "Opportunity" &&
        std::any_of(contact.buying_roles.begin(), contact.buying_roles.end(), [&](const auto& role) {
          return role.opportunity != kNoIndex &&
                 view.opportunities[role.opportunity].node.id == gap.subject.id;
        });
    const bool leads =
        gap.subject.label != "OrgUnit" && gap.subject.label != "Opportunity" && contact.key_player;
    if (in_unit || buys || leads) map.add_contact(i);
  }
}

// ---- diff

// Lines between people who are there, by their ends and kind: 0 and 1 of reporting, 2 and 3 of influence.
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

std::set<LineKey> lines_between_present(const AccountView& view) {
  std::set<LineKey> out;
  const auto add = [&](const auto& lines) {
    for (const auto& line : lines) {
      const auto &from = view.contacts[line.from], &to = view.contacts[line.to];
      if (!from.left && !to.left) out.emplace(from.node.id, to.node.id, kind_of(line));
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
  const auto unit = [](const MapParts& parts, const query::ContactView& c) {
    return c.unit == kNoIndex ? std::string() : parts.view().units[c.unit].node.name;
  };
  const auto roles = [&](const query::ContactView& c) {
    std::string text;
    for (const auto& role : c.buying_roles) append_part(text, query::spoken(role.role, lang));
    return text;
  };
  const auto ties = [&](const MapParts& parts, const query::ContactView& c) {
    std::string text;
    for (const std::size_t i : c.ties) {
      const query::TieView& tie = parts.view().ties[i];
      append_part(text, parts.view().members[tie.member].node.name + " (" +
                            std::string(query::spoken(tie.level, lang)) + ")");
    }
    return text;
  };
  differs("name", "姓名", old.node.name, contact.node.name);
  differs("title", "职务", old.title, contact.title);
  differs("unit", "部门", unit(then, old), unit(now, contact));
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

  Result<viz::MapSpec> run(const std::vector<std::string>& expand) {
    find_changes();
    MapLayers layers{.name_en = "What changed", .name_zh = "变化"};
    auto spec = account_map(now_.picture(), now_.lang(), {with_changed_units(expand), std::move(layers)});
    if (!spec) return spec;
    append_part(spec->subtitle,
                std::string(say(now_.lang(), "since ", "自 ")) + then_.view().date.to_string());
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

  // Units in which somebody changed stay open, as many as a page holds.
  std::vector<std::string> with_changed_units(std::vector<std::string> expand) const {
    constexpr std::size_t kMostOpened = 8;
    std::set<std::string> units;
    for (const auto& contact : now_.view().contacts) {
      if (contact.unit != kNoIndex && changed_.contains(contact.node.id) && units.size() < kMostOpened)
        units.insert(now_.view().units[contact.unit].node.id);
    }
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
      append_part(spec.note, std::to_string(changed_.size() - drawn) +
                                 std::string(say(now_.lang(), " of those who changed are folded away",
                                                 " 名变化人员已折叠")));
    }
  }

  void mark_lines(viz::MapSpec& spec) const {
    const std::set<LineKey> before = lines_between_present(then_.view());
    for (viz::Line& line : spec.lines) {
      if (!before.contains({line.from, line.to, kind_of(line.type)})) line.change = viz::Change::added;
    }
  }

  // Whoever was there then and is not any more, in the unit where he was; the lines that are gone between
  // those who are drawn.
  void add_gone(viz::MapSpec& spec) {
    std::set<std::string> drawn;
    for (const viz::Card& card : spec.cards) drawn.insert(card.id);
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
      drawn.insert(card.id);
      spec.cards.push_back(std::move(card));
    }
    const std::set<LineKey> after = lines_between_present(now_.view());
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

Result<viz::MapSpec> committee_view(const MapSource& source, std::string_view account,
                                    const MapRequest& request) {
  if (request.opportunity.empty()) return Status::invalid_argument("view=committee needs opportunity=ID");
  const auto picture = query::account_picture(source.snapshot, account, source.options);
  if (!picture) return picture.status();
  const Lang lang = source.options.lang;
  const MapParts parts(*picture, lang);
  const AccountView& view = parts.view();
  const std::size_t opportunity = index_of(view.opportunities, request.opportunity);
  if (opportunity == kNoIndex) {
    return Status::not_found("opportunity: '" + cut_text(request.opportunity) + "' is not one of " +
                             view.account.id);
  }
  const auto& deal = view.opportunities[opportunity];
  viz::MapSpec head = parts.spec("Buying committee", "采购委员会");
  head.title = cut_text(deal.node.name);
  head.subtitle = cut_text(view.account.name);
  append_part(head.subtitle, say(lang, "buying committee", "采购委员会"));
  append_part(head.subtitle, query::spoken(deal.stage, lang));
  if (!deal.amount.empty()) append_part(head.subtitle, deal.currency + " " + deal.amount);
  if (deal.close_date)
    append_part(head.subtitle, std::string(say(lang, "closes ", "预计 ")) + deal.close_date->to_string());
  append_part(head.subtitle, std::string(say(lang, "as of ", "截至 ")) + view.date.to_string());
  PartMap map(parts, std::move(head));
  std::map<BuyingRole, bool> filled;
  for (std::size_t i = 0; i < view.contacts.size(); ++i) {
    if (!is_buyer(view.contacts[i], opportunity)) continue;
    const BuyingRole role = first_role(view.contacts[i], opportunity);
    map.add_contact(i);
    map.put(i, group_id(parts, role));
    for (const auto& has : view.contacts[i].buying_roles)
      if (has.opportunity == opportunity) filled[has.role] = true;
    filled[role] = filled[role] || role == BuyingRole::kNone;
  }
  // A role that the policy wants and nobody has stands there as an empty, dashed card.
  const query::Policy& policy = source.options.policy ? *source.options.policy : query::Policy::built_in();
  for (const auto& required : policy.tier(view.tier).buying_roles) {
    if (filled[required.role]) continue;
    filled[required.role] = true;
    viz::Card card;
    card.id = parts.free_id("no-" + std::string(query::word(required.role)));
    card.name = say(lang, "nobody named", "尚无人选");
    card.roles.emplace_back(query::spoken(required.role, lang));
    card.unit = group_id(parts, required.role);
    card.placeholder = true;
    card.frame = drawn(std::optional(required.severity));
    card.reasons.emplace_back(
        say(lang, "The opportunity names nobody in this role.", "该商机尚未指定此角色。"));
    map.add_card(std::move(card));
  }
  int order = 0;
  for (const BuyingRole role : {kRoles[0], kRoles[1], kRoles[2], kRoles[3], kRoles[4], BuyingRole::kNone}) {
    if (!filled[role]) continue;
    viz::Unit unit;
    unit.id = group_id(parts, role);
    unit.name = role == BuyingRole::kNone ? std::string(say(lang, "Other roles", "其他角色"))
                                          : std::string(query::spoken(role, lang));
    unit.order = order++;
    map.group(std::move(unit));
  }
  return on_the_deal(map.finish(), view, opportunity, lang);
}

Result<viz::MapSpec> focus_view(const MapSource& source, std::string_view account,
                                const MapRequest& request) {
  if (request.focus.empty())
    return Status::invalid_argument("view=focus needs focus=Contact/ID or TeamMember/ID");
  if (request.depth < 1 || request.depth > kMaxDepth)
    return Status::invalid_argument("depth must be from 1 to " + std::to_string(kMaxDepth));
  const auto picture = query::account_picture(source.snapshot, account, source.options);
  if (!picture) return picture.status();
  const MapParts parts(*picture, source.options.lang);
  const auto start = find_person(parts.view(), request.focus);
  if (!start) return start.status();
  PartMap map(parts, parts.spec("One person's neighbourhood", "个人关系网"));
  map.focus_on(request.focus);
  add(map, *start);
  std::vector<Person> ring{*start};
  std::size_t left_out = 0;
  for (int step = 0; step < request.depth; ++step) {
    std::vector<Person> next;
    for (const Person& person : ring) {
      for (const auto& [strength, other] : neighbours(parts.view(), person)) {
        if (has(map, other)) continue;
        if (!other.ours && !MapParts::is_drawn(parts.view().contacts[other.index])) continue;
        if (map.size() >= kMaxPart) {
          ++left_out;
          continue;
        }
        add(map, other);
        next.push_back(other);
      }
    }
    ring = std::move(next);
  }
  if (left_out > 0) {
    map.note(std::string(say(source.options.lang, "The page is full: more people are near than are drawn",
                             "页面已满：附近还有未画出的人")));
  }
  return map.finish();
}

Result<viz::MapSpec> gap_view(const MapSource& source, std::string_view account, const MapRequest& request) {
  if (request.gap.empty()) return Status::invalid_argument("view=gap needs gap=ID, as the report has it");
  const auto picture = query::account_picture(source.snapshot, account, source.options);
  if (!picture) return picture.status();
  const MapParts parts(*picture, source.options.lang);
  const auto& gaps = parts.report().gaps;
  const auto gap =
      std::find_if(gaps.begin(), gaps.end(), [&](const query::Gap& g) { return g.id == request.gap; });
  if (gap == gaps.end()) {
    return Status::not_found("gap: the report of " + parts.view().account.id + " has none with the id '" +
                             cut_text(request.gap) + "'");
  }
  viz::MapSpec head = parts.spec("What proves a gap", "缺口的依据");
  head.note = cut_text(gap->because);
  PartMap map(parts, std::move(head));
  map.focus_on(gap->subject.ref());
  add_ref(map, parts.view(), gap->subject.ref());
  for (const std::string& ref : gap->witness.nodes) {
    if (map.size() < kMaxPart) add_ref(map, parts.view(), ref);
  }
  for (const query::WitnessEdge& edge : gap->witness.edges) {
    for (const std::string* ref : {&edge.from, &edge.to}) {
      if (map.size() < kMaxPart) add_ref(map, parts.view(), *ref);
    }
  }
  if (map.size() == 0) add_people_of_subject(map, parts.view(), *gap);
  return map.finish();
}

Result<viz::MapSpec> path_view(const MapSource& source, std::string_view account, const MapRequest& request) {
  if (request.to.empty()) return Status::invalid_argument("view=path needs to=Contact/ID");
  query::PathOptions options;
  options.date = source.options.date;
  options.policy = source.options.policy;
  options.lang = source.options.lang;
  const std::string from = request.from.empty() ? "team:" + std::string(account) : request.from;
  const auto result = query::introduction_paths(source.snapshot, from, request.to, options);
  if (!result) return result.status();
  return paths_picture(source.snapshot, *result, source.options.lang);
}

Result<viz::MapSpec> diff_view(const MapSource& source, std::string_view account, const MapRequest& request) {
  if (!source.since)
    return Status::invalid_argument("view=diff needs since=, a version, a date or a datetime");
  auto then_options = source.options;
  const auto now = query::account_picture(source.snapshot, account, source.options);
  if (!now) return now.status();
  // Judged on its own day, or everything that was fresh then would look stale.
  then_options.date = std::min(source.options.date, source.since->time().date());
  const auto then = query::account_picture(*source.since, account, then_options);
  if (!then) return then.status().with_context("since");
  return DiffMap(*then, *now, source.options.lang).run(request.expand);
}

}  // namespace relmap::server

#include "small_views.h"

#include <algorithm>
#include <vector>

#include "part_map.h"
#include "pictures.h"
#include "query/model.h"
#include "query/paths.h"
#include "words.h"

namespace relmap::server {
namespace {

using query::AccountView;
using query::kNoIndex;

constexpr std::size_t kMaxPart = 60;  // people of a part of a map
constexpr int kMaxDepth = 3;

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

// A gap that names no people: those whom it is about stand for it. Of a team or a line these are our own.
void add_people_of_subject(PartMap& map, const AccountView& view, const query::Gap& gap) {
  if (gap.rule.starts_with("team.") || gap.rule.starts_with("line.")) {
    for (std::size_t i = 0; i < view.members.size() && gap.subject.label != "OrgUnit"; ++i) {
      if (view.members[i].on_team && map.size() < kMaxPart) map.add_member(i);
    }
  }
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
        gap.rule.starts_with("account.") && gap.subject.label == "Account" && contact.key_player;
    if (in_unit || buys || leads) map.add_contact(i);
  }
}

// Only what this gap is about is framed.
void frame_only(viz::MapSpec& spec, const query::Gap& gap) {
  for (viz::Card& card : spec.cards) {
    const std::string ref = (card.side == viz::Side::ours ? "TeamMember/" : "Contact/") + card.id;
    const auto& nodes = gap.witness.nodes;
    const bool about = gap.subject.ref() == ref || std::find(nodes.begin(), nodes.end(), ref) != nodes.end();
    card.frame = about ? drawn(std::optional(gap.severity)) : viz::Frame::none;
    card.reasons.clear();
    if (about) card.reasons.push_back(cut_text(gap.because));
  }
}

}  // namespace

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
  std::vector<std::string_view> refs;
  const std::string subject = gap->subject.ref();
  refs.push_back(subject);
  for (const std::string& ref : gap->witness.nodes) refs.push_back(ref);
  for (const query::WitnessEdge& edge : gap->witness.edges) refs.insert(refs.end(), {edge.from, edge.to});
  bool all = true;
  for (const std::string_view ref : refs) {
    const bool person = ref.starts_with("Contact/") || ref.starts_with("TeamMember/");
    if (map.size() < kMaxPart) {
      add_ref(map, parts.view(), ref);
    } else {
      all = all && !person;
    }
    if (!ref.starts_with("OrgUnit/")) continue;
    if (const auto unit = index_of(parts.view().units, id_of(ref)); unit != kNoIndex) map.add_unit(unit);
  }
  if (!all) map.note(say(source.options.lang, "more people than a page holds", "人数超出页面"));
  if (map.size() == 0) add_people_of_subject(map, parts.view(), *gap);
  viz::MapSpec spec = map.finish();
  frame_only(spec, *gap);
  return spec;
}

Result<viz::MapSpec> path_view(const MapSource& source, std::string_view account, const MapRequest& request) {
  if (request.to.empty()) return Status::invalid_argument("view=path needs to=Contact/ID");
  const query::Model model(source.snapshot, source.options.date);
  if (const auto known = model.find_account(account); !known) return known.status();
  query::PathOptions options;
  options.date = source.options.date;
  options.policy = source.options.policy;
  options.lang = source.options.lang;
  const std::string from = request.from.empty() ? "team:" + std::string(account) : request.from;
  const auto result = query::introduction_paths(source.snapshot, from, request.to, options);
  if (!result) return result.status();
  return paths_picture(source.snapshot, *result, source.options.lang);
}

}  // namespace relmap::server

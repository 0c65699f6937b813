#include "part_map.h"

#include <algorithm>

#include "words.h"

namespace relmap::server {

using query::kNoIndex;

std::string PartMap::unit_of(std::size_t contact) {
  if (const auto group = group_of_.find(contact); group != group_of_.end()) return group->second;
  const query::ContactView& c = parts_.view().contacts[contact];
  if (c.outside) {
    outside_ = true;
    return parts_.free_id("outside");
  }
  if (c.unit == kNoIndex) return "";
  units_.insert(c.unit);
  return parts_.view().units[c.unit].node.id;
}

void PartMap::add_cards() {
  for (const std::size_t contact : contacts_) {
    const query::ContactView& c = parts_.view().contacts[contact];
    viz::Card card = parts_.card(c, members_.empty());
    card.unit = unit_of(contact);
    if (!members_.empty()) {
      // A line tells of those in the lane; chips of the others.
      for (const std::size_t tie : c.ties) {
        if (!has_member(parts_.view().ties[tie].member))
          card.chips.push_back(parts_.chip(parts_.view().ties[tie]));
      }
      card.no_contact = card.no_contact && c.ties.empty();
    }
    card.focus = focus_ == "Contact/" + card.id;
    spec_.cards.push_back(std::move(card));
  }
  for (const std::size_t member : members_) {
    viz::Card card = parts_.card(parts_.view().members[member]);
    card.focus = focus_ == "TeamMember/" + card.id;
    spec_.cards.push_back(std::move(card));
  }
}

void PartMap::add_lines() {
  const query::AccountView& view = parts_.view();
  const auto both = [&](std::size_t a, std::size_t b) { return has_contact(a) && has_contact(b); };
  for (const auto& line : view.reporting) {
    if (both(line.from, line.to)) spec_.lines.push_back(parts_.line(line));
  }
  for (const auto& line : view.influence) {
    if (both(line.from, line.to)) spec_.lines.push_back(parts_.line(line));
  }
  for (const auto& tie : view.ties) {
    if (has_contact(tie.contact) && has_member(tie.member)) spec_.lines.push_back(parts_.line(tie));
  }
}

viz::MapSpec PartMap::finish() {
  add_cards();
  add_lines();
  for (viz::Unit& unit : groups_) spec_.units.push_back(std::move(unit));
  const int after = static_cast<int>(parts_.view().units.size());
  for (const std::size_t u : units_) {
    const query::UnitView& from = parts_.view().units[u];
    viz::Unit unit;
    unit.id = from.node.id;
    unit.name = cut_text(from.node.name);
    unit.order = static_cast<int>(u);
    unit.placeholder = from.placeholder;
    if (from.parent != kNoIndex) unit.parent = parts_.view().units[from.parent].node.id;
    spec_.units.push_back(std::move(unit));
  }
  if (outside_) {
    viz::Unit unit;
    unit.id = parts_.free_id("outside");
    unit.name = say(parts_.lang(), "Outside the account", "本客户之外");
    unit.order = after;
    spec_.units.push_back(std::move(unit));
  }
  if (!members_.empty()) spec_.units.push_back(parts_.lane(after + 1));
  return std::move(spec_);
}

}  // namespace relmap::server

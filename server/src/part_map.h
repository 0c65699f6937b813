// A map of chosen people of an account, with the lines between them; our people stand in a lane of their own.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>

#include "map_parts.h"

namespace relmap::server {

class PartMap {
 public:
  // `parts` must outlive it. The people of both lists are given by their index in the view.
  PartMap(const MapParts& parts, viz::MapSpec spec) : parts_(parts), spec_(std::move(spec)) {}

  void add_contact(std::size_t contact) { contacts_.insert(contact); }
  void add_member(std::size_t member) { members_.insert(member); }
  void add_unit(std::size_t unit) { units_.insert(unit); }  // also where none of its people is on the map
  bool has_contact(std::size_t contact) const { return contacts_.contains(contact); }
  bool has_member(std::size_t member) const { return members_.contains(member); }
  std::size_t size() const { return contacts_.size() + members_.size(); }

  // A box of its own for some contacts, in place of the units that they work in.
  void group(viz::Unit unit) { groups_.push_back(std::move(unit)); }
  void put(std::size_t contact, const std::string& group) { group_of_[contact] = group; }
  void focus_on(std::string_view ref) { focus_ = ref; }
  void note(std::string_view text) { append_part(spec_.note, text); }
  void add_card(viz::Card card) { spec_.cards.push_back(std::move(card)); }  // beside those of the lists

  // Chips on the cards show the ties of whoever is not in the lane.
  viz::MapSpec finish();

 private:
  std::string unit_of(std::size_t contact);
  void add_cards();
  void add_lines();

  const MapParts& parts_;
  viz::MapSpec spec_;
  std::set<std::size_t> contacts_, members_, units_;
  std::vector<viz::Unit> groups_;
  std::map<std::size_t, std::string> group_of_;
  std::string focus_;
  bool outside_ = false;
};

}  // namespace relmap::server

#include "org_model.h"

#include <algorithm>
#include <tuple>

namespace relmap::viz {
namespace {

// Units depth first, siblings by order, name, id. A parent that is unknown, or part of a cycle, counts as
// none.
std::vector<const Unit*> ordered_units(const MapSpec& spec) {
  std::map<std::string_view, const Unit*> by_id;
  for (const Unit& unit : spec.units) by_id[unit.id] = &unit;
  const auto before = [](const Unit* a, const Unit* b) {
    return std::tie(a->side, a->order, a->name, a->id) < std::tie(b->side, b->order, b->name, b->id);
  };
  std::map<const Unit*, std::vector<const Unit*>> children;
  for (const Unit& unit : spec.units) {
    const auto parent = by_id.find(unit.parent);
    const bool top = parent == by_id.end() || parent->second == &unit || parent->second->side != unit.side;
    children[top ? nullptr : parent->second].push_back(&unit);
  }
  for (auto& [parent, list] : children) std::sort(list.begin(), list.end(), before);
  std::vector<const Unit*> out;
  std::map<const Unit*, bool> seen;
  const auto visit_from = [&](std::vector<const Unit*> stack) {
    while (!stack.empty()) {
      const Unit* unit = stack.back();
      stack.pop_back();
      if (seen[unit]) continue;
      seen[unit] = true;
      out.push_back(unit);
      const auto& below = children[unit];
      stack.insert(stack.end(), below.rbegin(), below.rend());
    }
  };
  visit_from({children[nullptr].rbegin(), children[nullptr].rend()});
  for (const Unit& unit : spec.units) {
    if (!seen[&unit]) visit_from({&unit});  // on a cycle, or below one
  }
  std::stable_partition(out.begin(), out.end(), [](const Unit* unit) { return unit->side == Side::theirs; });
  return out;
}

void collect_cards(const MapSpec& spec, OrgModel& model) {
  std::map<std::string_view, int> unit_index;
  for (const Unit* unit : ordered_units(spec)) {
    unit_index[unit->id] = static_cast<int>(model.units.size());
    model.units.push_back({unit, {}, false});
  }
  int without = -1, ours_without = -1;
  model.unit_of.assign(spec.cards.size(), -1);
  for (std::size_t i = 0; i < spec.cards.size(); ++i) {
    const Card& card = spec.cards[i];
    const auto it = unit_index.find(card.unit);
    int unit = it == unit_index.end() ? -1 : it->second;
    if (unit >= 0 && model.units[static_cast<std::size_t>(unit)].unit->folded) continue;
    if (unit < 0) {
      int& shared = card.side == Side::ours ? ours_without : without;
      if (shared < 0) {
        shared = static_cast<int>(model.units.size());
        model.units.push_back({});
      }
      unit = shared;
    }
    model.unit_of[i] = unit;
    model.units[static_cast<std::size_t>(unit)].cards.push_back(static_cast<int>(i));
    model.index[{card.side, card.id}] = static_cast<int>(i);
  }
  for (OrgUnit& unit : model.units) {
    std::sort(unit.cards.begin(), unit.cards.end(), [&](int a, int b) {
      const Card &x = spec.cards[static_cast<std::size_t>(a)], &y = spec.cards[static_cast<std::size_t>(b)];
      return std::tie(x.rank, x.name, x.id, x.side) < std::tie(y.rank, y.name, y.id, y.side);
    });
  }
}

// The first reporting line of each card that stays within its unit; a dotted one where there is no solid one.
void link_managers(const MapSpec& spec, OrgModel& model) {
  model.manager_of.assign(spec.cards.size(), -1);
  model.line_of_report.assign(spec.cards.size(), -1);
  std::vector<bool> solid(spec.cards.size(), false);  // has a solid line, within the unit or out of it
  for (const Line& line : spec.lines) {
    if (line.type != LineType::reports) continue;
    const auto [from, to] = model.ends(line);
    if (from >= 0 && to >= 0) solid[from] = true;
  }
  for (std::size_t i = 0; i < spec.lines.size(); ++i) {
    const LineType type = spec.lines[i].type;
    if (type != LineType::reports && type != LineType::reports_dotted) continue;
    const auto [from, to] = model.ends(spec.lines[i]);
    if (from < 0 || to < 0 || from == to || (type == LineType::reports_dotted && solid[from])) continue;
    if (model.unit_of[from] != model.unit_of[to] || model.manager_of[from] >= 0) continue;
    model.manager_of[from] = to;
    model.line_of_report[from] = static_cast<int>(i);
  }
}

// Cuts every cycle at the card that is drawn first. Each card is walked over a bounded number of times: O(n).
void cut_cycles(OrgModel& model) {
  std::vector<int> walk(model.manager_of.size(), 0);
  int number = 0;
  for (const OrgUnit& unit : model.units) {
    for (int start : unit.cards) {
      ++number;
      for (int at = start; at >= 0 && (walk[at] == 0 || walk[at] == number); at = model.manager_of[at]) {
        if (walk[at] == number) {
          model.manager_of[at] = model.line_of_report[at] = -1;
          break;
        }
        walk[at] = number;
      }
    }
  }
}

void find_leading_units(const MapSpec& spec, OrgModel& model) {
  std::vector<int> in(model.units.size()), out(model.units.size());
  for (const Line& line : spec.lines) {
    if (line.type != LineType::reports) continue;
    const auto [from, to] = model.ends(line);
    if (from < 0 || to < 0 || model.unit_of[from] == model.unit_of[to]) continue;
    ++out[model.unit_of[from]];
    ++in[model.unit_of[to]];
  }
  for (std::size_t i = 0; i < model.units.size(); ++i) model.units[i].leads = in[i] > 0 && out[i] == 0;
}

}  // namespace

int OrgModel::find(Side side, const std::string& id) const {
  const auto it = index.find({side, id});
  return it == index.end() ? -1 : it->second;
}

std::pair<int, int> OrgModel::ends(const Line& line) const {
  const Side from = line.type == LineType::tie ? Side::ours : line.side;
  return {find(from, line.from), find(line.type == LineType::tie ? Side::theirs : line.side, line.to)};
}

OrgModel org_model(const MapSpec& spec) {
  OrgModel model;
  collect_cards(spec, model);
  link_managers(spec, model);
  cut_cycles(model);
  find_leading_units(spec, model);
  return model;
}

}  // namespace relmap::viz

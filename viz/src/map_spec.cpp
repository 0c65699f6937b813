#include "viz/map_spec.h"

#include <set>
#include <utility>

namespace relmap::viz {
namespace {

Status too_many(std::string_view what, std::size_t limit) {
  return Status::resource_exhausted("map: more than " + std::to_string(limit) + " " + std::string(what));
}

Status invalid(std::string message) { return Status::invalid_argument("map: " + std::move(message)); }

// False for NaN too.
bool in_unit_interval(double x) { return x >= 0 && x <= 1; }

bool texts_fit(std::initializer_list<const std::string*> texts) {
  for (const std::string* text : texts) {
    if (text->size() > MapLimits::kTextBytes) return false;
  }
  return true;
}

// Ids end up in messages; a long one must not make a message of its length.
std::string quoted(const std::string& id) { return "'" + id.substr(0, 80) + (id.size() > 80 ? "…'" : "'"); }

Status check_unit(const Unit& unit, std::set<std::string_view>& seen) {
  if (unit.id.empty()) return invalid("a unit has an empty id");
  if (!texts_fit({&unit.id, &unit.name, &unit.parent, &unit.tooltip}))
    return too_many("bytes in a text", MapLimits::kTextBytes);
  if (!seen.insert(unit.id).second) return invalid("unit id " + quoted(unit.id) + " is used twice");
  const UnitCounts& c = unit.counts;
  if (c.people < 0 || c.key_players < 0 || c.covered < 0 || c.gaps < 0) {
    return invalid("unit " + quoted(unit.id) + " has a negative count");
  }
  return {};
}

Status check_chips(const Card& card) {
  if (card.chips.size() > MapLimits::kChipsPerCard)
    return too_many("chips on a card", MapLimits::kChipsPerCard);
  std::set<std::string_view> members;
  for (const Chip& chip : card.chips) {
    if (chip.member.empty()) return invalid("a chip on card " + quoted(card.id) + " has an empty member");
    if (!texts_fit({&chip.member, &chip.initials, &chip.name, &chip.detail})) {
      return too_many("bytes in a text", MapLimits::kTextBytes);
    }
    if (!members.insert(chip.member).second) {
      return invalid("card " + quoted(card.id) + " has two chips of member " + quoted(chip.member));
    }
  }
  return {};
}

Status check_card(const Card& card, std::set<std::pair<Side, std::string_view>>& seen) {
  if (card.id.empty()) return invalid("a card has an empty id");
  bool fits = texts_fit({&card.id, &card.name, &card.title, &card.unit, &card.tooltip});
  for (const auto& list : {&card.roles, &card.reasons}) {
    if (list->size() > MapLimits::kTextsPerCard)
      return too_many("roles or reasons on a card", MapLimits::kTextsPerCard);
    for (const std::string& text : *list) fits = fits && texts_fit({&text});
  }
  if (!fits) return too_many("bytes in a text", MapLimits::kTextBytes);
  if (!seen.insert({card.side, card.id}).second)
    return invalid("card id " + quoted(card.id) + " is used twice");
  return check_chips(card);
}

Status check_chain(const PathChain& chain) {
  if (chain.people.empty()) return invalid("a chain has no people");
  if (chain.people.size() > MapLimits::kPeoplePerChain)
    return too_many("people in a chain", MapLimits::kPeoplePerChain);
  if (chain.hops.size() + 1 != chain.people.size())
    return invalid("a chain must have one hop fewer than people");
  if (!in_unit_interval(chain.probability)) return invalid("a chain's probability is not within [0, 1]");
  for (const PathPerson& person : chain.people) {
    if (person.id.empty()) return invalid("a person of a chain has an empty id");
    if (!texts_fit({&person.id, &person.name, &person.title}))
      return too_many("bytes in a text", MapLimits::kTextBytes);
  }
  for (const Hop& hop : chain.hops) {
    if (!in_unit_interval(hop.strength)) return invalid("a hop's strength is not within [0, 1]");
    if (!texts_fit({&hop.label})) return too_many("bytes in a text", MapLimits::kTextBytes);
  }
  return {};
}

Status check_line(const Line& line) {
  if (!in_unit_interval(line.strength)) {
    return invalid("the line from " + quoted(line.from) + " has a strength that is not within [0, 1]");
  }
  if (!texts_fit({&line.from, &line.to, &line.tooltip}))
    return too_many("bytes in a text", MapLimits::kTextBytes);
  return {};
}

Status check_heads(const std::vector<HeatHead>& heads) {
  if (heads.size() > MapLimits::kHeads) return too_many("rows or columns", MapLimits::kHeads);
  std::set<std::string_view> seen;
  for (const HeatHead& head : heads) {
    if (head.id.empty()) return invalid("a row or column has an empty id");
    if (head.depth < 0 || head.depth > 20) return invalid("a row's depth is not within [0, 20]");
    if (!texts_fit({&head.id, &head.name, &head.tooltip}))
      return too_many("bytes in a text", MapLimits::kTextBytes);
    if (!seen.insert(head.id).second) return invalid("id " + quoted(head.id) + " is used twice");
  }
  return {};
}

Status check_heat(const HeatTable& table) {
  for (const auto* heads : {&table.rows, &table.columns}) {
    if (Status status = check_heads(*heads); !status.ok()) return status;
  }
  if (table.cells.size() > MapLimits::kHeatCells) return too_many("cells", MapLimits::kHeatCells);
  if (table.cells.size() != table.rows.size() * table.columns.size())
    return invalid("a heat table must have as many cells as rows × columns");
  for (const HeatCell& cell : table.cells) {
    if (!texts_fit({&cell.text, &cell.second, &cell.tooltip}))
      return too_many("bytes in a text", MapLimits::kTextBytes);
  }
  return {};
}

Status check_bar(const Bar& bar, std::set<std::string_view>& seen) {
  if (bar.id.empty()) return invalid("a bar has an empty id");
  if (!seen.insert(bar.id).second) return invalid("bar id " + quoted(bar.id) + " is used twice");
  if (bar.parts.size() > MapLimits::kPartsPerBar) return too_many("parts of a bar", MapLimits::kPartsPerBar);
  bool fits = texts_fit({&bar.id, &bar.name, &bar.value, &bar.tooltip});
  double sum = 0;
  for (const BarPart& part : bar.parts) {
    if (!(part.value >= 0)) return invalid("bar " + quoted(bar.id) + " has a part below 0");
    sum += part.value;
    fits = fits && texts_fit({&part.text});
  }
  if (!fits) return too_many("bytes in a text", MapLimits::kTextBytes);
  if (!(bar.full > 0) || !(bar.full < 1e12) || sum > bar.full * (1 + 1e-9))
    return invalid("bar " + quoted(bar.id) + " is fuller than full");
  return {};
}

Status check_bars(const BarChart& chart) {
  if (chart.bars.size() > MapLimits::kBars) return too_many("bars", MapLimits::kBars);
  if (!texts_fit({&chart.good, &chart.fair, &chart.bad, &chart.rest}))
    return too_many("bytes in a text", MapLimits::kTextBytes);
  std::set<std::string_view> seen;
  for (const Bar& bar : chart.bars) {
    if (Status status = check_bar(bar, seen); !status.ok()) return status;
  }
  return {};
}

Status check_sizes(const MapSpec& spec) {
  if (spec.units.size() > MapLimits::kUnits) return too_many("units", MapLimits::kUnits);
  if (spec.cards.size() > MapLimits::kCards) return too_many("cards", MapLimits::kCards);
  if (spec.lines.size() > MapLimits::kLines) return too_many("lines", MapLimits::kLines);
  if (spec.paths.chains.size() > MapLimits::kChains) return too_many("chains", MapLimits::kChains);
  if (!texts_fit({&spec.title, &spec.subtitle, &spec.note}))
    return too_many("bytes in a text", MapLimits::kTextBytes);
  return {};
}

}  // namespace

Status validate(const MapSpec& spec) {
  Status status = check_sizes(spec);
  std::set<std::string_view> units;
  for (const Unit& unit : spec.units) {
    if (status.ok()) status = check_unit(unit, units);
  }
  std::set<std::pair<Side, std::string_view>> cards;
  for (const Card& card : spec.cards) {
    if (status.ok()) status = check_card(card, cards);
  }
  for (const Line& line : spec.lines) {
    if (status.ok()) status = check_line(line);
  }
  for (const PathChain& chain : spec.paths.chains) {
    if (status.ok()) status = check_chain(chain);
  }
  if (status.ok()) status = check_heat(spec.heat);
  if (status.ok()) status = check_bars(spec.bars);
  return status;
}

}  // namespace relmap::viz

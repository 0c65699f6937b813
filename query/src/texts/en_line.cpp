// English: rules on business lines.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"line.bought", "was bought in {years}"},
    {"line.ordered", "was ordered lately ({names})"},
    {"line.pipeline", "is in the open pipeline ({names})"},

    {"line.no-seller", "{line} {reason}, and nobody on the client team sells it."},
    {"line.no-seller.action", "Ask the head of {line} for a seller, and add that person to the team."},

    {"line.seller-not-connected",
     "{name} sells {line} to {account}, and has no live tie where it is bought or to be sold ({units})."},
    {"line.seller-not-connected.action", "Introduce {name} to somebody in {units}."},
    {"line.seller-not-connected.anywhere",
     "{name} sells {line} to {account}, and has no live tie to anybody there."},
    {"line.seller-not-connected.anywhere.action", "Introduce {name} to whoever uses {line} at {account}."},
    {"line.warm-whitespace", "{unit} could buy {line}, and {person}, who supports us, is within reach."},
    {"line.warm-whitespace.action", "Talk to {name} about {line}."},
    {"line.cold-whitespace",
     "{unit} could buy {line}, but the best way to anybody there is worth only {probability}."},
    {"line.cold-whitespace.action", "Get to know somebody in {unit} before offering {line} there."},
    {"line.cold-whitespace.no-way",
     "{unit} could buy {line}, but no way leads to any of the {n} {n?person|people} there."},
    {"line.cold-whitespace.no-way.action",
     "Find out who in {unit} is known to our contacts, and ask for an introduction."},
    {"line.cold-whitespace.unmapped", "{unit} could buy {line}, but nobody there is on the map by name."},
    {"line.cold-whitespace.unmapped.action",
     "Put the people of {unit} on the map, beginning with whoever leads it."},
    {"line.cell-unassessed", "Nobody has judged whether {unit} could buy {names}."},
    {"line.cell-unassessed.action",
     "Judge each in the planning session: eligible, not eligible, or a competitor's."},
    {"line.competitor-holds-cell", "{competitor} holds {unit} for {line}."},
    {"line.competitor-holds-cell.action",
     "Find out when that contract ends, and who in {unit} is not content with it."},
    {"line.competitor-holds-cell.unnamed",
     "A competitor holds {unit} for {line}, and we have not recorded who."},
    {"line.competitor-holds-cell.unnamed.action", "Find out who it is, and when that contract ends."},
};

}  // namespace

std::span<const Text> en_line_texts() { return kTexts; }

}  // namespace relmap::query

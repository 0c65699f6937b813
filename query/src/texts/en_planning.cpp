// English: whom to win next, the repair plan, the matrix.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"next.title", "Whom to win next at {account}, on {date}"},
    {"next.method",
     "Each meeting is chosen for what it adds to those before it: a live tie to a key player, or to somebody "
     "to whom key players listen."},
    {"next.none", "Nobody whom we do not know yet would add to what we have."},
    {"next.head", "{name}: up to {gain} points"},
    {"next.head.listener", "{name}, no key player, but heard: up to {gain} points"},
    {"next.listeners", "Heard by {names}."},
    {"next.total", "All together: up to {gain} points of the score."},
    {"repair.title", "Repair plan for {account}, on {date}"},
    {"repair.summary",
     "{n} {n?introduction closes|introductions close} {closes} of the {closable} {closable?gap|gaps} that "
     "introductions can close."},
    {"repair.head", "{member} gets to know {name}"},
    {"repair.head.renew", "{member} renews or deepens the tie to {name}"},
    {"repair.unreachable", "Nobody on the team has a way to {names} yet."},
    {"matrix.title", "Whitespace matrix of {account} on {date}"},
    {"matrix.sold", "sold {amount}"},
    {"matrix.pipeline", "in the pipeline {amount}"},
    {"matrix.potential", "potential {amount}"},
    {"matrix.way", "{name} within reach ({probability})"},
    {"matrix.sellers", "covered by {names}"},
    {"matrix.none", "No org unit or no business line is recorded."},
    {"matrix.bounded", "The search for ways was cut short: cells may be warmer than shown."},
    {"whitespace.title", "Where to sell next at {account}, on {date}"},
    {"whitespace.method", "Unsold cells that could buy, by potential × the best way to anybody of the unit."},
    {"whitespace.none", "No cell is judged eligible and unsold."},
    {"whitespace.cell", "{line} for {unit}"},
    {"whitespace.more", "{n} more {n?cell|cells} in the JSON and CSV forms."},
};

}  // namespace

std::span<const Text> en_planning_texts() { return kTexts; }

}  // namespace relmap::query

// English: what-if, differences between reports, departures.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"departures.bounded",
     "The search stopped early: {singles} of {of_singles} {of_singles?person|people} and {pairs} of "
     "{of_pairs} {of_pairs?pair|pairs} were "
     "judged. Name the people in question to judge them for certain."},
    {"departures.head", "{people}: {red} new red {red?gap|gaps}, {amber} new amber, score {from} → {to}"},
    {"departures.key-players", "Key players left without a live tie: {names}."},
    {"departures.method",
     "Every rule is judged again as if they had left: ties, roles on the team and in the customer's "
     "decisions. This says where the account depends on few, not how well anybody works."},
    {"departures.more", "and {n} more {n?gap|gaps}"},
    {"departures.none", "Nobody's leaving alone would open a gap that is not open already."},
    {"departures.opportunities", "Open opportunities hit: {names}."},
    {"departures.pairs", "TWO TOGETHER, worse than each alone"},
    {"departures.title", "Departures: what breaks at {account} if people leave, on {date}"},
    {"diff.amber", "amber {from} → {to}"},
    {"diff.changed", "CHANGED: {n}"},
    {"diff.closed", "CLOSED: {n}"},
    {"diff.colon", ": "},
    {"diff.cut", "One of the reports lists fewer gaps than it found, so some changes may be missing."},
    {"diff.none", "No gap opened, closed or changed its severity."},
    {"diff.opened", "NEW: {n}"},
    {"diff.part", "{part}: {from} → {to} ({change})"},
    {"diff.red", "red {from} → {to}"},
    {"diff.score", "Score {from} → {to}"},
    {"diff.still-open", "{n} {n?gap|gaps} open before and after, as grave as before."},
    {"diff.title",
     "Coverage of {account}: {from} (graph version {from_version}) → {to} (graph version {to_version})"},
    {"whatif.leaves", "{who} leaves"},
    {"whatif.moves", "{who} moves to {to}"},
    {"whatif.role", "{who} becomes {role}"},
    {"whatif.role.line", "{who} becomes {role} for {line}"},
    {"whatif.tie", "{who} gets to know {to} ({level})"},
    {"whatif.title", "What if {edits}?"},
};

}  // namespace

std::span<const Text> en_whatif_texts() { return kTexts; }

}  // namespace relmap::query

// English: the coverage-gap report.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"introduction",
     "Best way in ({probability}): {knower} knows {contact}, who can introduce us to {target}."},
    {"introduction.via",
     "Best way in ({probability}): {knower} knows {contact}, who can introduce us, by way of {via}, to "
     "{target}."},
    {"introduction.direct", "Best way in ({probability}): {knower} knows {target}."},
    {"introduction.colleague",
     "Best way in ({probability}): {first} can ask {knower}, who knows {contact}, who can introduce us to "
     "{target}."},
    {"introduction.colleague.via",
     "Best way in ({probability}): {first} can ask {knower}, who knows {contact}, who can introduce us, by "
     "way of {via}, to {target}."},
    {"introduction.colleague.direct",
     "Best way in ({probability}): {first} can ask {knower}, who knows {target}."},
    {"introduction.none", "No way in is on the map yet: ask contacts in neighbouring units."},
    {"introduction.ask-on", "{first}, who can ask {next}"},
    {"introduction.bounded",
     "The search for a way in was cut short: ask for introduction paths to this person alone."},

    {"report.title", "Coverage of {account} ({tier}) on {date}"},
    {"report.version", "graph version {version} of {as_of}, policy {policy}"},
    {"report.incomplete", "incomplete: somebody who was known then has been erased since"},
    {"report.cut-short", "the search for ways into units was cut short: cold whitespace may be missing"},
    {"report.score", "Score {total} of 100"},
    {"report.part.people", "people"},
    {"report.part.team", "team roles"},
    {"report.part.lines", "business lines"},
    {"report.part.opportunities", "opportunities"},
    {"report.part.na", "does not apply"},
    {"report.points", "{points} of {of}"},
    {"report.counted.people",
     "{key_players} key {key_players?player|players}: {strong_live_tie} with a strong live tie, {live_tie} "
     "with another live tie, {tie_only} with a tie that is weak or stale, {no_tie} unknown to us"},
    {"report.counted.team", "{filled_roles} of {required_roles} required {required_roles?role|roles} filled"},
    {"report.counted.lines",
     "lines bought or in the pipeline: {lines_with_seller} of {lines} {lines_with_seller?has|have} a seller"},
    {"report.counted.opportunities",
     "{without_red_gap} of {open_opportunities} open {open_opportunities?opportunity|opportunities} without "
     "a red gap"},
    {"report.summary", "{red} red, {amber} amber{rest}"},
    {"report.summary.info", ", {n} for information"},
    {"report.summary.whitespace", ", {n} whitespace"},
    {"report.none", "No gaps: every rule of the policy is met."},
    {"report.more", "{n} more {n?gap is|gaps are} not listed."},
    {"report.section.red", "RED: settle before or in the planning session"},
    {"report.section.amber", "AMBER: plan who does what"},
    {"report.section.info", "FOR INFORMATION"},
    {"report.section.whitespace", "WHITESPACE"},
    {"report.label.Account", "account"},
    {"report.label.OrgUnit", "unit"},
    {"report.label.Contact", "contact"},
    {"report.label.TeamMember", "our colleague"},
    {"report.label.BusinessLine", "business line"},
    {"report.label.Opportunity", "opportunity"},
};

}  // namespace

std::span<const Text> en_report_texts() { return kTexts; }

}  // namespace relmap::query

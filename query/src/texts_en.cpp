#include "texts.h"

namespace relmap::query {
namespace {

constexpr Text kEnglish[] = {
    {"list.and", " and "},
    {"list.or", " or "},
    {"list.comma", ", "},
    {"list.more", "{n} more"},
    {"person.with-title", "{name} ({title})"},
    {"person.outside-team", "{name} from outside the client team"},
    {"standing.buyer", "{role} of {opportunity}"},
    {"line.bought", "was bought in {years}"},
    {"line.ordered", "was ordered lately ({names})"},
    {"line.pipeline", "is in the open pipeline ({names})"},

    {"account.no-map.contacts", "Nobody at {account} is on the map."},
    {"account.no-map.contacts.action",
     "Start the map: enter whom you deal with, then who decides above them."},
    {"account.no-map.key-players",
     "{contacts} {contacts?contact is|contacts are} on the map of {account}, and none of them is marked as a "
     "key player."},
    {"account.no-map.key-players.action",
     "Ask your contacts who decides and whom those listen to; record level and political status."},
    {"account.no-map.support",
     "None of the {key_players} key {key_players?player|players} of {account} is known to support us "
     "({names})."},
    {"account.no-map.support.action",
     "Pick the one most likely to gain from our work, win that support, and record where everybody stands."},

    {"account.key-player-unknown", "{person}, {standing}, is a key player, and none of us knows them."},
    {"account.key-player-unknown.action", "Get to know {name}."},
    {"account.key-player-unknown.placeholder",
     "{person}, {standing}, is a key player, and we do not know who that is."},
    {"account.key-player-unknown.placeholder.action", "Find out who it is, then plan an introduction."},
    {"account.key-player-weak",
     "{person}, {standing}, does not yet see us as a credible source: the best tie is that of {member} "
     "({level})."},
    {"account.key-player-weak.action",
     "Give {member} something useful to bring to {name}, or bring in a colleague whom {name} will take "
     "seriously."},
    {"account.tie-stale",
     "{member} ({level}) last spoke to {person} {days} {days?day|days} ago; every {cadence} "
     "{cadence?day|days} is due, and "
     "nobody else has kept up the tie."},
    {"account.tie-stale.action", "{member_name} should speak to {name} before the planning session."},
    {"account.tie-stale.never",
     "No contact with {person} is recorded for any of us; every {cadence} {cadence?day|days} is due. The tie "
     "is that of {member} "
     "({level})."},
    {"account.tie-stale.never.action", "{member_name} should speak to {name}, or record when they last did."},
    {"account.single-threaded",
     "Only {n} {n?contact has|contacts have} a live tie to us ({names}); at least {min} should, so that no "
     "single departure "
     "cuts us off."},
    {"account.single-threaded.action",
     "Bring back a tie that has gone quiet, or win one more contact this quarter."},
    {"account.single-threaded.none",
     "Nobody at {account} has a live tie to us; at least {min} contacts should."},
    {"account.single-threaded.none.action",
     "Begin with the key players: bring back the ties that have gone quiet."},
    {"account.single-threaded.share",
     "{share} of our live tie strength rests on {person}; more than {max} on one person is a risk."},
    {"account.single-threaded.share.action",
     "Strengthen ties beside {person}: it should not all hang on one person."},
    {"account.no-executive-contact",
     "None of us has spoken to an executive of {account} in {limit} days ({names} on the map)."},
    {"account.no-executive-contact.action", "Arrange a meeting with one of them, at eye level."},
    {"account.no-executive-contact.old",
     "The last talk with an executive of {account} was {member} with {person}, {days} days ago; it should be "
     "within {limit}."},
    {"account.no-executive-contact.old.action", "Arrange a meeting, at eye level, with one of {names}."},
    {"account.no-executive-contact.unmapped",
     "No executive (C-level or VP) of {account} is on the map, let alone in touch."},
    {"account.no-executive-contact.unmapped.action", "Find out who leads {account} and put them on the map."},
    {"account.unit-uncovered",
     "{unit} has {n} {n?person|people} on the map, and nobody of us has a live tie there."},
    {"account.unit-uncovered.action", "Win a first tie in {unit}, best with {names}."},

    {"team.role-vacant", "{account} has no {role}; a {tier} account needs one."},
    {"team.role-vacant.action", "Agree who takes the role before the planning session."},
    {"team.role-held-by-leaver", "The {role} of {account} is still {names}, who left on {left_on}."},
    {"team.role-held-by-leaver.action", "Agree who takes over from {name}, ties included."},
    {"team.sponsor-without-executive-tie",
     "{name} sponsors {account} and has no live tie to any of its executives ({names})."},
    {"team.sponsor-without-executive-tie.action",
     "Arrange a first or next meeting between {name} and an executive."},
    {"team.sponsor-without-executive-tie.unmapped",
     "{name} sponsors {account}, and none of its executives is on the map."},
    {"team.sponsor-without-executive-tie.unmapped.action",
     "Find out who leads {account}, and let {name} meet them."},
    {"team.key-person-risk",
     "Only {member} covers {names}: {n} of {covered} covered key players ({share}), {inner} of them inner "
     "circle."},
    {"team.key-person-risk.action", "Take a second colleague along to the next meetings with {names}."},

    {"line.no-seller", "{line} {reason}, and nobody on the client team sells it."},
    {"line.no-seller.action", "Ask the head of {line} for a seller, and add that person to the team."},

    {"opportunity.no-supportive-key-player",
     "None of the key players on {opportunity} supports us ({names})."},
    {"opportunity.no-supportive-key-player.action",
     "Decide who of them can be won, and by whom; otherwise question the forecast."},
    {"opportunity.no-supportive-key-player.no-contacts",
     "No contact is named on {opportunity}: nobody there is known to support it."},
    {"opportunity.no-supportive-key-player.no-contacts.action",
     "Name who is involved, beginning with who decides and who gains."},
    {"opportunity.no-supportive-key-player.no-key-players",
     "{n} {n?contact is|contacts are} named on {opportunity}, and none of them is a key player."},
    {"opportunity.no-supportive-key-player.no-key-players.action",
     "Find out who decides above them, and win one of those."},
    {"opportunity.no-supportive-key-player.undecided",
     "{names} {supporters?supports|support} us on {opportunity}, but no approver or decision maker does."},
    {"opportunity.no-supportive-key-player.undecided.action", "Ask {names} to take us to whoever decides."},
    {"opportunity.buying-role-missing", "Nobody is named as {role} of {opportunity}."},
    {"opportunity.buying-role-missing.action", "{hint}"},
    {"buying-role.hint.decision_maker", "Ask who makes the choice, and who could overrule it."},
    {"buying-role.hint.approver", "Ask who signs, and who releases the money."},
    {"buying-role.hint.champion",
     "Find somebody with power who gains from it and will sell it when we are not in the room."},
    {"buying-role.hint.evaluator", "Ask who compares the offers and by what criteria."},
    {"buying-role.hint.user", "Ask who will work with it, and what would make their work easier."},
    {"buying-role.hint.procurement", "Ask who handles the contract, and which steps and dates that means."},
    {"buying-role.hint.coach", "Find somebody who will tell us how the decision really comes about."},
    {"buying-role.hint.influencer", "Ask whose opinion those who decide will want to hear."},

    {"introduction",
     "Best way in ({probability}): {knower} knows {contact}, who can introduce us to {target}."},
    {"introduction.via",
     "Best way in ({probability}): {knower} knows {contact}, who leads by way of {via} to {target}."},
    {"introduction.direct", "Best way in ({probability}): {knower} knows {target}."},
    {"introduction.colleague",
     "Best way in ({probability}): {first} can ask {knower}, who knows {contact}, who can introduce us to "
     "{target}."},
    {"introduction.colleague.via",
     "Best way in ({probability}): {first} can ask {knower}, who knows {contact}, who leads by way of {via} "
     "to {target}."},
    {"introduction.colleague.direct",
     "Best way in ({probability}): {first} can ask {knower}, who knows {target}."},
    {"introduction.none", "No way in is on the map yet: ask contacts in neighbouring units."},
    {"introduction.ask-on", "{first}, who can ask {next}"},
    {"introduction.bounded",
     "The search for a way in was cut short: ask for introduction paths to this person alone."},

    {"path.heading", "Introduction paths from {from} to {to}, {date}"},
    {"path.team", "the client team of {account}"},
    {"path.line", "{n}. {probability}, {hops} {hops?hop|hops}"},
    {"path.knows-level", "knows ({level}, last contact {date})"},
    {"path.knows-undated", "knows ({level}, no contact recorded)"},
    {"path.influences", "influences"},
    {"path.reports-to", "is in one reporting line with"},
    {"path.works-with", "works with"},
    {"path.on-team", "is on the team of {account} with"},
    {"path.target-left", "{name} has left: introductions lead to people who are there."},
    {"path.source-left", "{name} has left and can introduce nobody."},
    {"path.source-avoided", "Everybody the path could begin with is to be avoided."},
    {"path.target-avoided", "{name} is to be avoided."},
    {"path.same", "The path would begin where it ends."},
    {"path.no-team", "Nobody present is on the client team of {account}."},
    {"path.none",
     "No chain of at most {hops} {hops?hop|hops} leads from {from} to {to} over people who can introduce "
     "us."},
    {"path.bounded", "The search was cut short; the paths shown are the best, there may be more."},

    {"report.title", "Coverage of {account} ({tier}) on {date}"},
    {"report.version", "graph version {version} of {as_of}, policy {policy}"},
    {"report.score", "Score {total} of 100"},
    {"report.part.people", "people"},
    {"report.part.team", "team roles"},
    {"report.part.lines", "business lines"},
    {"report.part.opportunities", "opportunities"},
    {"report.part.na", "does not apply"},
    {"report.points", "{points} of {of}"},
    {"report.counted.people",
     "{key_players} key {key_players?player|players}: {strong_live_tie} with a strong live tie, {live_tie} "
     "with a live tie, "
     "{tie_only} with a tie that is weak or stale, {no_tie} unknown to us"},
    {"report.counted.team", "{filled_roles} of {required_roles} required {required_roles?role|roles} filled"},
    {"report.counted.lines",
     "{lines_with_seller} of {lines} {lines?line|lines} that the customer buys with a seller"},
    {"report.counted.opportunities",
     "{without_red_gap} of {open_opportunities} open {open_opportunities?opportunity|opportunities} without "
     "a red gap"},
    {"report.summary", "{red} red, {amber} amber{rest}"},
    {"report.summary.info", ", {n} for information"},
    {"report.summary.whitespace", ", {n} whitespace"},
    {"report.none", "No gaps: every rule of the policy is met."},
    {"report.more", "{n} more gaps are not listed."},
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

std::span<const Text> texts_chinese();

std::span<const Text> texts(Lang lang) {
  if (lang == Lang::kZh) return texts_chinese();
  return kEnglish;
}

}  // namespace relmap::query

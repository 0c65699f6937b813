// English: rules on accounts.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"account.no-map.contacts", "Nobody at {account} is on the map."},
    {"account.no-map.contacts.action",
     "Start the map: enter whom you deal with, then who decides above them."},
    {"account.no-map.key-players",
     "{contacts} {contacts?contact is|contacts are} on the map of {account}, and none of them is marked as a "
     "key player."},
    {"account.no-map.key-players.action",
     "Ask your contacts who decides and whom those listen to; record level and political status."},
    {"account.no-map.support", "No key player of {account} is known to support us ({names})."},
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
     "Give {member_name} something useful to bring to {name}, or bring in a colleague whom {name} will take "
     "seriously."},
    {"account.tie-stale",
     "{member} ({level}) last spoke to {person} {days} {days?day|days} ago; it should be every {cadence} "
     "{cadence?day|days}, and nobody else has kept up the tie."},
    {"account.tie-stale.action", "{member_name} should speak to {name} before the planning session."},
    {"account.tie-stale.never",
     "No contact with {person} is recorded for any of us; it should be every {cadence} {cadence?day|days}. "
     "The tie is that of {member} ({level})."},
    {"account.tie-stale.never.action", "{member_name} should speak to {name}, or record when they last did."},
    {"account.single-threaded",
     "Only {n} {n?contact has|contacts have} a live tie to us ({names}); at least {min} should, so that no "
     "single departure "
     "cuts us off."},
    {"account.single-threaded.action", "Win another contact this quarter, and build a live tie."},
    {"account.single-threaded.quiet",
     "Only {n} {n?contact has|contacts have} a live tie to us ({names}); at least {min} should, so that no "
     "single departure cuts us off."},
    {"account.single-threaded.quiet.action",
     "Bring back a tie that has gone quiet, or win another contact this quarter."},
    {"account.single-threaded.none",
     "Nobody at {account} has a live tie to us; at least {min} {min?contact|contacts} should."},
    {"account.single-threaded.none.action", "Begin with the people who decide, and build live ties to them."},
    {"account.single-threaded.none-quiet",
     "Nobody at {account} has a live tie to us any more; at least {min} {min?contact|contacts} should."},
    {"account.single-threaded.none-quiet.action",
     "Bring back the ties that have gone quiet, key players first."},
    {"account.single-threaded.share",
     "{share} of our live tie strength rests on {person}; more than {max} on one person is a risk."},
    {"account.single-threaded.share.action",
     "Strengthen ties beside {person}: it should not all hang on one person."},
    {"account.no-executive-contact",
     "None of us has spoken to an executive of {account} in {limit} {limit?day|days} ({names} on the map)."},
    {"account.no-executive-contact.action", "Arrange for an executive to meet a peer of theirs on our side."},
    {"account.no-executive-contact.old",
     "The last talk with an executive of {account} was {member} with {person}, {days} {days?day|days} ago; "
     "it should be within {limit} {limit?day|days}."},
    {"account.no-executive-contact.old.action",
     "Arrange for an executive ({names}) to meet a peer of theirs on our side."},
    {"account.no-executive-contact.unmapped",
     "No executive (C-level or VP) of {account} is on the map by name, let alone in touch."},
    {"account.no-executive-contact.unmapped.action", "Find out who leads {account} and put them on the map."},
    {"account.unit-uncovered",
     "{unit} has {n} {n?person|people} on the map, and none of us has a live tie there."},
    {"account.unit-uncovered.action", "Win a live tie in {unit}, best with {names}."},
    {"account.unit-uncovered.unnamed",
     "{unit} has {n} {n?person|people} on the map, none of them known by name."},
    {"account.unit-uncovered.unnamed.action", "Find out who works in {unit}, then plan an introduction."},

    {"account.below-desired-level", "{member} is to {person} a {level}, and should by now be a {desired}."},
    {"account.below-desired-level.action",
     "Agree what {member_name} can do for {name} to be seen as a {desired}, or lower the aim."},
    {"account.no-champion", "None of the {n} key {n?player|players} of {account} is a champion of ours."},
    {"account.no-champion.action", "Find out who of them gains most from our work, and ask for their help."},
    {"account.no-champion.nobody",
     "{account} has no champion of ours, and no key player on the map to become one."},
    {"account.no-champion.nobody.action",
     "Find out who decides; a champion is one of those, or has their ear."},
    {"account.no-champion.supporters",
     "None of the {n} key {n?player|players} of {account} is a champion of ours, though {names} would like "
     "us to succeed."},
    {"account.no-champion.supporters.action", "Ask {names} to speak up for us when we are not in the room."},
    {"account.hostile-influence",
     "{opponent}, {support}, has the ear of {person}, and no supporter of ours does."},
    {"account.hostile-influence.action",
     "Let a supporter, or one of us, give {name} another view before {opponent_name} does."},
    {"account.hostile-influence.weaker",
     "{opponent}, {support}, has more influence on {person} than any supporter of ours; the strongest of "
     "those is {friend}."},
    {"account.hostile-influence.weaker.action",
     "Prepare {friend} to speak to {name}, and bring in a second voice."},
    {"account.rests-on-leaver", "{person}, who left on {date}, is still counted on as {roles}."},
    {"account.rests-on-leaver.action", "Find out who took over from {name}, and record it."},
    {"account.rests-on-leaver.tie", "Our last live tie at {account} is to {person}, who left on {date}."},
    {"account.rests-on-leaver.tie.action",
     "Ask {name} for an introduction to whoever took over, and begin anew at {account}."},
    {"account.rests-on-leaver.both",
     "{person}, who left on {date}, is still counted on as {roles}, and was our last live tie at {account}."},
    {"account.rests-on-leaver.both.action",
     "Ask {name} for an introduction to whoever took over, and record who that is."},
    {"account.unit-unmapped", "Nobody in {unit}, or below it, is on the map of {account}."},
    {"account.unit-unmapped.action", "Ask contacts in neighbouring units who leads {unit}."},
    {"account.placeholder-unfilled",
     "{person} has stood on the map for {days} {days?day|days} without anybody knowing who it is."},
    {"account.placeholder-unfilled.action",
     "Ask a contact beside or below {name} who holds the position, or take it off the map."},
    {"account.map-stale",
     "Nothing about the people of {account} has been recorded since {date}, {days} {days?day|days} ago."},
    {"account.map-stale.action", "Go through the map with the team: who has come, gone, or changed sides?"},
};

}  // namespace

std::span<const Text> en_account_texts() { return kTexts; }

}  // namespace relmap::query

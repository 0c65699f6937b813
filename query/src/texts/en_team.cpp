// English: rules on the client team.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"team.role-vacant",
     "Nobody on the client team of {account} fills the role of {role}, which {tier} accounts need."},
    {"team.role-vacant.action", "Agree who takes the role before the planning session."},
    {"team.role-held-by-leaver",
     "{names} still holds the role of {role} for {account}, but left on {left_on}."},
    {"team.role-held-by-leaver.action", "Agree who takes over from {names}, ties included."},
    {"team.role-held-by-leaver.several",
     "The role of {role} for {account} is still held only by people who have left: {holders}."},
    {"team.role-held-by-leaver.several.action", "Agree who takes over from {names}, ties included."},
    {"team.sponsor-without-executive-tie",
     "{name} sponsors {account} and has no live tie to any of its executives ({names})."},
    {"team.sponsor-without-executive-tie.action",
     "Arrange a first or next meeting between {name} and an executive."},
    {"team.sponsor-without-executive-tie.unmapped",
     "{name} sponsors {account}, and none of its executives is on the map by name."},
    {"team.sponsor-without-executive-tie.unmapped.action",
     "Find out who leads {account}, and let {name} meet them."},
    {"team.key-person-risk",
     "Only {member} covers {names}: {share} of the key players whom we cover ({n} of {covered}), {inner} of "
     "them in the inner circle."},
    {"team.key-person-risk.action", "Take a second colleague along to the next meetings with {names}."},

    {"team.sponsor-too-junior",
     "{name}, who sponsors {account}, is {level} by level; a sponsor should be VP or C-level."},
    {"team.sponsor-too-junior.action",
     "Ask an executive to take over as sponsor, with {name} at their side."},
    {"team.sponsor-manages-manager",
     "{name} sponsors {account} and is also the line manager of its account manager {manager}: nobody above "
     "both can settle what goes wrong."},
    {"team.sponsor-manages-manager.action", "Ask an executive from another line to be the sponsor."},
    {"team.role-overloaded",
     "{name} is {role} of {n} {tier} accounts ({names}); {max} is what one person can serve."},
    {"team.role-overloaded.action", "Agree which of them somebody else takes over."},
    {"team.not-connected",
     "{name} is on the client team of {account} as {role} and has no tie to anybody there."},
    {"team.not-connected.action", "Take {name} along to the next meeting, and record whom they get to know."},
    {"team.crowding", "{n} of us keep up a live tie to {person}, who is not a key player ({names})."},
    {"team.crowding.action", "Agree who stays with {name}, and whom the others turn to instead."},
    {"team.coverage-model-mismatch.few",
     "{account} is {tier}, and {n} {n?person is|people are} on its client team; at least {limit} should be."},
    {"team.coverage-model-mismatch.few.action", "Staff the team, or question whether the account is {tier}."},
    {"team.coverage-model-mismatch.many",
     "{account} is {tier}, and {n} {n?person is|people are} on its client team; the tier pays for {limit} at "
     "most."},
    {"team.coverage-model-mismatch.many.action",
     "Free some of them for larger accounts, or question whether the account is {tier}."},
};

}  // namespace

std::span<const Text> en_team_texts() { return kTexts; }

}  // namespace relmap::query

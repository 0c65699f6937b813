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
};

}  // namespace

std::span<const Text> en_team_texts() { return kTexts; }

}  // namespace relmap::query

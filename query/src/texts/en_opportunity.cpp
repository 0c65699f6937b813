// English: rules on opportunities.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"opportunity.no-supportive-key-player", "No key player on {opportunity} supports us ({names})."},
    {"opportunity.no-supportive-key-player.action",
     "Decide who can be won, and by whom; otherwise question the forecast."},
    {"opportunity.no-supportive-key-player.no-contacts",
     "No contact is named on {opportunity}: nobody there is known to support it."},
    {"opportunity.no-supportive-key-player.no-contacts.action",
     "Name who is involved, beginning with who decides and who gains."},
    {"opportunity.no-supportive-key-player.no-key-players",
     "{n} {n?contact is|contacts are} named on {opportunity}, and none of them is a key player."},
    {"opportunity.no-supportive-key-player.no-key-players.action",
     "Find out who decides above them, and win one of those."},
    {"opportunity.no-supportive-key-player.undecided",
     "{names} {supporters?supports|support} us on {opportunity}, but no key player who approves or decides "
     "does."},
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
};

}  // namespace

std::span<const Text> en_opportunity_texts() { return kTexts; }

}  // namespace relmap::query

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

    {"opportunity.buyer-uncovered",
     "{person} is {roles} of {opportunity}, and none of us has a tie to them."},
    {"opportunity.buyer-uncovered.action", "Get to know {name} before the next decision."},
    {"opportunity.buyer-uncovered.tie",
     "{person} is {roles} of {opportunity}, and none of our ties to them is live."},
    {"opportunity.buyer-uncovered.tie.action", "{member} should speak to {name} before the next decision."},
    {"opportunity.too-few-contacts",
     "Only {n} {n?contact is|contacts are} named on {opportunity} ({names}); at least {min} should be, so "
     "that it does not hang on one voice."},
    {"opportunity.too-few-contacts.action", "Ask {names} who else will have a say."},
    {"opportunity.too-few-contacts.none", "No contact is named on {opportunity}; at least {min} should be."},
    {"opportunity.too-few-contacts.none.action",
     "Name who is involved, beginning with who decides and who gains."},
    {"opportunity.one-reporting-line",
     "All {n} {n?contact|contacts} on {opportunity} ({names}) stand under {top}: a tree, not a network."},
    {"opportunity.one-reporting-line.action", "Win somebody in another reporting line for it."},
    {"opportunity.one-reporting-line.chain",
     "All {n} {n?contact|contacts} on {opportunity} ({names}) stand on one reporting line up to {top}: a "
     "tree, not a network."},
    {"opportunity.one-reporting-line.chain.action", "Win somebody in another reporting line for it."},
    {"opportunity.champion-without-power",
     "{person}, champion of {opportunity}, is outside the political structure: a coach, not a champion."},
    {"opportunity.champion-without-power.action",
     "Ask {name} who has the power to carry it, and win that person."},
    {"opportunity.outgunned",
     "On {opportunity}, opponents ({opponents}) have more influence on {person} than supporters "
     "({supporters})."},
    {"opportunity.outgunned.action",
     "Prepare {friend} to speak to {name}, add one more voice, or win one of the opponents."},
    {"opportunity.outgunned.alone",
     "On {opportunity}, {opponents} {n?has|have} influence on {person} against us, and no supporter has "
     "any."},
    {"opportunity.outgunned.alone.action", "Find somebody to whom {name} listens, and win them."},
    {"opportunity.line-unstaffed", "{opportunity} involves {line}, and nobody on the client team sells it."},
    {"opportunity.line-unstaffed.action", "Ask the head of {line} for a seller before the next meeting."},
};

}  // namespace

std::span<const Text> en_opportunity_texts() { return kTexts; }

}  // namespace relmap::query

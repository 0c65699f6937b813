// English: the portfolio and its tiers.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"portfolio.subject", "Portfolio"},
    {"portfolio.title", "Portfolio of {n} {n?account|accounts} on {date}, those with the lowest score first"},
    {"portfolio.account",
     "{account} ({tier}): score {score}, {red} red, {amber} amber, {covered} of {key_players} key "
     "{key_players?player|players} covered, revenue {revenue}"},
    {"portfolio.more", "and {n} more {n?account|accounts}"},
    {"portfolio.none", "No gaps over all accounts."},
    {"portfolio.bounded",
     "The search for the member on whom most hangs stopped early: somebody else may be a greater risk."},
    {"portfolio.maps-missing",
     "{n} of {of} strategic {of?account|accounts} {n?has|have} no usable map ({names}): no contacts, or no "
     "key "
     "player among them."},
    {"portfolio.maps-missing.action",
     "Draw the missing maps before the next planning round, the largest first."},
    {"portfolio.revenue-uncovered",
     "Weighted by revenue ({currency}), {share} of the key players are not covered, more than {max}; most of "
     "it "
     "at {names}."},
    {"portfolio.revenue-uncovered.action", "Begin with {names}."},
    {"portfolio.leaver-exposure",
     "If {name} left, {n} {n?account|accounts} would gain a red gap ({names}): {money} of revenue."},
    {"portfolio.leaver-exposure.action",
     "Bring a second colleague into these accounts, beginning with the largest."},
    {"portfolio.effort-against-tier.more",
     "{account} brings {share} of the revenue and takes {effort} of all team seats ({n})."},
    {"portfolio.effort-against-tier.more.action", "Ask what the team is for: growth to come, or habit."},
    {"portfolio.effort-against-tier.less",
     "{account} brings {share} of the revenue and has {effort} of all team seats ({n})."},
    {"portfolio.effort-against-tier.less.action", "Add people to the team before a competitor does."},
    {"portfolio.tier-review.up",
     "{account} is {tier}, yet number {rank} of {of} by revenue ({revenue}, {share}), among those that make "
     "80% of it."},
    {"portfolio.tier-review.up.action", "Consider a higher tier, with the team that goes with it."},
    {"portfolio.tier-review.down",
     "{account} is {tier}, yet number {rank} of {of} by revenue ({share}), with {potential} of the potential "
     "and no "
     "intent to grow."},
    {"portfolio.tier-review.down.action", "Consider a lower tier, or say what it is kept for."},
    {"segmentation.title", "Segmentation on {date}: tiers beside revenue, potential and intent"},
    {"segmentation.currency", "{currency}, by revenue"},
    {"segmentation.no-currency", "No currency"},
    {"segmentation.line", "──── those above make 80% of the revenue ────"},
    {"segmentation.row",
     "{rank}. {account} ({tier}): revenue {revenue} ({share}), potential {potential}, intent {intent}, team "
     "of {n}"},
    {"segmentation.intent.none", "not recorded"},
    {"segmentation.intent.grow", "grow"},
    {"segmentation.intent.hold", "hold"},
    {"segmentation.intent.exit", "exit"},
    {"segmentation.load", "WHAT EACH TIER ASKS OF US"},
    {"segmentation.tier",
     "{tier}: {n} {n?account|accounts}, {people} {people?colleague|colleagues}, {each} on each team"},
};

}  // namespace

std::span<const Text> en_portfolio_texts() { return kTexts; }

}  // namespace relmap::query

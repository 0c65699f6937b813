// English: threads, influence.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"threads.title", "Threads into {account} on {date}"},
    {"threads.method",
     "Ways that share nobody, from a live tie of the client team on. Where there is one way, one departure "
     "cuts us off."},
    {"threads.nobody", "No key player is on the map."},
    {"threads.head", "{name}: {n} independent {n?way|ways}"},
    {"threads.cut", "Without {names} there is no way."},
    {"influence.title", "Influence at {account} on {date}"},
    {"influence.method",
     "{people} {people?person|people} on the map, {edges} {edges?line|lines} of influence among them. "
     "Figures "
     "of the customer's people only."},
    {"influence.none", "No influence is recorded yet: ask your contacts whose opinion counts with whom."},
    {"influence.hidden", "HIDDEN INFLUENCERS: listened to beyond their level"},
    {"influence.hidden.line", "{name}: number {rank} of {of} by influence; level: {level}"},
    {"influence.brokers", "BROKERS: their ties lead into several units"},
    {"influence.brokers.line", "{name}: {units} other {units?unit|units}, constraint {constraint}"},
    {"influence.articulation", "HINGES: without them the network of influence falls apart"},
    {"influence.articulation.line", "{name}: betweenness {betweenness}"},
    {"influence.exposed", "EXPOSED: neither for us nor against us, and among opponents"},
    {"influence.exposed.line", "{name}: exposure {exposure} (−1: opponents only)"},
    {"influence.bounded", "Betweenness was left out: the network is too large for it."},
};

}  // namespace

std::span<const Text> en_network_texts() { return kTexts; }

}  // namespace relmap::query

// English: introduction paths.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
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
};

}  // namespace

std::span<const Text> en_paths_texts() { return kTexts; }

}  // namespace relmap::query

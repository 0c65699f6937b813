// From vertices to answers: the hops of a found path with their evidence.
#pragma once

#include <string>

#include "paths/path_finder.h"
#include "query/paths.h"

namespace relmap::query {

IntroductionPath describe(const PathGraph& graph, const FoundPath& found);

// "Mei Lin knows Tom Ford, who can introduce you to Ann Lee …": how to use the path, in one sentence.
std::string introduction_sentence(const IntroductionPath& path, Lang lang);

}  // namespace relmap::query

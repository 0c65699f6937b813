// Earlier versions, as commands and requests ask for them.
#pragma once

#include <memory>
#include <string>

#include "base/date.h"
#include "base/status.h"
#include "graphstore/graph.h"
#include "seen_graph.h"

namespace relmap::server {

// What is read, and on which day it is judged where nobody says otherwise.
struct Moment {
  std::shared_ptr<const graphstore::Snapshot> snapshot;
  Date date;
  // Of people, ever: also what an erasure left of a version can change with the next one.
  std::size_t erasures = 0;
  bool incomplete = false;  // somebody who was known then has been erased since
};

// `text`: digits (a version), a date (the last commit of that UTC day) or a datetime. The day of judgement is
// that of the text, or of the version's commit. kInvalidArgument for other texts; kNotFound for a version
// that is not there, or no longer kept.
Result<Moment> moment_at(const SeenGraph& graph, const std::string& text);

// What a command reads: the newest version where `option` (that of --as-of) is empty, else moment_at(option).
// Tells on the standard error that it is incomplete.
Result<Moment> moment_of(const SeenGraph& graph, const std::string& option);

}  // namespace relmap::server

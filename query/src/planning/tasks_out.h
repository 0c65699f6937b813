// A task as JSON, for all answers that hold some. Included by .cpp files only.
#pragma once

#include "json_out.h"
#include "query/tasks.h"

namespace relmap::query {

Json json_of(const TaskRow& task);

}  // namespace relmap::query

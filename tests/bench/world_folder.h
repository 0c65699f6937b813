// A made-up world as an import folder: DIR/nodes/LABEL.csv and DIR/edges/TYPE.csv.
#pragma once

#include <string>

#include "base/status.h"
#include "world_plan.h"

namespace relmap::bench {

Status write_world_folder(const WorldPlan& plan, const std::string& dir);

}  // namespace relmap::bench

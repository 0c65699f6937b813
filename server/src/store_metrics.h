// What /metrics says of the graph and the store under it.
#pragma once

#include <prometheus/metric_family.h>

#include <vector>

#include "graphstore/graph.h"

namespace relmap::server {

// As they are now. O(chunks of the Snapshot).
std::vector<prometheus::MetricFamily> store_metrics(const graphstore::Graph& graph);

}  // namespace relmap::server

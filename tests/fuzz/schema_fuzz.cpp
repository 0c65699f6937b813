// Schemas of any bytes: refused with a reason, or they parse to the same once more and can be lived by.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "graphstore/graph.h"

namespace {

using namespace relmap::graphstore;

void require(bool condition) {
  if (!condition) std::abort();
}

// Writes a node of each label and an edge of each type: whatever is said to it, it is said.
void live_by(const Schema& schema) {
  OpenOptions options;
  options.url = "memory:";
  options.schema = schema;
  const auto graph = Graph::open(options);
  if (!graph) return;  // more names than a store holds
  Transaction transaction;
  const Properties properties{{"id", "x"}, {"level", "low"}, {"n", 5}, {"when", "2026-01-01"}, {"kind", 0.5}};
  for (const LabelDef& label : schema.labels()) {
    if (transaction.changes.size() > 50) break;
    transaction.changes.push_back(WriteNode{NodeRef::by_key(label.name, "x"), {}, properties});
  }
  const std::size_t nodes = transaction.changes.size();
  for (const EdgeTypeDef& type : schema.edge_types()) {
    if (transaction.changes.size() > 100 || nodes == 0) break;
    transaction.changes.push_back(
        WriteEdge{type.name, NodeRef::of_change(0), NodeRef::of_change(nodes - 1), properties});
  }
  CommitOptions commit;
  commit.partial = true;
  require((*graph)->commit(transaction, commit).ok());
  const auto report = (*graph)->verify();
  require(report.ok() && report->finding_count == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto schema = Schema::parse({reinterpret_cast<const char*>(data), size});
  if (!schema) {
    require(!schema.status().message().empty());
    return 0;
  }
  const auto again = Schema::parse(schema->json());
  require(again.ok() && again->labels().size() == schema->labels().size() &&
          again->edge_types().size() == schema->edge_types().size());
  live_by(*schema);
  return 0;
}

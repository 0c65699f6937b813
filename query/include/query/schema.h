// The relationship schema: labels, edge types and properties of the relationship model, compiled into the
// program.
#pragma once

#include <string_view>

#include "base/status.h"
#include "graphstore/schema.h"

namespace relmap::query {

// The schema as JSON (query/schema/relationship.schema.json), for those who extend it in a file.
std::string_view relationship_schema_json();

// The schema, parsed. Fails only if the program itself was built wrongly (kInternal would be a bug).
Result<graphstore::Schema> relationship_schema();

}  // namespace relmap::query

#include "query/schema.h"

#include "query_data.h"

namespace relmap::query {

std::string_view relationship_schema_json() { return data::relationship_schema; }

Result<graphstore::Schema> relationship_schema() {
  return graphstore::Schema::parse(data::relationship_schema);
}

}  // namespace relmap::query

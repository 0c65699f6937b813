// How an edge is named from outside, by type, ends and key properties, with the checks that every route
// makes.
#pragma once

#include <string>
#include <string_view>

#include "base/status.h"
#include "graphstore/schema.h"
#include "graphstore/transaction.h"
#include "graphstore/value.h"

namespace relmap::server {

struct EdgeName {
  std::string type;
  graphstore::NodeRef from, to;
  graphstore::Properties key;

  std::string to_string() const;  // "KNOWS from TeamMember/eva to Contact/ann"
};

// Whether `property` is one of those that tell edges of the type apart. A type that the schema does not have
// has none; in an open schema it is for the commit to refuse.
bool is_key_property(const graphstore::Schema& schema, std::string_view type, std::string_view property);

// "KNOWS is identified by from and to", "ON_TEAM is identified by from and to and role"
std::string identity_of(const graphstore::Schema& schema, std::string_view type);

// The properties of a write with those of the edge's key. They may repeat a key property, but not contradict,
// nor give one that the name leaves out. kSchemaViolation.
Result<graphstore::Properties> with_key(const graphstore::Schema& schema, const EdgeName& name,
                                        graphstore::Properties properties);

}  // namespace relmap::server

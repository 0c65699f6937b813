// JSON from clients: parsed strictly, and turned into property values by what the schema says of them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/status.h"
#include "graphstore/graph.h"
#include "graphstore/schema.h"
#include "graphstore/transaction.h"
#include "graphstore/value.h"

namespace relmap::server {

inline constexpr int kMaxJsonDepth = 32;

// kInvalidArgument on bad syntax (with the place), invalid UTF-8, an object with the same key twice, whole
// numbers beyond 64 bits, nesting beyond kMaxJsonDepth, and anything but an object at the top.
Result<nlohmann::json> parse_json_object(std::string_view text);

// kInvalidArgument naming a member of `object` that is not in `known` (separated by spaces). `where` is how
// the message calls the object.
Status refuse_unknown_members(const nlohmann::json& object, std::string_view known, std::string_view where);

// The text under `name`; "" where there is none.
std::string text_member(const nlohmann::json& object, const char* name);
// The node that the text under `name` names, "Label/id". kInvalidArgument.
Result<graphstore::NodeRef> node_member(const nlohmann::json& object, const char* name);

// JSON as one value, untyped: whole numbers become int, others float, text stays text.
graphstore::Value value_of(const nlohmann::json& json);

// The properties in a JSON object, each as its definition wants it: a text where a date, datetime or decimal
// is due is parsed, a JSON number where a decimal is due too. Nulls stay (they remove, in a merge). `record`
// is how messages call the entity ("Contact/ann"). kSchemaViolation with record, property and reason.
Result<graphstore::Properties> node_properties(const graphstore::Schema& schema, std::string_view label,
                                               std::string_view record, const nlohmann::json& object);
Result<graphstore::Properties> edge_properties(const graphstore::Schema& schema, std::string_view type,
                                               std::string_view record, const nlohmann::json& object);

// {"name": value, …}
nlohmann::json json_of(const graphstore::Properties& properties);
nlohmann::json json_of(const graphstore::Value& value);

}  // namespace relmap::server

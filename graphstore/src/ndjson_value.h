// Property values in NDJSON: JSON, with a tag where JSON has no type of its own. Writing a value and reading
// it again gives the same value, type included, whether a schema names the property or not.
//
//   {"$date":"2026-11-23"}  {"$datetime":"2026-11-23T09:00:00Z"}  {"$decimal":"12.50"}
//   {"$map":{…}}            a map whose only member has the name of a tag
//
// A property that the schema makes a date, datetime or decimal needs no tag: its text (of a decimal also its
// number, digit for digit) is enough.
#pragma once

#include <string>
#include <string_view>

#include "base/status.h"
#include "graphstore/schema.h"
#include "graphstore/value.h"

namespace relmap::graphstore {

// Appends `text` as a JSON string. UTF-8 is left as it is.
void append_json_text(std::string& out, std::string_view text);
// Appends the value; `def` is the schema's word on the property, nullptr where it has none.
void append_ndjson_value(std::string& out, const Value& value, const PropertyDef* def);

// Parses one line. Numbers with a fraction that a Decimal can hold are Decimals, so that no digit is lost
// before it is known what they are to be; tags are still maps. Both are settled by settle_ndjson_value().
// kInvalidArgument for what is not JSON, kResourceExhausted beyond kMaxValueDepth of values.
Result<Value> parse_ndjson_line(std::string_view line);
// Gives the parsed property value its final types. kInvalidArgument with a reason for a tag that does not
// hold what it says, or a value beyond the bounds of values.
Status settle_ndjson_value(Value& value, const PropertyDef* def);

}  // namespace relmap::graphstore

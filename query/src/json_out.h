// Answers as JSON, with keys in the order in which a person would read them. Included by .cpp files only.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/csv.h"
#include "graphstore/value.h"
#include "query/paths.h"
#include "query/types.h"

namespace relmap::query {

using Json = nlohmann::ordered_json;

Json json_of(const NodeName& node);  // {label, id, name}
Json json_of(const std::vector<NodeName>& nodes);
Json json_of(const graphstore::Value& value);  // decimals, dates and datetimes as text
Json json_of(const graphstore::Properties& properties);
Json json_of(const IntroductionPath& path);  // {probability, hops:[…]}

// Indented. Text that is not UTF-8 (it is checked on its way in) would be replaced, never thrown at.
std::string dump(const Json& json);

// "Contact/ann; Contact/ben": several nodes in one field.
std::string refs_of(const std::vector<NodeName>& nodes);

// A number as people read it: at most `digits` decimals, no trailing zeros.
std::string short_number(double value, int digits);

}  // namespace relmap::query

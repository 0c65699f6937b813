// Query parameters: what a route takes, as data, and the values of one request after they were checked
// against it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/date.h"
#include "base/status.h"
#include "target.h"

namespace relmap::server {

enum class ParamType {
  kText,
  kInteger,  // in [min, max]
  kNumber,   // in [min, max]
  kBoolean,  // true, false
  kDate,     // YYYY-MM-DD
  kWord,     // one of `words`
  kNode,     // Label/id
};

struct Param {
  std::string_view name;
  ParamType type = ParamType::kText;
  std::string_view doc = {};
  std::string_view words = {};     // kWord: the choices, separated by spaces
  double min = 0, max = 0;         // of numbers
  std::string_view fallback = {};  // the value where it is absent; "": there is none
  bool required = false;
  bool repeated = false;
  std::string_view example = {};  // in the API description, on the sample world; of what is required
};

// The name under which a route lists parameters that only its handler knows (the key properties of an edge
// type).
inline constexpr std::string_view kOtherParams = "*";

class ParamValues {
 public:
  // kInvalidArgument naming the first parameter that is unknown, given twice, missing or malformed.
  static Result<ParamValues> check(std::span<const Param> params, const Target& target);

  std::string_view text(std::string_view name) const;  // the first value, else the fallback, else ""
  bool has(std::string_view name) const;               // given in the request
  std::vector<std::string> all(std::string_view name) const;
  int integer(std::string_view name) const;  // precondition: checked as such, and given or with a fallback
  double number(std::string_view name) const;
  bool flag(std::string_view name) const { return text(name) == "true"; }
  std::optional<Date> date(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& others() const { return others_; }

  // Every value that decides the answer, defaults included, in the order of the table: equal for requests
  // that mean the same, and unambiguous (each value is percent-encoded).
  std::string canonical() const;

 private:
  std::span<const Param> params_;
  std::vector<std::pair<std::string, std::string>> given_, others_;
};

}  // namespace relmap::server

#include "params.h"

#include <algorithm>
#include <charconv>

#include "base/utf8.h"

namespace relmap::server {
namespace {

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value != value) return std::nullopt;
  return value;
}

std::optional<int> parse_integer(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string bound(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return std::string(text, end);
}

bool is_one_of(std::string_view words, std::string_view value) {
  while (!words.empty()) {
    const auto space = words.find(' ');
    if (words.substr(0, space) == value) return true;
    if (space == std::string_view::npos) break;
    words.remove_prefix(space + 1);
  }
  return false;
}

// What the value should have been; "" where it is right.
std::string expectation(const Param& param, std::string_view value) {
  const auto range = [&] { return " from " + bound(param.min) + " to " + bound(param.max); };
  switch (param.type) {
    case ParamType::kText:
      return "";
    case ParamType::kInteger: {
      const auto n = parse_integer(value);
      return n && *n >= param.min && *n <= param.max ? "" : "a whole number" + range();
    }
    case ParamType::kNumber: {
      const auto n = parse_number(value);
      return n && *n >= param.min && *n <= param.max ? "" : "a number" + range();
    }
    case ParamType::kBoolean:
      return value == "true" || value == "false" ? "" : "true or false";
    case ParamType::kDate:
      return Date::parse(value).ok() ? "" : "a date (YYYY-MM-DD)";
    case ParamType::kWord: {
      if (is_one_of(param.words, value)) return "";
      std::string words(param.words);
      std::replace(words.begin(), words.end(), ' ', '|');
      return "one of " + words;
    }
    case ParamType::kNode:
      return parse_label_and_id(value).ok() ? "" : "of the form Label/id";
  }
  return "";
}

const Param* find_param(std::span<const Param> params, std::string_view name) {
  const auto at = std::find_if(params.begin(), params.end(), [&](const Param& p) { return p.name == name; });
  return at == params.end() || name == kOtherParams ? nullptr : &*at;
}

std::string quoted(std::string_view text) { return "'" + utf8::truncate(text, 100) + "'"; }

}  // namespace

Result<ParamValues> ParamValues::check(std::span<const Param> params, const Target& target) {
  ParamValues values;
  values.params_ = params;
  const bool takes_others =
      std::any_of(params.begin(), params.end(), [](const Param& p) { return p.name == kOtherParams; });
  for (const auto& [name, value] : target.query) {
    const Param* param = find_param(params, name);
    if (!param && takes_others) {
      values.others_.emplace_back(name, value);
      continue;
    }
    if (!param) return Status::invalid_argument("there is no parameter " + quoted(name) + " here");
    if (!param->repeated && values.has(name)) {
      return Status::invalid_argument("the parameter '" + name + "' is given twice");
    }
    if (const auto expected = expectation(*param, value); !expected.empty()) {
      return Status::invalid_argument("the parameter '" + name + "' is " + quoted(value) + ", but must be " +
                                      expected);
    }
    values.given_.emplace_back(name, value);
  }
  for (const auto& param : params) {
    if (param.required && !values.has(param.name)) {
      return Status::invalid_argument("the parameter '" + std::string(param.name) + "' is missing");
    }
  }
  return values;
}

std::string_view ParamValues::text(std::string_view name) const {
  for (const auto& [key, value] : given_) {
    if (key == name) return value;
  }
  const Param* param = find_param(params_, name);
  return param ? param->fallback : std::string_view();
}

bool ParamValues::has(std::string_view name) const {
  return std::any_of(given_.begin(), given_.end(), [&](const auto& pair) { return pair.first == name; });
}

std::vector<std::string> ParamValues::all(std::string_view name) const {
  std::vector<std::string> out;
  for (const auto& [key, value] : given_) {
    if (key == name) out.push_back(value);
  }
  return out;
}

int ParamValues::integer(std::string_view name) const { return parse_integer(text(name)).value_or(0); }
double ParamValues::number(std::string_view name) const { return parse_number(text(name)).value_or(0); }

std::optional<Date> ParamValues::date(std::string_view name) const {
  const auto value = text(name);
  if (value.empty()) return std::nullopt;
  const auto date = Date::parse(value);
  return date.ok() ? std::optional(*date) : std::nullopt;
}

std::string ParamValues::canonical() const {
  std::string out;
  for (const auto& param : params_) {
    auto values = all(param.name);
    if (values.empty() && !param.fallback.empty()) values.emplace_back(param.fallback);
    std::sort(values.begin(), values.end());
    for (const auto& value : values)
      out.append(param.name).append("=").append(percent_encode(value)).append("&");
  }
  for (const auto& [name, value] : others_) out += percent_encode(name) + "=" + percent_encode(value) + "&";
  return out;
}

}  // namespace relmap::server

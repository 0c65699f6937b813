#include "mapping_row.h"

#include <algorithm>

#include "graphstore/import.h"
#include "mapping_convert.h"

namespace relmap::graphstore {
namespace {

constexpr std::size_t kMaxParts = 1000;  // of a split

// Also the no-break space, which spreadsheets leave behind.
std::string_view trim(std::string_view text) {
  constexpr std::string_view kNoBreak = "\xC2\xA0";
  const auto space = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  for (bool more = true; more && !text.empty();) {
    more = true;
    if (space(text.front())) {
      text.remove_prefix(1);
    } else if (space(text.back())) {
      text.remove_suffix(1);
    } else if (text.starts_with(kNoBreak)) {
      text.remove_prefix(kNoBreak.size());
    } else if (text.ends_with(kNoBreak)) {
      text.remove_suffix(kNoBreak.size());
    } else {
      more = false;
    }
  }
  return text;
}

std::vector<std::string> split(std::string_view text, const std::string& at) {
  std::vector<std::string> parts;
  while (parts.size() <= kMaxParts) {
    const std::size_t end = text.find(at);
    const std::string_view part = trim(text.substr(0, end));
    if (!part.empty()) parts.emplace_back(part);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + at.size());
  }
  return parts;
}

std::string known_words(const MappedValue& value) {
  std::string out;
  for (const auto& [from, to] : value.table) out += (out.empty() ? "" : ", ") + from;
  return issue_excerpt(out);
}

// The steps on one text; empty stays empty. A reason where one fails.
Status apply(const MappedValue& value, std::string& text) {
  if (text.empty()) text = value.fallback;
  if (text.empty()) return {};
  if (value.has_table) {
    const auto it = value.table.find(mapping_word(text));
    if (it == value.table.end() && !value.otherwise) {
      return Status::invalid_argument("the mapping's table has no such value; it has " + known_words(value));
    }
    text = it == value.table.end() ? *value.otherwise : it->second;
    if (text.empty()) return {};
  }
  if (value.date != MappedValue::Date::kNone) {
    Result<std::string> date = mapped_date(text, value.date);
    if (!date) return date.status();
    text = std::move(*date);
  }
  if (value.number != MappedValue::Number::kNone || value.percent) {
    Result<std::string> number = mapped_number(text, value.number, value.percent);
    if (!number) return number.status();
    text = std::move(*number);
  }
  if (value.slug) text = mapped_slug(text);
  if (!text.empty()) text.insert(0, value.prefix);
  return {};
}

}  // namespace

MappedColumns::MappedColumns(const std::vector<CsvCell>& header) {
  for (const CsvCell& cell : header) {
    names_.emplace_back(cell.text);
    numbers_.try_emplace(mapping_word(trim(cell.text)), names_.size());
  }
}

std::size_t MappedColumns::find(const std::vector<std::string>& columns) const {
  for (const std::string& name : columns) {
    if (const auto it = numbers_.find(name); it != numbers_.end()) return it->second;
  }
  return 0;
}

std::size_t MappedColumns::source(const MappedValue& value) const {
  if (const std::size_t column = find(value.columns)) return column;
  for (const auto* parts : {&value.join, &value.first}) {
    for (const MappedValue& part : *parts) {
      if (const std::size_t column = source(part)) return column;
    }
  }
  return 0;
}

bool MappedColumns::can_give(const MappedValue& value) const {
  if (value.constant || !value.fallback.empty() || find(value.columns) > 0) return true;
  const auto gives = [&](const MappedValue& part) { return can_give(part); };
  return std::any_of(value.join.begin(), value.join.end(), gives) ||
         std::any_of(value.first.begin(), value.first.end(), gives);
}

std::string_view MappedRow::cell(std::size_t column) const {
  return column == 0 || column > row_.cells.size() ? std::string_view() : row_.cells[column - 1].text;
}

RowFault MappedRow::fault(std::size_t column, std::string reason) const {
  return {column, column > 0 ? columns_.names()[column - 1] : "", std::string(cell(column)),
          std::move(reason)};
}

std::string MappedRow::source(const MappedValue& value, std::size_t& column,
                              std::optional<RowFault>& fault) const {
  if (value.constant) return *value.constant;
  if (!value.columns.empty()) {
    column = columns_.find(value.columns);
    return std::string(trim(cell(column)));
  }
  std::string out;
  for (const auto* parts : {&value.join, &value.first}) {
    for (const MappedValue& part : *parts) {
      const MappedTexts inner = evaluate(part, fault);
      if (inner.texts.empty()) continue;
      if (column == 0) column = inner.column;
      if (out.size() + value.with.size() + inner.texts[0].size() > ImportLimits().max_field_bytes) {
        if (!fault) fault = this->fault(column, "joined to more than a field may hold");
        return {};
      }
      if (!out.empty()) out += value.with;
      out += inner.texts[0];
      if (parts == &value.first) return out;
    }
  }
  if (column == 0) column = columns_.source(value);
  return out;
}

MappedTexts MappedRow::evaluate(const MappedValue& value, std::optional<RowFault>& fault) const {
  MappedTexts out;
  std::string text = source(value, out.column, fault);
  out.cell = std::string(cell(out.column));
  std::vector<std::string> parts = {std::move(text)};
  if (!value.split.empty()) parts = split(parts[0], value.split);
  if (parts.size() > kMaxParts && !fault)
    fault = this->fault(out.column, "holds more than " + std::to_string(kMaxParts) + " values");
  if (parts.empty()) parts.emplace_back();  // a default may stand for it
  for (std::string& part : parts) {
    const Status s = apply(value, part);
    if (!s.ok() && !fault) fault = this->fault(out.column, s.message());
    if (s.ok() && !part.empty()) out.texts.push_back(std::move(part));
    if (value.pick_first && !out.texts.empty()) break;
  }
  return out;
}

bool MappedRow::holds(const MappedCondition& condition) const {
  const std::string word = mapping_word(trim(cell(columns_.find(condition.columns))));
  const bool found = std::find(condition.words.begin(), condition.words.end(), word) != condition.words.end();
  return found != condition.negate;
}

bool MappedRow::holds(const std::vector<MappedCondition>& conditions) const {
  return std::all_of(conditions.begin(), conditions.end(), [&](const auto& c) { return holds(c); });
}

bool MappedRow::holds_any(const std::vector<MappedCondition>& conditions) const {
  return std::any_of(conditions.begin(), conditions.end(), [&](const auto& c) { return holds(c); });
}

}  // namespace relmap::graphstore

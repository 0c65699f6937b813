#include "mapping_convert.h"

#include <algorithm>

#include "base/date.h"
#include "base/utf8.h"

namespace relmap::graphstore {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\t'; }

Status refused(std::string_view text, std::string_view what) {
  return Status::invalid_argument("'" + utf8::truncate(text, 60) + "' is not " + std::string(what));
}

// The number at the front of `text`, taken off it; −1 where there is none of at most `most` digits.
int take_number(std::string_view& text, std::size_t most) {
  int number = 0;
  std::size_t i = 0;
  for (; i < text.size() && is_digit(text[i]); ++i) {
    if (i == most) return -1;
    number = 10 * number + (text[i] - '0');
  }
  text.remove_prefix(i);
  return i == 0 ? -1 : number;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// What may follow a day: nothing, or a time of which nothing is wanted.
bool is_time(std::string_view rest) {
  if (rest.empty()) return true;
  if (rest.front() != ' ' && rest.front() != 'T') return false;
  rest.remove_prefix(1);
  return rest.size() <= 40 && !rest.empty() && is_digit(rest.front()) &&
         rest.find(':') != std::string_view::npos &&
         rest.find_first_not_of("0123456789:.+-Z APMapm") == std::string_view::npos;
}

std::string two(int n) { return (n < 10 ? "0" : "") + std::to_string(n); }

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

// A sign, or a code in capitals: "$", "US$ ", "EUR", "¥".
bool is_currency(std::string_view text) {
  return utf8::length(text) <= 5 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || c == '$' || is_space(c) || static_cast<unsigned char>(c) >= 0x80;
         });
}

// Takes the currency before and after the digits off; false where something else stands there.
bool strip_currency(std::string_view& text) {
  const auto begins = [&](std::size_t i) {
    const bool point = text[i] == '.' || text[i] == ',';
    return is_digit(text[i]) || text[i] == '-' || (point && i + 1 < text.size() && is_digit(text[i + 1]));
  };
  std::size_t before = 0;
  while (before < text.size() && !begins(before)) ++before;
  std::size_t after = text.size();
  while (after > before && !is_digit(text[after - 1])) --after;
  const std::string_view head = text.substr(0, before), tail = text.substr(after);
  text = text.substr(before, after - before);
  return !text.empty() && is_currency(head) && is_currency(tail);
}

// Digits in groups: of three, but for the first, and of two as in India's lakhs.
bool drop_separators(std::string& digits, std::string_view separators) {
  std::string out;
  std::size_t group = 0;
  bool grouped = false;
  for (const char c : digits) {
    if (separators.find(c) == std::string_view::npos) {
      out += c;
      ++group;
      continue;
    }
    if (group == 0 || (grouped && group < 2) || group > 3) return false;
    grouped = true;
    group = 0;
  }
  if (grouped && group != 3) return false;
  digits = out;
  return true;
}

// Moves the point two places to the left.
std::string hundredth(const std::string& number) {
  const bool negative = number.starts_with('-');
  std::string whole = number.substr(negative ? 1 : 0), fraction;
  if (const std::size_t point = whole.find('.'); point != std::string::npos) {
    fraction = whole.substr(point + 1);
    whole.resize(point);
  }
  whole.insert(0, whole.size() < 3 ? 3 - whole.size() : 0, '0');
  fraction.insert(0, whole.substr(whole.size() - 2));
  whole.resize(whole.size() - 2);
  return (negative ? "-" : "") + whole + "." + fraction;
}

}  // namespace

Result<std::string> mapped_date(std::string_view text, MappedValue::Date form) {
  static constexpr std::string_view kWhat[] = {"", "a date (2026-11-23)", "a date (11/23/2026 or 2026-11-23)",
                                               "a date (23/11/2026, 23.11.2026 or 2026-11-23)"};
  const std::string_view what = kWhat[static_cast<std::size_t>(form)];
  std::string_view rest = text;
  const int first = take_number(rest, 4);
  if (first < 0 || rest.empty()) return refused(text, what);
  const char separator = rest.front();
  rest.remove_prefix(1);
  const int second = take_number(rest, 2);
  if (second < 0 || !take(rest, separator)) return refused(text, what);
  const int third = take_number(rest, 4);
  if (third < 0 || !is_time(rest)) return refused(text, what);
  int year = third, month = first, day = second;  // as in the US
  if (first >= 1000) {
    if (separator != '-' && separator != '/') return refused(text, what);
    year = first, month = second, day = third;
  } else if (form == MappedValue::Date::kEu) {
    if (separator != '/' && separator != '.' && separator != '-') return refused(text, what);
    month = second, day = first;
  } else if (form != MappedValue::Date::kUs || (separator != '/' && separator != '-')) {
    return refused(text, what);
  }
  if (year < 1000 || month > 99 || day > 99) return refused(text, what);
  const std::string iso = std::to_string(year) + "-" + two(month) + "-" + two(day);
  if (!Date::parse(iso)) return refused(text, what);
  return iso;
}

Result<std::string> mapped_number(std::string_view text, MappedValue::Number form, bool percent) {
  const bool comma = form == MappedValue::Number::kComma;
  const std::string_view what = comma ? "a number (1.234,50)" : "a number (1,234.50)";
  // Spaces of other widths, and the minus sign of typesetters.
  std::string plain = replace_all(replace_all(std::string(text), "\xC2\xA0", " "), "\xE2\x80\xAF", " ");
  plain = replace_all(std::move(plain), "\xE2\x88\x92", "-");
  std::string_view rest = plain;
  while (!rest.empty() && is_space(rest.back())) rest.remove_suffix(1);
  if (rest.ends_with('%') && !percent) return refused(text, what);
  if (rest.ends_with('%')) rest.remove_suffix(1);
  bool negative = rest.starts_with('(') && rest.ends_with(')');
  if (negative) rest = rest.substr(1, rest.size() - 2);
  if (take(rest, '-')) negative = true;
  if (!strip_currency(rest)) return refused(text, what);
  if (take(rest, '-')) negative = true;
  const std::size_t point = rest.find(comma ? ',' : '.');
  std::string whole(rest.substr(0, point)), fraction;
  if (point != std::string_view::npos) fraction = rest.substr(point + 1);
  const auto digits = [](const std::string& s) { return std::all_of(s.begin(), s.end(), is_digit); };
  if (!drop_separators(whole, comma ? ". '" : ", '") || !digits(whole) || !digits(fraction))
    return refused(text, what);
  if (whole.empty() && fraction.empty()) return refused(text, what);
  std::string number =
      (negative ? "-" : "") + (whole.empty() ? "0" : whole) + (fraction.empty() ? "" : "." + fraction);
  return percent ? hundredth(number) : number;
}

std::string mapped_slug(std::string_view text) {
  std::string out;
  for (const char c : mapping_word(text)) {
    if (!is_space(c)) {
      out += c;
    } else if (!out.ends_with('-')) {
      out += '-';
    }
  }
  return out;
}

}  // namespace relmap::graphstore

// Calendar dates and points in time, ISO 8601, proleptic Gregorian, UTC.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/status.h"

namespace relmap {

// A calendar day: days since 1970-01-01. Range accepted by parse: 0001-01-01 to 9999-12-31.
struct Date {
  std::int32_t days = 0;

  auto operator<=>(const Date&) const = default;

  static Date from_ymd(int year, unsigned month, unsigned day);  // precondition: a day that exists
  static Result<Date> parse(std::string_view text);              // exactly "YYYY-MM-DD"
  static Date today();                                           // the UTC day of the system clock
  std::string to_string() const;                                 // "YYYY-MM-DD"
  int year() const;
};

inline std::int32_t operator-(Date a, Date b) { return a.days - b.days; }  // whole days
inline Date operator+(Date a, std::int32_t days) { return Date{a.days + days}; }

// A point in time: microseconds since 1970-01-01T00:00:00Z.
struct DateTime {
  std::int64_t micros = 0;

  auto operator<=>(const DateTime&) const = default;

  // "YYYY-MM-DDThh:mm:ss", up to six fraction digits, then "Z", "+hh:mm" or "-hh:mm" (required: a time
  // without a zone is ambiguous). The offset is folded into UTC and not kept.
  static Result<DateTime> parse(std::string_view text);
  static DateTime now();
  std::string to_string() const;  // "YYYY-MM-DDThh:mm:ss[.ffffff]Z", fraction only where not zero
  Date date() const;              // the UTC day
};

}  // namespace relmap

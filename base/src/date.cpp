#include "base/date.h"

#include <cassert>
#include <chrono>
#include <cstdio>

namespace relmap {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

// The number in the `count` digits at `text[pos]`, or -1.
int digits(std::string_view text, std::size_t pos, std::size_t count) {
  if (pos + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = pos; i < pos + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

Status bad_date(std::string_view text) {
  return Status::invalid_argument("'" + std::string(text.substr(0, 40)) + "' is not a date (YYYY-MM-DD)");
}

Status bad_datetime(std::string_view text) {
  return Status::invalid_argument("'" + std::string(text.substr(0, 40)) +
                                  "' is not a datetime (YYYY-MM-DDThh:mm:ssZ)");
}

// Parses "Z" or "+hh:mm"; the offset in seconds east of UTC.
bool parse_zone(std::string_view zone, std::int64_t& offset_s) {
  if (zone == "Z" || zone == "z") {
    offset_s = 0;
    return true;
  }
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return false;
  const int hours = digits(zone, 1, 2);
  const int minutes = digits(zone, 4, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return false;
  offset_s = (zone[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
  return true;
}

// Parses ".123" at `pos` (1 to 6 digits) if it is there; false where it is malformed.
bool parse_fraction(std::string_view text, std::size_t& pos, std::int64_t& micros) {
  micros = 0;
  if (pos >= text.size() || text[pos] != '.') return true;
  ++pos;
  std::int64_t scale = 100'000;
  std::size_t count = 0;
  for (; pos < text.size() && text[pos] >= '0' && text[pos] <= '9'; ++pos, ++count, scale /= 10) {
    micros += (text[pos] - '0') * scale;
  }
  return count >= 1 && count <= 6;
}

}  // namespace

Date Date::from_ymd(int year, unsigned month, unsigned day) {
  const std::chrono::year_month_day ymd{std::chrono::year(year), std::chrono::month(month),
                                        std::chrono::day(day)};
  assert(ymd.ok());
  return Date{static_cast<std::int32_t>(std::chrono::sys_days(ymd).time_since_epoch().count())};
}

Result<Date> Date::parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return bad_date(text);
  const int y = digits(text, 0, 4);
  const int m = digits(text, 5, 2);
  const int d = digits(text, 8, 2);
  if (y < 1 || m < 1 || d < 1) return bad_date(text);
  const std::chrono::year_month_day ymd{std::chrono::year(y), std::chrono::month(static_cast<unsigned>(m)),
                                        std::chrono::day(static_cast<unsigned>(d))};
  if (!ymd.ok()) return bad_date(text);
  return from_ymd(y, static_cast<unsigned>(m), static_cast<unsigned>(d));
}

Date Date::today() { return DateTime::now().date(); }

std::string Date::to_string() const {
  const std::chrono::year_month_day ymd{std::chrono::sys_days(std::chrono::days(days))};
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02u", static_cast<int>(ymd.year()),
                static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
  return buffer;
}

int Date::year() const {
  return static_cast<int>(std::chrono::year_month_day{std::chrono::sys_days(std::chrono::days(days))}.year());
}

Result<DateTime> DateTime::parse(std::string_view text) {
  if (text.size() < 20 || text.size() > 40 || (text[10] != 'T' && text[10] != 't') || text[13] != ':' ||
      text[16] != ':') {
    return bad_datetime(text);
  }
  const Result<Date> day = Date::parse(text.substr(0, 10));
  const int h = digits(text, 11, 2);
  const int m = digits(text, 14, 2);
  const int s = digits(text, 17, 2);
  if (!day || h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59) return bad_datetime(text);
  std::size_t pos = 19;
  std::int64_t fraction = 0;
  std::int64_t offset_s = 0;
  if (!parse_fraction(text, pos, fraction) || !parse_zone(text.substr(pos), offset_s))
    return bad_datetime(text);
  return DateTime{day->days * kMicrosPerDay + (h * 3600 + m * 60 + s - offset_s) * kMicrosPerSecond +
                  fraction};
}

DateTime DateTime::now() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return DateTime{std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count()};
}

Date DateTime::date() const {
  std::int64_t days = micros / kMicrosPerDay;
  if (micros % kMicrosPerDay < 0) --days;  // round towards the past, also before 1970
  return Date{static_cast<std::int32_t>(days)};
}

std::string DateTime::to_string() const {
  const Date day = date();
  const std::int64_t in_day = micros - day.days * kMicrosPerDay;
  const std::int64_t seconds = in_day / kMicrosPerSecond;
  const std::int64_t fraction = in_day % kMicrosPerSecond;
  char buffer[48];
  std::snprintf(buffer, sizeof buffer, "T%02d:%02d:%02d", static_cast<int>(seconds / 3600),
                static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  std::string out = day.to_string() + buffer;
  if (fraction != 0) {
    std::snprintf(buffer, sizeof buffer, ".%06d", static_cast<int>(fraction));
    out += buffer;
  }
  return out + "Z";
}

}  // namespace relmap

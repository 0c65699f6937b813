#include <gtest/gtest.h>

#include "base/date.h"
#include "base/status.h"
#include "base/utf8.h"

namespace relmap {
namespace {

TEST(Status, KnowsWhereAWriteFails) {
  EXPECT_EQ(Status::not_found("x").place(), nullptr);
  EXPECT_EQ(Status().with_change(1).place(), nullptr);
  const Status s = Status::schema_violation("Contact/ann", "level", "'boss' is none").with_change(3);
  EXPECT_EQ(s.to_string(), "schema_violation: change 3: Contact/ann: level: 'boss' is none");
  ASSERT_NE(s.with_context("here").place(), nullptr);
  EXPECT_EQ(*s.place(), (FailurePlace{"Contact/ann", "level", "'boss' is none", 3}));
  const Status alone = s.without_change();
  EXPECT_EQ(alone.message(), "Contact/ann: level: 'boss' is none");
  ASSERT_NE(alone.place(), nullptr);
  EXPECT_FALSE(alone.place()->change);
  const Status other = Status::conflict("taken").with_change(0);
  EXPECT_EQ(other.place()->property, "");
  EXPECT_EQ(other.without_change().place(), nullptr);
  EXPECT_EQ(other.without_change().message(), "taken");
}

TEST(Status, CarriesCodeMessageAndContext) {
  EXPECT_TRUE(Status().ok());
  EXPECT_EQ(Status().with_context("x").to_string(), "ok");
  const Status s = Status::not_found("no such thing").with_context("here");
  EXPECT_EQ(s.to_string(), "not_found: here: no such thing");
  Result<int> good = 3;
  EXPECT_EQ(*good, 3);
  EXPECT_TRUE(good.status().ok());
  Result<int> bad = s;
  EXPECT_FALSE(bad.ok());
  EXPECT_EQ(bad.status().code(), StatusCode::kNotFound);
}

TEST(Utf8, AcceptsExactlyWhatRfc3629Does) {
  for (const char* good :
       {"", "abc", "é", "王建国", "😀", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF", "\xEE\x80\x80"}) {
    EXPECT_TRUE(utf8::is_valid(good)) << good;
  }
  const std::pair<const char*, std::size_t> bad[] = {
      {"\xC3", 0},         {"a\xC3\x28", 1},        {"\xC0\x80", 0},
      {"\xE0\x80\x80", 0}, {"ok\xED\xA0\x80", 2},   {"\xF4\x90\x80\x80", 0},
      {"\xFF", 0},         {"\xF0\x80\x80\x80", 0}, {"\x80", 0}};
  for (const auto& [text, at] : bad) EXPECT_EQ(utf8::first_invalid(text), at);
}

TEST(Utf8, DecodesAppendsAndEnds) {
  const std::string text = "aé王😀\xFFz";
  std::string again;
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++count) utf8::append(again, utf8::next(text, i));
  EXPECT_EQ(again, "aé王😀\uFFFDz");
  EXPECT_EQ(count, utf8::length(text));
  EXPECT_EQ(utf8::display_width("ab王e\u0301"), 5u);
  EXPECT_EQ(utf8::truncate("王建国 Wang", 4), "王建国…");
  EXPECT_EQ(utf8::truncate("王建国", 3), "王建国");
  EXPECT_EQ(utf8::truncate("王建国", 0), "");
}

TEST(Date, ParsesDaysThatExist) {
  for (const char* text : {"1970-01-01", "2024-02-29", "0001-01-01", "9999-12-31", "1969-12-31"}) {
    const Result<Date> date = Date::parse(text);
    ASSERT_TRUE(date.ok()) << text;
    EXPECT_EQ(date->to_string(), text);
  }
  EXPECT_EQ(Date::parse("1970-01-02")->days, 1);
  EXPECT_EQ(*Date::parse("2024-03-01") - *Date::parse("2024-02-28"), 2);
  for (const char* text : {"", "2023-02-29", "2023-13-01", "2023-00-10", "2023-1-01", "2023-01-01 ",
                           "+023-01-01", "0000-01-01"}) {
    EXPECT_EQ(Date::parse(text).status().code(), StatusCode::kInvalidArgument) << text;
  }
}

TEST(DateTime, FoldsZonesAndKeepsFractions) {
  EXPECT_EQ(DateTime::parse("2024-02-29T23:30:00+02:00")->to_string(), "2024-02-29T21:30:00Z");
  EXPECT_EQ(DateTime::parse("2024-02-29T23:30:00.250Z")->to_string(), "2024-02-29T23:30:00.250000Z");
  EXPECT_EQ(DateTime::parse("1969-12-31T23:59:59.5Z")->to_string(), "1969-12-31T23:59:59.500000Z");
  EXPECT_EQ(DateTime::parse("2024-03-01T00:30:00+01:00")->date().to_string(), "2024-02-29");
  for (const char* text :
       {"2024-02-29", "2024-02-29T23:30:00", "2024-02-29T24:00:00Z", "2024-02-30T00:00:00Z",
        "2024-02-29T23:30:00.Z", "2024-02-29T23:30:00.1234567Z", "2024-02-29T23:30:00+0200"}) {
    EXPECT_FALSE(DateTime::parse(text).ok()) << text;
  }
}

}  // namespace
}  // namespace relmap

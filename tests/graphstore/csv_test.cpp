#include "csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>

namespace relmap::graphstore {
namespace {

using testing::HasSubstr;

// One row as text: "LINE: cell|cell", absent cells as "-", failed rows as "LINE: !LINE:COLUMN".
std::string show(const CsvRow& row) {
  std::string out = std::to_string(row.line) + ": ";
  if (row.error) return out + "!" + std::to_string(row.error->line) + ":" + std::to_string(row.error->column);
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const CsvCell& cell = row.cells[i];
    out += (i > 0 ? "|" : "") + (cell.absent() ? "-" : std::string(cell.text));
  }
  return out;
}

std::vector<std::string> read(std::string_view text, const ImportLimits& limits = {}) {
  std::vector<std::string> rows;
  CsvReader reader(ByteReader::over(text), limits);
  for (CsvRow row; reader.next(row);) rows.push_back(show(row));
  EXPECT_TRUE(reader.status().ok());
  return rows;
}

struct Case {
  std::string name;
  std::string input;
  std::vector<std::string> rows;
};

class CsvTable : public testing::TestWithParam<Case> {};

TEST_P(CsvTable, Reads) { EXPECT_EQ(read(GetParam().input), GetParam().rows); }

INSTANTIATE_TEST_SUITE_P(
    Csv, CsvTable,
    testing::Values(
        Case{"nothing", "", {}}, Case{"mark_alone", "\xEF\xBB\xBF", {}}, Case{"empty_lines", "\n\r\n\n", {}},
        Case{"one_row", "a,b\n", {"1: a|b"}}, Case{"no_last_line_end", "a,b", {"1: a|b"}},
        Case{"crlf", "a,b\r\nc,d\r\n", {"1: a|b", "2: c|d"}},
        Case{"lone_cr", "a,b\rc,d\r", {"1: a|b", "2: c|d"}},
        Case{"byte_order_mark",
             "\xEF\xBB\xBF"
             "a,b\n",
             {"1: a|b"}},
        Case{"empty_lines_are_no_rows", "a\n\n\nb\n", {"1: a", "4: b"}},
        Case{"absent_and_empty", "a,,\"\",\n", {"1: a|-||-"}}, Case{"only_commas", ",,\n", {"1: -|-|-"}},
        Case{"trailing_comma_at_end", "a,", {"1: a|-"}}, Case{"spaces_stay", " a , b\n", {"1:  a | b"}},
        Case{"quoted", "\"a,b\",\"c\"\n", {"1: a,b|c"}},
        Case{"doubled_quotes", "\"say \"\"hi\"\"\"\n", {"1: say \"hi\""}},
        Case{"only_a_quote", "\"\"\"\"\n", {"1: \""}},
        Case{"line_end_in_quotes", "\"a\nb\",c\nd,e\n", {"1: a\nb|c", "3: d|e"}},
        Case{"crlf_in_quotes", "\"a\r\nb\",c\r\nd,e\r\n", {"1: a\r\nb|c", "3: d|e"}},
        Case{"unicode", "Søren,\xE7\x8E\x8B\n", {"1: Søren|\xE7\x8E\x8B"}},
        // Faults: the row is lost, the next one is not.
        Case{"quote_in_plain_field", "a,b\"c,d\ne,f\n", {"1: !1:2", "2: e|f"}},
        Case{"text_after_quote", "a,\"b\"c,d\ne,f\n", {"1: !1:2", "2: e|f"}},
        Case{"space_after_quote", "\"b\" ,d\ne,f\n", {"1: !1:1", "2: e|f"}},
        Case{"bad_utf8", "a,\xFF\nb,c\n", {"1: !1:2", "2: b|c"}},
        Case{"bad_utf8_in_quotes", "\"\xC3\",\x84\nb,c\n", {"1: !1:1", "2: b|c"}},
        Case{"nul", std::string("a\0b,c\nd,e\n", 10), {"1: !1:1", "2: d|e"}},
        Case{"utf16",
             std::string("\xFF\xFE"
                         "a\0",
                         4),
             {"1: !1:0"}},
        // A quote that is never closed: resumed at the line after it.
        Case{"open_quote", "a,b\nc,\"d\ne,f\ng,h\n", {"1: a|b", "2: !2:2", "3: e|f", "4: g|h"}},
        Case{"open_quote_on_last_line", "a,b\nc,\"d", {"1: a|b", "2: !2:2"}},
        Case{"open_quote_alone", "\"", {"1: !1:1"}},
        Case{"open_quote_after_a_long_field", "\"x\ny\",\"z\ne,f\n", {"1: !2:2", "3: e|f"}},
        Case{"swallows_up_to_the_next_quote", "a,\"b\nc,\"d\"\ne,f\n", {"1: !1:2", "2: c|d", "3: e|f"}},
        Case{"two_open_quotes", "a,\"b\nc,d\ne,\"f\ng,h\n", {"1: !1:2", "2: c|d", "3: !3:2", "4: g|h"}}),
    [](const auto& test) { return test.param.name; });

CsvError first_error(std::string_view text, const ImportLimits& limits = {}) {
  CsvReader reader(ByteReader::over(text), limits);
  for (CsvRow row; reader.next(row);) {
    if (row.error) return *row.error;
  }
  return {};
}

TEST(Csv, ErrorsSayWhy) {
  EXPECT_THAT(first_error("a,b\"c\n").reason, HasSubstr("a quote inside an unquoted field"));
  EXPECT_THAT(first_error("\"a\"b\n").reason, HasSubstr("text after the closing quote"));
  EXPECT_THAT(first_error("ok,x\xC3(\n").reason, HasSubstr("not valid UTF-8 (from byte 2"));
  EXPECT_THAT(first_error("\xFE\xFF"
                          "ab")
                  .reason,
              HasSubstr("UTF-16"));
  const CsvError open = first_error("a,b\nc,\"12345\n67890\n");
  EXPECT_EQ(open.line, 2u);
  EXPECT_THAT(
      open.reason,
      HasSubstr("never closed: it runs over 13 bytes to the end of the file; reading goes on at line 3"));
  EXPECT_EQ(open.value, "12345");
  EXPECT_THAT(first_error("a,\"b\nc,\"d\"\n").reason,
              HasSubstr("text follows the next quote, in line 2; reading goes on at line 2"));
}

TEST(Csv, BoundsFieldsRowsAndColumns) {
  const ImportLimits limits{.max_field_bytes = 4, .max_row_bytes = 10, .max_columns = 3};
  EXPECT_EQ(read("1234,12\n12345,1\na,\"12\n45\",c\nd\n", limits),
            (std::vector<std::string>{"1: 1234|12", "2: !2:1", "3: !3:2", "5: d"}));
  EXPECT_EQ(read("1,2,3\n1,2,3,4\n5\n", limits), (std::vector<std::string>{"1: 1|2|3", "2: !2:0", "3: 5"}));
  EXPECT_EQ(read("1234,1234,1\nx\n", limits), (std::vector<std::string>{"1: !1:3", "2: x"}));
  EXPECT_THAT(first_error("1234,1234,1\n", limits).reason, HasSubstr("the row is longer than 10 bytes"));
  EXPECT_THAT(first_error("12345\n", limits).reason, HasSubstr("the field is longer than 4 bytes"));
  EXPECT_EQ(first_error("12345\n", limits).value, "1234");
}

TEST(Csv, OpenQuoteInAnOverlongFieldIsToldAsOpenQuote) {
  const ImportLimits limits{.max_field_bytes = 4};
  const CsvError error = first_error("a,\"123456789\nb,c\n", limits);
  EXPECT_THAT(error.reason, HasSubstr("never closed"));
  EXPECT_EQ(error.column, 2u);
}

TEST(Csv, TenMegabyteFieldIsOneLostRow) {
  for (const std::string& quote : {std::string(), std::string("\"")}) {
    const std::string text = "a,b\n1," + quote + std::string(10 << 20, 'x') + quote + "\n2,y\n";
    EXPECT_EQ(read(text), (std::vector<std::string>{"1: a|b", "2: !2:2", "3: 2|y"}));
  }
}

// Every byte belongs to exactly one row, but for the mark and empty lines, whatever is in the file.
TEST(Csv, RowsCoverTheFile) {
  std::mt19937 random(7);
  const std::string alphabet = "ab,,\"\"\"\n\n\r";
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (std::size_t n = random() % 30; n > 0; --n) text += alphabet[random() % alphabet.size()];
    CsvReader reader(ByteReader::over(text));
    std::uint64_t at = 0;
    std::size_t line = 0;
    for (CsvRow row; reader.next(row);) {
      EXPECT_EQ(text.substr(at, row.begin - at).find_first_not_of("\r\n"), std::string::npos) << text;
      EXPECT_LT(row.begin, row.end) << text;
      EXPECT_GT(row.line, line) << text;
      at = row.end;
      line = row.line;
    }
    EXPECT_EQ(text.substr(at).find_first_not_of("\r\n"), std::string::npos) << text;
  }
}

TEST(Csv, ManyOpenQuotesTakeLinearTime) {
  std::string text;
  for (int i = 0; i < 200000; ++i) text += i % 2 == 0 ? "a,\"b\n" : "\"a\"\",c\n";
  const std::vector<std::string> rows = read(text);
  EXPECT_GE(rows.size(), 100000u);
}

TEST(Csv, FileReadsAsTextDoes) {
  const std::string path = testing::TempDir() + "csv_test_" + std::to_string(::getpid()) + ".csv";
  std::string text = "a,b\n";
  for (int i = 0; i < 50000; ++i) text += std::to_string(i) + ",\"line\none \"\"quoted\"\"\"\r\n";
  text += "x,\"open\n";
  for (int i = 0; i < 50000; ++i) text += std::to_string(i) + ",plain\n";
  std::ofstream(path, std::ios::binary) << text;
  std::vector<std::string> rows;
  {
    Result<ByteReader> bytes = ByteReader::open(path);
    ASSERT_TRUE(bytes.ok());
    CsvReader reader(std::move(*bytes));
    for (CsvRow row; reader.next(row);) rows.push_back(show(row));
    EXPECT_TRUE(reader.status().ok());
  }
  std::remove(path.c_str());
  EXPECT_EQ(rows.size(), 100002u);
  EXPECT_EQ(rows, read(text));
}

TEST(ByteReader, RefusesWhatIsNoFile) {
  EXPECT_EQ(ByteReader::open("/nonexistent/file").status().code(), StatusCode::kIo);
  EXPECT_EQ(ByteReader::open("/dev/null").status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace relmap::graphstore

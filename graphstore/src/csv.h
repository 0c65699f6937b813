// CsvReader: rows of an RFC 4180 file, one at a time, in bounded memory, without recursion.
//
// Accepted: a UTF-8 byte order mark; rows ended by LF, CRLF or a lone CR; a last row without an end; quoted
// fields with commas, line ends and doubled quotes. A line with nothing on it is no row. `""` is an empty
// string, a cell with nothing in it is absent; spaces belong to the field. Quotes in a field that does not
// begin with one, and text after a closing quote, are errors, as RFC 4180 has it: guessing would put text
// into the wrong column.
//
// A row that fails is given with `error` set, and reading goes on behind it: nothing between the first byte
// and the last is left out of the rows' byte ranges but the mark and empty lines.
//
// Where a quoted field runs over a line end and then turns out wrong (the input ends inside it, or text
// follows the closing quote), most likely the quote was never meant to stay open. So the row is cut off at
// the end of the line on which that quote stands, and reading resumes at the line after it: the rows that the
// quote swallowed come out as rows of their own. Going back costs linear time all in all: a line that leaves
// a quote open when read on its own closes it when read from inside one, as quotes in unquoted fields end the
// row with an error.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graphstore/import.h"
#include "import_bytes.h"

namespace relmap::graphstore {

struct CsvCell {
  std::string_view text;  // without its quotes; valid until the next row is read
  bool quoted = false;

  bool absent() const { return text.empty() && !quoted; }
};

struct CsvError {
  std::size_t line = 0;    // 1-based physical line of the fault; of an open quote: where it was opened
  std::size_t column = 0;  // 1-based field; 0: the row as a whole
  std::string value;       // how the offending field begins; may hold bytes that are not UTF-8
  std::string reason;
};

struct CsvRow {
  std::size_t line = 0;              // 1-based physical line on which the row begins
  std::uint64_t begin = 0, end = 0;  // its bytes in the file, line end included
  std::vector<CsvCell> cells;        // of a row with an error: those before it
  std::optional<CsvError> error;
};

// Which of comma, semicolon and tab separates the columns of a file that begins with `head`: what a first
// line "sep=X", as Excel writes it, says; else what stands most often in the first line outside of quotes.
char csv_separator(std::string_view head);

class CsvReader {
 public:
  explicit CsvReader(ByteReader bytes, const ImportLimits& limits = {}, char separator = ',');

  // Reads the next row into `row`; false at the end of the input, or where it could not be read (see
  // status()).
  bool next(CsvRow& row);

  // Goes on at a row that was read before: at its first byte and line.
  void seek(std::uint64_t offset, std::size_t line);

  const Status& status() const { return bytes_.status(); }
  std::uint64_t offset() const { return bytes_.offset(); }

 private:
  enum class Stop { kComma, kRowEnd };
  struct Span {
    std::size_t begin = 0, size = 0;  // in text_
    bool quoted = false;
  };
  struct Place {
    std::uint64_t offset = 0;
    std::size_t line = 0;
  };

  int peek();  // the next byte, or −1 at the end
  void take(std::string_view run);
  void take_line_end();
  void skip_line();
  bool skip_empty_lines();

  void begin_field(bool quoted);
  void append(std::string_view run);
  void fail(std::size_t line, std::string reason);
  Stop finish_at_line_end();

  Stop read_field();
  std::size_t find_end(std::string_view text) const;
  Stop read_plain();
  Stop read_quoted();
  bool read_quoted_text();
  Stop after_quote(const Place& opened);
  Stop resume_after(const Place& opened, const std::string& reason);
  void finish_row(CsvRow& row);
  void check_text(CsvRow& row);

  ByteReader bytes_;
  ImportLimits limits_;
  const char separator_;
  std::array<bool, 256> ends_plain_{};  // at these bytes an unquoted field ends or turns out wrong
  std::size_t line_ = 1;                // of the next byte
  bool after_cr_ = false;               // the byte before was a CR, whose line is counted already
  std::string text_;                    // of the row's cells, a comma after each, bounded by max_row_bytes
  std::vector<Span> cells_;
  std::size_t column_ = 0;  // 1-based, of the field being read; past cells_.size() once the row has failed
  std::optional<CsvError> error_;
};

}  // namespace relmap::graphstore

#include "csv.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/utf8.h"

namespace relmap::graphstore {
namespace {

constexpr std::size_t kExcerptBytes = 400;  // a hundred characters of any script
constexpr std::string_view kBom = "\xEF\xBB\xBF";

bool is_line_end(int c) { return c == '\n' || c == '\r'; }

std::string plural(std::uint64_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace

char csv_separator(std::string_view head) {
  if (head.starts_with(kBom)) head.remove_prefix(kBom.size());
  if (head.starts_with("sep=") && head.size() > 4 && !is_line_end(head[4])) return head[4];
  constexpr std::string_view kSeparators = ",;\t";
  std::size_t counts[kSeparators.size()] = {};
  bool quoted = false;
  for (const char c : head) {
    if (c == '"') quoted = !quoted;
    if (is_line_end(c) && !quoted) break;
    const std::size_t which = kSeparators.find(c);
    if (which != std::string_view::npos && !quoted) ++counts[which];
  }
  return kSeparators[static_cast<std::size_t>(std::max_element(std::begin(counts), std::end(counts)) -
                                              counts)];
}

CsvReader::CsvReader(ByteReader bytes, const ImportLimits& limits, char separator)
    : bytes_(std::move(bytes)), limits_(limits), separator_(separator) {
  for (const char c : {separator, '"', '\r', '\n'}) ends_plain_[static_cast<unsigned char>(c)] = true;
  if (bytes_.window().starts_with(kBom)) bytes_.advance(kBom.size());
}

bool CsvReader::next(CsvRow& row) {
  if (!skip_empty_lines()) return false;
  row.begin = bytes_.offset();
  row.line = line_;
  text_.clear();
  cells_.clear();
  column_ = 0;
  error_.reset();
  if (row.begin == 0 &&
      (bytes_.window().starts_with("\xFF\xFE") || bytes_.window().starts_with("\xFE\xFF"))) {
    fail(line_, "the file is UTF-16, not UTF-8: save it as UTF-8");
    skip_line();
  } else {
    while (read_field() == Stop::kComma) {
    }
  }
  if (!status().ok()) return false;
  finish_row(row);
  return true;
}

void CsvReader::seek(std::uint64_t offset, std::size_t line) {
  bytes_.seek(offset);
  line_ = line;
  after_cr_ = false;
}

int CsvReader::peek() {
  const std::string_view window = bytes_.window();
  return window.empty() ? -1 : static_cast<unsigned char>(window[0]);
}

// Moves over `run`, the front of the window, counting lines.
void CsvReader::take(std::string_view run) {
  for (const char c : run) {
    if (c == '\r' || (c == '\n' && !after_cr_)) ++line_;
    after_cr_ = c == '\r';
  }
  bytes_.advance(run.size());
}

void CsvReader::take_line_end() {
  if (peek() == '\r') take(bytes_.window().substr(0, 1));
  if (peek() == '\n') take(bytes_.window().substr(0, 1));
}

// To the beginning of the next physical line, quotes or not.
void CsvReader::skip_line() {
  for (std::string_view window = bytes_.window(); !window.empty(); window = bytes_.window()) {
    const std::size_t end = window.find_first_of("\r\n");
    take(window.substr(0, end));
    if (end != std::string_view::npos) break;
  }
  take_line_end();
}

bool CsvReader::skip_empty_lines() {
  while (is_line_end(peek())) take_line_end();
  return peek() >= 0;
}

void CsvReader::begin_field(bool quoted) {
  ++column_;
  if (cells_.size() == limits_.max_columns && !error_) {
    fail(line_, "the row has more than " + plural(limits_.max_columns, "column"));
    error_->column = 0;
  }
  if (error_) return;
  if (!cells_.empty()) text_ += ',';  // keeps a broken character from joining with the next cell's first byte
  cells_.push_back({text_.size(), 0, quoted});
}

// Adds to the last cell, unless the row has failed: then it is only read over.
void CsvReader::append(std::string_view run) {
  if (error_) return;
  Span& cell = cells_.back();
  const std::size_t room = limits_.max_field_bytes - cell.size;
  const std::size_t row_room = limits_.max_row_bytes - std::min(limits_.max_row_bytes, text_.size());
  const std::size_t kept = std::min({run.size(), room, row_room});
  text_.append(run.substr(0, kept));
  cell.size += kept;
  if (kept == run.size()) return;
  fail(line_, kept == room ? "the field is longer than " + plural(limits_.max_field_bytes, "byte")
                           : "the row is longer than " + plural(limits_.max_row_bytes, "byte"));
}

// Notes what is wrong with the row. A later fault takes the place of an earlier one: it is about quotes,
// which decide where the row ends and so explain the earlier one.
void CsvReader::fail(std::size_t line, std::string reason) {
  CsvError error;
  error.line = line;
  error.reason = std::move(reason);
  error.column = column_;
  if (column_ > 0 && column_ == cells_.size()) {
    const Span& cell = cells_.back();
    error.value = text_.substr(cell.begin, std::min(cell.size, kExcerptBytes));
  }
  error_ = std::move(error);
}

CsvReader::Stop CsvReader::read_field() {
  const bool quoted = peek() == '"';
  begin_field(quoted);
  return quoted ? read_quoted() : read_plain();
}

// At a comma, a line end or the end of the input: moves over it and says which.
CsvReader::Stop CsvReader::finish_at_line_end() {
  if (peek() == static_cast<unsigned char>(separator_)) {
    take(bytes_.window().substr(0, 1));
    return Stop::kComma;
  }
  take_line_end();
  return Stop::kRowEnd;
}

std::size_t CsvReader::find_end(std::string_view text) const {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (ends_plain_[static_cast<unsigned char>(text[i])]) return i;
  }
  return std::string_view::npos;
}

CsvReader::Stop CsvReader::read_plain() {
  for (std::string_view window = bytes_.window(); !window.empty(); window = bytes_.window()) {
    const std::size_t end = find_end(window);
    const std::string_view run = window.substr(0, end);
    append(run);
    if (!run.empty()) after_cr_ = false;
    bytes_.advance(run.size());
    if (end != std::string_view::npos) break;
  }
  if (peek() != '"') return finish_at_line_end();
  fail(line_,
       "a quote inside an unquoted field: put the whole field in quotes and double the quotes inside it");
  skip_line();
  return Stop::kRowEnd;
}

CsvReader::Stop CsvReader::read_quoted() {
  const Place opened{bytes_.offset(), line_};
  take(bytes_.window().substr(0, 1));
  if (read_quoted_text()) return after_quote(opened);
  const std::uint64_t swallowed = bytes_.offset() - opened.offset;
  return resume_after(opened, "the quote opened here is never closed: it runs over " +
                                  plural(swallowed, "byte") + " to the end of the file");
}

// Reads up to and over the closing quote; false where the input ends first.
bool CsvReader::read_quoted_text() {
  for (std::string_view window = bytes_.window(); !window.empty(); window = bytes_.window()) {
    const std::size_t quote = window.find('"');
    append(window.substr(0, quote));
    take(window.substr(0, quote));
    if (quote == std::string_view::npos) continue;
    take(bytes_.window().substr(0, 1));
    if (peek() != '"') return true;
    append("\"");
    take(bytes_.window().substr(0, 1));
  }
  return false;
}

CsvReader::Stop CsvReader::after_quote(const Place& opened) {
  const int c = peek();
  if (c < 0 || c == static_cast<unsigned char>(separator_) || is_line_end(c)) return finish_at_line_end();
  if (line_ != opened.line) {
    return resume_after(
        opened, "the quote opened here is not closed on its line, and text follows the next quote, in line " +
                    std::to_string(line_));
  }
  fail(line_, "text after the closing quote: a quote inside a quoted field is written twice");
  skip_line();
  return Stop::kRowEnd;
}

CsvReader::Stop CsvReader::resume_after(const Place& opened, const std::string& reason) {
  bytes_.seek(opened.offset);
  line_ = opened.line;
  after_cr_ = false;
  skip_line();
  const bool more = peek() >= 0;
  fail(opened.line, more ? reason + "; reading goes on at line " + std::to_string(line_) : reason);
  error_->value.resize(std::min(error_->value.find_first_of("\r\n"), error_->value.size()));
  return Stop::kRowEnd;
}

void CsvReader::finish_row(CsvRow& row) {
  row.end = bytes_.offset();
  row.cells.clear();
  for (const Span& cell : cells_)
    row.cells.push_back({std::string_view(text_).substr(cell.begin, cell.size), cell.quoted});
  if (!error_) check_text(row);
  row.error = std::move(error_);
  error_.reset();
}

void CsvReader::check_text(CsvRow& row) {
  if (utf8::is_valid(text_) && text_.find('\0') == std::string::npos) return;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const std::string_view text = row.cells[i].text;
    const std::size_t bad = utf8::first_invalid(text);
    const bool nul = bad == text.size() && text.find('\0') != std::string_view::npos;
    if (bad == text.size() && !nul) continue;
    const std::string reason =
        nul ? "holds a NUL character"
            : "is not valid UTF-8 (from byte " + std::to_string(bad + 1) + " of the field on)";
    error_ = CsvError{row.line, i + 1, std::string(text.substr(0, kExcerptBytes)), reason};
    row.cells.resize(i);
    return;
  }
}

}  // namespace relmap::graphstore

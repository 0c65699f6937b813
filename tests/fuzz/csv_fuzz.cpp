// CsvReader on any bytes: ends, keeps its bounds, gives each byte to one row, and reads the same from memory
// in one piece whether its limits are met or not met.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "csv.h"

namespace {

using namespace relmap::graphstore;

void require(bool condition) {
  if (!condition) std::abort();
}

void read_all(std::string_view text, const ImportLimits& limits) {
  CsvReader reader(ByteReader::over(text), limits);
  std::uint64_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  std::size_t line = 0;
  for (CsvRow row; reader.next(row);) {
    require(row.begin >= at && row.end > row.begin && row.end <= text.size());
    require(text.substr(at, row.begin - at).find_first_not_of("\r\n") == std::string_view::npos);
    require(row.line > line);
    require(row.cells.size() <= limits.max_columns);
    require(std::all_of(row.cells.begin(), row.cells.end(),
                        [&](const CsvCell& cell) { return cell.text.size() <= limits.max_field_bytes; }));
    require(!row.error || !row.error->reason.empty());
    require(row.error || !row.cells.empty());
    at = row.end;
    line = row.line;
  }
  require(reader.status().ok());
  require(text.substr(at).find_first_not_of("\r\n") == std::string_view::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read_all(text, {});
  read_all(text, {.max_field_bytes = 5, .max_row_bytes = 20, .max_columns = 4});
  return 0;
}

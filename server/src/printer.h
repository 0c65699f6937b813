// From a page (HTML) to a PDF, by WeasyPrint in a process of its own: no shell, no files, no more of the
// environment than it needs, and bounds on time, memory and size. The page must refer to nothing outside
// itself: it is given no address to find anything from.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "base/status.h"

namespace relmap::server {

struct PrinterOptions {
  std::string program = "weasyprint";         // a path, or a name to be looked for in PATH
  std::chrono::seconds time_limit{180};       // for one document
  int memory_limit_mib = 3'072;               // address space (RLIMIT_AS); 0: no limit
  std::size_t max_output_bytes = 128u << 20;  // of a document
};

// Blocks; thread-safe. Fails with
//   kUnavailable        there is no such program (it says what to install)
//   kTimeout            it did not end in time (it is killed)
//   kResourceExhausted  the document is larger than it may be
//   kInternal           it failed; with the last line that it said
//   kIo                 no process or pipe could be made
Result<std::string> print_page(const std::string& html, const PrinterOptions& options);

}  // namespace relmap::server

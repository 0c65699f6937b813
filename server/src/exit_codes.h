// The exit codes of the program, in one place; `relmap --help` shows this table.
#pragma once

#include <string_view>

#include "base/status.h"

namespace relmap::server {

enum ExitCode : int { kExitOk = 0, kExitFindings = 1, kExitUsage = 2, kExitFailure = 3 };

struct ExitCodeDoc {
  ExitCode code;
  std::string_view meaning;
};
inline constexpr ExitCodeDoc kExitCodes[] = {
    {kExitOk, "done"},
    {kExitFindings, "done, but there is something to look at: rejected rows, findings of verify, no path"},
    {kExitUsage, "the command line is wrong, or an option's value"},
    {kExitFailure, "it could not be done: no such store, folder, account or contact; I/O; a damaged store"},
};

inline ExitCode exit_code(const Status& status) {
  if (status.ok()) return kExitOk;
  return status.code() == StatusCode::kInvalidArgument ? kExitUsage : kExitFailure;
}

}  // namespace relmap::server

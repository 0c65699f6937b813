// The relmap program: its commands behind one function.
#pragma once

namespace relmap::server {

// Runs the command that `argv` names and returns the process's exit code (server/src/exit_codes.h lists them;
// `relmap --help` shows the same table). Reads and writes the standard streams. Does not throw.
int run_program(int argc, char** argv);

}  // namespace relmap::server

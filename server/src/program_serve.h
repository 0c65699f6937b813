// The part of the command line that is about serving: its settings, and who may use the server.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "commands.h"

namespace relmap::server {

inline constexpr const char* kDbHelp = "store: rocksdb:PATH, memory:, or a bare PATH (means rocksdb:)";

// The options of `serve`, which are the settings of its configuration file too. `serve` must outlive the
// command.
void add_serve_options(CLI::App& command, ServeCommand& serve);

// `token` with its actions. `choose` is told what to run once the command line is read.
void add_token_command(CLI::App& app, TokenCommand& token,
                       const std::function<void(std::function<int()>)>& choose);

}  // namespace relmap::server

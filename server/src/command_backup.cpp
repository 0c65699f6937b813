// backup and restore.
#include <cstdio>
#include <string>

#include "commands.h"
#include "exit_codes.h"

namespace relmap::server {

int run_backup(const BackupCommand& command) {
  const auto graph = open_alone(command.db);
  if (!graph) {
    const bool busy = graph.status().message().find("in use") != std::string::npos;
    return fail(busy ? Status::io(graph.status().message() + " (POST /api/v1/backup, with --backups DIR)")
                     : graph.status());
  }
  if (const auto made = (*graph)->backup(command.dir); !made.ok()) return fail(made);
  if (command.keep > 0) {
    if (const auto purged = graphstore::purge_backups(command.dir, command.keep); !purged.ok())
      return fail(purged);
  }
  const auto backups = graphstore::list_backups(command.dir);
  if (!backups) return fail(backups.status());
  if (backups->empty()) return fail(Status::corrupt(command.dir + ": the backup just made is not there"));
  std::printf("backup %u in %s: version %llu, %.1f MB; %zu kept\n", backups->back().number,
              command.dir.c_str(), static_cast<unsigned long long>((*graph)->version()),
              static_cast<double>(backups->back().size_bytes) / 1e6, backups->size());
  return kExitOk;
}

int run_restore(const RestoreCommand& command) {
  const auto number = command.backup > 0 ? std::optional(command.backup) : std::nullopt;
  if (const auto made = graphstore::restore_backup(command.dir, command.db, number); !made.ok())
    return fail(made);
  const auto graph = open_to_read(command.db);
  if (!graph) return fail(graph.status());
  const auto report = (*graph)->verify();
  if (!report) return fail(report.status());
  std::printf("%s is at version %llu\n", command.db.c_str(),
              static_cast<unsigned long long>((*graph)->version()));
  return print_report(*report);
}

}  // namespace relmap::server

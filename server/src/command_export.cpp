#include <cstdio>

#include "as_of.h"
#include "commands.h"
#include "exit_codes.h"
#include "graphstore/export.h"

namespace relmap::server {

int run_export(const ExportCommand& command) {
  const auto format = graphstore::export_format(command.format);
  if (!format) return fail(Status::invalid_argument("'" + command.format + "' is not a format of export"));
  const auto graph = open_to_read(command.db);
  if (!graph) return fail(graph.status());
  const auto moment = moment_of(**graph, command.as_of);
  if (!moment) return fail(moment.status());
  graphstore::ExportOptions options;
  options.format = *format;
  options.force = command.force;
  const auto report = graphstore::export_graph(*moment->snapshot, command.out, options);
  if (!report) {
    fail(report.status());
    return kExitFailure;
  }
  if (!report->moved_aside.empty()) std::printf("what stood there is now %s\n", report->moved_aside.c_str());
  std::printf("%s: version %llu, %zu nodes, %zu edges, %zu %s\n", command.out.c_str(),
              static_cast<unsigned long long>(report->version), report->nodes, report->edges, report->files,
              report->files == 1 ? "file" : "files");
  if (report->ndjson_records > 0)
    std::printf("%zu of them cannot be said in CSV and stand in graph.ndjson\n", report->ndjson_records);
  return kExitOk;
}

}  // namespace relmap::server

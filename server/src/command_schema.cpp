// schema, search, merge: the commands on what a store holds and by which rules.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "as_of.h"
#include "commands.h"
#include "exit_codes.h"
#include "graphstore/merge.h"
#include "graphstore/search.h"
#include "query/schema.h"
#include "target.h"

namespace relmap::server {
namespace {

constexpr std::size_t kShownLines = 100;
constexpr std::uintmax_t kMaxSchemaBytes = 1 << 20;

void print_lines(const std::vector<std::string>& lines, std::size_t count) {
  const std::size_t shown = std::min(lines.size(), kShownLines);
  for (std::size_t i = 0; i < shown; ++i) std::printf("%s\n", lines[i].c_str());
  if (count > shown) std::printf("… and %zu more\n", count - shown);
}

Result<std::string> read_schema_file(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return Status::not_found("there is no file " + path);
  if (size > kMaxSchemaBytes) return Status::resource_exhausted(path + ": is larger than 1 MiB");
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!file) return Status::io("cannot read " + path);
  return bytes.str();
}

// The compiled-in schema with the extension, where there is one.
Result<graphstore::Schema> wanted_schema(const std::string& extension) {
  auto base = query::relationship_schema();
  if (!base || extension.empty()) return base;
  return base->extend(extension);
}

bool has_searchable(const graphstore::Schema& schema) {
  return std::any_of(schema.labels().begin(), schema.labels().end(), [](const graphstore::LabelDef& label) {
    return std::any_of(label.properties.begin(), label.properties.end(),
                       [](const graphstore::PropertyDef& def) { return def.searchable; });
  });
}

int change(const SchemaCommand& command, bool dry_run) {
  Result<std::string> extension = std::string();
  if (command.action != "upgrade") extension = read_schema_file(command.file);
  if (!extension) return fail(extension.status());
  const auto graph = dry_run ? open_to_read(command.db) : open_alone(command.db);
  if (!graph.ok()) return fail(graph.status());
  if (command.action == "upgrade") extension = (*graph)->schema().extension();
  const auto schema = wanted_schema(*extension);
  if (!schema)
    return fail(command.file.empty() ? schema.status() : schema.status().with_context(command.file));
  graphstore::ChangeSchemaOptions options;
  options.author = "relmap schema";
  options.reason = "schema " + command.action;
  options.dry_run = dry_run;
  const auto report = (*graph)->change_schema(*schema, options);
  if (!report) return fail(report.status());
  print_lines(report->findings, report->finding_count);
  std::printf("%zu nodes, %zu edges checked: %zu findings\n", report->nodes, report->edges,
              report->finding_count);
  if (report->finding_count > 0) {
    std::puts("the schema stays as it is");
    return kExitFindings;
  }
  if (report->changed) {
    std::printf("%zu records rewritten, %zu index entries; the graph is at version %llu\n", report->rewritten,
                report->index_entries, static_cast<unsigned long long>(report->version));
  } else {
    std::puts(dry_run ? "nothing was written" : "the store has this schema already");
  }
  return kExitOk;
}

Result<graphstore::NodeRef> node_named(const std::string& text) {
  auto parts = parse_label_and_id(text);
  if (!parts) return Status::invalid_argument("'" + text + "' is not of the form Label/id");
  return graphstore::NodeRef::by_key(std::move(parts->label), std::move(parts->id));
}

}  // namespace

int run_schema(const SchemaCommand& command) {
  if (command.action != "show") {
    const bool needs_file = command.action != "upgrade";
    if (needs_file == command.file.empty()) {
      return fail(Status::invalid_argument("schema " + command.action +
                                           (needs_file ? " needs a FILE" : " takes no FILE")));
    }
    return change(command, command.action == "check");
  }
  const auto graph = open_to_read(command.db);
  if (!graph.ok()) return fail(graph.status());
  std::printf("%s\n", (*graph)->schema().json().c_str());
  return kExitOk;
}

int run_search(const SearchCommand& command) {
  const auto graph = open_to_read(command.db);
  if (!graph.ok()) return fail(graph.status());
  graphstore::SearchOptions options;
  options.labels = command.labels;
  options.limit = command.limit;
  const auto moment = moment_of(**graph, command.as_of);
  if (!moment) return fail(moment.status());
  const auto& snapshot = moment->snapshot;
  const auto found = graphstore::search(*snapshot, command.text, options);
  if (!found && !has_searchable(snapshot->schema())) {
    return fail(
        Status::unavailable(found.status().message() + "; 'relmap schema upgrade' gives it the newest"));
  }
  if (!found) return fail(found.status());
  for (const auto& hit : found->hits) {
    const auto name = snapshot->properties(hit.vertex).text(snapshot->symbol("name")).value_or("");
    std::printf("%s/%s\t%s\n", std::string(snapshot->label(hit.vertex)).c_str(),
                std::string(snapshot->key(hit.vertex)).c_str(), std::string(name).c_str());
  }
  if (found->more) std::puts("… and more: --limit shows them");
  return found->hits.empty() ? kExitFindings : kExitOk;
}

int run_merge(const MergeCommand& command) {
  const auto keep = node_named(command.keep), gone = node_named(command.gone);
  if (!keep) return fail(keep.status());
  if (!gone) return fail(gone.status());
  const auto graph = command.dry_run ? open_to_read(command.db) : open_alone(command.db);
  if (!graph.ok()) return fail(graph.status());
  graphstore::MergeOptions options;
  options.author = "relmap merge";
  options.dry_run = command.dry_run;
  const auto report = graphstore::merge_nodes(**graph, *keep, *gone, options);
  if (!report) return fail(report.status());
  print_lines(report->steps, report->steps.size());
  for (const auto& conflict : report->conflicts) std::printf("conflict: %s\n", conflict.c_str());
  std::printf("edges: %zu moved, %zu united, %zu dropped; %zu conflicts\n", report->moved, report->united,
              report->dropped, report->conflicts.size());
  if (report->written) {
    std::printf("the graph is at version %llu\n", static_cast<unsigned long long>(report->version));
  } else {
    std::puts("dry run: nothing was written");
  }
  return kExitOk;
}

}  // namespace relmap::server

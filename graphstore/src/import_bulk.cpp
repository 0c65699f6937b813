// The first import into an empty graph: which folders go past the commit, and what the ordinary import is
// told of it.
#include <utility>

#include "bulk_load.h"
#include "graph_bulk.h"
#include "import_run.h"

namespace relmap::graphstore {
namespace {

std::size_t bytes_of(const std::vector<ImportFile>& files) {
  std::size_t bytes = 0;
  for (const ImportFile& file : files) bytes += file.size;
  return bytes;
}

bool is_wanted(const Graph& graph, const ImportRun& run, const ImportOptions& options) {
  if (options.dry_run || options.mapping || options.bulk_load == BulkLoad::kNever || graph.version() != 0)
    return false;
  return options.bulk_load == BulkLoad::kAlways || bytes_of(run.files) >= kBulkLoadBytes;
}

// Others may write meanwhile, or load in bulk too: then this import is like any other.
bool is_in_the_way(const Status& s) {
  return s.code() == StatusCode::kConflict || s.code() == StatusCode::kUnavailable;
}

// What the ordinary import would know and tell of the rows that it will not see.
void hand_over(const FirstLoad& load, ImportRun& run) {
  run.rows += load.rows();
  for (const std::string& label : load.labels()) run.batch.note_label(label);
  for (const BulkRepeat& repeat : load.repeats()) {
    const RowPlace row{repeat.file, repeat.row.line, repeat.row.begin, repeat.row.begin};
    const RowPlace before{repeat.file, repeat.before.line, repeat.before.begin, repeat.before.begin};
    run.log.warn(
        row, {0, "", repeat.record, "takes the place of the same record in " + run.log.place_name(before)});
  }
}

}  // namespace

Result<std::unique_ptr<FirstLoad>> load_in_bulk(Graph& graph, ImportRun& run, const std::string& dir,
                                                const ImportOptions& options) {
  std::unique_ptr<FirstLoad> none;
  if (!is_wanted(graph, run, options)) return none;
  const Result<std::unique_ptr<GraphBulk>> bulk = GraphBulk::begin(graph);
  if (!bulk && is_in_the_way(bulk.status())) return none;
  if (!bulk) return bulk.status();
  auto load = std::make_unique<FirstLoad>(**bulk, run.context, run.files, options.progress);
  Result<bool> ready = load->prepare();
  if (ready && *ready) ready = load->run(options.strict, options.stop);
  if (!ready) return ready.status();
  if (!*ready || load->created() == 0) return none;
  if (Status s = run.check_stop(); !s.ok()) return s;
  CommitRecord record;
  record.author = options.author;
  record.reason = import_reason(options, dir);
  if (Status s = load->finish(std::move(record)); !s.ok()) {
    if (is_in_the_way(s)) return none;
    return s;
  }
  if (options.progress) options.progress(bytes_of(run.files), bytes_of(run.files));
  hand_over(*load, run);
  run.context.base = graph.snapshot();
  run.progress = ImportProgress({}, run.files);
  run.loaded = load.get();
  run.stop = {};  // half of the import is in the store: the rest follows
  return load;
}

}  // namespace relmap::graphstore

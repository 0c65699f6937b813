// Engine "rocksdb:": the figures that it has of itself, under names of ours.
#include <rocksdb/db.h>

#include "kv_rocksdb.h"

namespace relmap::graphstore {
namespace {

struct Property {
  const char* name;  // RocksDB's
  std::string_view figure, help;
};
constexpr Property kProperties[] = {
    {"rocksdb.total-sst-files-size", "files_bytes", "Size of the store's table files"},
    {"rocksdb.estimate-live-data-size", "live_bytes", "Of these, an estimate of what is not overwritten"},
    {"rocksdb.cur-size-all-mem-tables", "unflushed_bytes", "Written, and in memory and the log only"},
    {"rocksdb.block-cache-usage", "cache_bytes", "Blocks of the files that are kept in memory"},
    {"rocksdb.estimate-pending-compaction-bytes", "pending_compaction_bytes", "Files that wait to be merged"},
    {"rocksdb.num-running-compactions", "compactions", "Merges of files that run now"},
    {"rocksdb.num-running-flushes", "flushes", "Writes of what is in memory to files that run now"},
    {"rocksdb.background-errors", "background_errors", "Failures of such work since the store was opened"},
};

}  // namespace

std::vector<EngineFigure> RocksStore::figures() const {
  std::vector<EngineFigure> figures;
  for (const Property& property : kProperties) {
    std::uint64_t value = 0;
    if (!db_->GetIntProperty(property.name, &value)) continue;
    figures.push_back({property.figure, property.help, static_cast<double>(value)});
  }
  return figures;
}

}  // namespace relmap::graphstore

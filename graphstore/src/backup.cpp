// Backups and the state of writing: what a Graph says of the store beneath it.
#include "graph_impl.h"

namespace relmap::graphstore {

Result<std::vector<BackupInfo>> list_backups(const std::string& dir) {
  const Result<std::vector<KvBackup>> backups = list_kv_backups(dir);
  if (!backups) return backups.status();
  std::vector<BackupInfo> all;
  for (const KvBackup& b : *backups) all.push_back({b.number, DateTime{b.time_s * 1'000'000}, b.size_bytes});
  return all;
}

Status purge_backups(const std::string& dir, std::size_t keep) { return purge_kv_backups(dir, keep); }

Status restore_backup(const std::string& dir, const std::string& url, std::optional<std::uint32_t> backup) {
  return restore_kv(dir, url, backup);
}

Status Graph::backup(const std::string& dir) const { return impl_->store().backup(dir); }

Graph::WriteStatus Graph::write_status() const { return impl_->write_status(); }

}  // namespace relmap::graphstore

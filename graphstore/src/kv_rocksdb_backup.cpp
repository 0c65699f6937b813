// Engine "rocksdb:PATH": backups and restoring, by RocksDB's BackupEngine.
#include <rocksdb/utilities/backup_engine.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "kv_rocksdb.h"

namespace relmap::graphstore {
namespace {

rocksdb::BackupEngineOptions backup_options(const std::string& dir) {
  rocksdb::BackupEngineOptions options(dir);
  options.share_table_files = true;
  options.sync = true;
  static NoLog no_log;
  options.info_log = &no_log;
  return options;
}

Result<std::unique_ptr<rocksdb::BackupEngineReadOnly>> open_backups(const std::string& dir) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(std::filesystem::path(dir) / "meta", ignored))
    return Status::not_found("there are no backups in '" + dir + "'");
  rocksdb::BackupEngineReadOnly* raw = nullptr;
  const rocksdb::Status s =
      rocksdb::BackupEngineReadOnly::Open(rocksdb::Env::Default(), backup_options(dir), &raw);
  if (!s.ok()) return translate(s, dir);
  return std::unique_ptr<rocksdb::BackupEngineReadOnly>(raw);
}

// The backup asked for, or the newest; damaged ones count too, so that nobody gets an older one unawares.
Result<rocksdb::BackupID> choose_backup(const rocksdb::BackupEngineReadOnly& backups, const std::string& dir,
                                        std::optional<std::uint32_t> wanted) {
  std::vector<rocksdb::BackupInfo> sound;
  std::vector<rocksdb::BackupID> damaged;
  backups.GetBackupInfo(&sound);
  backups.GetCorruptedBackups(&damaged);
  std::vector<rocksdb::BackupID> all = damaged;
  for (const rocksdb::BackupInfo& info : sound) all.push_back(info.backup_id);
  if (all.empty()) return Status::not_found("there are no backups in '" + dir + "'");
  const rocksdb::BackupID id = wanted ? *wanted : *std::max_element(all.begin(), all.end());
  const std::string name = "backup " + std::to_string(id) + " in '" + dir + "'";
  if (std::find(all.begin(), all.end(), id) == all.end()) return Status::not_found("there is no " + name);
  if (std::find(damaged.begin(), damaged.end(), id) == damaged.end()) return id;
  return Status::corrupt(name +
                         " is damaged: its list of files does not fit them (a file is missing, or cut off)");
}

// The store's folder must not be there, or be empty; else a restore would mix two stores.
Status check_free(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return {};
  if (std::filesystem::is_directory(path, error) && std::filesystem::is_empty(path, error)) return {};
  return Status::already_exists("'" + path +
                                "' exists already: restore into a new place, or move it away first");
}

}  // namespace

Status RocksStore::backup(const std::string& dir) {
  if (read_only_) {
    return Status::unavailable("store '" + path_ +
                               "' is open for reading only: what is copied could be deleted meanwhile");
  }
  if (dir.empty()) return Status::invalid_argument("a backup needs a folder");
  rocksdb::BackupEngine* raw = nullptr;
  rocksdb::Status s = rocksdb::BackupEngine::Open(rocksdb::Env::Default(), backup_options(dir), &raw);
  if (!s.ok()) return translate(s, dir);
  const std::unique_ptr<rocksdb::BackupEngine> engine(raw);
  rocksdb::CreateBackupOptions options;
  // What is still in memory becomes a table, which later backups share; logs would be copied each time.
  options.flush_before_backup = true;
  s = engine->CreateNewBackup(options, db_.get());
  return translate(s, dir);
}

Result<std::vector<KvBackup>> list_kv_backups(const std::string& dir) {
  const auto backups = open_backups(dir);
  if (!backups) return backups.status();
  std::vector<rocksdb::BackupInfo> infos;
  (*backups)->GetBackupInfo(&infos);
  std::vector<KvBackup> all;
  for (const rocksdb::BackupInfo& info : infos) all.push_back({info.backup_id, info.timestamp, info.size});
  return all;
}

Status purge_kv_backups(const std::string& dir, std::size_t keep) {
  if (keep == 0) return Status::invalid_argument("at least one backup is kept");
  if (const auto there = open_backups(dir); !there) return there.status();
  rocksdb::BackupEngine* raw = nullptr;
  rocksdb::Status s = rocksdb::BackupEngine::Open(rocksdb::Env::Default(), backup_options(dir), &raw);
  if (!s.ok()) return translate(s, dir);
  const std::unique_ptr<rocksdb::BackupEngine> engine(raw);
  s = engine->PurgeOldBackups(static_cast<std::uint32_t>(std::min<std::size_t>(keep, 1'000'000)));
  if (s.ok()) s = engine->GarbageCollect();
  return translate(s, dir);
}

// Restores beside the place and renames, so that a restore that was broken off leaves no half store.
Status restore_rocksdb_kv(const std::string& dir, std::string_view path_view,
                          std::optional<std::uint32_t> backup) {
  if (path_view.empty()) return Status::invalid_argument("rocksdb: needs a path, as in rocksdb:data/store");
  std::string path(path_view);
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  if (Status s = check_free(path); !s.ok()) return s;
  const auto backups = open_backups(dir);
  if (!backups) return backups.status();
  const Result<rocksdb::BackupID> id = choose_backup(**backups, dir, backup);
  if (!id) return id.status();
  const std::string name = "backup " + std::to_string(*id) + " in '" + dir + "'";
  if (const rocksdb::Status s = (*backups)->VerifyBackup(*id, true); !s.ok()) {
    return Status::corrupt(name + " is damaged: " + s.ToString());
  }
  const std::string beside = path + ".restoring";
  std::error_code error;
  std::filesystem::remove_all(beside, error);  // of a restore that was broken off
  if (!error) std::filesystem::create_directories(beside, error);
  if (error) return Status::io("cannot make '" + beside + "': " + error.message());
  rocksdb::Status s = (*backups)->RestoreDBFromBackup(*id, beside, beside);
  if (s.ok()) {  // opened once, it is complete: a backup need not hold a log
    rocksdb::DB* db = nullptr;
    s = rocksdb::DB::Open(engine_options(false), beside, &db);
    delete db;
  }
  if (s.ok()) std::filesystem::rename(beside, path, error);
  if (s.ok() && !error) return {};
  std::error_code ignored;
  std::filesystem::remove_all(beside, ignored);
  if (error) return Status::io("cannot move the restored store to '" + path + "': " + error.message());
  return translate(s, dir).with_context("cannot restore " + name);
}

}  // namespace relmap::graphstore

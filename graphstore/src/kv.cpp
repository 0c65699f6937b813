#include "kv.h"

#include <array>

namespace relmap::graphstore {
namespace {

struct Engine {
  std::string_view scheme;
  Result<std::unique_ptr<KvStore>> (*open)(std::string_view path, const KvOpenOptions& options);
  Status (*restore)(const std::string& dir, std::string_view path, std::optional<std::uint32_t> backup);
};

constexpr std::array<Engine, 2> kEngines = {{
    {"rocksdb", open_rocksdb_kv, restore_rocksdb_kv},
    {"memory", open_memory_kv, restore_memory_kv},
}};

// A scheme is two or more letters before a ':' and ahead of any '/', so that "C:x" and "./a:b" are paths.
std::string_view scheme_of(std::string_view url) {
  const std::size_t colon = url.find(':');
  if (colon == std::string_view::npos || colon < 2) return {};
  for (const char c : url.substr(0, colon)) {
    if (c < 'a' || c > 'z') return {};
  }
  return url.substr(0, colon);
}

// The engine of a URL, and its path by that engine's reading.
Result<std::pair<const Engine*, std::string_view>> engine_of(std::string_view url) {
  const std::string_view scheme = scheme_of(url);
  if (scheme.empty()) {
    if (url.empty()) return Status::invalid_argument("the database URL is empty");
    return std::pair(&kEngines[0], url);
  }
  for (const Engine& engine : kEngines) {
    if (engine.scheme == scheme) return std::pair(&engine, url.substr(scheme.size() + 1));
  }
  std::string known;
  for (const Engine& engine : kEngines)
    known += (known.empty() ? "" : ", ") + std::string(engine.scheme) + ":";
  return Status::invalid_argument("'" + std::string(url) + "': no storage engine '" + std::string(scheme) +
                                  ":' (there are " + known + ")");
}

}  // namespace

Result<std::unique_ptr<KvStore>> open_kv(std::string_view url, const KvOpenOptions& options) {
  const auto found = engine_of(url);
  if (!found) return found.status();
  return found->first->open(found->second, options);
}

Status restore_kv(const std::string& dir, std::string_view url, std::optional<std::uint32_t> backup) {
  const auto found = engine_of(url);
  if (!found) return found.status();
  return found->first->restore(dir, found->second, backup);
}

}  // namespace relmap::graphstore

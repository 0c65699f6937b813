// Who asks, and what a route asks of them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relmap::server {

enum class Role : std::uint8_t { kViewer, kEditor, kAdmin };  // each may what the ones before may

std::string_view role_name(Role role);  // "viewer", "editor", "admin"
std::optional<Role> parse_role(std::string_view name);

inline constexpr std::size_t kMaxScopeAccounts = 1000;

// The accounts that somebody is confined to; their people and things are all that he sees (query/scope.h).
struct Scope {
  // Sorted, each once. `fingerprint` tells one set from another.
  explicit Scope(std::vector<std::string> ids);

  const std::vector<std::string> accounts;
  const std::string fingerprint;
};

// Who sent a request.
struct Caller {
  std::string
      name;  // in the audit log and as the author of commits: "token Grafana (k3v9…)", "eva@example.com"
  Role role = Role::kViewer;
  std::shared_ptr<const Scope> scope;  // nullptr: all accounts

  bool sees_all() const { return scope == nullptr; }
};

// What a route takes to be called.
enum class Access : std::uint8_t {
  kAnyone,    // nothing: it tells nothing of the graph
  kRead,      // a viewer, who is answered from what he sees
  kReadAll,   // a viewer of all accounts: the answer cannot be cut to some
  kWrite,     // an editor, who changes what he sees
  kWriteAll,  // an editor of all accounts
  kAdmin,     // an admin of all accounts
};

// Why `caller` may not use a route that takes `access`; "" where he may.
std::string_view refusal(Access access, const Caller& caller);

// What the API's description says of it: "viewer", "editor of all accounts", …; "" for kAnyone.
std::string_view access_name(Access access);

}  // namespace relmap::server

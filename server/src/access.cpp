#include "access.h"

#include <algorithm>

#include "digest.h"

namespace relmap::server {
namespace {

std::vector<std::string> sorted(std::vector<std::string> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

// Unambiguous whatever the ids hold.
std::string joined(const std::vector<std::string>& ids) {
  std::string all;
  for (const auto& id : ids) all += std::to_string(id.size()) + ':' + id;
  return all;
}

constexpr std::string_view kRoleNames[] = {"viewer", "editor", "admin"};

}  // namespace

std::string_view role_name(Role role) { return kRoleNames[static_cast<std::size_t>(role)]; }

std::optional<Role> parse_role(std::string_view name) {
  for (const Role role : {Role::kViewer, Role::kEditor, Role::kAdmin}) {
    if (role_name(role) == name) return role;
  }
  return std::nullopt;
}

Scope::Scope(std::vector<std::string> ids)
    : accounts(sorted(std::move(ids))), fingerprint(sha256_hex(joined(accounts))) {}

std::string_view refusal(Access access, const Caller& caller) {
  switch (access) {
    case Access::kAnyone:
    case Access::kRead:
      return "";
    case Access::kReadAll:
      return caller.sees_all() ? "" : "this is only for those who may see all accounts";
    case Access::kWrite:
      return caller.role >= Role::kEditor ? "" : "this is only for editors, and you are a viewer";
    case Access::kWriteAll:
      if (caller.role < Role::kEditor) return "this is only for editors, and you are a viewer";
      return caller.sees_all() ? "" : "this is only for editors who may see all accounts";
    case Access::kAdmin:
      return caller.role == Role::kAdmin && caller.sees_all() ? ""
                                                              : "this is only for admins of all accounts";
  }
  return "this is for nobody";
}

std::string_view access_name(Access access) {
  switch (access) {
    case Access::kAnyone:
      return "";
    case Access::kRead:
      return "viewer";
    case Access::kReadAll:
      return "viewer of all accounts";
    case Access::kWrite:
      return "editor";
    case Access::kWriteAll:
      return "editor of all accounts";
    case Access::kAdmin:
      return "admin of all accounts";
  }
  return "";
}

}  // namespace relmap::server

#include "base/status.h"

namespace relmap {

std::string_view status_code_name(StatusCode code) {
  switch (code) {
    case StatusCode::kOk:
      return "ok";
    case StatusCode::kInvalidArgument:
      return "invalid_argument";
    case StatusCode::kNotFound:
      return "not_found";
    case StatusCode::kAlreadyExists:
      return "already_exists";
    case StatusCode::kConflict:
      return "conflict";
    case StatusCode::kSchemaViolation:
      return "schema_violation";
    case StatusCode::kCorrupt:
      return "corrupt";
    case StatusCode::kUnsupportedVersion:
      return "unsupported_version";
    case StatusCode::kIo:
      return "io";
    case StatusCode::kResourceExhausted:
      return "resource_exhausted";
    case StatusCode::kTimeout:
      return "timeout";
    case StatusCode::kPermissionDenied:
      return "permission_denied";
    case StatusCode::kUnavailable:
      return "unavailable";
    case StatusCode::kInternal:
      return "internal";
  }
  return "internal";
}

std::string Status::to_string() const {
  if (ok()) return "ok";
  return std::string(status_code_name(code_)) + ": " + message_;
}

Status Status::with_context(std::string_view context) const {
  if (ok()) return *this;
  return {code_, std::string(context) + ": " + message_};
}

}  // namespace relmap

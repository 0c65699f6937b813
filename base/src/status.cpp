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
  Status status(code_, std::string(context) + ": " + message_);
  status.place_ = place_;
  return status;
}

Status Status::schema_violation(std::string_view record, std::string_view property, std::string_view reason) {
  FailurePlace place{std::string(record), std::string(property), std::string(reason), {}};
  Status status = schema_violation(place.record + ": " + place.property + ": " + place.reason);
  status.place_ = std::make_shared<const FailurePlace>(std::move(place));
  return status;
}

namespace {

std::string change_name(std::size_t change) { return "change " + std::to_string(change); }

}  // namespace

Status Status::with_change(std::size_t change) const {
  if (ok()) return *this;
  Status status = with_context(change_name(change));
  FailurePlace place = place_ ? *place_ : FailurePlace();
  place.change = change;
  status.place_ = std::make_shared<const FailurePlace>(std::move(place));
  return status;
}

Status Status::without_change() const {
  if (!place_ || !place_->change) return *this;
  const std::string before = change_name(*place_->change) + ": ";
  Status status(code_, message_.starts_with(before) ? message_.substr(before.size()) : message_);
  FailurePlace place = *place_;
  place.change.reset();
  if (place != FailurePlace()) status.place_ = std::make_shared<const FailurePlace>(std::move(place));
  return status;
}

}  // namespace relmap

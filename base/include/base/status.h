// The one error type of relmap.
//
// A function that can fail for a reason its caller may meet returns Status or Result<T>; exceptions do not
// cross a module's border, and assertions are for what cannot happen. The code says what kind of failure it
// is (and so which HTTP status or exit code it becomes); the message is one plain sentence for a person,
// naming the record, property, file, line or limit concerned.
#pragma once

#include <cassert>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace relmap {

enum class StatusCode {
  kOk,
  kInvalidArgument,     // the request is malformed: bad syntax, unknown option, value out of range
  kNotFound,            // the thing that was named does not exist
  kAlreadyExists,       // it does, and must not
  kConflict,            // a precondition no longer holds: someone else wrote first, or edges still hang on it
  kSchemaViolation,     // the write breaks the schema; the message names record, property and reason
  kCorrupt,             // stored bytes do not decode
  kUnsupportedVersion,  // written by a newer relmap, or by another program
  kIo,                  // the operating system refused: open, read, write, sync
  kResourceExhausted,   // a bound on size, depth, count or memory was met
  kTimeout,             // a bound on time was met
  kPermissionDenied,    // the caller may not do this
  kUnavailable,         // busy or stopping: the same call may succeed later
  kInternal,            // a bug in relmap
};

// The stable, lower-case name of a code ("schema_violation"), as used in problem documents and logs.
std::string_view status_code_name(StatusCode code);

// Where in what was to be written a failure lies, for those who show it beside the field. What is not known
// is empty.
struct FailurePlace {
  std::string record;                      // "Contact/ann"
  std::string property;                    // "level"
  std::string reason;                      // what is wrong with it, without the two
  std::optional<std::size_t> change = {};  // number of the change in its transaction, from 0

  bool operator==(const FailurePlace&) const = default;
};

class [[nodiscard]] Status {
 public:
  Status() = default;  // ok
  Status(StatusCode code, std::string message) : code_(code), message_(std::move(message)) {}

  static Status ok_status() { return {}; }
  static Status invalid_argument(std::string m) { return {StatusCode::kInvalidArgument, std::move(m)}; }
  static Status not_found(std::string m) { return {StatusCode::kNotFound, std::move(m)}; }
  static Status already_exists(std::string m) { return {StatusCode::kAlreadyExists, std::move(m)}; }
  static Status conflict(std::string m) { return {StatusCode::kConflict, std::move(m)}; }
  static Status schema_violation(std::string m) { return {StatusCode::kSchemaViolation, std::move(m)}; }
  static Status corrupt(std::string m) { return {StatusCode::kCorrupt, std::move(m)}; }
  static Status unsupported_version(std::string m) { return {StatusCode::kUnsupportedVersion, std::move(m)}; }
  static Status io(std::string m) { return {StatusCode::kIo, std::move(m)}; }
  static Status resource_exhausted(std::string m) { return {StatusCode::kResourceExhausted, std::move(m)}; }
  static Status timeout(std::string m) { return {StatusCode::kTimeout, std::move(m)}; }
  static Status permission_denied(std::string m) { return {StatusCode::kPermissionDenied, std::move(m)}; }
  static Status unavailable(std::string m) { return {StatusCode::kUnavailable, std::move(m)}; }
  static Status internal(std::string m) { return {StatusCode::kInternal, std::move(m)}; }

  bool ok() const { return code_ == StatusCode::kOk; }
  StatusCode code() const { return code_; }
  const std::string& message() const { return message_; }

  // "schema_violation: Contact/ann: level 'boss' is not one of …", or "ok".
  std::string to_string() const;

  // The same failure with `context` and ": " before its message; ok stays ok.
  Status with_context(std::string_view context) const;

  // "RECORD: PROPERTY: REASON", and where that is (see place()).
  static Status schema_violation(std::string_view record, std::string_view property, std::string_view reason);
  // The same failure with "change N: " before its message, and N in its place; ok stays ok.
  Status with_change(std::size_t change) const;
  // Without what with_change() added.
  Status without_change() const;
  // Where it lies; nullptr where that is not known. Lives as long as this.
  const FailurePlace* place() const { return place_.get(); }

 private:
  StatusCode code_ = StatusCode::kOk;
  std::string message_;
  std::shared_ptr<const FailurePlace> place_;  // shared by all copies
};

// Either a T or the Status (never ok) that says why there is none.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<1>, std::move(value)) {}      // NOLINT: implicit on purpose
  Result(Status error) : state_(std::in_place_index<0>, std::move(error)) {  // NOLINT: implicit on purpose
    assert(!std::get<0>(state_).ok());
  }

  bool ok() const { return state_.index() == 1; }
  explicit operator bool() const { return ok(); }

  // Precondition: ok().
  T& value() & {
    assert(ok());
    return *std::get_if<1>(&state_);
  }
  const T& value() const& {
    assert(ok());
    return *std::get_if<1>(&state_);
  }
  T&& value() && {
    assert(ok());
    return std::move(*std::get_if<1>(&state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // The error, or ok when there is a value.
  Status status() const { return ok() ? Status() : *std::get_if<0>(&state_); }

 private:
  std::variant<Status, T> state_;
};

}  // namespace relmap

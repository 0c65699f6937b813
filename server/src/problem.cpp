#include "problem.h"

#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

#include "base/utf8.h"

namespace relmap::server {
namespace {

constexpr std::size_t kMaxDetailCodePoints = 2000;
constexpr std::size_t kMaxInstanceBytes = 500;

// The target as a URI reference: it may have come over the wire with bytes that no URI holds.
std::string instance_of(std::string_view target) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : target.substr(0, kMaxInstanceBytes)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7F && c != '"' && c != '<' && c != '>' && c != '\\') {
      out += c;
    } else {
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out;
}

}  // namespace

int http_status(StatusCode code) {
  switch (code) {
    case StatusCode::kOk:
      return 200;
    case StatusCode::kInvalidArgument:
      return 400;
    case StatusCode::kNotFound:
      return 404;
    case StatusCode::kAlreadyExists:
    case StatusCode::kConflict:
      return 409;
    case StatusCode::kSchemaViolation:
      return 422;
    case StatusCode::kResourceExhausted:
      return 413;
    case StatusCode::kTimeout:
      return 504;
    case StatusCode::kPermissionDenied:
      return 403;
    case StatusCode::kUnavailable:
      return 503;
    case StatusCode::kCorrupt:
    case StatusCode::kUnsupportedVersion:
    case StatusCode::kIo:
    case StatusCode::kInternal:
      return 500;
  }
  return 500;
}

namespace {

Response document(const Request& request, int status, std::string_view code, std::string_view detail,
                  const FailurePlace* place) {
  nlohmann::ordered_json json;
  json["type"] = "urn:relmap:problem:" + std::string(code);
  json["title"] = status_phrase(status);
  json["status"] = status;
  json["detail"] = utf8::truncate(detail, kMaxDetailCodePoints);
  json["instance"] = instance_of(request.target);
  if (place && !place->property.empty()) {
    json["errors"] = {{{"record", utf8::truncate(place->record, kMaxDetailCodePoints)},
                       {"property", utf8::truncate(place->property, kMaxDetailCodePoints)},
                       {"reason", utf8::truncate(place->reason, kMaxDetailCodePoints)}}};
  }
  if (place && place->change) json["change"] = *place->change;
  Response response;
  response.status = status;
  response.content_type = "application/problem+json";
  response.headers.emplace_back("Cache-Control", "no-store");
  if (status == 503) response.headers.emplace_back("Retry-After", "1");
  response.body = std::make_shared<const std::string>(
      json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
  return response;
}

}  // namespace

Response problem(const Request& request, int status, std::string_view code, std::string_view detail) {
  return document(request, status, code, detail, nullptr);
}

Response problem(const Request& request, int http, const Status& status) {
  return document(request, http, status_code_name(status.code()), status.message(), status.place());
}

Response problem(const Request& request, const Status& status) {
  const int http = http_status(status.code());
  if (http != 500) return problem(request, http, status);
  spdlog::error("{} {}: {}", request.method, instance_of(request.target), status.to_string());
  return problem(request, http, status_code_name(status.code()),
                 "the server could not do this; its log says why");
}

}  // namespace relmap::server

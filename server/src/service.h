// The HTTP service without sockets: a Request in, a Response out. Routes are rows of one table (routes.h).
//
// Threads: handle() may be called from any number of threads.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "authenticator.h"
#include "base/date.h"
#include "base/status.h"
#include "gate.h"
#include "graphstore/graph.h"
#include "http.h"
#include "query/policy.h"
#include "request_log.h"
#include "viz/render.h"

namespace relmap::server {

struct ServiceOptions {
  std::string backups;                    // folder that POST /api/v1/backup writes into; "": it is refused
  std::optional<query::Policy> policy;    // absent: the built-in one
  std::optional<Date> date;               // of judgement where a request names none; absent: today (UTC)
  std::size_t cache_bytes = 64u << 20;    // of answers kept
  std::size_t max_body_bytes = 8u << 20;  // of a request
  int max_analyses = 0;                   // at once; 0: as many as there are cores
  int max_drawings = 2;                   // at once: as many as the renderer has workers
  AuthOptions auth;                       // where none is wanted, everybody who reaches the server may do all
  std::string audit;                      // file of the audit log; "": none is kept
  bool tls = false;  // clients come over TLS, here or to what stands in front: cookies must not leave it
  LogRequests log = LogRequests::kFailed;
  std::chrono::milliseconds patience{10'000};  // how long a request waits for its turn before it gets a 503
  // Of the body of a request whose route takes uploads.
  std::size_t max_upload_bytes = 64u << 20;
  // Where the files of jobs are; "": the system's folder for temporary files.
  std::string temp_dir = {};
  // WeasyPrint, which prints the planning pack: a path, or a name to be looked for in PATH.
  std::string printer = "weasyprint";
};

struct Context;  // context.h

class Service {
 public:
  // Both must outlive the service. Without a renderer, pictures are answered with 503. Fails as
  // Authenticator::open() and AuditLog::open().
  static Result<std::unique_ptr<Service>> open(graphstore::Graph& graph, viz::RenderPool* renderer,
                                               const ServiceOptions& options);
  // The same without authentication and audit log, which could fail.
  Service(graphstore::Graph& graph, viz::RenderPool* renderer, ServiceOptions options);
  ~Service();

  // Never throws; whatever goes wrong is a problem document.
  Response handle(const Request& request) noexcept;

  // How many bytes the body of this request may have, before it is read; and the most that any may have.
  std::size_t body_limit(const Request& request) const;
  std::size_t largest_body() const;
  // A place among the few uploads whose bodies are in memory, to be held until the request is answered;
  // nullptr for other requests, which need none. kUnavailable: all are taken.
  Result<std::shared_ptr<Gate::Pass>> place_for_body(const Request& request);

 private:
  struct Answered;
  void answer(const Request& request, Answered& answered);
  void audit(const Request& request, std::string_view id, Answered& answered) const;
  void record(const Request& request, std::string_view id, std::string_view route, const Response& response,
              std::chrono::duration<double> took) noexcept;

  std::unique_ptr<Context> context_;
};

}  // namespace relmap::server

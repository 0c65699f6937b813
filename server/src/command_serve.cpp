// serve and demo.
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <filesystem>
#include <optional>

#include "audit.h"
#include "commands.h"
#include "exit_codes.h"
#include "http_server.h"
#include "query/accounts.h"
#include "query/coverage.h"
#include "service.h"
#include "stop_signal.h"
#include "tls.h"
#include "viz/render.h"

namespace relmap::server {
namespace {

constexpr std::size_t kAccountsLookedAt = 1000;

// The account to show first: strategic before others, then the most gaps, red before amber.
std::optional<query::AccountRow> most_telling(const query::Snapshot& snapshot, Date date) {
  query::AccountListOptions options;
  options.date = date;
  options.limit = kAccountsLookedAt;
  const auto list = query::list_accounts(snapshot, options);
  if (!list || list->accounts.empty()) return std::nullopt;
  const auto rank = [](const query::AccountRow& row) {
    return std::tuple(row.tier == query::Tier::kStrategic, row.red, row.amber);
  };
  const auto* best = &list->accounts.front();
  for (const auto& row : list->accounts) {
    if (rank(*best) < rank(row)) best = &row;
  }
  return *best;
}

// Where the samples are, seen from here or from the program's own folder (a build folder, or bin/ of an
// installation).
std::string find_samples() {
  namespace fs = std::filesystem;
  std::error_code error;
  const auto program = fs::read_symlink("/proc/self/exe", error).parent_path();
  for (const auto& dir : {fs::path("samples/world"), program / "../samples/world",
                          program / "../../samples/world", program / "../share/relmap/samples/world"}) {
    if (fs::is_directory(dir / "nodes", error)) return dir.lexically_normal().string();
  }
  return "";
}

Status import_sample(graphstore::Graph& graph, const std::string& dir) {
  graphstore::ImportOptions options;
  options.author = "demo";
  const auto report = graphstore::import_folder(graph, dir, options);
  if (!report) return report.status();
  std::printf("%s: %s", dir.c_str(), import_summary(dir, *report).c_str());
  return {};
}

// The folder, and then, so that there is something that has changed, the one beside it called FOLDER-update.
Status import_samples(graphstore::Graph& graph, const DemoCommand& command) {
  auto dir = command.samples.empty() ? find_samples() : command.samples;
  if (dir.empty())
    return Status::not_found("the samples are not here; say where they are with --samples DIR");
  if (auto imported = import_sample(graph, dir); !imported.ok()) return imported;
  while (dir.size() > 1 && dir.back() == '/') dir.pop_back();
  std::error_code error;
  const auto update = dir + "-update";
  return std::filesystem::is_directory(update, error) ? import_sample(graph, update) : Status();
}

// All that serving takes, read and checked before the store is opened, which may take a while.
struct ServeSettings {
  ListenAddress listen;
  ServiceOptions service;
  HttpServerOptions http;
  viz::RenderPoolOptions drawing;
};

// Serves until SIGTERM or SIGINT. Keeps the store once it listens.
int serve(WritableStore& store, const ServeSettings& settings) {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("relmap"));  // the standard output is for answers
  auto renderer = viz::RenderPool::start(settings.drawing);
  if (!renderer) return fail(renderer.status());
  const auto service = Service::open(*store, renderer->get(), settings.service);
  if (!service) return fail(service.status());
  auto server = HttpServer::bind(**service, settings.listen, settings.http);
  if (!server) return fail(server.status());
  store.keep();
  std::printf("relmap listens on %s (graph version %llu); Ctrl-C stops it\n", (*server)->url().c_str(),
              static_cast<unsigned long long>(store->version()));
  std::fflush(stdout);
  const StopSignal on_signal([&] { (*server)->stop(); });
  const auto ended = (*server)->run();
  if (!ended.ok()) return fail(ended);
  std::puts("relmap has stopped");
  return kExitOk;
}

// Who could reach the server there, and who could listen in.
Status check_reach(const ServeCommand& command, const ListenAddress& address) {
  if (address.is_loopback()) return {};
  if (!command.auth.wanted()) {
    return Status::invalid_argument(
        "without authentication relmap listens on loopback only (127.0.0.1, localhost, [::1]) and not on '" +
        address.host +
        "', where anybody could read and write: make tokens (relmap token create) and name "
        "their file with --tokens, or give --jwt-keys");
  }
  if (command.tls_certificate.empty() && !command.plain_http) {
    return Status::invalid_argument(
        "without TLS relmap does not listen on '" + address.host +
        "', where tokens and answers could be read on the way: give --tls-certificate and --tls-key, or say "
        "--plain-http where something in front of it does TLS");
  }
  return {};
}

Status check_audit(const ServeCommand& command) {
  if (command.audit.empty()) return {};
  const auto audit = AuditLog::open(command.audit);
  return audit ? Status() : audit.status();
}

// The files that it names can be read and fit.
Status check_auth(const ServeCommand& command) {
  if (command.auth.tokens.empty() && command.auth.jwt.keys.empty()) return {};
  const auto authenticator = Authenticator::open(command.auth);
  return authenticator ? Status() : authenticator.status();
}

Result<ServeSettings> settings_of(const ServeCommand& command) {
  if (command.db.empty()) return Status::invalid_argument("db: no store is named");
  ServeSettings settings;
  const auto address = ListenAddress::parse(command.listen);
  if (!address) return address.status();
  settings.listen = *address;
  if (!command.date.empty()) {
    const auto date = date_or_today(command.date);
    if (!date) return date.status();
    settings.service.date = *date;
  }
  auto policy = read_policy(command.policy);
  if (!policy) return policy.status();
  settings.service.policy = *std::move(policy);
  for (const Status& checked :
       {command.drawing.Validate(), check_reach(command, *address), check_auth(command),
        check_tls_files({command.tls_certificate, command.tls_key}), check_audit(command)}) {
    if (!checked.ok()) return checked;
  }
  settings.drawing = command.drawing;
  settings.service.backups = command.backups;
  settings.service.max_drawings = command.drawing.workers;
  settings.service.auth = command.auth;
  settings.service.audit = command.audit;
  settings.service.tls = !command.tls_certificate.empty() || command.plain_http;
  if (command.log_requests) settings.service.log = LogRequests::kAll;
  settings.http.any_host = command.auth.wanted();
  settings.http.tls_certificate = command.tls_certificate;
  settings.http.tls_key = command.tls_key;
  return settings;
}

}  // namespace

int check_serve(const ServeCommand& command) {
  const auto settings = settings_of(command);
  return settings ? kExitOk : fail(settings.status());
}

int run_serve(const ServeCommand& command) {
  const auto settings = settings_of(command);
  if (!settings) return fail(settings.status());
  auto store = WritableStore::open(command.db);
  if (!store) return fail(store.status());
  return serve(*store, *settings);
}

int run_demo(const DemoCommand& command) {
  const auto date = date_or_today(command.date);
  if (!date) return fail(date.status());
  const auto lang = query::parse_lang(command.lang);
  if (!lang) return fail(lang.status());
  ServeCommand serving;
  serving.db = command.db;
  serving.listen = command.listen;
  serving.date = command.date;
  const auto settings = settings_of(serving);
  if (!settings) return fail(settings.status());
  auto store = WritableStore::open(command.db);
  if (!store) return fail(store.status());
  auto& graph = **store;
  if (graph.snapshot()->node_count() == 0) {
    if (const auto imported = import_samples(graph, command); !imported.ok()) return fail(imported);
  }
  const auto snapshot = graph.snapshot();
  if (const auto account = most_telling(*snapshot, *date)) {
    query::CoverageOptions options;
    options.date = *date;
    options.lang = *lang;
    const auto report = query::coverage(*snapshot, account->account.id, options);
    if (!report) return fail(report.status());
    std::printf("\n%s\n", query::to_text(*report).c_str());
  }
  return serve(*store, *settings);
}

}  // namespace relmap::server

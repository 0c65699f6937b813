// serve and demo.
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <filesystem>
#include <optional>

#include "commands.h"
#include "exit_codes.h"
#include "http_server.h"
#include "query/accounts.h"
#include "query/coverage.h"
#include "service.h"
#include "stop_signal.h"
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

Status import_samples(graphstore::Graph& graph, const DemoCommand& command) {
  const auto dir = command.samples.empty() ? find_samples() : command.samples;
  if (dir.empty())
    return Status::not_found("the samples are not here; say where they are with --samples DIR");
  graphstore::ImportOptions options;
  options.author = "demo";
  const auto report = graphstore::import_folder(graph, dir, options);
  if (!report) return report.status();
  std::printf("%s: %s", dir.c_str(), import_summary(dir, *report).c_str());
  return {};
}

}  // namespace

int serve(WritableStore& store, const std::string& listen, std::optional<Date> date,
          const std::string& backups, const query::Policy& policy, const viz::RenderPoolOptions& drawing,
          bool log_requests) {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("relmap"));  // the standard output is for answers
  const auto address = ListenAddress::parse(listen);
  if (!address) return fail(address.status());
  auto renderer = viz::RenderPool::start(drawing);
  if (!renderer) return fail(renderer.status());
  ServiceOptions options;
  options.date = date;
  options.backups = backups;
  options.policy = policy;
  options.max_drawings = drawing.workers;
  if (log_requests) options.log = LogRequests::kAll;
  Service service(*store, renderer->get(), options);
  auto server = HttpServer::bind(service, *address);
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

namespace {

// What is read of a command before the store is opened, which may take a while.
struct ServeSettings {
  std::optional<Date> date;
  query::Policy policy;
};

Result<ServeSettings> settings_of(const ServeCommand& command) {
  if (command.db.empty()) return Status::invalid_argument("db: no store is named");
  ServeSettings settings;
  if (!command.date.empty()) {
    const auto date = date_or_today(command.date);
    if (!date) return date.status();
    settings.date = *date;
  }
  auto policy = read_policy(command.policy);
  if (!policy) return policy.status();
  settings.policy = *std::move(policy);
  if (const auto valid = command.drawing.Validate(); !valid.ok()) return valid;
  if (const auto address = ListenAddress::parse(command.listen); !address) return address.status();
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
  return serve(*store, command.listen, settings->date, command.backups, settings->policy, command.drawing,
               command.log_requests);
}

int run_demo(const DemoCommand& command) {
  const auto date = date_or_today(command.date);
  if (!date) return fail(date.status());
  const auto lang = query::parse_lang(command.lang);
  if (!lang) return fail(lang.status());
  if (const auto address = ListenAddress::parse(command.listen); !address) return fail(address.status());
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
  return serve(*store, command.listen, *date);
}

}  // namespace relmap::server

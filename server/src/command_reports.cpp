// coverage, path, map, verify: one answer on the standard output or in a file.
#include <cstdio>
#include <memory>

#include "as_of.h"
#include "commands.h"
#include "exit_codes.h"
#include "map_views.h"
#include "pictures.h"
#include "query/account_view.h"
#include "query/coverage.h"
#include "query/paths.h"
#include "viz/render.h"

namespace relmap::server {
namespace {

// A command draws one thing.
auto one_worker() {
  viz::RenderPoolOptions options;
  options.workers = 1;
  return viz::RenderPool::start(options);
}

Result<std::string> draw_once(const viz::MapSpec& spec, const std::string& format, double scale) {
  const auto parsed = viz::parse_format(format);
  if (!parsed) return parsed.status();
  if (*parsed == viz::Format::json) return viz::to_json(spec);
  auto pool = one_worker();
  if (!pool) return pool.status();
  viz::RenderOptions render;
  render.scale = scale;
  return (*pool)->render(spec, *parsed, render);
}

// Writes what was drawn, and says so.
int write_picture(const Result<std::string>& picture, const std::string& path) {
  if (!picture) return fail(picture.status());
  if (const auto written = write_file(path, *picture); !written.ok()) return fail(written);
  std::fprintf(stderr, "%s: %zu bytes\n", path.c_str(),
               picture->size());  // the standard output is for answers
  return kExitOk;
}

int draw_to_file(const viz::MapSpec& spec, const std::string& path, double scale) {
  const auto format = picture_format(path);
  if (!format) return fail(format.status());
  return write_picture(draw_once(spec, *format, scale), path);
}

Result<std::vector<viz::MapSpec>> one_page(Result<viz::MapSpec> spec) {
  if (!spec) return spec.status();
  return std::vector<viz::MapSpec>{*std::move(spec)};
}

int print_pages(const std::vector<viz::MapSpec>& pages, const viz::PageSetup& setup,
                const std::string& path) {
  auto pool = one_worker();
  if (!pool) return fail(pool.status());
  return write_picture((*pool)->render_pages(pages, setup), path);
}

// What every question on an account needs.
struct Ask {
  Date date;
  query::Lang lang;
  std::unique_ptr<graphstore::Graph> graph;
  std::shared_ptr<const query::Snapshot> snapshot;
  bool incomplete = false;
};

// Errors in the order in which people would mend them: what they typed, then the store.
Result<Ask> prepare(const std::string& db, const std::string& date_text, const std::string& as_of,
                    const std::string& lang_text) {
  const auto date = date_or_today(date_text);
  if (!date) return date.status();
  const auto lang = query::parse_lang(lang_text);
  if (!lang) return lang.status();
  auto graph = open_to_read(db);
  if (!graph) return graph.status();
  auto moment = moment_of(**graph, as_of);
  if (!moment) return moment.status();
  const bool then = date_text.empty() && !as_of.empty();
  return Ask{then ? moment->date : *date, *lang, *std::move(graph), std::move(moment->snapshot),
             moment->incomplete};
}

}  // namespace

int run_coverage(const CoverageCommand& command) {
  const auto ask = prepare(command.db, command.date, command.as_of, command.lang);
  if (!ask) return fail(ask.status());
  const auto policy = read_policy(command.policy);
  if (!policy) return fail(policy.status());
  query::CoverageOptions options;
  options.date = ask->date;
  options.lang = ask->lang;
  options.policy = &*policy;
  auto report = query::coverage(*ask->snapshot, command.account, options);
  if (!report) return fail(report.status());
  report->incomplete = ask->incomplete;
  if (command.format == "json") return print_or_fail(query::to_json(*report));
  return print_or_fail(command.format == "csv" ? query::to_csv(*report) : query::to_text(*report));
}

int run_path(const PathCommand& command) {
  if (!command.out.empty()) {  // before any work is done in vain
    if (const auto format = picture_format(command.out); !format) return fail(format.status());
  }
  const auto ask = prepare(command.db, command.date, command.as_of, command.lang);
  if (!ask) return fail(ask.status());
  const auto policy = read_policy(command.policy);
  if (!policy) return fail(policy.status());
  query::PathOptions options;
  options.date = ask->date;
  options.policy = &*policy;
  options.k = command.k;
  options.max_hops = command.max_hops;
  options.avoid = command.avoid;
  options.lang = ask->lang;
  const auto result = query::introduction_paths(*ask->snapshot, command.from, command.to, options);
  if (!result) return fail(result.status());
  if (!command.out.empty()) {
    auto spec = paths_picture(*ask->snapshot, *result, ask->lang);
    if (ask->incomplete) mark_incomplete(spec);
    const int code = draw_to_file(spec, command.out, command.scale);
    if (code != kExitOk) return code;
  }
  const auto code = result->paths.empty() ? kExitFindings : kExitOk;
  if (command.format == "json") return print_or_fail(query::to_json(*result), code);
  if (command.format == "text") return print_or_fail(query::to_text(*result, ask->lang), code);
  if (!result->reason.empty())
    std::fprintf(stderr, "relmap: %s\n", result->reason.c_str());  // no column for it
  return print_or_fail(query::to_csv(*result), code);
}

int run_map(const MapCommand& command) {
  if (const auto format = picture_format(command.out); !format) return fail(format.status());
  const auto theme = viz::parse_theme(command.theme);
  if (!theme) return fail(theme.status().with_context("--theme"));
  const auto ask = prepare(command.db, command.date, command.as_of, command.lang);
  if (!ask) return fail(ask.status());
  const auto policy = read_policy(command.policy);
  if (!policy) return fail(policy.status());
  Moment since;
  if (!command.since.empty()) {
    auto moment = moment_at(*ask->graph, command.since);
    if (!moment) return fail(moment.status().with_context("--since"));
    since = *std::move(moment);
  }
  MapSource source{*ask->snapshot, since.snapshot.get(), {}};
  source.options.date = ask->date;
  source.options.lang = ask->lang;
  source.options.policy = &*policy;
  const MapRequest request{command.view, command.focus, command.depth,  command.gap, command.opportunity,
                           command.from, command.to,    command.expand, *theme,      command.fold};
  const auto paper = viz::parse_paper(command.paper);
  if (!paper) return fail(paper.status().with_context("--paper"));
  if (*picture_format(command.out) == "pdf") {
    const viz::PageSetup setup{*paper, !command.portrait};
    auto pages = setup.paper == viz::Paper::fit ? one_page(map_picture(source, command.account, request))
                                                : map_pages(source, command.account, request);
    if (!pages) return fail(pages.status());
    for (viz::MapSpec& page : *pages) {
      if (ask->incomplete || since.incomplete) mark_incomplete(page);
    }
    return print_pages(*pages, setup, command.out);
  }
  auto spec = map_picture(source, command.account, request);
  if (!spec) return fail(spec.status());
  if (ask->incomplete || since.incomplete) mark_incomplete(*spec);
  return draw_to_file(*spec, command.out, command.scale);
}

int print_report(const graphstore::VerifyReport& report) {
  std::string out;
  for (const auto& finding : report.findings) out += finding + "\n";
  if (report.finding_count > report.findings.size()) {
    out += "… and " + std::to_string(report.finding_count - report.findings.size()) + " more\n";
  }
  out += std::to_string(report.nodes) + " nodes, " + std::to_string(report.edges) + " edges, " +
         std::to_string(report.history_records) + " history records: " +
         (report.finding_count == 0 ? "clean" : std::to_string(report.finding_count) + " findings") + "\n";
  return print_or_fail(out, report.finding_count == 0 ? kExitOk : kExitFindings);
}

int run_verify(const VerifyCommand& command) {
  const auto graph = open_to_read(command.db);
  if (!graph) return fail(graph.status());
  const auto report = (*graph)->verify();
  if (!report) return fail(report.status());
  return print_report(*report);
}

}  // namespace relmap::server

// plan: the planning pack in a file.
#include <cstdio>

#include "as_of.h"
#include "commands.h"
#include "drawing.h"
#include "exit_codes.h"
#include "plan_pack.h"

namespace relmap::server {
namespace {

Result<std::string> plan_format(const std::string& path) {
  for (const std::string_view format : {"pdf", "html", "json"}) {
    if (path.ends_with("." + std::string(format))) return std::string(format);
  }
  return Status::invalid_argument("'" + path + "' does not end in .pdf, .html or .json");
}

// In one of the formats, from what the store holds at that moment.
Result<std::string> plan_in(const std::string& format, const graphstore::Graph& graph, const Moment& moment,
                            const PlanCommand& command, const query::CoverageOptions& coverage) {
  auto plan =
      make_plan({graph, *moment.snapshot, command.account, command.since, coverage, moment.incomplete});
  if (!plan) return plan.status();
  if (format == "json") return query::to_json(*plan);
  auto document = plan_document(*std::move(plan), *moment.snapshot, coverage, format == "pdf");
  if (!document) return document.status();
  viz::RenderPoolOptions options;
  options.workers = 1;
  auto pool = viz::RenderPool::start(options);
  if (!pool) return pool.status();
  return draw_document(**pool, ServiceOptions().printer, *document, format);
}

}  // namespace

int run_plan(const PlanCommand& command) {
  const auto format = plan_format(command.out);
  if (!format) return fail(format.status());
  const auto date = date_or_today(command.date);
  if (!date) return fail(date.status());
  const auto lang = query::parse_lang(command.lang);
  if (!lang) return fail(lang.status());
  const auto policy = read_policy(command.policy);
  if (!policy) return fail(policy.status());
  const auto graph = open_to_read(command.db);
  if (!graph) return fail(graph.status());
  const auto moment = moment_of(**graph, command.as_of);
  if (!moment) return fail(moment.status());
  query::CoverageOptions coverage;
  coverage.date = command.date.empty() && !command.as_of.empty() ? moment->date : *date;
  coverage.lang = *lang;
  coverage.policy = &*policy;
  const auto answer = plan_in(*format, **graph, *moment, command, coverage);
  if (!answer) return fail(answer.status());
  if (const auto written = write_file(command.out, *answer); !written.ok()) return fail(written);
  std::fprintf(stderr, "%s: %zu bytes\n", command.out.c_str(), answer->size());
  return kExitOk;
}

}  // namespace relmap::server

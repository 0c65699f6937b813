// One command for each row of analyses.h.
#include <cstdio>
#include <memory>

#include "analyses.h"
#include "as_of.h"
#include "commands.h"
#include "exit_codes.h"
#include "target.h"

namespace relmap::server {

int run_analysis(const AnalysisCommand& command) {
  const auto date = date_or_today(command.date);
  if (!date) return fail(date.status());
  const auto lang = query::parse_lang(command.lang);
  if (!lang) return fail(lang.status());
  Target target;
  for (const auto& [name, values] : command.values) {
    for (const std::string& value : values) target.query.emplace_back(name, value);
  }
  const auto params = ParamValues::check(command.analysis->params, target);
  if (!params) {
    fail(params.status());
    return kExitUsage;
  }
  const auto policy = read_policy(command.policy);
  if (!policy) return fail(policy.status());
  const auto graph = open_to_read(command.db);
  if (!graph) return fail(graph.status());
  const std::string as_of(params->text("as_of"));
  const auto moment = moment_of(**graph, as_of);
  if (!moment) return fail(moment.status());
  const bool then = command.date.empty() && !as_of.empty();
  const auto answer = command.analysis->run({**graph, *moment->snapshot, command.account, *params,
                                             then ? moment->date : *date, *lang, command.format, *policy,
                                             moment->incomplete, !command.date.empty()});
  if (!answer) return fail(answer.status());
  return print_or_fail(*answer);
}

}  // namespace relmap::server

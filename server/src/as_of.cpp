#include "as_of.h"

#include <cstdio>

#include "graphstore/history.h"

namespace relmap::server {

Result<Moment> moment_at(const SeenGraph& graph, const std::string& text) {
  const auto version = graph.parse_as_of(text);
  if (!version) return version.status();
  auto then = graph.snapshot_at(*version);
  if (!then) return then.status();
  const auto history = graph.history_info();
  if (!history) return history.status();
  Moment moment;
  moment.incomplete = then->incomplete();
  moment.erasures = history->erasures.size();
  moment.snapshot = std::move(then->snapshot);
  if (const auto date = Date::parse(text)) {
    moment.date = *date;
  } else if (const auto time = DateTime::parse(text)) {
    moment.date = time->date();
  } else {
    moment.date = moment.snapshot->time().date();
  }
  return moment;
}

Result<Moment> moment_of(const SeenGraph& graph, const std::string& option) {
  if (option.empty()) {
    Moment newest;
    newest.snapshot = graph.snapshot();
    newest.date = newest.snapshot->time().date();
    return newest;
  }
  auto moment = moment_at(graph, option);
  if (!moment) return moment.status().with_context("--as-of");
  if (moment->incomplete)
    std::fprintf(stderr, "relmap: incomplete: somebody known then has been erased since\n");
  return moment;
}

}  // namespace relmap::server

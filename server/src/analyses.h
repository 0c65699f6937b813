// The analyses beside the report, each a row: the same row makes a command (`relmap NAME ACCOUNT`) and an
// address (`/api/v1/accounts/{id}/NAME`), with the same parameters.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/status.h"
#include "graphstore/graph.h"
#include "params.h"
#include "query/coverage.h"
#include "query/policy.h"
#include "query/what_if.h"
#include "seen_graph.h"

namespace relmap::server {

// What an analysis is asked.
struct AnalysisCall {
  SeenGraph graph;
  const graphstore::Snapshot& snapshot;
  std::string account;  // id; "" for those on all accounts
  const ParamValues& params;
  Date date;
  query::Lang lang = query::Lang::kEn;
  std::string_view format;  // text, json or csv
  const query::Policy& policy;
  bool incomplete = false;  // of an earlier version: somebody known then has been erased since
  bool date_given = false;  // `date` was asked for

  query::CoverageOptions coverage() const {
    query::CoverageOptions options;
    options.date = date;
    options.policy = &policy;
    options.lang = lang;
    return options;
  }
};

struct Analysis {
  std::string_view name;  // the command, and the last part of the address below /accounts/{id}/
  std::string_view what;  // one line
  std::string_view example;
  std::span<const Param> params;  // of its own and, where it may be asked of earlier versions, as_of
  bool of_account = true;         // false: on all accounts, at the address /portfolio/ADDRESS
  Result<std::string> (*run)(const AnalysisCall&);
  std::string_view address = {};  // "": the name
};

std::span<const Analysis> analyses();

// What the edits would change in the report: `what-if` for edits from wherever.
Result<std::string> what_if(const AnalysisCall& call, const std::vector<query::Edit>& edits);

// The three forms of an answer in one, or why there is none. (Found by the type of the answer.)
template <class T>
Result<std::string> in_format(const Result<T>& found, std::string_view format) {
  if (!found) return found.status();
  if (format == "json") return to_json(*found);
  return format == "csv" ? to_csv(*found) : to_text(*found);
}

}  // namespace relmap::server

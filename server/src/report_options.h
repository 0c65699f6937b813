// How reports are judged for a read.
#pragma once

#include "context.h"
#include "query/coverage.h"

namespace relmap::server {

inline query::CoverageOptions coverage_options(const Context& context, const Read& read) {
  query::CoverageOptions options;
  options.date = read.date;
  options.policy = &context.policy;
  options.lang = read.lang;
  return options;
}

}  // namespace relmap::server

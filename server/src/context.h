// What handlers share: the graph, the renderer, the cache, and how a read is answered.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>

#include "audit.h"
#include "authenticator.h"
#include "failures.h"
#include "gate.h"
#include "graphstore/graph.h"
#include "idempotency.h"
#include "jobs.h"
#include "metrics.h"
#include "query/policy.h"
#include "query/types.h"
#include "response_cache.h"
#include "routes.h"
#include "seen_graph.h"
#include "service.h"
#include "viz/render.h"

namespace relmap::server {

struct Context {
  graphstore::Graph& graph;
  viz::RenderPool* renderer;
  query::Policy policy;
  std::string policy_hash;
  ServiceOptions options;
  ResponseCache cache;
  Gate analyses, drawings;
  Failures failures;    // of drawings, by the key of the answer
  Gate streams{32, 0};  // of events: each holds a connection and its thread
  Metrics metrics = {};
  std::mutex backup = {};                             // one at a time
  std::unique_ptr<Authenticator> authenticator = {};  // nullptr: everybody who reaches the server may do all
  std::unique_ptr<AuditLog> audit = {};               // nullptr: none is kept
  ScopedSnapshots scoped{64};
  ResponseCache entities{
      8u << 20};         // entity_cache.h; by themselves, so that reading all nodes pushes out no report
  Gate uploads{2, 0};    // whose bodies are in memory
  Gate downloads{2, 0};  // of rejects, likewise
  IdempotencyKeys idempotency = IdempotencyKeys();
  ImportJobs imports{graph, job_parent(options.temp_dir)};
};

// What the caller sees of the graph.
inline SeenGraph seen(Context& context, const Call& call) {
  return {context.graph, call.caller.scope.get(), &context.scoped};
}

// Whose turn a request takes where it has to wait (gate.h).
inline std::string_view turn_of(const Context& context, const Call& call) {
  return context.authenticator ? call.caller.name : call.request.peer;
}

// All that a read is decided by, beside its path and parameters.
struct Read {
  std::shared_ptr<const graphstore::Snapshot> snapshot;
  std::string as_of;        // of an earlier version: how many erasures there were; "" for the newest
  bool incomplete = false;  // an earlier version, and somebody known then has been erased since
  Date date;
  query::Lang lang = query::Lang::kEn;
  std::string_view format;
  std::uint64_t cache_epoch = 0;  // of Context::cache, before the snapshot was taken
};

// The format a client is to get: what `format` names, else the best of the route's for its Accept header; ""
// where it takes none of them, to which not_acceptable() is the answer.
std::string_view format_of(const Call& call);
Response not_acceptable(const Call& call);

// Answers a read of the newest snapshot: 406 where the client takes none of the route's formats, 304 where it
// has the answer already, else from the cache, else what `make` returns. The ETag covers everything in Read,
// the path, the parameters and the policy, so `make` must depend on nothing else.
using MakeBody = std::function<Result<std::string>(const Read&)>;
Response answer_read(Context& context, const Call& call, const MakeBody& make);

// The same for a request whose body decides the answer: it is made anew each time.
Response answer_uncached(Context& context, const Call& call, const MakeBody& make);

// The same for reads that may be pictures. `make` only describes one; it is drawn when the analysis has made
// room for others, because drawing takes longer and has a bound of its own (drawing.h).
struct Picture {
  std::vector<viz::MapSpec> pages;  // at least one, the picture; only a PDF shows the others
  double scale = 1;                 // of a PNG
  viz::PageSetup setup = {};
};
// Or a page (HTML) with pictures in it, which as a PDF is printed as well. Both want a place among the
// drawings.
struct Document {
  std::vector<viz::MapSpec> pictures;
  // The page, given the pictures as SVG in the same order. It refers to nothing outside itself.
  std::function<std::string(const std::vector<std::string>& pictures)> page;
};
using BodyOrPicture = std::variant<std::string, Picture, Document>;
using MakeBodyOrPicture = std::function<Result<BodyOrPicture>(const Read&)>;
Response answer_read_or_draw(Context& context, const Call& call, const MakeBodyOrPicture& make);

// The language that viz has for one of query's.
viz::Lang drawing_lang(query::Lang lang);

}  // namespace relmap::server

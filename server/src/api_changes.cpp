// GET /changes: the change feed. GET /accounts/{id}/changes: what it means for one account.
#include <chrono>
#include <thread>

#include "context.h"
#include "graphstore/history.h"
#include "history_json.h"
#include "problem.h"
#include "query/changes.h"

namespace relmap::server {
namespace {

// Nodes and edges that changed anywhere, of which those of the account are picked.
constexpr std::size_t kMaxAccountDiff = 100'000;

}  // namespace

Response get_account_changes(Context& context, const Call& call) {
  return answer_read(context, call, [&](const Read& read) -> Result<std::string> {
    const SeenGraph graph = seen(context, call);
    const auto since = graph.parse_as_of(call.params.text("since"));
    if (!since) return since.status().with_context("since");
    const auto older = graph.snapshot_at(*since);
    if (!older) return older.status();
    const auto diff = graph.diff(*since, read.snapshot->version(), kMaxAccountDiff);
    if (!diff) return diff.status();
    const auto changes =
        query::account_changes(*older->snapshot, *read.snapshot, *diff, call.path[0], read.lang);
    if (!changes) return changes.status();
    if (read.format == "csv") return query::to_csv(*changes);
    return read.format == "text" ? query::to_text(*changes, read.lang) : query::to_json(*changes);
  });
}

namespace {

// How often a stream looks whether there is a new version: what a reader may see late.
constexpr std::chrono::milliseconds kLook{100};
// How often it is asked who the reader is.
constexpr std::chrono::seconds kIdentify{1};
// After so long without news a comment keeps proxies and the client from giving up.
constexpr std::chrono::seconds kQuiet{15};

std::string dump(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// The feed as server-sent events: one a page of commits, its id the position from which a client that has
// lost the connection goes on (it sends it as Last-Event-ID by itself).
class FeedEvents {
 public:
  FeedEvents(Context& context, const Call& call, graphstore::FeedPosition since, std::size_t limit)
      : context_(context),
        asked_(head_of(call.request)),
        access_(call.route.access),
        position_(std::move(since)),
        limit_(limit),
        pass_(context.streams, {}) {}

  bool entered() const { return pass_.entered(); }

  std::optional<std::string> next(std::chrono::milliseconds patience) {
    const auto until = Clock::now() + patience;
    if (!may_go_on()) {
      ended_ = true;
      return say("event: error\ndata: " + dump({{"detail", "the token is not valid any more"}}) + "\n\n");
    }
    while (context_.graph.version() <= position_.version && !more_) {
      if (Clock::now() - last_ >= kQuiet) return say(": nothing new\n\n");
      if (Clock::now() + kLook > until) return "";
      std::this_thread::sleep_for(kLook);
    }
    const auto feed = context_.graph.changes(position_, limit_);
    // Versions that are no longer kept, say: the client is told, and asks anew from where there is something.
    if (!feed) {
      ended_ = true;
      return say("event: error\ndata: " + dump({{"detail", feed.status().message()}}) + "\n\n");
    }
    position_ = feed->next;
    more_ = feed->more;
    if (feed->commits.empty()) return "";
    return say("id: " + position_.to_string() + "\nevent: commits\ndata: " + dump(feed_json(*feed)) + "\n\n");
  }
  bool ended() const { return ended_; }

 private:
  using Clock = std::chrono::steady_clock;

  static Request head_of(const Request& request) {
    Request head = request;
    head.body.clear();
    return head;
  }

  // A stream may last longer than the right to it.
  bool may_go_on() {
    if (!context_.authenticator || Clock::now() - identified_ < kIdentify) return true;
    identified_ = Clock::now();
    const auto identity = context_.authenticator->identify(asked_);
    return identity.caller && refusal(access_, *identity.caller).empty();
  }

  std::string say(std::string text) {
    last_ = Clock::now();
    return text;
  }

  Context& context_;
  const Request asked_;
  const Access access_;
  Clock::time_point identified_ = Clock::now();
  graphstore::FeedPosition position_;
  const std::size_t limit_;
  bool more_ = true, ended_ = false;  // what was there before the stream began comes first
  Clock::time_point last_ = Clock::now();
  const Gate::Pass pass_;
};

Response stream(Context& context, const Call& call, graphstore::FeedPosition since, std::size_t limit) {
  // A client that comes back says where it was.
  if (const auto* last = call.request.header("Last-Event-ID")) {
    auto position = graphstore::FeedPosition::parse(*last);
    if (!position) return problem(call.request, position.status().with_context("Last-Event-ID"));
    since = *std::move(position);
  }
  auto events = std::make_shared<FeedEvents>(context, call, std::move(since), limit);
  if (!events->entered()) {
    return problem(call.request,
                   Status::unavailable("the server keeps as many streams of events as it can; "
                                       "ask for the feed without format=events, or try again later"));
  }
  Response response;
  response.content_type = media_type("events");
  response.headers.emplace_back("Cache-Control", "no-store");
  if (call.request.method == "HEAD") return response;
  response.events = [events](std::chrono::milliseconds patience) -> std::optional<std::string> {
    if (events->ended()) return std::nullopt;
    return events->next(patience);
  };
  return response;
}

}  // namespace

// No tag and no cache: who asks wants what is new, and asks on from `next`.
Response get_changes(Context& context, const Call& call) {
  const auto since = graphstore::FeedPosition::parse(call.params.text("since"));
  if (!since) return problem(call.request, since.status().with_context("since"));
  const auto limit = static_cast<std::size_t>(call.params.integer("limit"));
  const auto format = format_of(call);
  if (format == "events") return stream(context, call, *since, limit);
  if (format.empty()) return not_acceptable(call);
  const auto feed = context.graph.changes(*since, limit);
  if (!feed) return problem(call.request, feed.status());
  Response response;
  response.content_type = media_type("json");
  response.body = std::make_shared<const std::string>(dump(feed_json(*feed)) + "\n");
  return response;
}

namespace {

nlohmann::ordered_json version_json(const graphstore::CommitRecord& commit, bool all) {
  nlohmann::ordered_json row = {{"version", commit.version}, {"time", commit.time.to_string()}};
  if (all) {
    row["author"] = commit.author;
    row["reason"] = commit.reason;
  }
  return row;
}

// The first version that can be looked back at; null where there is none.
Result<nlohmann::ordered_json> oldest_version(const SeenGraph& graph, const graphstore::HistoryInfo& info) {
  if (info.newest == 0) return nlohmann::ordered_json();
  if (info.horizon > 0)
    return nlohmann::ordered_json{{"version", info.horizon}, {"time", info.horizon_time.to_string()}};
  const auto first = graph.commits(0, 1);
  if (!first) return first.status();
  return first->empty() ? nlohmann::ordered_json() : version_json(first->front(), graph.all());
}

}  // namespace

Response get_versions(Context& context, const Call& call) {
  if (format_of(call).empty()) return not_acceptable(call);
  const SeenGraph graph = seen(context, call);
  const auto info = graph.history_info();
  if (!info) return problem(call.request, info.status());
  // Of the horizon itself, where history has been dropped before it, there is no commit any more to tell of.
  const auto limit = static_cast<graphstore::Version>(call.params.integer("limit"));
  const auto since = std::max(info->horizon, info->newest - std::min(info->newest, limit));
  const auto commits = graph.commits(since, limit);
  if (!commits) return problem(call.request, commits.status());
  nlohmann::ordered_json versions = nlohmann::ordered_json::array();
  for (const auto& commit : *commits) versions.push_back(version_json(commit, graph.all()));
  const auto oldest = oldest_version(graph, *info);
  if (!oldest) return problem(call.request, oldest.status());
  Response response;
  response.content_type = media_type("json");
  response.body = std::make_shared<const std::string>(
      dump({{"oldest", *oldest}, {"versions", std::move(versions)}, {"next", nullptr}}) + "\n");
  return response;
}

}  // namespace relmap::server

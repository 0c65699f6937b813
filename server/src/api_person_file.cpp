// GET /people/{label}/{id}/export: all that is stored of somebody, as `relmap subject export` writes it.
// POST …/erase: all of it gone, from the past too, as by `relmap subject erase`.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "base/utf8.h"
#include "context.h"
#include "graphstore/history.h"
#include "history_json.h"
#include "json_body.h"
#include "people.h"
#include "problem.h"

namespace relmap::server {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxReasonCodePoints = 500;
constexpr std::size_t kMaxFileName = 100;

graphstore::NodeRef person_of(const Call& call) {
  return graphstore::NodeRef::by_key(call.path[0], call.path[1]);
}

// Of characters that every system takes.
std::string file_name(const Call& call) {
  std::string name = call.path[0] + "-" + call.path[1];
  std::replace_if(
      name.begin(), name.end(),
      [](unsigned char c) { return c >= 0x80 || (std::isalnum(c) == 0 && c != '-' && c != '_' && c != '.'); },
      '_');
  return name.substr(0, kMaxFileName) + ".json";
}

struct Order {
  bool redact_mentions = false;
  std::string reason;
};

Result<Order> order_of(const Call& call) {
  const auto body = parse_json_object(call.request.body);
  if (!body) return body.status();
  if (auto s = refuse_unknown_members(*body, "confirm redact_mentions reason", "an erasure"); !s.ok())
    return s;
  const json redact = body->value("redact_mentions", json(false)), reason = body->value("reason", json(""));
  if (!redact.is_boolean() || !reason.is_string())
    return Status::invalid_argument("\"redact_mentions\" must be true or false, \"reason\" a text");
  if (text_member(*body, "confirm") != call.path[1])
    return Status::invalid_argument("nothing was erased: \"confirm\" must be the person's id");
  return Order{redact.get<bool>(), utf8::truncate(reason.get<std::string>(), kMaxReasonCodePoints)};
}

// What answers that name the person have in them, as JSON writes it.
std::vector<std::string> texts_of(const graphstore::Snapshot& snapshot, const Call& call) {
  std::vector<std::string> texts{call.path[1]};
  if (const auto v = snapshot.find(call.path[0], call.path[1])) {
    texts.emplace_back(snapshot.key(*v));
    for (const char* property : {"name", "email"}) {
      if (const auto text = snapshot.properties(*v).text(snapshot.symbol(property)))
        texts.emplace_back(*text);
    }
  }
  for (auto& text : texts) {
    text = json(text).dump(-1, ' ', false, json::error_handler_t::replace);
    text = text.substr(1, text.size() - 2);
  }
  std::erase(texts, "");
  return texts;
}

// What the server keeps of what it has answered and read. The store has let go of its own.
void drop_kept(Context& context, const std::vector<std::string>& texts) {
  context.cache.clear();
  context.entities.clear();
  context.scoped.clear();
  context.idempotency.forget(texts);
}

// Until the files are written anew, the bytes are still in them.
bool compact(Context& context) {
  const auto compacted = context.graph.compact({});
  if (!compacted)
    spdlog::error("erased, but its bytes are still in the files: {}", compacted.status().to_string());
  return compacted.ok();
}

json report_json(const Call& call, const graphstore::ErasureReport& report, bool compacted) {
  json mentions = json::array();
  for (const auto& mention : report.mentions) {
    mentions.push_back(mention_json(mention));
    mentions.back()["redacted"] = mention.redacted;
  }
  return {{"erased", person_of(call).to_string()},
          {"version", report.version},
          {"edges", report.edges},
          {"earlier_states", report.images},
          {"commit_texts", report.commit_texts},
          {"mentions", std::move(mentions)},
          {"mention_count", report.mention_count},
          {"compacted", compacted}};
}

}  // namespace

// Not kept: what may be asked for is to be gone at once when it is erased.
Response get_person_export(Context& context, const Call& call) {
  if (Status s = check_is_person(call.path[0]); !s.ok()) return problem(call.request, s);
  auto response = answer_uncached(context, call, [&](const Read&) -> Result<std::string> {
    const auto subject = context.graph.subject(person_of(call), {});
    if (!subject) return subject.status();
    return subject_json(*subject).dump(2, ' ', false, json::error_handler_t::replace) + "\n";
  });
  if (response.status != 200) return response;
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + file_name(call) + '"');
  return response;
}

Response post_person_erase(Context& context, const Call& call) {
  if (Status s = check_is_person(call.path[0]); !s.ok()) return problem(call.request, s);
  const auto order = order_of(call);
  if (!order) return problem(call.request, order.status());
  const auto texts = texts_of(*context.graph.snapshot(), call);
  graphstore::EraseOptions options;
  options.author = call.caller.name;
  options.reason = order->reason.empty() ? "erasure" : order->reason;
  options.redact_mentions = order->redact_mentions;
  const auto report = context.graph.erase(person_of(call), options);
  // Also after a failure: whether it was written is unknown then.
  drop_kept(context, texts);
  if (!report) return problem(call.request, report.status());
  const bool compacted = compact(context);
  context.scoped.clear();  // what requests that had begun before have put there meanwhile
  Response response;
  response.content_type = media_type("json");
  response.headers.emplace_back("Cache-Control", "no-store");
  response.body = std::make_shared<const std::string>(
      report_json(call, *report, compacted).dump(-1, ' ', false, json::error_handler_t::replace) + "\n");
  return response;
}

}  // namespace relmap::server

// /me: who asks, and what he may. /schema, /policy and /rules: what forms and texts need to know of the
// server.
#include <nlohmann/json.hpp>

#include "context.h"
#include "query/coverage.h"
#include "query/model.h"

namespace relmap::server {
namespace {

using Json = nlohmann::ordered_json;

Json name_json(const query::NodeName& name) {
  return {{"label", name.label}, {"id", name.id}, {"name", name.name}};
}

// The accounts of his scope that there are, by id; null for who sees all.
Json accounts_json(const query::Model& model, const Caller& caller) {
  if (caller.sees_all()) return nullptr;
  Json accounts = Json::array();
  for (const std::string& id : caller.scope->accounts) {
    const auto account = model.find("Account", id);
    if (account && model.id(*account) == id) accounts.push_back(name_json(model.name(*account)));
  }
  return accounts;
}

// The one of us whose address the caller's name is, as far as he is seen; null where there is none.
Json member_json(const query::Model& model, const Caller& caller) {
  const auto& snapshot = model.snapshot();
  const auto& s = model.symbols();
  for (auto v = snapshot.next_with_label(0, s.team_member); v != graphstore::kNoVertex;
       v = snapshot.next_with_label(v + 1, s.team_member)) {
    const auto email = snapshot.properties(v).text(s.email);
    if (email && !email->empty() && equal_without_case(*email, caller.name)) return name_json(model.name(v));
  }
  return nullptr;
}

// Why, only to who runs the server: it may name files.
std::string writes_text(const Context& context, const Caller& caller) {
  const auto writes = context.graph.write_status();
  if (writes.status.ok()) return "ok";
  const bool may_know = !context.authenticator || refusal(Access::kAdmin, caller).empty();
  return may_know ? "stopped: " + writes.status.message() : "stopped";
}

}  // namespace

Response get_me(Context& context, const Call& call) {
  const auto snapshot = seen(context, call).snapshot();
  const query::Model model(*snapshot, context.options.date.value_or(Date::today()));
  const Caller& caller = call.caller;
  const Json body = {{"name", caller.name},
                     {"role", role_name(caller.role)},
                     {"all_accounts", caller.sees_all()},
                     {"accounts", accounts_json(model, caller)},
                     {"login", context.authenticator != nullptr},
                     {"member", member_json(model, caller)},
                     {"date", model.date().to_string()},
                     {"graph_version", snapshot->version()},
                     {"program_version", RELMAP_VERSION},
                     {"writes", writes_text(context, caller)}};
  Response response;
  response.content_type = media_type("json");
  response.headers.emplace_back("Cache-Control", "private, no-store");
  response.body =
      std::make_shared<const std::string>(body.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  return response;
}

Response get_schema(Context& context, const Call& call) {
  return answer_read(context, call, [&](const Read& read) -> Result<std::string> {
    return read.snapshot->schema().json() + "\n";
  });
}

Response get_policy(Context& context, const Call& call) {
  return answer_read(context, call,
                     [&](const Read&) -> Result<std::string> { return context.policy.json(); });
}

Response get_rules(Context& context, const Call& call) {
  return answer_read(context, call, [](const Read& read) -> Result<std::string> {
    Json rows = Json::array();
    for (const auto& rule : query::coverage_rules()) {
      const auto summary = read.lang == query::Lang::kZh ? rule.summary_zh : rule.summary_en;
      rows.push_back(
          {{"id", rule.id}, {"severity", query::severity_name(rule.severity)}, {"summary", summary}});
    }
    return Json{{"rules", std::move(rows)}, {"next", nullptr}}.dump(1) + "\n";
  });
}

}  // namespace relmap::server

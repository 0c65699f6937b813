// GET /people/{label}/{id}/history: what was changed about somebody, the newest first.
//
// Who is confined to some accounts is told what was changed of what he saw before or after the change, as in
// the changes of an account; not who did it and why, because that may speak of the rest of the commit.
#include <nlohmann/json.hpp>

#include "context.h"
#include "graphstore/history.h"
#include "json_body.h"
#include "people.h"
#include "query/changes.h"
#include "query/model.h"

namespace relmap::server {
namespace {

using graphstore::EntityChange;
using graphstore::Version;
using Json = nlohmann::ordered_json;

// Commits looked through for one page: of many, none may have touched what the caller sees.
constexpr std::size_t kMaxLookedThrough = 200;

Json plain(const nlohmann::json& value) { return Json::parse(value.dump()); }

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

// The edge as a write names it.
Json edge_json(const EntityChange& change, const graphstore::Schema& schema) {
  const auto& record = change.edge_after ? *change.edge_after : *change.edge_before;
  const auto* type = schema.find_edge_type(record.type);
  Json key = Json::object();
  for (const auto& name : type ? type->key : std::vector<std::string>()) {
    const auto found = record.properties.find(name);
    if (found != record.properties.end()) key[name] = plain(json_of(found->second));
  }
  return {{"type", record.type}, {"from", change.from}, {"to", change.to}, {"key", std::move(key)}};
}

Json change_json(const EntityChange& change, const query::AccountChange& told,
                 const graphstore::Schema& schema) {
  static constexpr const char* kKinds[] = {"created", "deleted", "changed"};
  Json entry = {{"kind", kKinds[static_cast<std::size_t>(change.kind)]}, {"text", told.sentence}};
  if (change.is_edge)
    entry["edge"] = edge_json(change, schema);
  else
    entry["node"] = change.name;
  Json before = Json::object(), after = Json::object();
  for (const auto& property : change.properties) {
    if (!property.before.is_null()) before[property.name] = plain(json_of(property.before));
    if (!property.after.is_null()) after[property.name] = plain(json_of(property.after));
  }
  entry["before"] = std::move(before);
  entry["after"] = std::move(after);
  return entry;
}

class HistoryPage {
 public:
  HistoryPage(SeenGraph graph, const Read& read, graphstore::Vertex person)
      : graph_(graph), read_(read), person_(person) {}

  // The commits before `before`, until there are `limit` of which something is seen.
  Result<std::string> make(Version before, std::size_t limit) {
    Version next = before;
    for (std::size_t looked_through = 0; next > 0 && versions_.size() < limit;) {
      const std::size_t wanted = limit - versions_.size();
      if (looked_through >= kMaxLookedThrough) break;
      const auto page = graph_.whole_history(person_, next, wanted);
      if (!page) return page.status();
      for (const auto& commit : page->commits) {
        if (Status s = add(commit); !s.ok()) return s;
      }
      incomplete_ = page->incomplete;
      looked_through += page->commits.size();
      next = page->next;
    }
    const query::Model model(*read_.snapshot, read_.date);
    const query::NodeName name = model.name(person_);
    const Json body = {{"person", {{"label", name.label}, {"id", name.id}, {"name", name.name}}},
                       {"incomplete", incomplete_},
                       {"versions", std::move(versions_)},
                       {"next", next > 0 ? Json(std::to_string(next)) : Json(nullptr)}};
    return body.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  }

 private:
  Status add(const graphstore::CommitChanges& commit) {
    const Version version = commit.commit.version;
    const auto newer = graph_.snapshot_at(version), older = graph_.snapshot_at(version - 1);
    if (!newer) return newer.status();
    if (!older) return older.status();
    std::vector<EntityChange> changes = commit.entities;
    std::erase_if(changes, [&](EntityChange& change) {
      return !graph_.cut_change(change, *older->snapshot, *newer->snapshot);
    });
    if (changes.empty()) return {};
    const auto told = query::told_changes(*older->snapshot, *newer->snapshot, changes, read_.lang);
    Json list = Json::array();
    for (std::size_t i = 0; i < changes.size(); ++i)
      list.push_back(change_json(changes[i], told[i], read_.snapshot->schema()));
    const bool all = graph_.all();
    versions_.push_back({{"version", version},
                         {"time", commit.commit.time.to_string()},
                         {"author", all ? text_or_null(commit.commit.author) : Json(nullptr)},
                         {"reason", all ? text_or_null(commit.commit.reason) : Json(nullptr)},
                         {"changes", std::move(list)},
                         {"more", !commit.ends}});
    return {};
  }

  const SeenGraph graph_;
  const Read& read_;
  const graphstore::Vertex person_;
  Json versions_ = Json::array();
  bool incomplete_ = false;
};

}  // namespace

Response get_person_history(Context& context, const Call& call) {
  return answer_read(context, call, [&](const Read& read) -> Result<std::string> {
    if (Status s = check_is_person(call.path[0]); !s.ok()) return s;
    const auto person = read.snapshot->find(call.path[0], call.path[1]);
    if (!person) return Status::not_found("there is no person " + call.path[0] + "/" + call.path[1]);
    Version before = read.snapshot->version() + 1;
    if (call.params.has("cursor"))
      before = std::min(before, static_cast<Version>(call.params.number("cursor")));
    return HistoryPage(seen(context, call), read, *person)
        .make(before, static_cast<std::size_t>(call.params.integer("limit")));
  });
}

}  // namespace relmap::server

#include "history_json.h"

#include "json_body.h"

namespace relmap::server {
namespace {

using nlohmann::json;

const char* kind_name(graphstore::ChangeKind kind) {
  switch (kind) {
    case graphstore::ChangeKind::kCreated:
      return "created";
    case graphstore::ChangeKind::kDeleted:
      return "deleted";
    case graphstore::ChangeKind::kChanged:
      break;
  }
  return "changed";
}

// Of a changed edge, at least one side is there.
const graphstore::EdgeRecord& edge_of(const graphstore::EntityChange& change) {
  return change.edge_after ? *change.edge_after : *change.edge_before;
}

}  // namespace

std::string record_name(const graphstore::EntityChange& change) {
  return change.is_edge ? edge_of(change).type + " " + change.from + " → " + change.to : change.name;
}

json commit_json(const graphstore::CommitRecord& commit) {
  return {{"version", commit.version},
          {"time", commit.time.to_string()},
          {"author", commit.author},
          {"reason", commit.reason},
          {"changed", commit.changed}};
}

json change_json(const graphstore::EntityChange& change) {
  json body = {{"kind", kind_name(change.kind)}};
  if (change.is_edge) {
    body["edge"] = {{"type", edge_of(change).type}, {"from", change.from}, {"to", change.to}};
  } else {
    body["node"] = change.name;
  }
  if (!change.labels_added.empty()) body["labels_added"] = change.labels_added;
  if (!change.labels_removed.empty()) body["labels_removed"] = change.labels_removed;
  json properties = json::object();
  for (const auto& property : change.properties) {
    properties[property.name] = {{"before", json_of(property.before)}, {"after", json_of(property.after)}};
  }
  body["properties"] = std::move(properties);
  return body;
}

json feed_json(const graphstore::Feed& feed) {
  json commits = json::array();
  for (const auto& commit : feed.commits) {
    json entry = commit_json(commit.commit);
    entry["changes"] = json::array();
    for (const auto& change : commit.entities) entry["changes"].push_back(change_json(change));
    // A large commit stands on several pages.
    entry["begins"] = commit.begins;
    entry["ends"] = commit.ends;
    if (commit.incomplete) entry["incomplete"] = true;
    commits.push_back(std::move(entry));
  }
  return {{"commits", std::move(commits)}, {"next", feed.next.to_string()}, {"more", feed.more}};
}

json mention_json(const graphstore::Mention& mention) {
  json body = {{"record", mention.record}, {"property", mention.property}};
  if (mention.version > 0) body["before_version"] = mention.version;
  return body;
}

json subject_json(const graphstore::Subject& subject) {
  json body = {{"subject", subject.name}, {"labels", json::array()}, {"properties", json::object()}};
  if (subject.node) {
    body["labels"] = subject.node->labels;
    body["properties"] = json_of(subject.node->properties);
  }
  body["deleted"] = !subject.node.has_value();
  body["edges"] = json::array();
  for (const auto& end : subject.edges) {
    body["edges"].push_back({{"type", end.edge.type},
                             {"from", end.from},
                             {"to", end.to},
                             {"properties", json_of(end.edge.properties)}});
  }
  body["history"] = json::array();
  for (const auto& event : subject.history) {
    json entry = commit_json(event.commit);
    entry["change"] = change_json(event.change);
    body["history"].push_back(std::move(entry));
  }
  body["mentions"] = json::array();
  for (const auto& mention : subject.mentions) body["mentions"].push_back(mention_json(mention));
  body["mention_count"] = subject.mention_count;
  return body;
}

}  // namespace relmap::server

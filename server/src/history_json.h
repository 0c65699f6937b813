// History as JSON: what the API and the commands show of commits and changed records.
#pragma once

#include <nlohmann/json.hpp>

#include "graphstore/history.h"

namespace relmap::server {

nlohmann::json commit_json(const graphstore::CommitRecord& commit);
// {kind: created|changed|deleted, node: "Label/id" | edge: {type, from, to}, properties: {NAME: {before,
// after}}}
nlohmann::json change_json(const graphstore::EntityChange& change);
// {commits: [{version, time, author, reason, changes, …}], next, more}
nlohmann::json feed_json(const graphstore::Feed& feed);
// All that is stored of one node, with its history.
nlohmann::json subject_json(const graphstore::Subject& subject);
nlohmann::json mention_json(const graphstore::Mention& mention);

// "Contact/nia", "KNOWS TeamMember/eva → Contact/nia".
std::string record_name(const graphstore::EntityChange& change);

}  // namespace relmap::server

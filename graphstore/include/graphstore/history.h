// History: what Graph's methods about the past return and take. Each commit keeps the before-image of what it
// changed; earlier versions, diffs, the change feed and a person's file are read from these.
//
// Horizon: history may be cut off (set_retention, compact). Versions from the horizon to the newest can be
// read; an older one gives kNotFound, which says from when on history is kept.
//
// Erasure: erase() takes a node out of the present and of all history. Earlier versions stay readable without
// it, and say that they are incomplete. Of the erasure itself a tombstone remains: two version numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graphstore/graph.h"

namespace relmap::graphstore {

struct AsOf {
  std::shared_ptr<const Snapshot> snapshot;  // vertex numbers as in every other Snapshot of the store
  std::size_t erasures = 0;                  // that took out somebody who was known at this version

  bool incomplete() const { return erasures > 0; }
};

struct PropertyChange {
  std::string name;
  Value before, after;  // null: absent
};

enum class ChangeKind { kCreated, kDeleted, kChanged };

// One node or edge at two versions. Exactly one of the pairs (node_before, node_after) and (edge_before,
// edge_after) is used; of a pair, a side is nullopt where the entity did not exist.
struct EntityChange {
  ChangeKind kind = ChangeKind::kChanged;
  bool is_edge = false;
  std::optional<NodeRecord> node_before, node_after;
  std::optional<EdgeRecord> edge_before, edge_after;
  std::string name;      // of a node, "Label/id" (node_name()), after the change unless it was deleted
  std::string from, to;  // of an edge: its ends, as `name`
  std::vector<std::string> labels_added, labels_removed;  // ascending; of a node created: all its labels
  std::vector<PropertyChange> properties;                 // ascending by name, only those that differ

  std::uint64_t id() const;  // NodeId or EdgeId
};

struct Diff {
  Version from = 0, to = 0;            // `from` may be the later one: the diff then leads back
  std::vector<EntityChange> entities;  // nodes by id, then edges by (from, type, to, id); each differs
  bool more = false;                   // more than `limit` entities were touched: some are left out
  std::size_t erasures = 0;            // persons erased since, who were known at one of the two versions
};

// A place in the change feed: after all of commit `version`, and of the next one after `entity` (a position
// inside a commit too large for one page; empty: at its beginning).
struct FeedPosition {
  Version version = 0;
  std::string entity;

  // "17" or "17.6e00…": what a client sends back. kInvalidArgument for any other text.
  static Result<FeedPosition> parse(std::string_view text);
  std::string to_string() const;
  bool operator==(const FeedPosition&) const = default;
};

struct CommitChanges {
  CommitRecord commit;
  std::vector<EntityChange> entities;  // as in Diff
  bool begins = true, ends = true;     // false: the rest of a large commit stands on another page
  bool incomplete = false;             // somebody whom it may have concerned was erased since
};

struct Feed {
  std::vector<CommitChanges> commits;  // oldest first
  FeedPosition next;                   // ask on from here, also where nothing is new
  bool more = false;                   // there is more already
};

// A page of the commits that changed a node or an edge at it.
struct NodeHistory {
  std::vector<CommitChanges> commits;  // the newest first; each with the node's part of it alone, of which at
                                       // most kMaxChanges are listed (`ends` is false where some are not)
  Version next = 0;                    // ask on with this as `before`; 0: that was all
  bool incomplete = false;             // somebody was erased since the first of all of them
  static constexpr std::size_t kMaxChanges = 1'000;
};

struct Erasure {
  Version version = 0;  // of the commit that erased
  Version first = 0;    // the first version that knew the person
};

struct HistoryInfo {
  Version horizon = 0;    // the oldest version that can be read
  DateTime horizon_time;  // of its commit; 1970 where it is version 0
  Version newest = 0;
  std::optional<std::uint32_t> retention_days;  // nullopt: kept for ever
  std::vector<Erasure> erasures;                // oldest first
};

struct CompactOptions {
  std::optional<Version> keep_from;  // history older than this version goes, whatever the retention says
  DateTime now = DateTime::now();    // what the retention's days are counted back from
};

struct CompactReport {
  Version horizon_before = 0, horizon = 0;
  std::size_t images_dropped = 0;  // before-images
  std::size_t commits_dropped = 0;
};

// Where a text mentions a person.
struct Mention {
  bool is_edge = false;
  std::uint64_t id = 0;
  std::string record;    // "Label/id", or "TYPE Label/id -> Label/id"
  std::string property;  // "author" and "reason" are those of commit `version`, where `record` is empty
  Version version = 0;   // 0: in the record as it is now; else: as it was before commit `version`
  bool redacted = false;
};

struct EraseOptions {
  std::string author, reason;  // of the erasing commit; the person's key and texts are taken out of them too
  std::vector<std::string> identifying = {"name", "email"};  // properties whose texts tell who it is
  bool redact_mentions = false;  // true: other records' texts are rewritten, with "(erased)" for the person
};

struct ErasureReport {
  Version version = 0;            // of the erasing commit
  Version first = 0;              // the first version that knew the person
  std::size_t nodes = 0;          // node numbers erased: more than one where the key was given again
  std::size_t edges = 0;          // edges erased, those deleted long ago included
  std::size_t images = 0;         // before-images erased
  std::size_t commit_texts = 0;   // authors and reasons rewritten
  std::vector<Mention> mentions;  // the first kMaxMentions
  std::size_t mention_count = 0;
  static constexpr std::size_t kMaxMentions = 10'000;
};

// One commit that changed the subject or one of its edges.
struct SubjectEvent {
  CommitRecord commit;
  EntityChange change;
};

struct SubjectOptions {
  std::vector<std::string> identifying = {"name", "email"};
  std::size_t max_events = 100'000;  // kResourceExhausted beyond
};

// All that is stored of one node.
struct Subject {
  std::string name;                // "Label/id"
  std::optional<NodeRecord> node;  // nullopt: deleted, known from history only
  struct End {
    EdgeRecord edge;
    std::string from, to;
  };
  std::vector<End> edges;             // as they are now
  std::vector<SubjectEvent> history;  // oldest first, from the horizon on
  std::vector<Mention> mentions;      // in other records and commit texts, now and in history
  std::size_t mention_count = 0;      // also beyond ErasureReport::kMaxMentions
};

// How texts call a node: "Label/id" by its first label with a key, else "node 17".
std::string node_name(const NodeRecord& node, const Schema& schema);

}  // namespace relmap::graphstore

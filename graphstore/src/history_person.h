// What erase() and subject() share: who is meant, and where else texts mention them.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "history_view.h"
#include "text_finder.h"

namespace relmap::graphstore {

struct Person {
  std::vector<NodeId> nodes;  // ascending: the living one, and deleted ones that had one of its keys
  std::string name;           // "Label/id", as last known
  Version first = 0;          // the first version that knew one of them, as far as history goes back
  TextFinder texts;           // identifying texts, in records
  TextFinder commit_texts;    // the same and the keys, in authors and reasons

  bool owns(NodeId node) const;
  bool owns(std::string_view entity) const;  // the node itself, or an edge at it
};

// kNotFound where `ref` names nobody, now or in history; kInvalidArgument where it names no node at all.
Result<Person> find_person(const HistoryView& history, const NodeRef& ref,
                           const std::vector<std::string>& identifying);

// A record, or one of its before-images, that mentions the person.
struct MentioningRecord {
  std::string entity;
  Version version = 0;  // 0: as it is now; else before this commit
  Properties redacted;  // those that can be rewritten, rewritten
  std::vector<Mention> mentions;
};

// Calls `visit` for each record that mentions the person, those of history first. O(size of the store).
Status visit_mentions(const HistoryView& history, const Person& person,
                      const std::function<Status(MentioningRecord&&)>& visit);

// Calls `visit` for each commit whose author or reason names the person.
Status visit_commits_naming(const HistoryView& history, const Person& person,
                            const std::function<void(const CommitRecord&)>& visit);

// The bytes of a record with `changed` over its properties, all else (its version too) as it was.
// Precondition: `bytes` decode, and all names in `changed` are known.
std::string rewrite_record(std::string_view entity, std::string_view bytes, const Properties& changed,
                           const Names& names);

}  // namespace relmap::graphstore

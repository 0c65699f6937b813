#include "preconditions.h"

#include <algorithm>

namespace relmap::graphstore {
namespace {

class ReadCheck {
 public:
  ReadCheck(const ReadSet& reads, const WriteState& state, Version now, const LabelChanges& labels)
      : reads_(reads), state_(state), now_(now), labels_(labels) {}

  Status run() const {
    if (reads_.version > now_)
      return Status::conflict("version " + text(reads_.version) + " is not there yet");
    if (reads_.whole_graph) return changed("the graph");
    for (const ReadSet::Key& key : reads_.keys) {
      if (Status s = check(key); !s.ok()) return s;
    }
    for (const ReadSet::Node& node : reads_.nodes) {
      if (Status s = check(node); !s.ok()) return s;
    }
    for (const ReadSet::Edges& edges : reads_.edges) {
      if (Status s = check(edges); !s.ok()) return s;
    }
    for (const std::string& label : reads_.labels) {
      const Symbol symbol = symbol_of(label);
      if (symbol != kNoSymbol && labels_.changed_since(symbol, reads_.version))
        return changed("the list of " + label);
    }
    return {};
  }

 private:
  static std::string text(std::uint64_t number) { return std::to_string(number); }
  Status changed(const std::string& what) const {
    return Status::conflict(what + " has changed since version " + text(reads_.version) + " was read");
  }
  Symbol symbol_of(std::string_view name) const { return state_.names().symbols.find(name, kNoSymbol); }

  Status check(const ReadSet::Key& key) const {
    const Symbol label = symbol_of(key.label);
    const auto node = label == kNoSymbol ? std::optional<NodeId>() : state_.find_key(label, key.key);
    return node == key.node ? Status() : changed(key.label + "/" + key.key);
  }

  Status check(const ReadSet::Node& node) const {
    const Result<Version> version = state_.version_of(keys::node(node.id));
    if (!version) return version.status();
    return *version == node.version ? Status() : changed("node " + text(node.id));
  }

  Status check(const ReadSet::Edges& read) const {
    const std::string what = "the edges of node " + text(read.node);
    const Symbol type = read.type.empty() ? kNoSymbol : symbol_of(read.type);
    std::vector<keys::EdgeKey> now;
    if (read.type.empty()) {
      now = state_.edges_at(read.node, read.direction, std::nullopt);
    } else if (type != kNoSymbol) {
      const bool out = read.direction == Direction::kOut;
      now = !read.other
                ? state_.edges_at(read.node, read.direction, type)
                : state_.edges_between(out ? read.node : *read.other, type, out ? *read.other : read.node);
    }
    if (now.size() != read.seen.size()) return changed(what);
    std::vector<ReadSet::Edges::Seen> seen;
    for (const keys::EdgeKey& edge : now) {
      const Result<Version> version = state_.version_of(keys::out_edge(edge));
      if (!version) return version.status();
      seen.push_back({edge.id, *version});
    }
    std::sort(seen.begin(), seen.end());
    return seen == read.seen ? Status() : changed(what);
  }

  const ReadSet& reads_;
  const WriteState& state_;
  const Version now_;
  const LabelChanges& labels_;
};

}  // namespace

Status check_reads(const ReadSet& reads, const WriteState& state, Version now, Version schema_since,
                   const LabelChanges& labels) {
  if (reads.version == now) return {};
  if (reads.version < schema_since)
    return Status::conflict("the schema has changed since version " + std::to_string(reads.version) +
                            " was read");
  return ReadCheck(reads, state, now, labels).run();
}

}  // namespace relmap::graphstore

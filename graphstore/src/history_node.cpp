// Graph::node_history(): what was changed about one node, page by page.
#include <algorithm>
#include <map>

#include "history_view.h"

namespace relmap::graphstore {
namespace {

class NodeHistoryReader {
 public:
  NodeHistoryReader(const HistoryView& history, NodeId node, Version before, std::size_t limit)
      : history_(history), node_(node), before_(before), limit_(limit) {}

  Result<NodeHistory> read() {
    if (Status s = collect(); !s.ok()) return s;
    NodeHistory page;
    for (auto commit = commits_.rbegin(); commit != commits_.rend(); ++commit) {
      if (page.commits.size() == limit_) {
        page.next = page.commits.back().commit.version;
        break;
      }
      if (Status s = add(commit->first, commit->second, page); !s.ok()) return s;
    }
    const Result<std::vector<Erasure>> erasures = history_.erasures();
    if (!erasures) return erasures.status();
    page.incomplete =
        std::any_of(erasures->begin(), erasures->end(), [&](const Erasure& e) { return e.version > first_; });
    return page;
  }

 private:
  struct Touched {
    std::vector<std::string> entities;
    bool all = true;
  };

  // The newest commits, one more than are wanted, and of each only so much: memory has a bound whatever the
  // node has been through.
  void note(Version version, const std::string& entity) {
    first_ = std::min(first_, version);
    if (version >= before_) return;
    if (commits_.size() > limit_ && version < commits_.begin()->first) return;
    Touched& touched = commits_[version];
    if (touched.entities.size() == NodeHistory::kMaxChanges) {
      touched.all = false;
    } else {
      touched.entities.push_back(entity);
    }
    if (commits_.size() > limit_ + 1) commits_.erase(commits_.begin());
  }

  bool is_noted(Version version, const std::string& entity) const {
    const auto at = commits_.find(version);
    return at != commits_.end() && std::find(at->second.entities.begin(), at->second.entities.end(),
                                             entity) != at->second.entities.end();
  }

  Status collect() {
    const Result<Version> horizon = history_.horizon();
    if (!horizon) return horizon.status();
    const std::string own = keys::node(node_);
    const Result<std::vector<Version>> versions = history_.touched(own, *horizon);
    if (!versions) return versions.status();
    for (const Version version : *versions) note(version, own);
    return history_.visit_touched_edges(node_, *horizon, [&](const keys::EdgeKey& edge, Version version) {
      const bool told =
          edge.from == edge.to && is_noted(version, keys::out_edge(edge));  // a loop is met twice
      if (!told) note(version, keys::out_edge(edge));
    });
  }

  Status add(Version version, const Touched& touched, NodeHistory& page) const {
    Result<CommitRecord> record = history_.commit(version);
    if (!record) return record.status();
    CommitChanges commit;
    commit.commit = std::move(*record);
    commit.ends = touched.all;
    for (const std::string& entity : touched.entities) {
      Result<std::optional<EntityChange>> change = history_.change_by(version, entity);
      if (!change) return change.status();
      if (*change) commit.entities.push_back(std::move(**change));
    }
    page.commits.push_back(std::move(commit));
    return {};
  }

  const HistoryView& history_;
  const NodeId node_;
  const Version before_;
  const std::size_t limit_;
  Version first_ = UINT64_MAX;  // of all commits that touched it
  std::map<Version, Touched> commits_;
};

}  // namespace

Result<NodeHistory> Graph::node_history(NodeId node, Version before, std::size_t limit) const {
  if (limit < 1) return Status::invalid_argument("limit must be at least 1");
  const std::shared_ptr<const Published> at = impl_->published();
  return NodeHistoryReader(HistoryView(*at, at->snapshot->schema()), node, before, limit).read();
}

}  // namespace relmap::graphstore

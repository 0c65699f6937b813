// Graph::subject(): all that is stored of one node.
#include <algorithm>

#include "history_person.h"

namespace relmap::graphstore {
namespace {

class SubjectReader {
 public:
  SubjectReader(const HistoryView& history, const Person& person, std::size_t max_events)
      : history_(history), person_(person), max_events_(max_events) {}

  Result<Subject> read() {
    subject_.name = person_.name;
    for (const NodeId node : person_.nodes) {
      if (Status s = read_now(node); !s.ok()) return s;
      if (Status s = read_events(node); !s.ok()) return s;
    }
    std::sort(events_.begin(), events_.end());
    events_.erase(std::unique(events_.begin(), events_.end()), events_.end());
    if (events_.size() > max_events_) {
      return Status::resource_exhausted(person_.name + ": its history has more than " +
                                        std::to_string(max_events_) + " changes");
    }
    for (const auto& [version, entity] : events_) {
      if (Status s = add_event(version, entity); !s.ok()) return s;
    }
    if (Status s = read_mentions(); !s.ok()) return s;
    return std::move(subject_);
  }

 private:
  Status read_now(NodeId node) {
    const Result<Image> image = history_.view().get(keys::node(node));
    if (!image) return image.status();
    if (!*image) return {};
    Result<NodeRecord> record = decode_node_record(node, **image, history_.names());
    if (!record) return record.status();
    subject_.node = std::move(*record);
    for (const Direction direction : {Direction::kOut, Direction::kIn}) {
      const std::string prefix = keys::edge_prefix(direction, node);
      const auto it = history_.view().scan(prefix, keys::prefix_end(prefix));
      for (; it->valid(); it->next()) {
        const std::optional<keys::EdgeKey> key = keys::parse_edge(it->key());
        if (!key) return Status::corrupt("an edge key is damaged");
        const bool loop = key->from == key->to && direction == Direction::kIn;  // told already
        if (Status s = loop ? Status() : add_edge(*key, it->value()); !s.ok()) return s;
      }
      if (Status s = it->status(); !s.ok()) return s;
    }
    return {};
  }

  Status add_edge(const keys::EdgeKey& key, std::string_view bytes) {
    Result<EdgeRecord> edge = decode_edge_record(key, bytes, history_.names());
    if (!edge) return edge.status();
    Subject::End end{std::move(*edge), {}, {}};
    for (const auto& [node, name] : {std::pair(key.from, &end.from), std::pair(key.to, &end.to)}) {
      Result<std::string> found = history_.name_at(node, history_.newest(), history_.newest());
      if (!found) return found.status();
      *name = std::move(*found);
    }
    subject_.edges.push_back(std::move(end));
    return {};
  }

  Status read_events(NodeId node) {
    const Result<Version> horizon = history_.horizon();
    if (!horizon) return horizon.status();
    const std::string entity = keys::node(node);
    const Result<std::vector<Version>> versions = history_.touched(entity, *horizon);
    if (!versions) return versions.status();
    for (const Version version : *versions) events_.emplace_back(version, entity);
    return history_.visit_touched_edges(node, *horizon, [&](const keys::EdgeKey& edge, Version version) {
      // Room for each edge to be met from both ends.
      if (events_.size() <= 2 * max_events_) events_.emplace_back(version, keys::out_edge(edge));
    });
  }

  Status add_event(Version version, const std::string& entity) {
    Result<std::optional<EntityChange>> change = history_.change_by(version, entity);
    if (!change) return change.status();
    if (!*change) return {};
    Result<CommitRecord> commit = history_.commit(version);
    if (!commit) return commit.status();
    subject_.history.push_back({std::move(*commit), std::move(**change)});
    return {};
  }

  void add_mention(Mention mention) {
    ++subject_.mention_count;
    if (subject_.mentions.size() < ErasureReport::kMaxMentions)
      subject_.mentions.push_back(std::move(mention));
  }

  Status read_mentions() {
    const Status records = visit_mentions(history_, person_, [&](MentioningRecord&& found) {
      for (Mention& mention : found.mentions) add_mention(std::move(mention));
      return Status();
    });
    if (!records.ok()) return records;
    return visit_commits_naming(history_, person_, [&](const CommitRecord& commit) {
      if (person_.commit_texts.is_in(std::string_view(commit.author)))
        add_mention({false, 0, {}, "author", commit.version, false});
      if (person_.commit_texts.is_in(std::string_view(commit.reason)))
        add_mention({false, 0, {}, "reason", commit.version, false});
    });
  }

  const HistoryView& history_;
  const Person& person_;
  const std::size_t max_events_;
  Subject subject_;
  std::vector<std::pair<Version, std::string>> events_;
};

}  // namespace

Result<Subject> Graph::subject(const NodeRef& node, const SubjectOptions& options) const {
  const std::shared_ptr<const Published> at = impl_->published();
  const HistoryView history(*at, at->snapshot->schema());
  const Result<Person> person = find_person(history, node, options.identifying);
  if (!person) return person.status();
  return SubjectReader(history, *person, options.max_events).read();
}

}  // namespace relmap::graphstore

// Graph::erase(). One commit removes the person's records through the same code as any other delete, so that
// every index follows, but keeps no before-images of them; in the same batch go all earlier before-images of
// them. Texts of others are rewritten likewise: now as a change, in history in place.
#include <algorithm>

#include "apply.h"
#include "history_person.h"

namespace relmap::graphstore {
namespace {

class Eraser {
 public:
  Eraser(const HistoryView& history, const Person& person, const EraseOptions& options, WriteState& state,
         KvBatch& batch, ErasureReport& report)
      : history_(history),
        person_(person),
        options_(options),
        state_(state),
        batch_(batch),
        report_(report) {}

  // Everything but the commit record. The state's transaction has begun.
  Status run() {
    if (Status s = delete_records(); !s.ok()) return s;
    if (Status s = sweep_index(keys::Tag::kKey); !s.ok()) return s;
    if (Status s = sweep_index(keys::Tag::kIndex); !s.ok()) return s;
    if (Status s = visit_mentions(history_, person_,
                                  [&](MentioningRecord&& found) { return redact(std::move(found)); });
        !s.ok()) {
      return s;
    }
    forget();
    if (Status s = drop_history(); !s.ok()) return s;
    if (Status s = redact_commits(); !s.ok()) return s;
    report_.nodes = person_.nodes.size();
    report_.edges = edges_.size();
    report_.first = person_.first;
    std::string first;
    codec::put_varint(first, person_.first);
    batch_.put(keys::erasure(state_.version()), std::move(first));
    return {};
  }

 private:
  Status delete_records() {
    for (const NodeId node : person_.nodes) {
      if (!state_.node_exists(node)) continue;
      const ChangeResult result = apply(DeleteNode{NodeRef::by_id(node), true});
      if (!result.status.ok()) return result.status;
    }
    return {};
  }

  ChangeResult apply(const Change& change) {
    return ChangeApplier(history_.schema(), state_, no_results_).apply(change);
  }

  // Index records that still lead to the person, whatever made them: nothing of them may be left.
  Status sweep_index(keys::Tag tag) {
    const auto it = history_.view().scan(keys::tagged(tag), keys::tag_end(tag));
    for (; it->valid(); it->next()) {
      const std::string_view key = it->key();
      if (tag == keys::Tag::kKey) {
        if (key.size() > 3 && person_.owns(codec::Reader(it->value()).varint()))
          state_.remove_key(keys::get_u16(key.substr(1)), key.substr(3));
      } else if (key.size() > 8 && person_.owns(keys::get_u64(key.substr(key.size() - 8)))) {
        batch_.remove(std::string(key));
      }
    }
    return it->status();
  }

  Status redact(MentioningRecord&& found) {
    bool done = options_.redact_mentions && !found.redacted.empty();
    if (done && found.version == 0) done = redact_now(found);
    if (done && found.version > 0) {
      const Result<Image> image = history_.before_image(found.entity, found.version);
      if (!image) return image.status();
      batch_.put(keys::before(found.version, found.entity),
                 "\1" + rewrite_record(found.entity, **image, found.redacted, history_.names()));
    }
    for (Mention& mention : found.mentions) {
      mention.redacted = done && found.redacted.contains(mention.property);
      ++report_.mention_count;
      if (report_.mentions.size() < ErasureReport::kMaxMentions)
        report_.mentions.push_back(std::move(mention));
    }
    return {};
  }

  // A change like any other, except that its before-image is redacted too. False where the schema of today
  // does not let the record be written.
  bool redact_now(const MentioningRecord& found) {
    const std::optional<keys::EdgeKey> edge = keys::parse_edge(found.entity);
    Change change;
    if (edge) {
      change = WriteEdge{state_.names().symbols.text(edge->type),
                         NodeRef::by_id(edge->from),
                         NodeRef::by_id(edge->to),
                         found.redacted,
                         WriteMode::kMerge,
                         edge->id};
    } else {
      change = WriteNode{NodeRef::by_id(*keys::parse_node(found.entity)), {}, found.redacted};
    }
    if (!apply(change).status.ok()) return false;
    const auto image = state_.images().find(found.entity);
    if (image != state_.images().end() && image->second) {
      state_.amend(found.entity,
                   rewrite_record(found.entity, *image->second, found.redacted, history_.names()));
    }
    return true;
  }

  void forget() {
    std::vector<std::string> own;
    for (const auto& [entity, image] : state_.images()) {
      if (person_.owns(entity)) own.push_back(entity);
    }
    for (const std::string& entity : own) {
      if (const auto edge = keys::parse_edge(entity)) edges_.insert(*edge);
      state_.forget(entity);
    }
  }

  // All before-images, with their index, that earlier commits kept: also those before the horizon that a
  // compaction has not come to yet.
  Status drop_history() {
    for (const NodeId node : person_.nodes) {
      const std::string entity = keys::node(node);
      const Result<std::vector<Version>> versions = history_.touched(entity, 0);
      if (!versions) return versions.status();
      for (const Version version : *versions) {
        ++report_.images;
        batch_.remove(keys::before(version, entity));
        batch_.remove(keys::touched(entity, version));
      }
      const Status status =
          history_.visit_touched_edges(node, 0, [&](const keys::EdgeKey& edge, Version version) {
            const std::string out = keys::out_edge(edge);
            if (!dropped_.emplace(edge, version).second) return;
            ++report_.images;
            edges_.insert(edge);
            batch_.remove(keys::before(version, out));
            batch_.remove(keys::touched(out, version));
            batch_.remove(keys::touched(keys::in_edge(edge), version));
          });
      if (!status.ok()) return status;
    }
    return {};
  }

  Status redact_commits() {
    return visit_commits_naming(history_, person_, [&](const CommitRecord& record) {
      CommitRecord redacted = record;
      redacted.author = person_.commit_texts.redact(std::string_view(record.author));
      redacted.reason = person_.commit_texts.redact(std::string_view(record.reason));
      batch_.put(keys::commit(record.version), encode_commit(redacted));
      ++report_.commit_texts;
    });
  }

  const HistoryView& history_;
  const Person& person_;
  const EraseOptions& options_;
  WriteState& state_;
  KvBatch& batch_;
  ErasureReport& report_;
  const std::vector<ChangeResult> no_results_;
  std::set<keys::EdgeKey> edges_;
  std::set<std::pair<keys::EdgeKey, Version>> dropped_;
};

}  // namespace

Result<ErasureReport> Graph::Impl::erase(const NodeRef& node, const EraseOptions& options) {
  ErasureReport report;
  const Status status = run_alone([&](Group& group) -> Status {
    const HistoryView history(group.before, schema_);
    const Result<Person> person = find_person(history, node, options.identifying);
    if (!person) return person.status();
    report.version = group.version + 1;
    group.state.begin(report.version);
    if (Status s = Eraser(history, *person, options, group.state, group.batch, report).run(); !s.ok()) {
      return s;
    }
    const CommitRecord record{
        report.version, group.time, person->commit_texts.redact(std::string_view(options.author)),
        person->commit_texts.redact(std::string_view(options.reason)), group.state.touched()};
    group.state.keep(group.batch, encode_commit(record));
    ++group.version;
    group.new_history = true;
    return {};
  });
  // Nobody gets at them any more (new_history), but they are to leave memory, too. Also after a failure:
  // whether it was written is unknown then, and Snapshots are cheap to make again.
  history_cache_.clear();
  if (!status.ok()) return status;
  return report;
}

Result<ErasureReport> Graph::erase(const NodeRef& node, const EraseOptions& options) {
  return impl_->erase(node, options);
}

}  // namespace relmap::graphstore

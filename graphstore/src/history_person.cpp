#include "history_person.h"

#include <algorithm>

#include "node_index.h"

namespace relmap::graphstore {
namespace {

using LabelKey = std::pair<std::string, std::string>;  // label, key

// The keys and aliases of the node.
std::vector<LabelKey> keys_of(const NodeRecord& node, const HistoryView& history) {
  const Names& names = history.names();
  std::vector<Symbol> labels;
  for (const std::string& name : node.labels) labels.push_back(names.symbols.find(name, kNoSymbol));
  std::vector<LabelKey> keys;
  for (auto& [label, key] : node_keys(history.schema(), names, labels, node.properties))
    keys.emplace_back(names.symbols.text(label), std::move(key));
  return keys;
}

// Gathers the person: nodes first, then what their records, now and in history, say.
class PersonFinder {
 public:
  PersonFinder(const HistoryView& history, const std::vector<std::string>& identifying)
      : history_(history), identifying_(identifying) {}

  Result<Person> find(const NodeRef& ref) {
    if (ref.created) return Status::invalid_argument(ref.to_string() + ": there is no such change");
    if (Status s = find_nodes(ref); !s.ok()) return s;
    Person person{{nodes_.begin(), nodes_.end()}, {}, UINT64_MAX, TextFinder({}), TextFinder({})};
    for (const NodeId node : nodes_) {
      if (Status s = read(node, person); !s.ok()) return s;
    }
    if (!known_) return Status::not_found("there is and was no " + ref.to_string());
    person.texts = TextFinder(texts_);
    texts_.insert(texts_.end(), key_texts_.begin(), key_texts_.end());
    person.commit_texts = TextFinder(texts_, true);
    return person;
  }

 private:
  Status find_nodes(const NodeRef& ref) {
    std::optional<NodeId> living = ref.id;
    if (!ref.id) {
      keys_.emplace(ref.label, ref.key);
      const std::optional<Vertex> v = history_.at().snapshot->find(ref.label, ref.key);
      if (v) living = *v;
    }
    std::set<NodeId> fresh;
    if (living) fresh.insert(*living);
    // Whoever was merged away or made again may have brought further keys.
    do {
      for (const NodeId node : fresh) {
        nodes_.insert(node);
        if (Status s = add_keys_of(node); !s.ok()) return s;
      }
      fresh.clear();
      if (Status s = find_deleted(fresh); !s.ok()) return s;
    } while (!fresh.empty());
    return {};
  }

  // All keys and aliases that the node has or once had.
  Status add_keys_of(NodeId node) {
    const std::string entity = keys::node(node);
    const Result<std::vector<Version>> versions = history_.touched(entity, 0);
    if (!versions) return versions.status();
    std::vector<Result<Image>> images;
    for (const Version version : *versions) images.push_back(history_.before_image(entity, version));
    images.push_back(history_.view().get(entity));
    for (const Result<Image>& image : images) {
      if (!image) return image.status();
      if (!*image) continue;
      const Result<NodeRecord> record = decode_node_record(node, **image, history_.names());
      if (!record) return record.status();
      for (LabelKey& key : keys_of(*record, history_)) keys_.insert(std::move(key));
    }
    return {};
  }

  // The nodes beside nodes_ that are no longer there and once had one of the keys. A living one with such a
  // key is somebody else, who was given it since.
  Status find_deleted(std::set<NodeId>& found) const {
    std::vector<std::string> texts;
    for (const LabelKey& key : keys_) texts.push_back(key.second);
    const TextFinder finder(texts, true);
    return history_.visit_images(
        0, history_.newest(),
        [&](Version, std::string_view entity, std::optional<std::string_view> image) -> Result<bool> {
          const std::optional<NodeId> node = keys::parse_node(entity);
          if (!node || !image || nodes_.contains(*node) || !finder.may_be_in(*image)) return true;
          if (history_.at().snapshot->alive(static_cast<Vertex>(*node))) return true;
          const Result<NodeRecord> record = decode_node_record(*node, *image, history_.names());
          if (!record) return record.status();
          for (const LabelKey& key : keys_of(*record, history_)) {
            if (keys_.contains(key)) found.insert(*node);
          }
          return true;
        });
  }

  Status read(NodeId node, Person& person) {
    const std::string entity = keys::node(node);
    const Result<std::vector<Version>> versions = history_.touched(entity, 0);
    if (!versions) return versions.status();
    for (const Version version : *versions) {
      const Result<Image> image = history_.before_image(entity, version);
      if (!image) return image.status();
      if (!*image) person.first = std::min(person.first, version);  // it came into being
      if (Status s = note(node, *image, person); !s.ok()) return s;
    }
    const Result<Image> now = history_.view().get(entity);
    if (!now) return now.status();
    return note(node, *now, person);
  }

  Status note(NodeId node, const Image& image, Person& person) {
    if (!image) return {};
    known_ = true;  // not so a node that came and went in one transaction: nobody ever saw it
    const Result<NodeRecord> record = decode_node_record(node, *image, history_.names());
    if (!record) return record.status();
    person.first = std::min(person.first, record->version);
    person.name = node_name(*record, history_.schema());
    for (const LabelKey& key : keys_of(*record, history_)) key_texts_.push_back(key.second);
    for (const std::string& property : identifying_) {
      const auto it = record->properties.find(property);
      if (it != record->properties.end()) add_text(it->second);
    }
    return {};
  }

  void add_text(const Value& value) {
    if (const std::string* text = value.as_string()) texts_.push_back(*text);
    if (const ValueList* list = value.as_list()) {
      for (const Value& element : *list) add_text(element);
    }
  }

  const HistoryView& history_;
  const std::vector<std::string>& identifying_;
  std::set<NodeId> nodes_;
  std::set<LabelKey> keys_;  // that the nodes have or once had
  std::vector<std::string> texts_, key_texts_;
  bool known_ = false;
};

// What the record of an entity holds.
struct Decoded {
  std::optional<keys::EdgeKey> edge;  // nullopt: a node
  NodeId node = 0;
  Version version = 0;
  std::vector<Symbol> labels;
  Properties properties;
};

Result<Decoded> decode(std::string_view entity, std::string_view bytes, const Names& names) {
  Decoded record;
  record.edge = keys::parse_edge(entity);
  std::string_view packed;
  if (record.edge) {
    const Result<codec::EdgeValue> value = codec::decode_edge(bytes, names);
    if (!value || record.edge->type >= names.symbols.size())
      return Status::corrupt("an edge does not decode");
    record.version = value->version;
    packed = value->packed;
  } else {
    const Result<codec::NodeValue> value = codec::decode_node(bytes, names);
    if (!value) return value.status();
    record.node = keys::parse_node(entity).value_or(0);
    record.version = value->version;
    record.labels = value->labels;
    packed = value->packed;
  }
  Result<Properties> properties = codec::unpack(packed, names);
  if (!properties) return properties.status();
  record.properties = std::move(*properties);
  return record;
}

// Keys and aliases identify other records; they are not rewritten.
bool is_key(const Decoded& record, const std::string& property, const HistoryView& history) {
  const NameTable& symbols = history.names().symbols;
  if (record.edge) {
    const EdgeTypeDef* type = history.schema().find_edge_type(symbols.text(record.edge->type));
    return type && std::find(type->key.begin(), type->key.end(), property) != type->key.end();
  }
  return std::any_of(record.labels.begin(), record.labels.end(), [&](Symbol symbol) {
    const LabelDef* label = history.schema().find_label(symbols.text(symbol));
    return label && (label->key == property || (!property.empty() && label->aliases == property));
  });
}

Result<std::string> record_name(const Decoded& record, Version version, const HistoryView& history) {
  const Version newest = history.newest();
  const Version then = version == 0 ? newest : version - 1;
  if (!record.edge) return history.name_at(record.node, then, newest);
  const Result<std::string> from = history.name_at(record.edge->from, then, newest);
  if (!from) return from.status();
  const Result<std::string> to = history.name_at(record.edge->to, then, newest);
  if (!to) return to.status();
  return history.names().symbols.text(record.edge->type) + " " + *from + " -> " + *to;
}

// Whether `value` is a word of the schema and no text about somebody.
bool is_word(const Value& value, const Names& names) {
  const std::string* text = value.as_string();
  return text && names.words.find(*text, kNoWord) != kNoWord;
}

// nullopt: it mentions nobody.
Result<std::optional<MentioningRecord>> examine(const HistoryView& history, const Person& person,
                                                std::string_view entity, std::string_view bytes,
                                                Version version) {
  if (!person.texts.may_be_in(bytes) || person.owns(entity)) return std::optional<MentioningRecord>();
  const Result<Decoded> record = decode(entity, bytes, history.names());
  if (!record) return record.status();
  MentioningRecord found{std::string(entity), version, {}, {}};
  for (const auto& [property, value] : record->properties) {
    if (is_word(value, history.names()) || !person.texts.is_in(value)) continue;
    Mention mention{record->edge.has_value(),
                    record->edge ? record->edge->id : record->node,
                    {},
                    property,
                    version,
                    false};
    Result<std::string> name = record_name(*record, version, history);
    if (!name) return name.status();
    mention.record = std::move(*name);
    found.mentions.push_back(std::move(mention));
    if (!is_key(*record, property, history)) found.redacted[property] = person.texts.redact(value);
  }
  if (found.mentions.empty()) return std::optional<MentioningRecord>();
  return std::optional<MentioningRecord>(std::move(found));
}

}  // namespace

bool Person::owns(NodeId node) const { return std::binary_search(nodes.begin(), nodes.end(), node); }

bool Person::owns(std::string_view entity) const {
  if (const std::optional<NodeId> node = keys::parse_node(entity)) return owns(*node);
  const std::optional<keys::EdgeKey> edge = keys::parse_edge(entity);
  return edge && (owns(edge->from) || owns(edge->to));
}

Result<Person> find_person(const HistoryView& history, const NodeRef& ref,
                           const std::vector<std::string>& identifying) {
  return PersonFinder(history, identifying).find(ref);
}

Status visit_mentions(const HistoryView& history, const Person& person,
                      const std::function<Status(MentioningRecord&&)>& visit) {
  if (person.texts.empty()) return {};
  const auto look = [&](std::string_view entity, std::string_view bytes, Version version) -> Status {
    Result<std::optional<MentioningRecord>> found = examine(history, person, entity, bytes, version);
    if (!found) return found.status();
    return *found ? visit(std::move(**found)) : Status();
  };
  const Status past = history.visit_images(
      0, history.newest(),
      [&](Version version, std::string_view entity, std::optional<std::string_view> image) -> Result<bool> {
        if (!image) return true;
        if (Status s = look(entity, *image, version); !s.ok()) return s;
        return true;
      });
  if (!past.ok()) return past;
  for (const keys::Tag tag : {keys::Tag::kNode, keys::Tag::kOut}) {
    const auto it = history.view().scan(keys::tagged(tag), keys::tag_end(tag));
    for (; it->valid(); it->next()) {
      if (Status s = look(it->key(), it->value(), 0); !s.ok()) return s;
    }
    if (Status s = it->status(); !s.ok()) return s;
  }
  return {};
}

Status visit_commits_naming(const HistoryView& history, const Person& person,
                            const std::function<void(const CommitRecord&)>& visit) {
  const auto it = history.view().scan(keys::tagged(keys::Tag::kCommit), keys::tag_end(keys::Tag::kCommit));
  for (; it->valid(); it->next()) {
    const Result<CommitRecord> record = decode_commit(it->key(), it->value());
    if (!record) return record.status();
    const TextFinder& texts = person.commit_texts;
    if (texts.is_in(std::string_view(record->author)) || texts.is_in(std::string_view(record->reason))) {
      visit(*record);
    }
  }
  return it->status();
}

std::string rewrite_record(std::string_view entity, std::string_view bytes, const Properties& changed,
                           const Names& names) {
  Decoded record = *decode(entity, bytes, names);
  for (const auto& [name, value] : changed) record.properties[name] = value;
  std::string packed;
  codec::pack(record.properties, names, packed);
  return record.edge ? codec::encode_edge(record.version, packed)
                     : codec::encode_node(record.version, record.labels, packed);
}

}  // namespace relmap::graphstore

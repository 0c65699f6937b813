#include "import_batch.h"

#include <algorithm>

namespace relmap::graphstore {
namespace {

void append_sized(std::string& out, std::string_view text) {
  out += std::to_string(text.size());
  out += ':';
  out += text;
}

// Two values give the same exactly where they are of the same type and equal: 1 and "1" differ.
void append_value(std::string& out, const Value& value) {
  out += value_type_name(value.type());
  out += ' ';
  if (const ValueList* list = value.as_list()) {
    for (const Value& element : *list) append_value(out, element);
    out += ']';
  } else if (const ValueMap* map = value.as_map()) {
    for (const auto& [name, element] : *map) {
      append_sized(out, name);
      append_value(out, element);
    }
    out += '}';
  } else {
    append_sized(out, to_text(value));
  }
}

}  // namespace

// NUL can stand in neither: text with one is refused where it enters.
std::string ImportBatch::identity(std::string_view label, std::string_view id) {
  std::string out(label);
  out += '\0';
  out += id;
  return out;
}

bool ImportBatch::keyed(std::string_view label) const {
  const LabelDef* def = context_.schema.find_label(label);
  return def && !def->key.empty();
}

const ImportBatch::Known* ImportBatch::find(std::string_view label, std::string_view id) const {
  const std::string name = identity(label, id);
  const auto it = nodes_.find(name);
  if (it != nodes_.end() && it->second.change) return &it->second;
  if (const auto other = other_keys_.find(name); other != other_keys_.end()) return &other->second;
  return it == nodes_.end() ? nullptr : &it->second;
}

std::string ImportBatch::node_identity(const std::string& label, const std::string& id) const {
  if (const std::optional<Vertex> v = context_.base->find(label, id)) return "v" + std::to_string(*v);
  const std::string name = identity(label, id);
  const auto other = other_keys_.find(name);
  const Known* known = other != other_keys_.end() ? &other->second : find(label, id);
  if (!known || !known->change) return name;
  // The node may be a stored one that gets this label only now.
  const NodeRef& node = std::get<WriteNode>(transaction_.changes[*known->change]).node;
  if (const std::optional<Vertex> v = context_.base->find(node.label, node.key))
    return "v" + std::to_string(*v);
  return "c" + std::to_string(*known->change);
}

bool ImportBatch::exists(const std::string& label, const std::string& id) const {
  const Known* known = find(label, id);
  return (known && known->change) || in_store(label, id);
}

NodeRef ImportBatch::ref(const std::string& label, const std::string& id) const {
  if (keyed(label)) return NodeRef::by_key(label, id);
  return NodeRef::of_change(*find(label, id)->change);
}

std::optional<std::size_t> ImportBatch::change_of(const NodeRef& node) const {
  if (node.created) return node.created;
  const Known* known = find(node.label, node.key);
  return known ? known->change : std::nullopt;
}

// All labels that the node will have, as far as is known before the commit.
std::vector<std::string> ImportBatch::labels_of(const std::string& label, const std::string& id) const {
  std::vector<std::string> labels = {label};
  if (const Known* known = find(label, id); known && known->change) {
    const auto& write = std::get<WriteNode>(transaction_.changes[*known->change]);
    labels.insert(labels.end(), write.labels.begin(), write.labels.end());
  }
  if (const std::optional<Vertex> v = context_.base->find(label, id)) {
    for (const Symbol symbol : context_.base->labels(*v)) labels.emplace_back(context_.base->name(symbol));
  }
  return labels;
}

std::vector<std::string> ImportBatch::labels_of_space(const std::string& space) const {
  const auto it = spaces_.find(space);
  if (it == spaces_.end()) return {space};
  return {it->second.begin(), it->second.end()};
}

void ImportBatch::push(Change change, RowOrigin origin) {
  transaction_.changes.push_back(std::move(change));
  origins_.push_back(std::move(origin));
}

bool ImportBatch::overlay(std::size_t change, const std::string& record, const RowOrigin& origin,
                          Properties properties) {
  RowOrigin& before = origins_[change];
  if (context_.strict) {
    log_.reject(origin.row,
                {0, "", record, "the same record stands already in " + log_.place_name(before.row)});
    return false;
  }
  Overlaid& overlaid = overlaid_[change];
  const std::size_t row = std::max<std::size_t>(overlaid.rows.size(), 1);
  std::visit(
      [&](auto& write) {
        if constexpr (requires { write.properties; }) {
          if (overlaid.rows.empty()) {
            for (const auto& [name, value] : write.properties) overlaid.given.emplace(name, 0);
          }
          for (auto& [name, value] : properties) {
            overlaid.given[name] = row;
            write.properties[name] = std::move(value);
          }
        }
      },
      transaction_.changes[change]);
  if (overlaid.rows.empty()) overlaid.rows.push_back({before, record});
  overlaid.rows.push_back({origin, record});
  before = origin;
  return true;
}

void ImportBatch::add_node(NodeDraft draft) {
  if (draft.id.empty()) {
    WriteNode write{{draft.label, "", {}, {}},
                    std::move(draft.labels),
                    std::move(draft.properties),
                    WriteMode::kMerge,
                    {}};
    return push(std::move(write), std::move(draft.origin));
  }
  if (draft.id.size() > kMaxNodeKeyBytes && keyed(draft.label)) {
    const std::size_t column = draft.origin.header ? draft.origin.header->find(ImportColumn::Role::kId) : 0;
    const std::string name = column > 0 ? draft.origin.header->columns[column - 1].header : "id";
    return log_.reject(draft.origin.row, {column, name, draft.id,
                                          "is longer than " + std::to_string(kMaxNodeKeyBytes) + " bytes"});
  }
  if (!draft.label.empty()) labels_.insert(draft.label);
  Known& known = nodes_[identity(draft.label, draft.id)];
  if (known.change) {
    const bool laid = overlay(*known.change, (draft.label.empty() ? "ref " : draft.label + "/") + draft.id,
                              draft.origin, std::move(draft.properties));
    auto& write = std::get<WriteNode>(transaction_.changes[*known.change]);
    if (laid && !draft.labels.empty()) write.labels = std::move(draft.labels);
    return;
  }
  known.change = transaction_.changes.size();
  note_other_keys(draft, *known.change);
  WriteNode write;
  write.node.label = draft.label;
  if (keyed(draft.label)) write.node.key = draft.id;
  write.labels = std::move(draft.labels);
  write.properties = std::move(draft.properties);
  push(std::move(write), std::move(draft.origin));
}

// A node of several labels has a key under each that the schema gives one, as it will have in the store; and
// it is known by its aliases.
void ImportBatch::note_other_keys(const NodeDraft& draft, std::size_t change) {
  const LabelDef* own = context_.schema.find_label(draft.label);
  if (const auto it = draft.properties.find(own ? own->aliases : std::string());
      it != draft.properties.end() && it->second.as_list()) {
    for (const Value& alias : *it->second.as_list()) {
      if (alias.as_string())
        other_keys_.try_emplace(identity(draft.label, *alias.as_string()), Known{change, {}});
    }
  }
  for (const std::string& label : draft.labels) {
    if (label == draft.label || !keyed(label)) continue;
    const std::string& property = context_.schema.find_label(label)->key;
    const auto it = draft.properties.find(property);
    const std::string* key = it == draft.properties.end() ? nullptr : it->second.as_string();
    if (!key && own && own->key == property) key = &draft.id;
    if (!key) continue;
    const std::string name = identity(label, *key);
    const auto node = nodes_.find(name);
    if (node == nodes_.end() || !node->second.change) other_keys_.try_emplace(name, Known{change, {}});
  }
}

void ImportBatch::note_rejected_node(const std::string& label, const std::string& id, const RowPlace& row) {
  if (id.empty()) return;
  nodes_.try_emplace(identity(label, id), Known{std::nullopt, row});
}

// What makes the edge the same as another; "" where nothing does.
std::string ImportBatch::edge_identity(const EdgeDraft& draft, const Ends& ends) const {
  const EdgeTypeDef* def = context_.schema.find_edge_type(draft.type);
  if (!def || !def->unique) return "";
  std::string from = node_identity(ends.from, draft.from.id);
  std::string to = node_identity(ends.to, draft.to.id);
  if (def->undirected && to < from) std::swap(from, to);
  std::string out;
  append_sized(out, draft.type);
  append_sized(out, from);
  append_sized(out, to);
  // As the graph will have it: a text that the schema makes a date is that date.
  Properties key;
  for (const std::string& name : def->key) {
    if (const auto it = draft.properties.find(name); it != draft.properties.end()) key.insert(*it);
  }
  if (Properties conformed = key;
      !key.empty() && context_.schema.conform_edge_part("", draft.type, conformed).ok())
    key = std::move(conformed);
  for (const auto& [name, value] : key) {
    if (value.is_null()) continue;  // an absent one is a value of its own, other than the empty text
    append_sized(out, name);
    append_value(out, value);
  }
  return out;
}

void ImportBatch::add_edge(EdgeDraft draft) {
  Ends ends;
  if (std::optional<RowFault> fault = resolve(draft, ends)) {
    const auto gone = [](const EndDraft& end, const auto& exists) { return end.skip_missing && !exists; };
    const bool skip = gone(draft.from, exists(draft.from.label, draft.from.id)) ||
                      gone(draft.to, exists(draft.to.label, draft.to.id));
    if (!skip) return log_.reject(draft.origin.row, std::move(*fault));
    fault->reason += "; the " + draft.type + " edge is left out";
    return log_.warn(draft.origin.row, std::move(*fault));
  }
  const std::string same = edge_identity(draft, ends);
  if (!same.empty()) {
    const auto [it, fresh] = edges_.try_emplace(same, transaction_.changes.size());
    const std::string record =
        draft.type + " " + ends.from + "/" + draft.from.id + " → " + ends.to + "/" + draft.to.id;
    if (!fresh && draft.mention) return;
    if (!fresh) {
      overlay(it->second, record, draft.origin, std::move(draft.properties));
      return;
    }
  }
  WriteEdge write;
  write.type = draft.type;
  write.from = ref(ends.from, draft.from.id);
  write.to = ref(ends.to, draft.to.id);
  write.properties = std::move(draft.properties);
  push(std::move(write), std::move(draft.origin));
}

}  // namespace relmap::graphstore

#include "import_batch.h"

#include <algorithm>

namespace relmap::graphstore {
namespace {

constexpr std::size_t kMaxKeyBytes = 1000;  // as the graph has it

// NUL can stand in neither: text with one is refused where it enters.
std::string identity(std::string_view label, std::string_view id) {
  std::string out(label);
  out += '\0';
  out += id;
  return out;
}

}  // namespace

bool ImportBatch::keyed(std::string_view label) const {
  const LabelDef* def = context_.schema.find_label(label);
  return def && !def->key.empty();
}

const ImportBatch::Known* ImportBatch::find(std::string_view label, std::string_view id) const {
  const auto it = nodes_.find(identity(label, id));
  return it == nodes_.end() ? nullptr : &it->second;
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
  log_.warn(origin.row,
            {0, "", record, "takes the place of the same record in " + log_.place_name(before.row)});
  std::visit(
      [&](auto& write) {
        if constexpr (requires { write.properties; }) {
          for (auto& [name, value] : properties) write.properties[name] = std::move(value);
        }
      },
      transaction_.changes[change]);
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
  if (draft.id.size() > kMaxKeyBytes && keyed(draft.label)) {
    const std::size_t column = draft.origin.header ? draft.origin.header->find(ImportColumn::Role::kId) : 0;
    const std::string name = column > 0 ? draft.origin.header->columns[column - 1].header : "id";
    return log_.reject(draft.origin.row, {column, name, draft.id, "is longer than 1000 bytes"});
  }
  labels_.insert(draft.label);
  Known& known = nodes_[identity(draft.label, draft.id)];
  if (known.change) {
    const bool laid =
        overlay(*known.change, draft.label + "/" + draft.id, draft.origin, std::move(draft.properties));
    auto& write = std::get<WriteNode>(transaction_.changes[*known.change]);
    if (laid && !draft.labels.empty()) write.labels = std::move(draft.labels);
    return;
  }
  known.change = transaction_.changes.size();
  WriteNode write;
  write.node.label = draft.label;
  if (keyed(draft.label)) write.node.key = draft.id;
  write.labels = std::move(draft.labels);
  write.properties = std::move(draft.properties);
  push(std::move(write), std::move(draft.origin));
}

void ImportBatch::note_rejected_node(const std::string& label, const std::string& id, const RowPlace& row) {
  if (id.empty()) return;
  nodes_.try_emplace(identity(label, id), Known{std::nullopt, row});
}

// What makes the edge the same as another; "" where nothing does.
std::string ImportBatch::edge_identity(const EdgeDraft& draft, const Ends& ends) const {
  const EdgeTypeDef* def = context_.schema.find_edge_type(draft.type);
  if (!def || !def->unique) return "";
  std::string from = identity(ends.from, draft.from.id);
  std::string to = identity(ends.to, draft.to.id);
  if (def->undirected && to < from) std::swap(from, to);
  std::string out = draft.type + '\0' + from + '\0' + to;
  for (const std::string& name : def->key) {
    const auto it = draft.properties.find(name);
    out += '\0';
    // An absent one is a value of its own, other than the empty text.
    if (it != draft.properties.end() && !it->second.is_null()) out += "=" + to_text(it->second);
  }
  return out;
}

void ImportBatch::add_edge(EdgeDraft draft) {
  Ends ends;
  if (std::optional<RowFault> fault = resolve(draft, ends))
    return log_.reject(draft.origin.row, std::move(*fault));
  const std::string same = edge_identity(draft, ends);
  if (!same.empty()) {
    const auto [it, fresh] = edges_.try_emplace(same, transaction_.changes.size());
    const std::string record =
        draft.type + " " + ends.from + "/" + draft.from.id + " → " + ends.to + "/" + draft.to.id;
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

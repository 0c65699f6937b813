// Graph::find_by() and list(): lookups and pages by secondary index, or by label alone.
#include <algorithm>

#include "graph_impl.h"
#include "hex.h"
#include "index_value.h"
#include "node_index.h"

namespace relmap::graphstore {
namespace {

constexpr std::size_t kMaxPage = 1000;

struct Index {
  std::string prefix;  // of its keys
  const PropertyDef* def;
  Symbol property;
};

Result<Index> find_index(const Schema& schema, const Names& names, std::string_view label,
                         std::string_view property) {
  const LabelDef* def = schema.find_label(label);
  const PropertyDef* indexed = def ? def->find(property) : nullptr;
  if (!indexed || !indexed->indexed) {
    return Status::invalid_argument("there is no index on " + std::string(label) + "." +
                                    std::string(property));
  }
  const Symbol symbol = names.symbols.find(property, kNoSymbol);
  return Index{keys::index_prefix(names.symbols.find(label, kNoSymbol), symbol), indexed, symbol};
}

// Brings the value to the type of the index.
Status conform(const Index& index, Value& value) {
  if (is_indexable(value.type()) && Schema::coerce(*index.def, value)) return {};
  return Status::invalid_argument(index.def->name + ": '" + to_text(value) + "' is not of type " +
                                  std::string(value_type_name(index.def->type)));
}

// The bytes of a cursor; nullopt for one that no list gave.
std::optional<std::string> cursor_bytes(std::string_view text) {
  if (text.size() > 2 * (kMaxIndexValueBytes + 8)) return std::nullopt;
  return from_hex(text);
}

// What a bound's value begins with in the index: for a long text without the hash, so that all long texts
// with the same first bytes lie on the near side of the bound and are told apart by their records.
std::string bound_bytes(const Value& value) {
  std::string bytes = index_value(value);
  if (is_cut(bytes)) bytes.resize(bytes.size() - 8);
  return bytes;
}

class IndexPage {
 public:
  IndexPage(const Published& at, Index index) : at_(at), index_(std::move(index)) {}

  Result<NodePage> read(const ListOptions& options) {
    begin_ = index_.prefix;
    end_ = keys::prefix_end(index_.prefix);
    if (Status s = set_bounds(options); !s.ok()) return s;
    if (Status s = set_cursor(options); !s.ok()) return s;
    NodePage page;
    if (begin_ >= end_) return page;
    const auto it = options.descending ? at_.view->scan_back(begin_, end_) : at_.view->scan(begin_, end_);
    std::string last;
    for (; it->valid(); it->next()) {
      const std::optional<IndexEntry> entry = parse_index_key(it->key());
      if (!entry) return Status::corrupt("an index entry is damaged");
      if (is_cut(entry->value) && !within(entry->node)) continue;
      if (page.nodes.size() == options.limit) {
        page.next = to_hex(std::string_view(last).substr(keys::kIndexPrefixBytes));
        return page;
      }
      Result<std::optional<NodeRecord>> node = read_node(at_, entry->node);
      if (!node) return node.status();
      if (!*node) return Status::corrupt("an index entry names a node that does not exist");
      page.nodes.push_back(std::move(**node));
      last = std::string(it->key());
    }
    if (Status s = it->status(); !s.ok()) return s;
    return page;
  }

 private:
  // A bound leaves values of the bound's own form only: words that stand in a number's place have no size.
  Status set_bounds(const ListOptions& options) {
    for (const bool is_from : {true, false}) {
      const std::optional<Value>& given = is_from ? options.from : options.to;
      if (!given) continue;
      Value value = *given;
      if (Status s = conform(index_, value); !s.ok()) return s;
      const std::string bytes = bound_bytes(value), form = index_.prefix + bytes[0];
      begin_ = std::max(begin_, is_from ? index_.prefix + bytes : form);
      end_ = std::min(end_, keys::prefix_end(is_from ? form : index_.prefix + bytes));
      if (const std::string* text = value.as_string()) (is_from ? from_text_ : to_text_) = *text;
    }
    return {};
  }

  Status set_cursor(const ListOptions& options) {
    if (options.cursor.empty()) return {};
    const std::optional<std::string> suffix = cursor_bytes(options.cursor);
    if (!suffix || suffix->size() <= 8)
      return Status::invalid_argument("the cursor is none that a list gave");
    const std::string last = index_.prefix + *suffix;
    if (options.descending) {
      end_ = std::min(end_, last);
    } else {
      begin_ = std::max(begin_, last + '\0');
    }
    return {};
  }

  bool within(NodeId node) const {
    if (!from_text_ && !to_text_) return true;
    const PropertyView properties = at_.snapshot->properties(static_cast<Vertex>(node));
    const std::string_view text = properties.text(index_.property).value_or(std::string_view());
    return (!from_text_ || text >= *from_text_) && (!to_text_ || text <= *to_text_);
  }

  const Published& at_;
  const Index index_;
  std::string begin_, end_;
  std::optional<std::string> from_text_, to_text_;
};

// The next living node of `label` from `v` on, in the direction asked for; kNoVertex where there is none.
Vertex next_node(const Snapshot& snapshot, Symbol label, Vertex v, bool descending) {
  if (!descending) return snapshot.next_with_label(v, label);
  for (; v != kNoVertex && !snapshot.has_label(v, label); --v) {
  }
  return v;
}

Result<NodePage> list_by_label(const Published& at, std::string_view label, const ListOptions& options) {
  const Snapshot& snapshot = *at.snapshot;
  NodePage page;
  const Symbol symbol = snapshot.symbol(label);
  if (options.from || options.to) return Status::invalid_argument("bounds need a property");
  Vertex v = options.descending ? snapshot.vertex_bound() - 1 : 0;
  if (!options.cursor.empty()) {
    const std::optional<std::string> last = cursor_bytes(options.cursor);
    if (!last || last->size() != 8) return Status::invalid_argument("the cursor is none that a list gave");
    const std::uint64_t id = std::min<std::uint64_t>(keys::get_u64(*last), snapshot.vertex_bound());
    v = static_cast<Vertex>(options.descending ? id - 1 : id + 1);  // −1: kNoVertex
  }
  for (v = next_node(snapshot, symbol, v, options.descending); v != kNoVertex;
       v = next_node(snapshot, symbol, options.descending ? v - 1 : v + 1, options.descending)) {
    if (page.nodes.size() == options.limit) {
      std::string id;
      keys::put_u64(id, page.nodes.back().id);
      page.next = to_hex(id);
      return page;
    }
    Result<std::optional<NodeRecord>> node = read_node(at, v);
    if (!node) return node.status();
    if (*node) page.nodes.push_back(std::move(**node));
  }
  return page;
}

}  // namespace

Result<std::vector<NodeId>> Graph::find_by(std::string_view label, std::string_view property,
                                           const Value& value, std::size_t limit) const {
  const std::shared_ptr<const Published> at = impl_->published();
  const Schema& schema = at->snapshot->schema();
  const Result<Index> index = find_index(schema, *at->names, label, property);
  if (!index) return index.status();
  Value wanted = value;
  if (Status s = conform(*index, wanted); !s.ok()) return s;
  const std::string prefix = index->prefix + index_value(wanted);
  std::vector<NodeId> nodes;
  const auto it = at->view->scan(prefix, keys::prefix_end(prefix));
  for (; it->valid() && nodes.size() < limit; it->next()) {
    const std::optional<IndexEntry> entry = parse_index_key(it->key());
    if (!entry) return Status::corrupt("an index entry is damaged");
    const PropertyView properties = at->snapshot->properties(static_cast<Vertex>(entry->node));
    if (is_cut(entry->value) && properties.text(index->property) != *wanted.as_string()) continue;
    nodes.push_back(entry->node);
  }
  if (Status s = it->status(); !s.ok()) return s;
  return nodes;
}

Result<NodePage> Graph::list(std::string_view label, const ListOptions& options) const {
  if (options.limit < 1 || options.limit > kMaxPage)
    return Status::invalid_argument("the limit of a list is 1 to 1000");
  const std::shared_ptr<const Published> at = impl_->published();
  if (options.property.empty()) return list_by_label(*at, label, options);
  Result<Index> index = find_index(at->snapshot->schema(), *at->names, label, options.property);
  if (!index) return index.status();
  return IndexPage(*at, std::move(*index)).read(options);
}

}  // namespace relmap::graphstore

// NDJSON: one JSON object a line,
//   {"label":"Contact","id":"c1","properties":{…}}                     optionally "labels":[…]
//   {"labels":[…],"ref":"7","properties":{…}}                          a node without a key
//   {"type":"KNOWS","from":END,"to":END,"properties":{…}}              END: {"label":…,"id":…} or "Label/id"
//                                                                      or "id", or {"ref":"7"}
// Members that mean nothing here are refused: a misspelt one would lose data. Property values:
// ndjson_value.h.
#include <algorithm>
#include <optional>
#include <utility>

#include "import_run.h"
#include "ndjson_value.h"

namespace relmap::graphstore {
namespace {

class NdjsonImport {
 public:
  NdjsonImport(ImportRun& run, std::size_t file, ByteReader bytes)
      : run_(run), file_(file), bytes_(std::move(bytes)), limit_(run.context.limits.max_row_bytes) {}

  Status read() {
    if (bytes_.window().starts_with("\xEF\xBB\xBF")) bytes_.advance(3);
    for (place_ = {file_, 0, 0, 0}; next_line();) {
      if (text_.find_first_not_of(" \t\r") == std::string::npos && !too_long_) continue;
      if (run_.rows++ % 256 == 0) {
        run_.progress.at(bytes_.offset());
        if (Status s = run_.check_stop(); !s.ok()) return s;
      }
      read_row();
    }
    return bytes_.status();
  }

 private:
  bool next_line() {
    text_.clear();
    too_long_ = false;
    ++place_.line;
    place_.begin = bytes_.offset();
    bool any = false;
    for (std::string_view window = bytes_.window(); !window.empty(); window = bytes_.window()) {
      any = true;
      const std::size_t end = window.find('\n');
      const std::string_view run = window.substr(0, end);
      const std::size_t kept = std::min(run.size(), limit_ - text_.size());
      too_long_ = too_long_ || kept < run.size();
      text_.append(run.substr(0, kept));
      bytes_.advance(end == std::string_view::npos ? run.size() : run.size() + 1);
      if (end != std::string_view::npos) break;
    }
    place_.end = bytes_.offset();
    return any && bytes_.status().ok();
  }

  void reject(std::string member, std::string value, std::string reason) {
    run_.log.reject(place_, {0, std::move(member), std::move(value), std::move(reason)});
  }

  void read_row() {
    if (too_long_)
      return reject("", text_.substr(0, 400), "the line is longer than " + std::to_string(limit_) + " bytes");
    Result<Value> json = parse_ndjson_line(text_);
    if (!json) return reject("", text_.substr(0, 400), json.status().message());
    auto* object = std::get_if<ValueMap>(&json->data);
    if (!object) return reject("", text_.substr(0, 400), "is not a JSON object");
    if (object->contains("type")) {
      read_edge(*object);
    } else if (object->contains("label") || object->contains("labels")) {
      read_node(*object);
    } else {
      reject("", text_.substr(0, 400), "is neither a node (it has no \"label\") nor an edge (no \"type\")");
    }
  }

  bool only(const ValueMap& object, std::initializer_list<std::string_view> known) {
    for (const auto& [name, value] : object) {
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      reject(name, to_text(value), "is not a member that is known here");
      return false;
    }
    return true;
  }

  // The text of a member; nullopt, with the row rejected, where it is no text or empty.
  std::optional<std::string> text_member(const ValueMap& object, std::string_view name) {
    const auto it = object.find(name);
    const std::string* text = it == object.end() ? nullptr : it->second.as_string();
    if (text && !text->empty()) return *text;
    reject(std::string(name), it == object.end() ? "" : to_text(it->second),
           "must be a text that is not empty");
    return std::nullopt;
  }

  // An id may be written as a whole number.
  static std::optional<std::string> id_of(const ValueMap& object) {
    const auto it = object.find("id");
    if (it == object.end() || it->second.is_null()) return "";
    if (it->second.as_string() || it->second.type() == ValueType::kInt) return to_text(it->second);
    return std::nullopt;
  }

  // `find_def` gives the schema's word on a property, nullptr where it has none.
  template <class FindDef>
  bool take_properties(ValueMap& object, Properties& properties, FindDef&& find_def) {
    const auto it = object.find("properties");
    if (it == object.end()) return true;
    auto* map = std::get_if<ValueMap>(&it->second.data);
    if (!map) reject("properties", to_text(it->second), "must be an object");
    if (!map) return false;
    bool good = true;
    for (auto& [name, value] : *map) {
      const Status s = settle_ndjson_value(value, find_def(name));
      if (!s.ok()) reject(name, text_.substr(0, 400), s.message());
      good = good && s.ok();
    }
    if (good) properties = std::move(*map);
    return good;
  }

  bool take_labels(const ValueMap& object, NodeDraft& draft) {
    const auto it = object.find("labels");
    if (it == object.end()) return true;
    const ValueList* list = it->second.as_list();
    const bool texts =
        list && std::all_of(list->begin(), list->end(), [](const Value& v) { return v.as_string(); });
    if (!texts) {
      reject("labels", to_text(it->second), "must be a list of texts");
      return false;
    }
    if (!draft.label.empty()) draft.labels = {draft.label};
    for (const Value& label : *list) {
      if (*label.as_string() != draft.label) draft.labels.push_back(*label.as_string());
    }
    return true;
  }

  const PropertyDef* node_property(const NodeDraft& draft, std::string_view name) const {
    const std::vector<std::string> own = {draft.label};
    return run_.context.schema.find_property(draft.labels.empty() ? own : draft.labels, name);
  }

  // A node without a key: always a new one. A "ref" is what edges of this import call it by.
  void read_unkeyed(ValueMap& object) {
    NodeDraft draft;
    draft.origin = {place_, nullptr};
    if (!only(object, {"labels", "ref", "properties"})) return;
    if (object.contains("ref")) {
      const std::optional<std::string> ref = text_member(object, "ref");
      if (!ref) return;
      draft.id = *ref;
    }
    const bool good = take_labels(object, draft) &&
                      take_properties(object, draft.properties,
                                      [&](std::string_view name) { return node_property(draft, name); });
    good ? run_.batch.add_node(std::move(draft)) : run_.batch.note_rejected_node("", draft.id, place_);
  }

  void read_node(ValueMap& object) {
    if (!object.contains("label")) return read_unkeyed(object);
    NodeDraft draft;
    draft.origin = {place_, nullptr};
    const std::optional<std::string> label = text_member(object, "label");
    if (!label) return;
    draft.label = *label;
    if (!only(object, {"label", "labels", "id", "properties"}))
      return run_.batch.note_rejected_node(draft.label, id_of(object).value_or(""), place_);
    const Schema& schema = run_.context.schema;
    const LabelDef* def = schema.find_label(*label);
    if (!def && !schema.is_open()) return reject("label", *label, "the schema has no such label");
    const std::string key = def ? def->key : "";
    const std::optional<std::string> id = id_of(object);
    if (!id || (id->empty() && !key.empty())) return reject("id", "", "must be a text that is not empty");
    draft.id = *id;
    const bool taken = take_labels(object, draft) &&
                       take_properties(object, draft.properties,
                                       [&](std::string_view name) { return node_property(draft, name); });
    if (!taken) {
      return run_.batch.note_rejected_node(draft.label, draft.id, place_);
    }
    if (!settle_key(key, draft)) return run_.batch.note_rejected_node(draft.label, draft.id, place_);
    run_.batch.add_node(std::move(draft));
  }

  // The id is the key property's value, and where the schema names no key, a property like others.
  bool settle_key(const std::string& key, NodeDraft& draft) {
    if (key.empty()) {
      if (!draft.id.empty()) draft.properties.try_emplace("id", draft.id);
      return true;
    }
    const auto it = draft.properties.find(key);
    if (it == draft.properties.end()) return true;
    const std::string other = to_text(it->second);
    draft.properties.erase(it);
    if (other != draft.id) reject(key, other, "is not the id of the node");
    return other == draft.id;
  }

  std::optional<EndDraft> read_end(const ValueMap& object, std::string_view name) {
    EndDraft end;
    end.column_name = std::string(name);
    end.label_column_name = "\"label\" of \"" + end.column_name + "\"";
    const auto it = object.find(name);
    const Value value = it == object.end() ? Value() : it->second;
    if (const std::string* text = value.as_string()) {
      const std::size_t slash = text->find('/');
      if (slash != std::string::npos) end.label = text->substr(0, slash);
      end.id = slash == std::string::npos ? *text : text->substr(slash + 1);
    } else if (const ValueMap* map = value.as_map()) {
      if (map->contains("ref")) {
        if (!only(*map, {"ref"})) return std::nullopt;
        const std::optional<std::string> ref = text_member(*map, "ref");
        if (!ref) return std::nullopt;
        end.id = *ref;
        end.by_ref = true;
        return end;
      }
      if (!only(*map, {"label", "id"})) return std::nullopt;
      const auto label = map->find("label");
      if (label != map->end() && !label->second.is_null()) {
        const std::string* named = label->second.as_string();
        if (!named || named->empty()) {
          reject(end.label_column_name, to_text(label->second), "must be a text that is not empty");
          return std::nullopt;
        }
        end.label = *named;
      }
      end.id = id_of(*map).value_or("");
    }
    if (!end.id.empty()) return end;
    reject(end.column_name, to_text(value), R"(must be {"label":…,"id":…} or "Label/id")");
    return std::nullopt;
  }

  void read_edge(ValueMap& object) {
    EdgeDraft draft;
    draft.origin = {place_, nullptr};
    const std::optional<std::string> type = text_member(object, "type");
    if (!type || !only(object, {"type", "from", "to", "properties"})) return;
    const Schema& schema = run_.context.schema;
    if (!schema.is_open() && !schema.find_edge_type(*type))
      return reject("type", *type, "the schema has no such edge type");
    draft.type = *type;
    std::optional<EndDraft> from = read_end(object, "from");
    if (!from) return;
    std::optional<EndDraft> to = read_end(object, "to");
    const EdgeTypeDef* def = schema.find_edge_type(*type);
    const auto find_def = [&](std::string_view name) { return def ? def->find(name) : nullptr; };
    if (!to || !take_properties(object, draft.properties, find_def)) return;
    draft.from = std::move(*from);
    draft.to = std::move(*to);
    run_.later_edges.push_back(std::move(draft));
  }

  ImportRun& run_;
  const std::size_t file_;
  ByteReader bytes_;
  const std::size_t limit_;
  RowPlace place_;
  std::string text_;
  bool too_long_ = false;
};

}  // namespace

Status import_ndjson(ImportRun& run, std::size_t file, ByteReader bytes) {
  return NdjsonImport(run, file, std::move(bytes)).read();
}

}  // namespace relmap::graphstore

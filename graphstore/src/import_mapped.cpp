// CSV files of another program → drafts, through a mapping. Each row keeps its place in the original file, so
// that what is wrong with it is told, and kept, as in any other import.
//
// Order: all rows of all files first, their nodes as they come; then nodes that are only mentioned; then all
// edges, which may name nodes by alias. A row that one of its values is wrong in becomes nothing at all.
#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "csv.h"
#include "import_run.h"
#include "mapping_row.h"

namespace relmap::graphstore {
namespace {

using Role = ImportColumn::Role;

constexpr std::size_t kMaxEdgesOfRow = 10'000;

// What nodes are called besides their ids.
class Aliases {
 public:
  void add(const std::string& label, const std::string& alias, const std::string& id) {
    const auto [it, fresh] = ids_.try_emplace({label, mapping_word(alias)}, id);
    if (!fresh && it->second != id) it->second.clear();  // of several nodes
  }
  // nullptr: there is none; "": there are several.
  const std::string* find(const std::string& label, const std::string& alias) const {
    const auto it = ids_.find({label, mapping_word(alias)});
    return it == ids_.end() ? nullptr : &it->second;
  }

 private:
  std::map<std::pair<std::string, std::string>, std::string> ids_;
};

// What all files of one import through a mapping share.
struct MappedState {
  Aliases aliases;
  struct Mention {
    NodeDraft draft;
    std::vector<std::string> aliases;
  };
  std::map<std::pair<std::string, std::string>, Mention> mentions;  // by label and id
  struct PendingEdge {
    EdgeDraft draft;
    bool from_alias = false, to_alias = false, mention = false;
  };
  std::vector<PendingEdge> edges;
};

class MappedFileImport {
 public:
  MappedFileImport(ImportRun& run, const MappedFile& rules, std::size_t file, ByteReader bytes,
                   MappedState& state)
      : run_(run),
        rules_(rules),
        file_(file),
        state_(state),
        reader_(std::move(bytes), run.context.limits, separator_of(run.files[file].path)) {}

  Status read() {
    if (!reader_.next(row_)) {
      if (reader_.status().ok())
        run_.log.warn({file_, 1, 0, 0}, {0, "", "", "the file is empty, without even a header"});
      return reader_.status();
    }
    const bool told = !row_.cells.empty() && row_.cells[0].text.starts_with("sep=");
    if (told && !reader_.next(row_)) return reader_.status();
    const RowPlace header = place();
    run_.log.note_header(file_, 0, row_.end);  // with its byte order mark
    std::optional<RowFault> fault = read_header(header);
    std::size_t rows = 0;
    for (; reader_.next(row_); ++rows) {
      if (!fault) read_row();
      if (rows % 256 != 0) continue;
      run_.progress.at(reader_.offset());
      if (Status s = run_.check_stop(); !s.ok()) return s;
    }
    run_.rows += rows;
    if (fault) {
      run_.log.reject_file(header, std::move(*fault), rows);
      for (const MappedNode& node : rules_.nodes)
        run_.batch.note_rejected_file(node.label, run_.files[file_].name);
    }
    return reader_.status();
  }

 private:
  // A node or edge of the mapping, as this file can give it.
  struct NodeRule {
    const MappedNode* rule;
    std::vector<MappedProperty> properties;
    std::shared_ptr<const ImportHeader> header;
  };
  struct EdgeRule {
    const MappedEdge* rule;
    std::shared_ptr<const ImportHeader> header;
  };

  static char separator_of(const std::string& path) {
    Result<ByteReader> bytes = ByteReader::open(path);
    return bytes ? csv_separator(bytes->window()) : ',';
  }
  RowPlace place() const { return {file_, row_.line, row_.begin, row_.end}; }
  const Schema& schema() const { return run_.context.schema; }

  // --- the header

  std::optional<RowFault> read_header(const RowPlace& place) {
    if (row_.error) return RowFault{row_.error->column, "", row_.error->value, row_.error->reason};
    columns_ = std::make_unique<MappedColumns>(row_.cells);
    for (const MappedNode& node : rules_.nodes) {
      if (!schema().is_open() && !schema().find_label(node.label))
        return RowFault{0, "", node.label,
                        "the mapping makes nodes of a label that the schema does not have"};
      if (columns_->can_give(node.id)) {
        node_rules_.push_back({&node, properties_of(node), header_of(node.properties, nullptr, nullptr)});
      } else if (!node.mention) {
        return RowFault{
            0, "", "",
            "the file has none of the columns for the id of " + node.label + ": " + wanted(node.id)};
      }
    }
    for (const MappedEdge& edge : rules_.edges) {
      if (!schema().is_open() && !schema().find_edge_type(edge.type))
        return RowFault{0, "", edge.type, "the mapping makes edges of a type that the schema does not have"};
      if (columns_->can_give(edge.from.value) && columns_->can_give(edge.to.value))
        edge_rules_.push_back({&edge, header_of(edge.properties, &edge.from, &edge.to)});
    }
    warn_of_missing(place);
    return std::nullopt;
  }

  static std::string wanted(const MappedValue& value) {
    std::string out;
    for (const std::string& name : value.columns) out += (out.empty() ? "" : ", ") + name;
    for (const auto* parts : {&value.join, &value.first}) {
      for (const MappedValue& part : *parts) out += (out.empty() ? "" : ", ") + wanted(part);
    }
    return out;
  }

  // One line that names what the mapping looks for in vain: a misspelt column must not be silent.
  void warn_of_missing(const RowPlace& place) {
    std::set<std::string> missing;
    const auto look = [&](const MappedValue& value) {
      if (!value.optional && !columns_->can_give(value)) missing.insert(wanted(value));
    };
    for (const MappedNode& node : rules_.nodes) {
      look(node.id);
      for (const MappedProperty& p : node.properties) look(p.value);
    }
    for (const MappedEdge& edge : rules_.edges) {
      if (edge.from.value.optional || edge.to.value.optional) continue;
      look(edge.from.value);
      look(edge.to.value);
      for (const MappedProperty& p : edge.properties) look(p.value);
    }
    if (missing.empty()) return;
    std::string all;
    for (const std::string& name : missing) all += (all.empty() ? "" : "; ") + name;
    run_.log.warn(place, {0, "", "", "the file has no column for what the mapping reads from: " + all});
  }

  // The mapped properties, and where the rest is kept, one for each column that nothing reads.
  std::vector<MappedProperty> properties_of(const MappedNode& node) const {
    std::vector<MappedProperty> all;
    for (const MappedProperty& p : node.properties) {
      if (columns_->can_give(p.value)) all.push_back(p);
    }
    if (!node.keep_rest) return all;
    std::set<std::size_t> used;
    const auto use = [&](const MappedValue& value) { note_used(value, used); };
    const auto use_conditions = [&](const std::vector<MappedCondition>& conditions) {
      for (const MappedCondition& c : conditions) used.insert(columns_->find(c.columns));
    };
    use_conditions(rules_.skip);
    for (const MappedNode& n : rules_.nodes) {
      use_conditions(n.when);
      use(n.id);
      for (const MappedProperty& p : n.properties) use(p.value);
    }
    for (const MappedEdge& e : rules_.edges) {
      use_conditions(e.when);
      use(e.from.value);
      use(e.to.value);
      for (const MappedProperty& p : e.properties) use(p.value);
    }
    for (std::size_t i = 1; i <= columns_->names().size(); ++i) {
      const std::string& name = columns_->names()[i - 1];
      if (used.contains(i) || name.empty()) continue;
      MappedProperty rest;
      rest.name = name;
      rest.value.columns = {mapping_word(name)};
      const bool taken = std::any_of(all.begin(), all.end(), [&](const auto& p) { return p.name == name; });
      if (!taken) all.push_back(std::move(rest));
    }
    return all;
  }

  void note_used(const MappedValue& value, std::set<std::size_t>& used) const {
    used.insert(columns_->find(value.columns));
    for (const auto* parts : {&value.join, &value.first}) {
      for (const MappedValue& part : *parts) note_used(part, used);
    }
  }

  // Says which column of the file a property or end comes from.
  std::shared_ptr<const ImportHeader> header_of(const std::vector<MappedProperty>& properties,
                                                const MappedEnd* from, const MappedEnd* to) const {
    ImportHeader header;
    header.mapped = true;
    for (const std::string& name : columns_->names()) {
      ImportColumn column;
      column.role = Role::kIgnored;
      column.header = name;
      header.columns.push_back(std::move(column));
    }
    const auto at = [&](const MappedValue& value) -> ImportColumn* {
      const std::size_t column = columns_->source(value);
      return column > 0 ? &header.columns[column - 1] : nullptr;
    };
    for (const MappedProperty& p : properties) {
      if (ImportColumn* column = at(p.value); column && column->name.empty()) column->name = p.name;
    }
    if (ImportColumn* column = from ? at(from->value) : nullptr) column->role = Role::kFrom;
    if (ImportColumn* column = to ? at(to->value) : nullptr) column->role = Role::kTo;
    return std::make_shared<const ImportHeader>(std::move(header));
  }

  // --- the rows

  void read_row() {
    if (row_.error) {
      return run_.log.reject(place(), {row_.error->column, "", row_.error->value, row_.error->reason});
    }
    if (row_.cells.size() != columns_->names().size()) {
      return run_.log.reject(place(),
                             {0, "", "",
                              "the row has " + std::to_string(row_.cells.size()) + " fields, the header " +
                                  std::to_string(columns_->names().size())});
    }
    const MappedRow row(*columns_, row_);
    if (row.holds_any(rules_.skip)) return;
    faults_.clear();
    nodes_.clear();
    edges_.clear();
    for (const NodeRule& rule : node_rules_) {
      if (row.holds(rule.rule->when)) read_node(row, rule);
    }
    for (const EdgeRule& rule : edge_rules_) {
      if (row.holds(rule.rule->when)) read_edge(row, rule);
    }
    take_row(row);
  }

  struct ReadNode {
    const MappedNode* rule;
    NodeDraft draft;
  };

  void take_row(const MappedRow& row) {
    for (RowFault& fault : faults_) run_.log.reject(place(), std::move(fault));
    for (ReadNode& node : nodes_) {
      const std::string label = node.draft.label, id = node.draft.id;
      if (!faults_.empty()) {
        if (!node.rule->mention) run_.batch.note_rejected_node(label, id, place());
        continue;
      }
      std::optional<RowFault> ignored;
      std::vector<std::string> aliases;
      for (const MappedValue& alias : node.rule->aliases) {
        for (std::string& text : row.evaluate(alias, ignored).texts) aliases.push_back(std::move(text));
      }
      if (node.rule->mention) {
        state_.mentions.try_emplace({label, id},
                                    MappedState::Mention{std::move(node.draft), std::move(aliases)});
      } else {
        for (const std::string& alias : aliases) state_.aliases.add(label, alias, id);
        run_.batch.add_node(std::move(node.draft));
      }
    }
    if (!faults_.empty()) return;
    for (MappedState::PendingEdge& edge : edges_) state_.edges.push_back(std::move(edge));
  }

  void read_node(const MappedRow& row, const NodeRule& rule) {
    std::optional<RowFault> fault;
    const MappedTexts id = row.evaluate(rule.rule->id, fault);
    if (fault) return faults_.push_back(std::move(*fault));
    if (id.texts.empty()) {
      if (!rule.rule->mention) faults_.push_back(row.fault(id.column, "is empty: every row needs one"));
      return;
    }
    ReadNode node{rule.rule, {}};
    node.draft.origin = {place(), rule.header};
    node.draft.label = rule.rule->label;
    node.draft.id = id.texts[0];
    const LabelDef* label = schema().find_label(node.draft.label);
    const bool is_new = !run_.batch.in_store(node.draft.label, node.draft.id);
    for (const MappedProperty& p : rule.properties) {
      if (p.initial && !is_new) continue;
      read_property(row, p, label ? label->find(p.name) : nullptr, node.draft.properties);
    }
    nodes_.push_back(std::move(node));
  }

  // Into `properties`: the value, or null where there is none.
  void read_property(const MappedRow& row, const MappedProperty& p, const PropertyDef* def,
                     Properties& properties) {
    std::optional<RowFault> fault;
    const MappedTexts texts = row.evaluate(p.value, fault);
    if (fault) return faults_.push_back(std::move(*fault));
    if (p.value.split.empty()) {
      return set_property(row, p, def, texts, texts.texts.empty() ? "" : texts.texts[0], properties);
    }
    const bool list = def && def->type == ValueType::kList;
    if (texts.texts.empty() || !list) {
      ValueList all;
      for (const std::string& text : texts.texts) all.emplace_back(text);
      properties.insert_or_assign(p.name, all.empty() ? Value() : Value(std::move(all)));
      return;
    }
    const std::string joined = to_text(Value(ValueList(texts.texts.begin(), texts.texts.end())));
    set_property(row, p, def, texts, joined, properties);
  }

  void set_property(const MappedRow& row, const MappedProperty& p, const PropertyDef* def,
                    const MappedTexts& texts, const std::string& text, Properties& properties) {
    if (!def && p.type) def = &*p.type;
    if (text.empty()) {
      if (def && def->required)
        faults_.push_back(row.fault(texts.column, p.name + " is required, and there is none"));
      properties.insert_or_assign(p.name, Value());
      return;
    }
    Result<Value> value = def ? Schema::parse_text(*def, text) : Result<Value>(infer(text));
    if (value) {
      properties.insert_or_assign(p.name, std::move(*value));
    } else {
      faults_.push_back(row.fault(texts.column, p.name + ": " + value.status().message()));
    }
  }

  EndDraft end_of(const EdgeRule& rule, const MappedEnd& end, const MappedTexts& texts,
                  const std::string& text) const {
    EndDraft draft;
    draft.id = text;
    draft.label = end.label;
    draft.column = texts.column;
    draft.column_name = texts.column > 0 ? columns_->names()[texts.column - 1] : "the mapping";
    draft.label_column_name = "the mapping";
    if (texts.cell != text) draft.cell = texts.cell;
    draft.skip_missing = rule.rule->skip_missing;
    return draft;
  }

  void read_edge(const MappedRow& row, const EdgeRule& rule) {
    std::optional<RowFault> fault;
    const MappedTexts from = row.evaluate(rule.rule->from.value, fault);
    const MappedTexts to = row.evaluate(rule.rule->to.value, fault);
    if (fault) return faults_.push_back(std::move(*fault));
    if (from.texts.empty() || to.texts.empty()) return;  // refers to nothing
    const std::vector<Properties> each = edge_properties(row, *rule.rule);
    if (from.texts.size() * to.texts.size() * each.size() > kMaxEdgesOfRow)
      return faults_.push_back(row.fault(to.column, "would make more than 10,000 edges"));
    for (const std::string& f : from.texts) {
      for (const std::string& t : to.texts) {
        for (const Properties& properties : each) {
          MappedState::PendingEdge edge;
          edge.draft.origin = {place(), rule.header};
          edge.draft.type = rule.rule->type;
          edge.draft.from = end_of(rule, rule.rule->from, from, f);
          edge.draft.to = end_of(rule, rule.rule->to, to, t);
          edge.draft.properties = properties;
          edge.from_alias = rule.rule->from.by_alias;
          edge.mention = rule.rule->mention;
          edge.to_alias = rule.rule->to.by_alias;
          edges_.push_back(std::move(edge));
        }
      }
    }
  }

  // Of each edge that the row makes: several where a property is split.
  std::vector<Properties> edge_properties(const MappedRow& row, const MappedEdge& rule) {
    const EdgeTypeDef* type = schema().find_edge_type(rule.type);
    std::vector<Properties> each(1);
    for (const MappedProperty& p : rule.properties) {
      if (!columns_->can_give(p.value)) continue;
      const PropertyDef* def = type ? type->find(p.name) : nullptr;
      std::optional<RowFault> fault;
      const MappedTexts texts = row.evaluate(p.value, fault);
      if (fault) faults_.push_back(std::move(*fault));
      std::vector<Properties> longer;
      for (const Properties& before : each) {
        for (std::size_t i = 0;
             i < std::max<std::size_t>(texts.texts.size(), 1) && longer.size() <= kMaxEdgesOfRow; ++i) {
          longer.push_back(before);
          set_property(row, p, def, texts, texts.texts.empty() ? "" : texts.texts[i], longer.back());
        }
      }
      each = std::move(longer);
    }
    return each;
  }

  ImportRun& run_;
  const MappedFile& rules_;
  const std::size_t file_;
  MappedState& state_;
  CsvReader reader_;
  CsvRow row_;
  std::unique_ptr<MappedColumns> columns_;
  std::vector<NodeRule> node_rules_;
  std::vector<EdgeRule> edge_rules_;
  // Of the row at hand.
  std::vector<RowFault> faults_;
  std::vector<ReadNode> nodes_;
  std::vector<MappedState::PendingEdge> edges_;
};

// Gives an end that is named by alias its id; false, with the row rejected or warned of, where that fails.
bool name_end(ImportRun& run, const Aliases& aliases, const EdgeDraft& draft, EndDraft& end) {
  const std::string* id = aliases.find(end.label, end.id);
  if (id && !id->empty()) {
    if (end.cell.empty()) end.cell = end.id;
    end.id = *id;
    return true;
  }
  RowFault fault{
      end.column, end.column_name, end.cell.empty() ? end.id : end.cell,
      id ? "several of " + end.label + " are called so" : "no " + end.label + " of this import is called so"};
  if (end.skip_missing) {
    fault.reason += "; the " + draft.type + " edge is left out";
    run.log.warn(draft.origin.row, std::move(fault));
  } else {
    run.log.reject(draft.origin.row, std::move(fault));
  }
  return false;
}

void add_pending(ImportRun& run, MappedState& state) {
  for (auto& [name, mention] : state.mentions) {
    const auto& [label, id] = name;
    const auto has = [&, &of = label](const std::string& alias) {
      return state.aliases.find(of, alias) != nullptr;
    };
    if (std::any_of(mention.aliases.begin(), mention.aliases.end(), has)) continue;
    for (const std::string& alias : mention.aliases) state.aliases.add(label, alias, id);
    if (!run.batch.knows(label, id)) run.batch.add_node(std::move(mention.draft));
  }
  std::stable_partition(state.edges.begin(), state.edges.end(),
                        [](const auto& edge) { return !edge.mention; });
  for (MappedState::PendingEdge& edge : state.edges) {
    if (edge.from_alias && !name_end(run, state.aliases, edge.draft, edge.draft.from)) continue;
    if (edge.to_alias && !name_end(run, state.aliases, edge.draft, edge.draft.to)) continue;
    edge.draft.mention = edge.mention;
    run.batch.add_edge(std::move(edge.draft));
  }
}

}  // namespace

Status import_mapped(ImportRun& run, const MappingRules& rules) {
  MappedState state;
  for (std::size_t i = 0; i < run.files.size(); ++i) {
    if (Status s = run.check_stop(); !s.ok()) return s;
    Result<ByteReader> bytes = ByteReader::open(run.files[i].path);
    if (!bytes) return bytes.status();
    MappedFileImport file(run, rules.files[run.files[i].mapped_by], i, std::move(*bytes), state);
    if (Status s = file.read(); !s.ok()) return s;
    run.progress.file_done(run.files[i]);
  }
  add_pending(run, state);
  run.progress.finish();
  return {};
}

}  // namespace relmap::graphstore

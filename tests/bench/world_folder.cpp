#include "world_folder.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <unordered_set>
#include <vector>

#include "query/schema.h"
#include "world_generator.h"

namespace relmap::bench {
namespace {

using graphstore::Properties;
using graphstore::Schema;
using graphstore::WriteEdge;
using graphstore::WriteNode;

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

// One open file with the columns of its label or type.
class Table {
 public:
  Table(const std::string& path, std::vector<std::string> own,
        const std::vector<graphstore::PropertyDef>& properties)
      : out_(path, std::ios::binary) {
    for (const std::string& column : own) out_ << (&column == &own[0] ? "" : ",") << column;
    for (const graphstore::PropertyDef& property : properties) {
      if (property.name == "id") continue;
      columns_.push_back(property.name);
      out_ << "," << property.name;
    }
    out_ << "\n";
  }

  void write(const std::vector<std::string>& own, const Properties& properties) {
    for (const std::string& field : own) out_ << (&field == &own[0] ? "" : ",") << csv_field(field);
    for (const std::string& column : columns_) {
      const auto value = properties.find(column);
      out_ << "," << (value == properties.end() ? std::string() : csv_field(to_text(value->second)));
    }
    out_ << "\n";
  }

  bool good() { return static_cast<bool>(out_.flush()); }

 private:
  std::ofstream out_;
  std::vector<std::string> columns_;
};

class Folder {
 public:
  Folder(std::string dir, const Schema& schema) : dir_(std::move(dir)), schema_(schema) {}

  void write(const graphstore::Change& change) {
    if (const auto* node = std::get_if<WriteNode>(&change)) {
      if (node->node.label == "Account") edges_.clear();
      table("nodes", node->node.label, {"id"}, schema_.find_label(node->node.label)->properties)
          .write({node->node.key}, node->properties);
    } else if (const auto* edge = std::get_if<WriteEdge>(&change); edge && is_new(*edge)) {
      table("edges", edge->type, {"from_label", "from", "to_label", "to"},
            schema_.find_edge_type(edge->type)->properties)
          .write({edge->from.label, edge->from.key, edge->to.label, edge->to.key}, edge->properties);
    }
  }

  Status finish() {
    for (auto& [name, table] : tables_) {
      if (!table.good()) return Status::io("cannot write " + dir_ + "/" + name + ".csv");
    }
    return {};
  }

 private:
  // The generator may draw an edge twice, always within one account; a folder that somebody exports has each
  // record once.
  bool is_new(const WriteEdge& edge) {
    const graphstore::EdgeTypeDef& type = *schema_.find_edge_type(edge.type);
    std::string ends[] = {edge.from.to_string(), edge.to.to_string()};
    if (type.undirected && ends[1] < ends[0]) std::swap(ends[0], ends[1]);
    std::string identity = edge.type + "|" + ends[0] + "|" + ends[1];
    for (const std::string& name : type.key) {
      const auto value = edge.properties.find(name);
      identity += value == edge.properties.end() ? "|" : "|=" + to_text(value->second);
    }
    return edges_.insert(std::move(identity)).second;
  }

  Table& table(const std::string& kind, const std::string& name, std::vector<std::string> own,
               const std::vector<graphstore::PropertyDef>& properties) {
    const std::string key = kind + "/" + name;
    auto it = tables_.find(key);
    if (it == tables_.end()) {
      it = tables_.try_emplace(key, dir_ + "/" + key + ".csv", std::move(own), properties).first;
    }
    return it->second;
  }

  std::string dir_;
  const Schema& schema_;
  std::map<std::string, Table> tables_;
  std::unordered_set<std::string> edges_;  // of the account at hand
};

}  // namespace

Status write_world_folder(const WorldPlan& plan, const std::string& dir) {
  const Result<Schema> schema = query::relationship_schema();
  if (!schema) return schema.status();
  std::error_code error;
  for (const char* part : {"/nodes", "/edges"}) std::filesystem::create_directories(dir + part, error);
  if (error) return Status::io("cannot make " + dir + ": " + error.message());
  WorldPlan by_account = plan;  // each file is in the order of accounts either way, and this needs one pass
  by_account.options.by_label = false;
  Folder folder(dir, *schema);
  generate_world(by_account, [&](const graphstore::Change& change) { folder.write(change); });
  return folder.finish();
}

}  // namespace relmap::bench

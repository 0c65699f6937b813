// ImportBatch: the rows that are good so far, as the changes of one transaction, and what is known of the
// records they write. A record that comes twice is one change: the later row lies over the earlier one.
//
// Nodes are added first, then edges, whose ends are looked up among these nodes and in the store as it was
// when the import began.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graphstore/import.h"
#include "graphstore/snapshot.h"
#include "graphstore/transaction.h"
#include "import_header.h"
#include "import_issues.h"

namespace relmap::graphstore {

// What all stages of one import share.
struct ImportContext {
  Schema schema;
  std::shared_ptr<const Snapshot> base;  // the store as it was when the import began
  ImportLimits limits;
  bool strict = false;
  bool dry_run = false;  // nothing is kept of rejects beyond the report
};

// Which row wrote a change. `header` is null for NDJSON.
struct RowOrigin {
  RowPlace row;
  std::shared_ptr<const ImportHeader> header;

  std::size_t column_of(std::string_view property) const {
    return header ? header->find_property(property) : 0;
  }
};

struct NodeDraft {
  RowOrigin origin;
  std::string label, id;            // id empty: a node that nothing refers to; label empty: the id is a "ref"
  std::vector<std::string> labels;  // all of them, where the row says; else empty
  Properties properties;            // a null removes the property
};

// One end of an edge as a row gives it.
struct EndDraft {
  std::string id;
  std::string label;                // "" where the row names none
  bool by_ref = false;              // `id` is the "ref" of a node of this import; there is no label
  std::vector<std::string> labels;  // those that the header leaves to choose from; empty: the schema's
  std::size_t column = 0, label_column = 0;
  std::string column_name, label_column_name;
  std::string cell;           // the id as the row has it, where it is not `id` itself
  bool skip_missing = false;  // if there is no such node, the edge is left out with a warning
};

struct EdgeDraft {
  RowOrigin origin;
  std::string type;
  EndDraft from, to;
  bool mention = false;  // nothing where the import has the same edge already
  Properties properties;
};

class ImportBatch {
 public:
  // All must outlive the batch.
  ImportBatch(const ImportContext& context, IssueLog& log) : context_(context), log_(log) {}

  void add_node(NodeDraft draft);
  // The row of this node was rejected: edges to it will be, with this reason.
  void note_rejected_node(const std::string& label, const std::string& id, const RowPlace& row);
  // Every row of the file was rejected, and so nothing is known of the nodes in it.
  void note_rejected_file(const std::string& label, const std::string& file) {
    rejected_files_[label] = file;
  }
  // ":ID(space)" in the file of `label`; ":START_ID(space)" then means nodes of that label.
  void note_id_space(const std::string& space, const std::string& label) { spaces_[space].insert(label); }
  std::vector<std::string> labels_of_space(const std::string& space) const;

  // Nodes of this label are in the import, but not in this batch: they are in the store already.
  void note_label(const std::string& label) { labels_.insert(label); }

  // Adds the edge or rejects its row.
  void add_edge(EdgeDraft draft);

  const Transaction& transaction() const { return transaction_; }
  // The row that wrote the change; of several the last.
  const RowOrigin& origin(std::size_t change) const { return origins_[change]; }
  // One of the rows of a record that came more than once, and what it calls the record.
  struct LaidRow {
    RowOrigin origin;
    std::string record;
  };
  struct Overlaid {
    std::vector<LaidRow> rows;                              // at least two, in their order
    std::map<std::string, std::size_t, std::less<>> given;  // property → the row that has the last word on it
  };
  // nullptr where a single row wrote the change.
  const Overlaid* overlaid(std::size_t change) const {
    const auto it = overlaid_.find(change);
    return it == overlaid_.end() ? nullptr : &it->second;
  }

  // The change that writes this node, or nullopt where it is not in this import.
  std::optional<std::size_t> change_of(const NodeRef& node) const;
  // In this import or in the store.
  bool knows(const std::string& label, const std::string& id) const { return exists(label, id); }
  bool in_store(std::string_view label, std::string_view id) const {
    return context_.base->find(label, id).has_value();
  }

 private:
  struct Known {
    std::optional<std::size_t> change;  // of the good row
    RowPlace rejected;                  // where `change` is nullopt
  };
  struct Ends {
    std::string from, to;  // labels
  };

  static std::string identity(std::string_view label, std::string_view id);
  bool keyed(std::string_view label) const;
  // `label` may be any that the node has a key under.
  const Known* find(std::string_view label, std::string_view id) const;
  // The same for two names exactly where they are known to name the same node.
  std::string node_identity(const std::string& label, const std::string& id) const;
  void note_other_keys(const NodeDraft& draft, std::size_t change);
  bool exists(const std::string& label, const std::string& id) const;
  NodeRef ref(const std::string& label, const std::string& id) const;
  std::vector<std::string> labels_of(const std::string& label, const std::string& id) const;

  // import_ends.cpp
  const std::pair<std::vector<std::string>, std::vector<std::string>>& allowed_labels(
      const std::string& type);
  std::vector<std::string> existing(const EndDraft& end, const std::vector<std::string>& allowed) const;
  std::optional<RowFault> check_label(const EdgeDraft& draft, const EndDraft& end) const;
  RowFault missing(const EndDraft& end, const std::vector<std::string>& allowed) const;
  RowFault no_choice(const EdgeDraft& draft, const std::vector<Ends>& choices,
                     const std::vector<std::string>& from, const std::vector<std::string>& to) const;
  void collapse(const EdgeDraft& draft, std::vector<Ends>& choices) const;
  std::optional<RowFault> resolve(const EdgeDraft& draft, Ends& ends);

  std::string edge_identity(const EdgeDraft& draft, const Ends& ends) const;
  // Lays the row over the earlier ones of its record; false where it was rejected for them (strict).
  bool overlay(std::size_t change, const std::string& record, const RowOrigin& origin, Properties properties);
  void push(Change change, RowOrigin origin);

  const ImportContext& context_;
  IssueLog& log_;
  Transaction transaction_;
  std::vector<RowOrigin> origins_;                      // of each change
  std::unordered_map<std::size_t, Overlaid> overlaid_;  // of changes with several rows
  std::unordered_map<std::string, Known> nodes_;        // by label, NUL, id
  std::unordered_map<std::string, Known> other_keys_;   // likewise, by the further labels of those nodes
  std::unordered_map<std::string, std::size_t> edges_;  // by edge_identity
  std::set<std::string, std::less<>> labels_;           // of the nodes in this import
  std::map<std::string, std::set<std::string>> spaces_;
  std::map<std::string, std::string, std::less<>> rejected_files_;  // label → file
  std::map<std::string, std::pair<std::vector<std::string>, std::vector<std::string>>> allowed_;  // by type
};

}  // namespace relmap::graphstore

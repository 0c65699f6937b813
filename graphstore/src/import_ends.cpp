// Which nodes an edge's row means: the part of ImportBatch that looks up ends and infers their labels.
//
// Rule: an end that names no label may have every label that the schema (or the header) allows there and
// under which its id exists, in the store or in this import. If the schema allows exactly one pair of such
// labels, that is meant; otherwise the row is rejected, naming the choices.
#include <algorithm>

#include "import_batch.h"

namespace relmap::graphstore {
namespace {

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += separator;
    out += word;
  }
  return out;
}

void add_once(std::vector<std::string>& words, const std::string& word) {
  if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
}

// "TeamMember → Contact, Contact → Contact"
std::string allowed_pairs(const EdgeTypeDef& def) {
  std::string out;
  for (const EdgeEnds& ends : def.ends) {
    out += (out.empty() ? "" : ", ") + (ends.from.empty() ? "any" : ends.from) + " → " +
           (ends.to.empty() ? "any" : ends.to);
  }
  return out;
}

}  // namespace

const std::pair<std::vector<std::string>, std::vector<std::string>>& ImportBatch::allowed_labels(
    const std::string& type) {
  const auto [it, fresh] = allowed_.try_emplace(type);
  auto& [from, to] = it->second;
  if (!fresh) return it->second;
  const EdgeTypeDef* def = context_.schema.find_edge_type(type);
  bool any_from = !def || def->ends.empty(), any_to = any_from;
  if (def) {
    for (const EdgeEnds& ends : def->ends) {
      add_once(from, ends.from);
      add_once(to, ends.to);
      if (def->undirected) add_once(from, ends.to);
      if (def->undirected) add_once(to, ends.from);
    }
  }
  any_from = any_from || std::find(from.begin(), from.end(), "") != from.end();
  any_to = any_to || std::find(to.begin(), to.end(), "") != to.end();
  std::vector<std::string> all(labels_.begin(), labels_.end());
  for (const LabelDef& label : context_.schema.labels()) add_once(all, label.name);
  if (any_from) from = all;
  if (any_to) to = all;
  return it->second;
}

std::vector<std::string> ImportBatch::existing(const EndDraft& end,
                                               const std::vector<std::string>& allowed) const {
  std::vector<std::string> found;
  if (end.by_ref || !end.label.empty()) {
    if (exists(end.label, end.id)) found.push_back(end.label);
    return found;
  }
  for (const std::string& label : end.labels.empty() ? allowed : end.labels) {
    if (exists(label, end.id)) found.push_back(label);
  }
  return found;
}

std::optional<RowFault> ImportBatch::check_label(const EdgeDraft& draft, const EndDraft& end) const {
  if (end.label.empty() || context_.schema.find_label(end.label) || labels_.contains(end.label))
    return std::nullopt;
  const auto& [from, to] = allowed_.at(draft.type);
  return RowFault{end.label_column, end.label_column_name, end.label,
                  "there is no such label; here it is " + joined(&end == &draft.from ? from : to, " or ")};
}

RowFault ImportBatch::missing(const EndDraft& end, const std::vector<std::string>& allowed) const {
  std::vector<std::string> labels = {end.label};
  if (end.label.empty() && !end.by_ref) labels = end.labels.empty() ? allowed : end.labels;
  RowFault fault{end.column, end.column_name, end.cell.empty() ? end.id : end.cell, ""};
  for (const std::string& label : labels) {
    const Known* known = find(label, end.id);
    if (!known) continue;
    fault.reason = (end.by_ref ? "the node with this ref" : label + "/" + issue_excerpt(end.id)) +
                   " was rejected: " + log_.place_name(known->rejected);
    return fault;
  }
  if (end.by_ref) {
    fault.reason = "there is no node with this ref in this import";
    return fault;
  }
  fault.reason = labels.size() == 1 ? "there is no " + labels[0] + "/" + issue_excerpt(end.id)
                                    : "there is no node with this id; looked among " + joined(labels, ", ");
  for (const std::string& label : labels) {
    if (const auto file = rejected_files_.find(label); file != rejected_files_.end()) {
      fault.reason += " (" + file->second + " was rejected)";
    }
    if (labels.size() == 1 && !keyed(label)) {
      fault.reason += " in this import (the schema names no key by which a stored one could be found)";
    }
  }
  return fault;
}

// There is not exactly one pair of labels under which both ends exist.
RowFault ImportBatch::no_choice(const EdgeDraft& draft, const std::vector<Ends>& choices,
                                const std::vector<std::string>& from,
                                const std::vector<std::string>& to) const {
  if (choices.empty()) {
    const EdgeTypeDef* def = context_.schema.find_edge_type(draft.type);
    const EndDraft& end = draft.from.label_column > 0 || draft.to.label_column == 0 ? draft.from : draft.to;
    return {end.label_column > 0 ? end.label_column : end.column,
            end.label_column > 0 ? end.label_column_name : end.column_name,
            end.label.empty() ? end.id : end.label,
            draft.type + " does not run " + joined(from, " or ") + " → " + joined(to, " or ") + "; it runs " +
                (def ? allowed_pairs(*def) : "nowhere")};
  }
  std::vector<std::string> from_labels, to_labels;
  for (const Ends& ends : choices) {
    add_once(from_labels, ends.from);
    add_once(to_labels, ends.to);
  }
  const bool at_from = from_labels.size() > 1;
  const EndDraft& end = at_from ? draft.from : draft.to;
  return {end.column, end.column_name, end.id,
          "the id exists under several labels (" + joined(at_from ? from_labels : to_labels, ", ") +
              "): say which in " + end.label_column_name};
}

// Drops choices that name the same two nodes as another, by other labels of theirs. Of these the one stays
// whose labels the import itself writes the nodes under: the store's may be gone with this import.
void ImportBatch::collapse(const EdgeDraft& draft, std::vector<Ends>& choices) const {
  const auto written = [&](const Ends& ends) {
    return std::size_t{nodes_.contains(identity(ends.from, draft.from.id))} +
           std::size_t{nodes_.contains(identity(ends.to, draft.to.id))};
  };
  std::map<std::pair<std::string, std::string>, std::size_t> kept;  // → index in `out`
  std::vector<Ends> out;
  for (const Ends& ends : choices) {
    const auto [it, fresh] = kept.try_emplace(
        {node_identity(ends.from, draft.from.id), node_identity(ends.to, draft.to.id)}, out.size());
    if (fresh) {
      out.push_back(ends);
    } else if (written(ends) > written(out[it->second])) {
      out[it->second] = ends;
    }
  }
  choices = std::move(out);
}

std::optional<RowFault> ImportBatch::resolve(const EdgeDraft& draft, Ends& ends) {
  const auto& [from_allowed, to_allowed] = allowed_labels(draft.type);
  for (const EndDraft* end : {&draft.from, &draft.to}) {
    if (std::optional<RowFault> fault = check_label(draft, *end)) return fault;
  }
  const std::vector<std::string> from = existing(draft.from, from_allowed);
  if (from.empty()) return missing(draft.from, from_allowed);
  const std::vector<std::string> to = existing(draft.to, to_allowed);
  if (to.empty()) return missing(draft.to, to_allowed);
  std::vector<Ends> choices;
  for (const std::string& f : from) {
    for (const std::string& t : to) {
      // Mostly the labels that the ends are known by decide; all others are looked up only where they do not.
      const bool allowed =
          context_.schema.allows_ends(draft.type, {f}, {t}) ||
          context_.schema.allows_ends(draft.type, labels_of(f, draft.from.id), labels_of(t, draft.to.id));
      if (allowed) choices.push_back({f, t});
    }
  }
  if (choices.size() > 1) collapse(draft, choices);
  if (choices.size() != 1) return no_choice(draft, choices, from, to);
  ends = choices[0];
  return std::nullopt;
}

}  // namespace relmap::graphstore

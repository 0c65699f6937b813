#include "world.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <sstream>

#include "query/schema.h"

namespace relmap::query::testing {
namespace {

using graphstore::NodeRef;
using graphstore::Properties;
using graphstore::Schema;

[[noreturn]] void stop(const std::string& message) {
  std::fprintf(stderr, "world: %s\n", message.c_str());
  std::abort();
}

template <class T>
T must(Result<T> result, const std::string& what) {
  if (!result) stop(what + ": " + result.status().to_string());
  return std::move(result).value();
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

class Builder {
 public:
  explicit Builder(const Schema& schema) : schema_(schema) {}

  void line(const std::string& text) {
    std::istringstream in(text.substr(0, text.find('#')));
    std::string first, id;
    if (!(in >> first)) return;
    if (!(in >> id)) stop("an id is missing: " + text);
    std::vector<std::string> rest;
    for (std::string word; in >> word;) rest.push_back(word);
    if (schema_.find_label(first)) return node(first, id, rest);
    if (!schema_.find_edge_type(first) || rest.empty()) stop("neither a label nor an edge: " + text);
    const std::string to = rest.front();
    rest.erase(rest.begin());
    edge(first, id, to, properties(schema_.find_edge_type(first), rest));
  }

  graphstore::Transaction take() { return std::move(transaction_); }

 private:
  template <class Def>
  Properties properties(const Def* def, const std::vector<std::string>& words) {
    Properties out;
    for (const std::string& word : words) {
      const std::size_t equals = word.find('=');
      if (equals == std::string::npos) stop("not key=value: " + word);
      const std::string key = word.substr(0, equals);
      std::string value = word.substr(equals + 1);
      if (key == "name" || key == "title") std::replace(value.begin(), value.end(), '_', ' ');
      const graphstore::PropertyDef* property = def->find(key);
      out[key] = property ? must(Schema::parse_text(*property, value), word) : graphstore::infer(value);
    }
    return out;
  }

  void node(const std::string& label, const std::string& id, const std::vector<std::string>& words) {
    labels_[id] = label;
    std::vector<std::string> own;
    std::vector<std::pair<std::string, std::vector<std::string>>> links;
    for (const std::string& word : words) {
      const std::size_t equals = word.find('=');
      const std::string key = word.substr(0, equals);
      if (key == "in" || key == "of" || key == "for" || key == "seat") {
        links.emplace_back(key, split(word.substr(equals + 1), '@'));
      } else {
        own.push_back(word);
      }
    }
    graphstore::WriteNode write;
    write.node = NodeRef::by_key(label, id);
    write.properties = properties(schema_.find_label(label), own);
    transaction_.changes.push_back(std::move(write));
    for (const auto& [key, parts] : links) link(key, id, parts);
  }

  void link(const std::string& key, const std::string& id, const std::vector<std::string>& parts) {
    Properties p;
    if (key == "of") return edge("PART_OF", id, parts[0], p);
    if (key == "for") return edge("FOR_ACCOUNT", id, parts[0], p);
    if (key == "in") {
      if (parts.size() > 1 && !parts[1].empty()) p["since"] = day(parts[1]);
      if (parts.size() > 2) p["until"] = day(parts[2]);
      return edge("WORKS_IN", id, parts[0], p);
    }
    p["role"] = parts[0];
    if (parts.size() > 2) p["business_line"] = parts[2];
    edge("ON_TEAM", id, parts.at(1), p);
  }

  void edge(const std::string& type, const std::string& from, const std::string& to, Properties p) {
    if (!labels_.contains(from) || !labels_.contains(to))
      stop(type + " " + from + " " + to + ": unknown end");
    graphstore::WriteEdge write;
    write.type = type;
    write.from = NodeRef::by_key(labels_[from], from);
    write.to = NodeRef::by_key(labels_[to], to);
    write.properties = std::move(p);
    transaction_.changes.push_back(std::move(write));
  }

  const Schema& schema_;
  std::map<std::string, std::string> labels_;
  graphstore::Transaction transaction_;
};

}  // namespace

World::World(std::string_view text) {
  const Schema schema = must(relationship_schema(), "schema");
  graphstore::OpenOptions options;
  options.url = "memory:";
  options.schema = schema;
  // So that the age of what is on the map does not depend on the day the tests run.
  options.clock = [] { return *DateTime::parse("2026-11-23T08:00:00Z"); };
  graph_ = must(graphstore::Graph::open(options), "open");
  Builder builder(schema);
  std::istringstream in{std::string(text)};
  for (std::string line; std::getline(in, line);) builder.line(line);
  must(graph_->commit(builder.take(), {"test", "world", false, false}), "commit");
  snapshot_ = graph_->snapshot();
}

Date day(std::string_view text) { return must(Date::parse(text), std::string(text)); }

CoverageReport report(const World& world, std::string_view account, std::string_view date,
                      const Policy* policy, Lang lang) {
  CoverageOptions options;
  options.date = day(date);
  options.policy = policy;
  options.lang = lang;
  return must(coverage(world.graph(), account, options), "coverage");
}

std::vector<std::string> gaps(const CoverageReport& report, std::string_view rule) {
  std::vector<std::string> out;
  for (const Gap& gap : report.gaps) {
    if (gap.rule.starts_with(rule)) out.push_back(std::string(severity_name(gap.severity)) + " " + gap.id);
  }
  return out;
}

Policy policy(std::string_view json) { return must(Policy::parse(json), "policy"); }

}  // namespace relmap::query::testing

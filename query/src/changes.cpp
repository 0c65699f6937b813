#include "query/changes.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "json_out.h"
#include "texts.h"

namespace relmap::query {
namespace {

using graphstore::ChangeKind;
using graphstore::EntityChange;
using graphstore::Snapshot;
using graphstore::Vertex;

// What belongs to an account in one version.
class Belongings {
 public:
  Belongings(const Snapshot& snapshot, Vertex account) : snapshot_(snapshot) {
    add(account);
    // Units may lie in units; a subsidiary that is an account has its own report.
    for (std::size_t i = 0; i < queue_.size(); ++i) {
      const Vertex at = queue_[i];
      follow(at, "PART_OF", "OrgUnit");
      follow(at, "WORKS_IN", "Contact");
      if (at == account) follow(at, "FOR_ACCOUNT", "");
    }
  }
  const std::set<Vertex>& all() const { return found_; }

 private:
  void add(Vertex v) {
    if (found_.insert(v).second) queue_.push_back(v);
  }
  void follow(Vertex to, std::string_view type, std::string_view label) {
    const auto symbol = snapshot_.symbol(type);
    if (symbol == graphstore::kNoSymbol) return;
    const auto wanted = snapshot_.symbol(label);
    for (const auto& edge : snapshot_.in(to, symbol)) {
      if (label.empty() || snapshot_.has_label(edge.source, wanted)) add(edge.source);
    }
  }

  const Snapshot& snapshot_;
  std::vector<Vertex> queue_;
  std::set<Vertex> found_;
};

// How people call the node: its name, else its key.
std::string called(const Snapshot& snapshot, graphstore::NodeId id) {
  const auto v = static_cast<Vertex>(id);
  const auto name = snapshot.properties(v).text(snapshot.symbol("name"));
  return std::string(name && !name->empty() ? *name : snapshot.key(v));
}

class Teller {
 public:
  Teller(const Snapshot& older, const Snapshot& newer, Lang lang)
      : older_(older), newer_(newer), lang_(lang) {}

  AccountChange tell(const EntityChange& change) const {
    const std::string what = change.is_edge ? relation(change) : name_of(change.id());
    const std::string details = details_of(change);
    AccountChange told;
    told.kind = change.kind;
    told.entity = change.is_edge ? edge_of(change).type + " " + change.from + " → " + change.to : change.name;
    Args args;
    args.with("what", what).with("details", details);
    const std::string key = change.kind == ChangeKind::kCreated   ? "changes.created"
                            : change.kind == ChangeKind::kDeleted ? "changes.deleted"
                                                                  : "changes.changed";
    told.sentence = say(lang_, details.empty() ? key + ".bare" : key, args);
    return told;
  }

 private:
  static const graphstore::EdgeRecord& edge_of(const EntityChange& change) {
    return change.edge_after ? *change.edge_after : *change.edge_before;
  }
  std::string name_of(graphstore::NodeId id) const {
    const auto v = static_cast<Vertex>(id);
    const bool now = v < newer_.vertex_bound() && newer_.alive(v);
    return called(now ? newer_ : older_, id);
  }
  // "Eva Berg knows Nia Park"
  std::string relation(const EntityChange& change) const {
    const auto& edge = edge_of(change);
    Args args;
    args.with("from", name_of(edge.from)).with("to", name_of(edge.to)).with("type", edge.type);
    const std::string key = "changes.edge." + edge.type;
    const std::string told = say(lang_, key, args);
    return told == key ? say(lang_, "changes.edge", args) : told;
  }
  std::string value(const graphstore::Value& v) const {
    return v.is_null() ? say(lang_, "changes.nothing") : graphstore::to_text(v);
  }
  std::string details_of(const EntityChange& change) const {
    if (change.kind == ChangeKind::kDeleted) return "";
    std::vector<std::string> parts;
    for (const auto& property : change.properties) {
      // A new node is told by its name; its key says nothing to people.
      const bool plain = property.name == "id" || property.name == "name";
      if (change.kind == ChangeKind::kCreated && !change.is_edge && plain) continue;
      Args args;
      args.with("property", property.name)
          .with("before", value(property.before))
          .with("after", value(property.after));
      parts.push_back(say(
          lang_, change.kind == ChangeKind::kCreated ? "changes.property.new" : "changes.property", args));
    }
    constexpr std::size_t kShown = 8;
    return enumerate(lang_, parts, kShown);
  }

  const Snapshot& older_;
  const Snapshot& newer_;
  Lang lang_;
};

bool concerns(const EntityChange& change, const std::set<Vertex>& belongings) {
  const auto has = [&](graphstore::NodeId id) { return belongings.contains(static_cast<Vertex>(id)); };
  if (!change.is_edge) return has(change.id());
  const auto& edge = change.edge_after ? *change.edge_after : *change.edge_before;
  return has(edge.from) || has(edge.to);
}

}  // namespace

Result<AccountChanges> account_changes(const Snapshot& older, const Snapshot& newer,
                                       const graphstore::Diff& diff, std::string_view account, Lang lang) {
  const auto then = older.find("Account", account), now = newer.find("Account", account);
  if (!then && !now) return Status::not_found("there is no account '" + std::string(account) + "'");
  std::set<Vertex> belongings;
  if (then) belongings.merge(std::set<Vertex>(Belongings(older, *then).all()));
  if (now) belongings.merge(std::set<Vertex>(Belongings(newer, *now).all()));
  AccountChanges result;
  const Vertex itself = now ? *now : *then;
  result.account = {"Account", std::string(account), called(now ? newer : older, itself)};
  result.from = diff.from;
  result.to = diff.to;
  result.more = diff.more;
  result.incomplete = diff.erasures > 0;
  const Teller teller(older, newer, lang);
  std::vector<std::tuple<int, std::string, AccountChange>> told;
  for (const EntityChange& change : diff.entities) {
    if (!concerns(change, belongings)) continue;
    const int rank = change.is_edge ? 2 : change.id() == itself ? 0 : 1;
    AccountChange entry = teller.tell(change);
    std::string order = entry.sentence + "\n" + entry.entity;
    told.emplace_back(rank, std::move(order), std::move(entry));
  }
  std::sort(told.begin(), told.end(), [](const auto& a, const auto& b) {
    return std::tie(std::get<0>(a), std::get<1>(a)) < std::tie(std::get<0>(b), std::get<1>(b));
  });
  for (auto& entry : told) result.changes.push_back(std::move(std::get<2>(entry)));
  return result;
}

std::string to_text(const AccountChanges& changes, Lang lang) {
  Args args;
  args.with("account", changes.account.name).with("first", changes.from).with("version", changes.to);
  std::string out = say(lang, "changes.title", args) + "\n\n";
  for (const AccountChange& change : changes.changes) out += "  " + change.sentence + "\n";
  if (changes.changes.empty()) out += "  " + say(lang, "changes.none") + "\n";
  if (changes.more) out += "\n" + say(lang, "changes.more") + "\n";
  if (changes.incomplete) out += "\n" + say(lang, "report.incomplete") + "\n";
  return out;
}

std::string to_json(const AccountChanges& changes) {
  static constexpr const char* kKinds[] = {"created", "deleted", "changed"};
  Json list = Json::array();
  for (const AccountChange& change : changes.changes) {
    list.push_back({{"kind", kKinds[static_cast<std::size_t>(change.kind)]},
                    {"entity", change.entity},
                    {"sentence", change.sentence}});
  }
  return dump({{"account", json_of(changes.account)},
               {"from", changes.from},
               {"to", changes.to},
               {"incomplete", changes.incomplete},
               {"more", changes.more},
               {"changes", std::move(list)}});
}

}  // namespace relmap::query

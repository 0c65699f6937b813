// Account changes: see query/changes.h. First whom the account is about (Scope), then one sentence for each
// entry (Teller).
#include "query/changes.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_set>

#include "base/utf8.h"
#include "query/model.h"
#include "texts.h"

namespace relmap::query {

using graphstore::ChangeKind;
using graphstore::EntityChange;
using graphstore::NodeId;
using graphstore::Properties;
using graphstore::Value;

namespace {

constexpr std::size_t kMaxShown = 80;  // characters of one value

struct Scope {
  std::unordered_set<NodeId> account, team, own;  // own: also the account
  bool found = false;

  void add(const Snapshot& g, std::string_view id) {
    const Model model(g, g.time().date());
    const std::optional<Vertex> v = model.find("Account", id);
    if (!v) return;
    found = true;
    account.insert(*v);
    own.insert(*v);
    const std::vector<Vertex> units = model.units(*v);
    own.insert(units.begin(), units.end());
    for (Edge edge : g.in(*v, model.symbols().for_account)) own.insert(edge.source);
    for (const Edge& edge : g.in(*v, model.symbols().on_team)) team.insert(edge.source);
    add_people(model, *v);
    for (Vertex unit : units) add_people(model, unit);
  }

  bool concerns(const EntityChange& change) const {
    if (!change.is_edge) return own.contains(change.id()) || team.contains(change.id());
    const graphstore::EdgeRecord& edge = change.edge_after ? *change.edge_after : *change.edge_before;
    return own.contains(edge.from) || own.contains(edge.to);
  }

 private:
  // Unlike Model::placements also of those whose work has not begun: they are on the map already.
  void add_people(const Model& model, Vertex unit) {
    for (Edge edge : model.snapshot().in(unit, model.symbols().works_in)) {
      const std::optional<Date> until = edge.properties.date(model.symbols().until);
      if (!until || *until > model.date()) own.insert(edge.source);
    }
  }
};

// "" where the catalogue has no such key.
std::string known(Lang lang, const std::string& key, const Args& args = {}) {
  std::string text = say(lang, key, args);
  return text == key ? std::string() : text;
}

// The schema's name as people read it: from the catalogue, else with spaces.
std::string spoken_name(Lang lang, std::string_view group, std::string name) {
  std::string text = known(lang, "change." + std::string(group) + "." + name);
  if (!text.empty()) return text;
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

template <class E>
std::string spoken_word(std::string_view text, E last, Lang lang) {
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    const E value = static_cast<E>(i);
    if (!word(value).empty() && word(value) == text) return std::string(spoken(value, lang));
  }
  return {};
}

// A word of one of the model's enumerations in `lang`, "" where `text` is none.
std::string model_word(const std::string& property, std::string_view text, Lang lang) {
  if (property == "support") return spoken_word(text, Support::kMentor, lang);
  if (property == "stage") return spoken_word(text, Stage::kLost, lang);
  if (property == "tier") return spoken_word(text, Tier::kSmb, lang);
  if (property == "level") return spoken_word(text, Level::kCLevel, lang);
  if (property == "political_status") return spoken_word(text, PoliticalStatus::kInnerCircle, lang);
  if (property == "relationship_level" || property == "desired_level")
    return spoken_word(text, RelationshipLevel::kTrustedAdvisor, lang);
  if (property != "role") return {};
  const std::string role = spoken_word(text, TeamRole::kLegal, lang);
  return role.empty() ? spoken_word(text, BuyingRole::kInfluencer, lang) : role;
}

bool holds_words(std::string_view property) {
  static constexpr std::array<std::string_view, 9> kProperties{
      "adaptability", "strategic_intent", "delivery", "status",       "state",
      "kind",         "context",          "function", "contact_depth"};
  return std::find(kProperties.begin(), kProperties.end(), property) != kProperties.end();
}

// One line of at most kMaxShown characters.
std::string cut(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  std::size_t at = 0;
  for (std::size_t shown = 0; at < text.size(); ++shown) {
    if (shown == kMaxShown) return text.substr(0, at) + "…";
    utf8::next(text, at);
  }
  return text;
}

// A sentence that begins with a label begins with a capital.
std::string capitalised(std::string sentence, std::string_view key) {
  if (key == "change.changed-labelled" && sentence[0] >= 'a' && sentence[0] <= 'z')
    sentence[0] = static_cast<char>(sentence[0] - 'a' + 'A');
  return sentence;
}

class Teller {
 public:
  Teller(const Snapshot& older, const Snapshot& newer, const Scope& scope, Lang lang)
      : older_(older, older.time().date()), newer_(newer, newer.time().date()), scope_(scope), lang_(lang) {}

  struct Told {
    int group = 0;
    AccountChange change;
  };
  Told tell(const EntityChange& change) const { return change.is_edge ? edge(change) : node(change); }

 private:
  Told node(const EntityChange& c) const {
    const graphstore::NodeRecord& record = c.node_after ? *c.node_after : *c.node_before;
    const std::string label = c.name.substr(0, c.name.find('/'));
    const std::string name = own_name(record, c.name);
    Args args;
    args.with("label", spoken_name(lang_, "label", label));
    std::string_view key = c.kind == ChangeKind::kCreated ? "change.new" : "change.deleted";
    if (c.kind == ChangeKind::kChanged) {
      const bool plain = label == "Contact" || label == "TeamMember" || label == "Account";
      key = plain ? "change.changed" : "change.changed-labelled";
      args.with("name", name).with("changes", listed(parts(c)));
    } else {
      args.with("name", with_title(record, name));
    }
    return {node_group(c.id(), label), {c.kind, c.name, name, capitalised(say(lang_, key, args), key)}};
  }

  std::string with_title(const graphstore::NodeRecord& record, const std::string& name) const {
    const auto title = record.properties.find("title");
    if (title == record.properties.end()) return name;
    return say(lang_, "person.with-title",
               Args().with("name", name).with("title", shown("title", title->second)));
  }

  int node_group(NodeId id, std::string_view label) const {
    if (scope_.account.contains(id)) return 0;
    if (scope_.team.contains(id)) return 1;
    if (label == "Contact") return 2;
    return label == "Opportunity" ? 4 : 5;
  }

  static int edge_group(std::string_view type, std::string_view from) {
    if (type == "ON_TEAM") return 1;
    if (type == "WORKS_IN") return 2;
    if (type == "KNOWS" || type == "COVERS" || type == "INFLUENCES" || type == "REPORTS_TO" ||
        type == "WORKS_WITH")
      return 3;
    return type == "BUYS" || from.starts_with("Opportunity/") ? 4 : 5;
  }

  Told edge(const EntityChange& c) const {
    const graphstore::EdgeRecord& record = c.edge_after ? *c.edge_after : *c.edge_before;
    const std::string from = end_name(record.from, c.from), to = end_name(record.to, c.to);
    Args args;
    args.with("from", from).with("to", to).with("type", record.type);
    const bool over = c.kind == ChangeKind::kDeleted || has_ended(record);
    const std::string suffix = over ? ".gone" : "";
    std::string sentence = known(lang_, "change.edge." + record.type + suffix, args);
    if (sentence.empty()) sentence = say(lang_, "change.edge.other" + suffix, args);
    const std::vector<std::string> rest =
        c.kind == ChangeKind::kChanged ? parts(c) : details(record.properties);
    if (!rest.empty()) {
      const char* key = c.kind == ChangeKind::kChanged ? "change.changed" : "change.detailed";
      sentence = say(lang_, key, Args().with("name", sentence).with("changes", listed(rest)));
    }
    const bool about_target = record.type == "KNOWS" || record.type == "COVERS";
    return {edge_group(record.type, c.from),
            {c.kind, record.type + " " + c.from + " → " + c.to, about_target ? to : from, sentence}};
  }

  bool has_ended(const graphstore::EdgeRecord& record) const {
    const auto until = record.properties.find("until");
    if (until == record.properties.end()) return false;
    const Date* date = std::get_if<Date>(&until->second.data);
    return date && *date <= newer_.date();
  }

  // What an edge says of itself: first what kind of tie it is, then the rest by name.
  std::vector<std::string> details(const Properties& properties) const {
    static constexpr std::array<std::string_view, 4> kSpeakForThemselves{"relationship_level", "role",
                                                                         "context", "kind"};
    std::vector<std::string> first, rest;
    for (const auto& [name, value] : properties) {
      if (name == "kind" && (value == Value("solid") || value == Value("positive"))) continue;  // as usual
      const bool alone = std::find(kSpeakForThemselves.begin(), kSpeakForThemselves.end(), name) !=
                         kSpeakForThemselves.end();
      if (alone)
        first.push_back(shown(name, value));
      else
        rest.push_back(part("change.part.set", name, {}, value));
    }
    first.insert(first.end(), rest.begin(), rest.end());
    return first;
  }

  std::vector<std::string> parts(const EntityChange& c) const {
    std::vector<std::string> out;
    for (const graphstore::PropertyChange& p : c.properties) {
      const char* key = p.before.is_null()  ? "change.part.set"
                        : p.after.is_null() ? "change.part.removed"
                                            : "change.part.changed";
      out.push_back(part(key, p.name, p.before, p.after));
    }
    const auto label = [&](const char* key, const std::string& name) {
      out.push_back(say(lang_, key, Args().with("label", spoken_name(lang_, "label", name))));
    };
    for (const std::string& name : c.labels_added) label("change.part.label", name);
    for (const std::string& name : c.labels_removed) label("change.part.label-removed", name);
    return out;
  }

  std::string part(std::string_view key, const std::string& name, const Value& before,
                   const Value& after) const {
    return say(lang_, key,
               Args()
                   .with("property", spoken_name(lang_, "property", name))
                   .with("before", shown(name, before))
                   .with("after", shown(name, after)));
  }

  std::string shown(const std::string& property, const Value& value) const {
    const std::string* text = value.as_string();
    if (!text) return cut(graphstore::to_text(value));
    if (std::string found = model_word(property, *text, lang_); !found.empty()) return found;
    if (holds_words(property)) return cut(spoken_name(lang_, "word", *text));
    if (property == "business_line") {
      for (const Model* model : {&newer_, &older_}) {
        if (std::optional<Vertex> v = model->find("BusinessLine", *text))
          return cut(std::string(model->display_name(*v)));
      }
    }
    return cut(*text);
  }

  std::string listed(const std::vector<std::string>& items) const {
    std::string out;
    for (const std::string& item : items) {
      if (!out.empty()) out += say(lang_, "list.comma");
      out += item;
    }
    return out;
  }

  static std::string own_name(const graphstore::NodeRecord& record, const std::string& ref) {
    const auto found = record.properties.find("name");
    const std::string* name = found == record.properties.end() ? nullptr : found->second.as_string();
    return cut(name && !name->empty() ? *name : ref.substr(ref.find('/') + 1));
  }

  // Of an edge's end: as it is called now, before that as it was called.
  std::string end_name(NodeId id, const std::string& ref) const {
    for (const Model* model : {&newer_, &older_}) {
      const Snapshot& g = model->snapshot();
      if (id < g.vertex_bound() && g.alive(static_cast<Vertex>(id))) {
        const std::string_view name = model->display_name(static_cast<Vertex>(id));
        if (!name.empty()) return cut(std::string(name));
      }
    }
    return cut(ref.substr(ref.find('/') + 1));
  }

  Model older_, newer_;
  const Scope& scope_;
  Lang lang_;
};

}  // namespace

Result<AccountChanges> account_changes(const Snapshot& older, const Snapshot& newer,
                                       const graphstore::Diff& diff, std::string_view account, Lang lang) {
  Scope scope;
  scope.add(older, account);
  scope.add(newer, account);
  if (!scope.found) return Model(newer, newer.time().date()).find_account(account).status();
  const Teller teller(older, newer, scope, lang);
  std::vector<Teller::Told> told;
  for (const EntityChange& change : diff.entities) {
    if (scope.concerns(change)) told.push_back(teller.tell(change));
  }
  const auto rank = [](const Teller::Told& t) {
    return std::tie(t.group, t.change.subject, t.change.entity, t.change.sentence);
  };
  std::stable_sort(told.begin(), told.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  AccountChanges out;
  const auto now = newer.find("Account", account);
  const Snapshot& there = now ? newer : older;
  const auto name = there.properties(now ? *now : *older.find("Account", account)).text(there.symbol("name"));
  out.account = {"Account", std::string(account), std::string(name.value_or(account))};
  out.from = diff.from;
  out.to = diff.to;
  for (Teller::Told& t : told) out.changes.push_back(std::move(t.change));
  out.more = diff.more;
  out.incomplete = diff.erasures > 0;
  return out;
}

std::vector<AccountChange> told_changes(const Snapshot& older, const Snapshot& newer,
                                        std::span<const EntityChange> changes, Lang lang) {
  const Scope nobody;  // decides the groups alone, which are not asked for
  const Teller teller(older, newer, nobody, lang);
  std::vector<AccountChange> told;
  for (const EntityChange& change : changes) told.push_back(teller.tell(change).change);
  return told;
}

}  // namespace relmap::query

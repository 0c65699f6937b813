// Edits: from what people type, and into changes of the graph.
#include <algorithm>
#include <array>

#include "json_out.h"
#include "query/what_if.h"
#include "texts.h"

namespace relmap::query {
namespace {

using graphstore::NodeRef;
using graphstore::Properties;
using graphstore::Transaction;
using graphstore::Value;
using graphstore::WriteEdge;
using graphstore::WriteMode;
using graphstore::WriteNode;

constexpr std::size_t kMaxEditBytes = 4096;
constexpr std::size_t kMaxEditsBytes = 1 << 20;

struct KindName {
  Edit::Kind kind;
  std::string_view name;
};
constexpr std::array kKinds{KindName{Edit::Kind::kLeaves, "leaves"}, KindName{Edit::Kind::kTie, "tie"},
                            KindName{Edit::Kind::kRole, "role"}, KindName{Edit::Kind::kMoves, "moves"}};

std::string in_quotes(std::string_view text) { return "'" + std::string(text.substr(0, 200)) + "'"; }

Result<Edit::Kind> parse_kind(std::string_view name) {
  for (const KindName& kind : kKinds) {
    if (kind.name == name) return kind.kind;
  }
  return Status::invalid_argument(in_quotes(name) + " is no edit: leaves, tie, role or moves");
}

Status set_level(Edit& edit, std::string_view text) {
  for (int i = 1; i <= static_cast<int>(RelationshipLevel::kTrustedAdvisor); ++i) {
    const auto level = static_cast<RelationshipLevel>(i);
    if (word(level) != text) continue;
    edit.level = level;
    return {};
  }
  return Status::invalid_argument(in_quotes(text) +
                                  " is no level: vendor, credible_source, problem_solver or trusted_advisor");
}

Status set_role(Edit& edit, std::string_view text) {
  edit.role = parse_team_role(text);
  if (edit.role == TeamRole::kNone)
    return Status::invalid_argument(in_quotes(text) + " is no role of a client team");
  return {};
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) words.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

// A text field of an edit's object; empty where it is not there. What is taken is struck off `left`.
Result<std::string> take(const Json& object, const char* field, std::size_t& left) {
  const auto it = object.find(field);
  if (it == object.end()) return std::string();
  --left;
  if (!it->is_string()) return Status::invalid_argument(std::string("'") + field + "' must be a text");
  return it->get<std::string>();
}

Result<Edit> parse_edit_object(const Json& object) {
  if (!object.is_object()) return Status::invalid_argument("must be an object");
  std::size_t left = object.size();
  std::array<std::string, 6> text;
  constexpr std::array kFields{"edit", "who", "to", "level", "role", "business_line"};
  for (std::size_t i = 0; i < kFields.size(); ++i) {
    Result<std::string> value = take(object, kFields[i], left);
    if (!value) return value.status();
    text[i] = *std::move(value);
  }
  if (left > 0) {
    return Status::invalid_argument("has a field that is none of edit, who, to, level, role, business_line");
  }
  const Result<Edit::Kind> kind = parse_kind(text[0]);
  if (!kind) return kind.status();
  Edit edit{*kind, text[1], text[2], RelationshipLevel::kCredibleSource, TeamRole::kNone, text[5]};
  const bool has_to = edit.kind == Edit::Kind::kTie || edit.kind == Edit::Kind::kMoves;
  if (edit.who.empty()) return Status::invalid_argument("'who' is missing");
  if (has_to == edit.to.empty()) {
    return Status::invalid_argument(has_to ? "'to' is missing" : "'to' does not belong to this edit");
  }
  if (!text[3].empty()) {
    if (edit.kind != Edit::Kind::kTie) return Status::invalid_argument("'level' belongs to a tie");
    if (Status s = set_level(edit, text[3]); !s.ok()) return s;
  }
  const bool is_role = edit.kind == Edit::Kind::kRole;
  if (!is_role && (!text[4].empty() || !text[5].empty())) {
    return Status::invalid_argument("'role' and 'business_line' belong to a role");
  }
  if (is_role) {
    if (Status s = set_role(edit, text[4]); !s.ok()) return s;
  }
  return edit;
}

// --- into changes

NodeRef ref_of(const Snapshot& snapshot, Vertex v) {
  return NodeRef::by_key(std::string(snapshot.label(v)), std::string(snapshot.key(v)));
}

class Translator {
 public:
  Translator(const Snapshot& snapshot, Date date, Vertex account)
      : model_(snapshot, date), account_(account), units_(model_.units(account)) {}

  Status add(const Edit& edit) {
    const Symbols& s = model_.symbols();
    const Result<Vertex> who = model_.find_ref(edit.who);
    if (!who) return who.status();
    const bool member = model_.is(*who, s.team_member), contact = model_.is(*who, s.contact);
    switch (edit.kind) {
      case Edit::Kind::kLeaves:
        if (!member && !contact) return wrong(edit.who, "one of our people, nor a contact");
        changes_.push_back(
            WriteNode{ref(*who), {}, {{"left_on", Value(model_.date())}}, WriteMode::kMerge, {}});
        return {};
      case Edit::Kind::kTie:
        return member ? add_tie(edit, *who) : wrong(edit.who, "one of our people (TeamMember)");
      case Edit::Kind::kRole:
        return member ? add_role(edit, *who) : wrong(edit.who, "one of our people (TeamMember)");
      case Edit::Kind::kMoves:
        return contact ? add_move(edit, *who) : wrong(edit.who, "a Contact");
    }
    return Status::internal("an edit of no kind");
  }

  std::vector<graphstore::Change> take() { return std::move(changes_); }

 private:
  static Status wrong(const std::string& who, const char* what) {
    return Status::invalid_argument(in_quotes(who) + " is not " + what);
  }
  NodeRef ref(Vertex v) const { return ref_of(model_.snapshot(), v); }

  Status add_tie(const Edit& edit, Vertex member) {
    const Result<Vertex> to = model_.find_ref(edit.to);
    if (!to) return to.status();
    if (!model_.is(*to, model_.symbols().contact)) return wrong(edit.to, "a Contact");
    changes_.push_back(WriteEdge{"KNOWS",
                                 ref(member),
                                 ref(*to),
                                 {{"relationship_level", Value(std::string(word(edit.level)))},
                                  {"last_contact", Value(model_.date())},
                                  {"strength", Value()}},
                                 WriteMode::kMerge,
                                 {},
                                 {}});
    return {};
  }

  Status add_role(const Edit& edit, Vertex member) {
    Properties seat{{"role", Value(std::string(word(edit.role)))}, {"since", Value(model_.date())}};
    if (!edit.business_line.empty()) {
      const auto line = model_.find("BusinessLine", edit.business_line);
      if (!line) return Status::not_found("there is no BusinessLine/" + edit.business_line);
      seat.emplace("business_line", Value(edit.business_line));
    }
    changes_.push_back(
        WriteEdge{"ON_TEAM", ref(member), ref(account_), std::move(seat), WriteMode::kReplace, {}, {}});
    return {};
  }

  Status add_move(const Edit& edit, Vertex contact) {
    const Result<Vertex> to = model_.find_ref(edit.to);
    if (!to) return to.status();
    if (!model_.is(*to, model_.symbols().org_unit) && !model_.is(*to, model_.symbols().account)) {
      return wrong(edit.to, "an OrgUnit nor an Account");
    }
    const Symbol works_in = model_.symbols().works_in;
    for (const Edge& edge : model_.snapshot().out(contact, works_in)) {
      if (edge.target == *to || !of_account(edge.target) || !model_.in_force(edge.properties)) continue;
      changes_.push_back(WriteEdge{"WORKS_IN",
                                   ref(contact),
                                   ref(edge.target),
                                   {{"until", Value(model_.date())}},
                                   WriteMode::kMerge,
                                   edge.id,
                                   {}});
    }
    changes_.push_back(WriteEdge{
        "WORKS_IN", ref(contact), ref(*to), {{"since", Value(model_.date())}}, WriteMode::kReplace, {}, {}});
    return {};
  }

  bool of_account(Vertex unit) const {
    return unit == account_ || std::find(units_.begin(), units_.end(), unit) != units_.end();
  }

  Model model_;
  Vertex account_;
  std::vector<Vertex> units_;
  std::vector<graphstore::Change> changes_;
};

}  // namespace

Result<Edit> parse_edit(std::string_view text) {
  if (text.size() > kMaxEditBytes) return Status::invalid_argument("an edit has at most 4096 bytes");
  const std::vector<std::string> words = words_of(text);
  if (words.empty()) return Status::invalid_argument("the edit is empty");
  const Result<Edit::Kind> kind = parse_kind(words[0]);
  if (!kind) return kind.status();
  struct Form {
    std::size_t least, most;
    const char* form;
  };
  constexpr std::array<Form, 4> kForms{{{2, 2, "leaves Label/id"},
                                        {3, 4, "tie TeamMember/id Contact/id [LEVEL]"},
                                        {3, 4, "role TeamMember/id ROLE [LINE]"},
                                        {3, 3, "moves Contact/id OrgUnit/id"}}};
  const Form& form = kForms[static_cast<std::size_t>(*kind)];
  if (words.size() < form.least || words.size() > form.most) {
    return Status::invalid_argument(in_quotes(text) + " is not of the form: " + form.form);
  }
  Edit edit;
  edit.kind = *kind;
  edit.who = words[1];
  if (*kind == Edit::Kind::kTie || *kind == Edit::Kind::kMoves) edit.to = words[2];
  if (*kind == Edit::Kind::kTie && words.size() == 4) {
    if (Status s = set_level(edit, words[3]); !s.ok()) return s;
  }
  if (*kind == Edit::Kind::kRole) {
    if (Status s = set_role(edit, words[2]); !s.ok()) return s;
    if (words.size() == 4) edit.business_line = words[3];
  }
  return edit;
}

Result<std::vector<Edit>> parse_edits_json(std::string_view text) {
  if (text.size() > kMaxEditsBytes) return Status::invalid_argument("the edits have more than 1 MiB");
  // Depth is bounded by what is looked for: {edits: [{…}]}.
  const auto shallow = [](int depth, Json::parse_event_t, Json&) { return depth <= 4; };
  const Json body = Json::parse(text, shallow, false);
  if (body.is_discarded() || !body.is_object())
    return Status::invalid_argument("the body is not a JSON object");
  const auto list = body.find("edits");
  if (list == body.end() || !list->is_array() || body.size() != 1) {
    return Status::invalid_argument("the body must be {\"edits\": [...]} and nothing else");
  }
  if (list->empty() || list->size() > kMaxEdits) {
    return Status::invalid_argument("there must be 1 to " + std::to_string(kMaxEdits) + " edits");
  }
  std::vector<Edit> edits;
  for (const Json& object : *list) {
    Result<Edit> edit = parse_edit_object(object);
    if (!edit) return edit.status().with_context("edit " + std::to_string(edits.size() + 1));
    edits.push_back(*std::move(edit));
  }
  return edits;
}

Result<Transaction> transaction_of(const Snapshot& snapshot, std::string_view account,
                                   const std::vector<Edit>& edits, Date date) {
  const Model model(snapshot, date);
  const Result<Vertex> vertex = model.find_account(account);
  if (!vertex) return vertex.status();
  if (edits.empty() || edits.size() > kMaxEdits) {
    return Status::invalid_argument("there must be 1 to " + std::to_string(kMaxEdits) + " edits");
  }
  Translator translator(snapshot, date, *vertex);
  for (std::size_t i = 0; i < edits.size(); ++i) {
    if (Status s = translator.add(edits[i]); !s.ok()) return s.with_context("edit " + std::to_string(i + 1));
  }
  Transaction transaction;
  transaction.changes = translator.take();
  return transaction;
}

std::string what_if_headline(const Snapshot& snapshot, const std::vector<Edit>& edits, Lang lang) {
  const Model model(snapshot, Date());
  const auto name = [&](const std::string& ref) {
    const Result<Vertex> v = model.find_ref(ref);
    return v ? std::string(model.display_name(*v)) : ref;
  };
  std::vector<std::string> parts;
  for (const Edit& edit : edits) {
    Args args;
    args.with("who", name(edit.who));
    if (!edit.to.empty()) args.with("to", name(edit.to));
    if (edit.kind == Edit::Kind::kTie) args.with("level", spoken(edit.level, lang));
    if (edit.kind == Edit::Kind::kRole) {
      args.with("role", spoken(edit.role, lang));
      if (!edit.business_line.empty()) args.with("line", name("BusinessLine/" + edit.business_line));
    }
    std::string key = "whatif." + std::string(kKinds[static_cast<std::size_t>(edit.kind)].name);
    if (!edit.business_line.empty()) key += ".line";
    parts.push_back(say(lang, key, args));
  }
  return say(lang, "whatif.title", Args().with("edits", enumerate(lang, parts, 12)));
}

}  // namespace relmap::query

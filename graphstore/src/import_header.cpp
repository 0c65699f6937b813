#include "import_header.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace relmap::graphstore {
namespace {

using Role = ImportColumn::Role;

struct TypeWord {
  std::string_view word;
  ValueType type;
};

// neo4j-admin's words for types, and the schema's own.
constexpr std::array<TypeWord, 15> kTypes = {{{"string", ValueType::kString},
                                              {"char", ValueType::kString},
                                              {"int", ValueType::kInt},
                                              {"long", ValueType::kInt},
                                              {"short", ValueType::kInt},
                                              {"byte", ValueType::kInt},
                                              {"float", ValueType::kFloat},
                                              {"double", ValueType::kFloat},
                                              {"bool", ValueType::kBool},
                                              {"boolean", ValueType::kBool},
                                              {"decimal", ValueType::kDecimal},
                                              {"date", ValueType::kDate},
                                              {"datetime", ValueType::kDateTime},
                                              {"map", ValueType::kMap},
                                              {"json", ValueType::kMap}}};

// Types of neo4j for which there is none here.
constexpr std::array<std::string_view, 5> kTextTypes = {"point", "time", "localtime", "localdatetime",
                                                        "duration"};

struct RoleWord {
  std::string_view word;
  Role role;
};
constexpr std::array<RoleWord, 3> kNodeRoles = {
    {{"ID", Role::kId}, {"LABEL", Role::kLabels}, {"IGNORE", Role::kIgnored}}};
constexpr std::array<RoleWord, 4> kEdgeRoles = {
    {{"START_ID", Role::kFrom}, {"END_ID", Role::kTo}, {"TYPE", Role::kType}, {"IGNORE", Role::kIgnored}}};
constexpr std::array<RoleWord, 4> kEdgeNames = {{{"from", Role::kFrom},
                                                 {"to", Role::kTo},
                                                 {"from_label", Role::kFromLabel},
                                                 {"to_label", Role::kToLabel}}};

template <class Words>
std::optional<Role> role_of(const Words& words, std::string_view word) {
  for (const RoleWord& w : words) {
    if (w.word == word) return w.role;
  }
  return std::nullopt;
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// "name:WORD(space){options}" taken apart.
struct Marked {
  std::string_view name, word, space;
  bool list = false;
};

std::optional<Marked> take_apart(std::string_view text) {
  if (const std::size_t options = text.find('{'); text.ends_with('}')) text = text.substr(0, options);
  Marked marked;
  if (const std::size_t open = text.rfind('('); text.ends_with(')') && open != std::string_view::npos) {
    marked.space = text.substr(open + 1, text.size() - open - 2);
    text = text.substr(0, open);
  }
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  marked.name = text.substr(0, colon);
  marked.word = text.substr(colon + 1);
  if (marked.word.ends_with("[]")) {
    marked.list = true;
    marked.word.remove_suffix(2);
  }
  return marked;
}

class HeaderParser {
 public:
  HeaderParser(const std::vector<CsvCell>& cells, const HeaderSubject& subject)
      : cells_(cells), subject_(subject) {}

  HeaderOutcome parse() {
    for (const CsvCell& cell : cells_) {
      // Spaces around a name are a slip of the hand; who means them puts the name in quotes.
      add(cell.quoted ? cell.text : trim(cell.text));
    }
    use_plain_id();
    type_columns();
    check_names();
    check_required();
    return std::move(out_);
  }

 private:
  void fail(std::size_t column, const std::string& name, const std::string& value, std::string reason) {
    if (!out_.fault) out_.fault = RowFault{column, name, value, std::move(reason)};
  }

  const PropertyDef* schema_property(std::string_view name) const {
    if (subject_.edge) return subject_.edge->find(name);
    return subject_.label ? subject_.label->find(name) : nullptr;
  }

  void add(std::string_view text) {
    ImportColumn column;
    column.header = std::string(text);
    column.name = std::string(text);
    const std::optional<Marked> marked = schema_property(text) ? std::nullopt : take_apart(text);
    if (marked) apply_mark(*marked, column);
    if (column.role == Role::kProperty) column.role = plain_role(column.name);
    if (column.role != Role::kProperty && column.role != Role::kId) column.name.clear();
    out_.header.columns.push_back(std::move(column));
  }

  void apply_mark(const Marked& marked, ImportColumn& column) {
    const std::optional<Role> role = subject_.kind == ImportKind::kNodes ? role_of(kNodeRoles, marked.word)
                                                                         : role_of(kEdgeRoles, marked.word);
    if (role) {
      column.role = *role;
      column.name = std::string(marked.name);
      column.space = std::string(marked.space);
      return;
    }
    PropertyDef def;
    const auto type =
        std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeWord& t) { return t.word == marked.word; });
    if (type != kTypes.end()) {
      def.type = type->type;
    } else if (std::find(kTextTypes.begin(), kTextTypes.end(), marked.word) != kTextTypes.end()) {
      out_.warnings.push_back({out_.header.columns.size() + 1, column.header, "",
                               "values of type '" + std::string(marked.word) + "' are kept as text"});
    } else {
      if (marked.name.empty()) column.name.clear();
      return;  // a colon in a property's name
    }
    if (marked.list) def.element = std::exchange(def.type, ValueType::kList);
    if (def.type == ValueType::kMap) def.element = ValueType::kNull;  // of anything
    column.name = std::string(marked.name);
    column.def = std::move(def);
  }

  Role plain_role(std::string_view name) const {
    if (subject_.kind == ImportKind::kEdges) return role_of(kEdgeNames, name).value_or(Role::kProperty);
    return !subject_.key().empty() && name == subject_.key() ? Role::kId : Role::kProperty;
  }

  // Where the schema names no key, a column "id" tells the nodes of this import apart, and is a property
  // besides.
  void use_plain_id() {
    const bool wanted = subject_.kind == ImportKind::kNodes && subject_.key().empty();
    if (!wanted || out_.header.find(Role::kId) > 0) return;
    if (const std::size_t id = out_.header.find_property("id")) out_.header.columns[id - 1].role = Role::kId;
  }

  void type_columns() {
    for (ImportColumn& column : out_.header.columns) {
      if (column.role == Role::kId && column.name == subject_.key()) column.name.clear();
      if (column.name.empty()) continue;
      if (const PropertyDef* def = schema_property(column.name)) column.def = *def;
    }
  }

  void check_names() {
    std::map<std::string, std::size_t, std::less<>> seen;
    for (std::size_t i = 0; i < out_.header.columns.size(); ++i) {
      const ImportColumn& column = out_.header.columns[i];
      if (column.role == Role::kIgnored) continue;
      if (column.role == Role::kProperty && column.name.empty())
        return fail(i + 1, column.header, column.header, "the column has no name");
      const std::string name =
          column.role == Role::kProperty
              ? column.name
              : std::string(1, '\0') + std::to_string(static_cast<int>(column.role));  // no property's name
      const auto [first, fresh] = seen.emplace(name, i + 1);
      if (!fresh) {
        return fail(i + 1, column.header, column.header,
                    "the column says the same as column " + std::to_string(first->second));
      }
    }
  }

  void check_required() {
    if (subject_.kind == ImportKind::kNodes) {
      if (!subject_.key().empty() && out_.header.find(Role::kId) == 0) lacks(subject_.key());
      return;
    }
    if (out_.header.find(Role::kFrom) == 0) lacks("from");
    if (out_.header.find(Role::kTo) == 0) lacks("to");
    if (!subject_.edge) return;
    for (const std::string& name : subject_.edge->key) {
      const PropertyDef* def = subject_.edge->find(name);
      if (def && def->required && out_.header.find_property(name) == 0) lacks(name);
    }
  }

  void lacks(std::string_view name) {
    std::string has;
    for (const ImportColumn& column : out_.header.columns) has += (has.empty() ? "" : ", ") + column.header;
    std::string reason =
        "the header has no column '" + std::string(name) + "'; it has: " + issue_excerpt(has);
    if (out_.header.columns.size() == 1 && has.find_first_of(";\t") != std::string::npos) {
      reason += " (columns are separated by commas)";
    }
    fail(0, std::string(name), "", std::move(reason));
  }

  const std::vector<CsvCell>& cells_;
  const HeaderSubject& subject_;
  HeaderOutcome out_;
};

}  // namespace

std::size_t ImportHeader::find(Role role) const {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].role == role) return i + 1;
  }
  return 0;
}

std::size_t ImportHeader::find_property(std::string_view name) const {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == name && !name.empty()) return i + 1;
  }
  return 0;
}

HeaderOutcome parse_import_header(const std::vector<CsvCell>& cells, const HeaderSubject& subject) {
  return HeaderParser(cells, subject).parse();
}

}  // namespace relmap::graphstore

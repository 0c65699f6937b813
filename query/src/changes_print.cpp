#include "json_out.h"
#include "query/changes.h"
#include "texts.h"

namespace relmap::query {

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

namespace {

constexpr const char* kKinds[] = {"created", "deleted", "changed"};

}  // namespace

std::string to_csv(const AccountChanges& changes) {
  std::string out = "kind,entity,subject,sentence\r\n";
  for (const AccountChange& change : changes.changes) {
    out += std::string(kKinds[static_cast<std::size_t>(change.kind)]) + "," + csv_field(change.entity) + "," +
           csv_field(change.subject) + "," + csv_field(change.sentence) + "\r\n";
  }
  return out;
}

std::string to_json(const AccountChanges& changes) {
  Json list = Json::array();
  for (const AccountChange& change : changes.changes) {
    list.push_back({{"kind", kKinds[static_cast<std::size_t>(change.kind)]},
                    {"entity", change.entity},
                    {"subject", change.subject},
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

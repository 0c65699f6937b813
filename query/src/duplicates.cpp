#include "query/duplicates.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/fold.h"
#include "query/model.h"

namespace relmap::query {
namespace {

using Groups = std::map<std::string, std::vector<Vertex>>;  // folded value → contacts

class Finder {
 public:
  Finder(const Snapshot& snapshot, Date date, std::size_t limit) : model_(snapshot, date), limit_(limit) {}

  Duplicates run() {
    const Snapshot& graph = model_.snapshot();
    Groups by_email;
    graph.for_each_node(model_.symbols().contact,
                        [&](Vertex v) { add(by_email, v, model_.symbols().email); });
    for (const auto& [email, contacts] : by_email) take(DuplicateGroup::Kind::kEmail, "", email, contacts);
    graph.for_each_node(model_.symbols().account, [&](Vertex account) { look_in(account); });
    return std::move(found_);
  }

 private:
  void add(Groups& groups, Vertex contact, Symbol property) const {
    const std::string value =
        fold(model_.snapshot().properties(contact).text(property).value_or(std::string_view()));
    if (!value.empty()) groups[value].push_back(contact);
  }

  void look_in(Vertex account) {
    std::set<Vertex> people;  // somebody may work in several units
    for (const Placement& placement : model_.placements(account, model_.units(account))) {
      if (!model_.is_placeholder(placement.contact)) people.insert(placement.contact);
    }
    Groups by_name;
    for (const Vertex contact : people) add(by_name, contact, model_.symbols().name);
    for (const auto& [name, contacts] : by_name)
      take(DuplicateGroup::Kind::kName, std::string(model_.id(account)), name, contacts);
  }

  void take(DuplicateGroup::Kind kind, std::string account, const std::string& value,
            std::vector<Vertex> contacts) {
    if (contacts.size() < 2 || !seen_.insert(contacts).second) return;  // both lists are ascending
    ++found_.count;
    if (found_.groups.size() >= limit_) return;
    DuplicateGroup group{kind, value, std::move(account), {}, contacts.size()};
    model_.sort_by_id(contacts);
    contacts.resize(std::min(contacts.size(), DuplicateGroup::kMaxContacts));
    for (const Vertex contact : contacts) group.contacts.push_back(model_.ref(contact));
    found_.groups.push_back(std::move(group));
  }

  const Model model_;
  const std::size_t limit_;
  std::set<std::vector<Vertex>> seen_;
  Duplicates found_;
};

}  // namespace

Duplicates find_duplicates(const Snapshot& snapshot, Date date, std::size_t limit) {
  return Finder(snapshot, date, limit).run();
}

std::string to_text(const DuplicateGroup& group) {
  std::string out;
  for (const std::string& contact : group.contacts) out += (out.empty() ? "" : ", ") + contact;
  if (group.count > group.contacts.size())
    out += " and " + std::to_string(group.count - group.contacts.size()) + " more";
  if (group.kind == DuplicateGroup::Kind::kEmail) return out + ": the same e-mail address " + group.value;
  return out + ": the same name " + group.value + " in account " + group.account;
}

}  // namespace relmap::query

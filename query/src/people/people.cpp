#include "query/people.h"

#include <algorithm>
#include <unordered_map>

namespace relmap::query {
namespace {

// Each contact's boss. Solid lines before dotted ones; several: the first.
std::vector<std::optional<std::size_t>> bosses_of(const AccountView& view) {
  std::vector<std::optional<std::size_t>> bosses(view.contacts.size());
  for (const bool dotted : {false, true}) {
    for (const ReportingLine& line : view.reporting) {
      if (line.dotted == dotted && !bosses[line.from]) bosses[line.from] = line.to;
    }
  }
  return bosses;
}

void add_page(const PeopleOptions& options, AccountPeople& people) {
  const std::vector<ContactView>& all = people.view.contacts;
  std::size_t i = 0;
  if (!options.after.empty()) {
    i = static_cast<std::size_t>(
        std::partition_point(all.begin(), all.end(),
                             [&](const ContactView& contact) { return contact.node.id <= options.after; }) -
        all.begin());
  }
  for (; i < all.size() && people.contacts.size() < options.limit; ++i) people.contacts.push_back(i);
  if (i < all.size()) people.next = all[people.contacts.back()].node.id;
}

}  // namespace

Result<AccountPeople> account_people(const Snapshot& snapshot, std::string_view account,
                                     const PeopleOptions& options) {
  if (options.limit < 1 || options.limit > kMaxPeople)
    return Status::invalid_argument("limit must be from 1 to " + std::to_string(kMaxPeople));
  CoverageOptions coverage = options.coverage;
  coverage.introductions = false;
  coverage.max_gaps = 0;  // counted by subject, not listed
  Result<AccountPicture> picture = account_picture(snapshot, account, coverage);
  if (!picture) return picture.status();
  AccountPeople people;
  people.view = std::move(picture->view);
  add_page(options, people);
  std::unordered_map<std::string, const GapCounts*> gaps;
  for (const SubjectCounts& counts : picture->report.by_subject) {
    if (counts.subject.label == "Contact") gaps.emplace(counts.subject.id, &counts.counts);
  }
  const auto bosses = bosses_of(people.view);
  for (const std::size_t i : people.contacts) {
    const auto found = gaps.find(people.view.contacts[i].node.id);
    people.gaps.push_back(found == gaps.end() ? GapCounts() : *found->second);
    people.bosses.push_back(bosses[i]);
  }
  return people;
}

}  // namespace relmap::query

// /accounts/{id}/people: everybody on an account's map. /people/{label}/{id}: all that is known of one
// person.
#include "query/people.h"

#include "context.h"
#include "people.h"
#include "query/person.h"
#include "report_options.h"

namespace relmap::server {
namespace {

// Edges of one person of which the versions are looked up: of all lists of the page, and some that it does
// not show.
constexpr std::size_t kMaxVersions = 20 * query::kMaxOfPerson;

// Of an earlier version they are not kept.
Result<std::optional<query::PersonVersions>> versions_of(Context& context, const Call& call,
                                                         const Read& read) {
  const auto person = read.snapshot->find(call.path[0], call.path[1]);
  if (!person || call.params.has("as_of")) return std::optional<query::PersonVersions>();
  auto found = seen(context, call).versions_at(*read.snapshot, *person, kMaxVersions);
  if (!found) return found.status();
  return std::optional(query::PersonVersions{found->graph, found->node, std::move(found->edges)});
}

}  // namespace

Status check_is_person(std::string_view label) {
  if (label == "Contact" || label == "TeamMember") return {};
  return Status::not_found("people are Contact/ID or TeamMember/ID");
}

Response get_people(Context& context, const Call& call) {
  return answer_read(context, call, [&](const Read& read) -> Result<std::string> {
    query::PeopleOptions options;
    options.coverage = coverage_options(context, read);
    options.after = call.params.text("cursor");
    options.limit = static_cast<std::size_t>(call.params.integer("limit"));
    const auto people = query::account_people(*read.snapshot, call.path[0], options);
    if (!people) return people.status();
    return read.format == "csv" ? query::to_csv(*people) : query::to_json(*people);
  });
}

Response get_person(Context& context, const Call& call) {
  return answer_read(context, call, [&](const Read& read) -> Result<std::string> {
    if (Status s = check_is_person(call.path[0]); !s.ok()) return s;
    const auto versions = versions_of(context, call, read);
    if (!versions) return versions.status();
    const auto page =
        query::person_page(*read.snapshot, call.path[0], call.path[1], coverage_options(context, read));
    if (!page) return page.status();
    return query::to_json(*page, *versions ? &**versions : nullptr);
  });
}

}  // namespace relmap::server

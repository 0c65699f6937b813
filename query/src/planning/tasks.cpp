#include "query/tasks.h"

#include <algorithm>
#include <limits>

#include "planning/records.h"
#include "planning/task_progress.h"

namespace relmap::query {
namespace {

constexpr std::size_t kMaxLimit = 1000;
constexpr Date kNoDay{std::numeric_limits<std::int32_t>::max()};

// Where a task stands in the list; as a cursor "2026-11-27/ID", "-/ID" without a day.
struct Place {
  Date due = kNoDay;
  std::string_view id;

  auto operator<=>(const Place&) const = default;
};

std::string cursor_of(const TaskRow& row) {
  return (row.due_on ? row.due_on->to_string() : std::string("-")) + "/" + row.task.id;
}

Result<Place> parse_cursor(std::string_view text) {
  const auto slash = text.find('/');
  if (slash != std::string_view::npos) {
    const std::string_view day = text.substr(0, slash);
    if (day == "-") return Place{kNoDay, text.substr(slash + 1)};
    if (const auto due = Date::parse(day)) return Place{*due, text.substr(slash + 1)};
  }
  return Status::invalid_argument("cursor: not one of this list");
}

class TaskLister {
 public:
  TaskLister(const Model& model, const TaskListOptions& options, Vertex account, Vertex owner)
      : m_(model), s_(model.symbols()), options_(options), account_(account), owner_(owner) {}

  // By place, those that are asked for.
  std::vector<std::pair<Place, Vertex>> find(const std::optional<Place>& after) const {
    std::vector<std::pair<Place, Vertex>> found;
    const auto offer = [&](Vertex v) {
      const Place place{due(v).value_or(kNoDay), m_.id(v)};
      if ((!after || place > *after) && wanted(v)) found.emplace_back(place, v);
    };
    if (account_ != graphstore::kNoVertex) {
      for (const Vertex v : recorded_for(m_, account_, s_.task)) offer(v);
    } else if (s_.task != graphstore::kNoSymbol) {
      m_.snapshot().for_each_node(s_.task, offer);
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  TaskRow row(Vertex v, TaskProgressReader& progress) const {
    TaskRow row;
    row.task = m_.name(v);
    row.kind = text_of(m_, v, s_.kind);
    row.status = text_of(m_, v, s_.status);
    row.due_on = due(v);
    row.overdue = overdue(v);
    const Owner owner = owner_of(m_, v);
    row.owner = owner.member;
    row.owner_left = owner.left;
    for (const Symbol label : {s_.contact, s_.opportunity, s_.org_unit}) {
      for (const Vertex about : linked(m_, v, graphstore::Direction::kOut, s_.about, label))
        row.about.push_back(m_.name(about));
    }
    const auto account = account_of(m_, v);
    if (!account) return row;
    row.account = m_.name(*account);
    row.progress = progress.of(v, *account);
    return row;
  }

 private:
  std::optional<Date> due(Vertex v) const { return m_.snapshot().properties(v).date(s_.due_on); }
  bool overdue(Vertex v) const {
    const auto day = due(v);
    return day && *day < m_.date() && m_.snapshot().properties(v).text(s_.status) == "open";
  }
  bool wanted(Vertex v) const {
    const PropertyView properties = m_.snapshot().properties(v);
    if (!options_.status.empty() && properties.text(s_.status) != options_.status) return false;
    if (!options_.kind.empty() && properties.text(s_.kind) != options_.kind) return false;
    if (options_.overdue && overdue(v) != *options_.overdue) return false;
    if (owner_ == graphstore::kNoVertex) return true;
    return !m_.snapshot().edges(v, graphstore::Direction::kOut, s_.owned_by, owner_).empty();
  }

  const Model& m_;
  const Symbols& s_;
  const TaskListOptions& options_;
  Vertex account_, owner_;
};

}  // namespace

Result<TaskList> tasks(const Snapshot& snapshot, const TaskListOptions& options) {
  if (options.limit < 1 || options.limit > kMaxLimit)
    return Status::invalid_argument("limit must be from 1 to " + std::to_string(kMaxLimit));
  const Model model(snapshot, options.coverage.date);
  Vertex account = graphstore::kNoVertex, owner = graphstore::kNoVertex;
  if (!options.account.empty()) {
    const auto found = model.find_account(options.account);
    if (!found) return found.status();
    account = *found;
  }
  if (!options.owner.empty()) {
    const auto found = model.find_ref(options.owner);
    if (!found) return found.status().with_context("owner");
    owner = *found;
  }
  std::optional<Place> after;
  if (!options.after.empty()) {
    const auto place = parse_cursor(options.after);
    if (!place) return place.status();
    after = *place;
  }
  const TaskLister lister(model, options, account, owner);
  const auto found = lister.find(after);
  TaskProgressReader progress(model, options.coverage.policy ? *options.coverage.policy : Policy::built_in(),
                              options.coverage.lang);
  TaskList list;
  list.lang = options.coverage.lang;
  list.date = options.coverage.date;
  for (std::size_t i = 0; i < std::min(options.limit, found.size()); ++i)
    list.tasks.push_back(lister.row(found[i].second, progress));
  if (found.size() > options.limit) list.next = cursor_of(list.tasks.back());
  return list;
}

}  // namespace relmap::query

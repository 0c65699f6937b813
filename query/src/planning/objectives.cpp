#include "query/objectives.h"

#include <algorithm>
#include <limits>

#include "planning/records.h"
#include "texts.h"
#include "wrap.h"

namespace relmap::query {
namespace {

TaskCounts count_tasks(const Model& m, Vertex account) {
  const Symbols& s = m.symbols();
  TaskCounts counts;
  for (const Vertex v : recorded_for(m, account, s.task)) {
    const PropertyView properties = m.snapshot().properties(v);
    const auto status = properties.text(s.status);
    const auto due = properties.date(s.due_on);
    counts.open += status == "open";
    counts.overdue += status == "open" && due && *due < m.date();
    counts.done += status == "done";
    counts.dropped += status == "dropped";
  }
  return counts;
}

ObjectiveRow objective(const Model& m, Vertex v) {
  const Symbols& s = m.symbols();
  ObjectiveRow row;
  row.objective = m.name(v);
  if (const auto year = m.snapshot().properties(v).number(s.plan_year); year && *year >= 0 && *year < 1e5)
    row.plan_year = static_cast<int>(*year);
  row.statement = text_of(m, v, s.statement);
  row.target = text_of(m, v, s.target);
  row.status = text_of(m, v, s.status);
  const Owner owner = owner_of(m, v);
  row.owner = owner.member;
  row.owner_left = owner.left;
  return row;
}

Json gaps_json(const GapCounts& gaps) { return {{"red", gaps.red}, {"amber", gaps.amber}}; }

std::string session_text(const PlanCycle& c) {
  std::string out;
  if (c.next_session)
    out += say(c.lang, "cycle.next", Args().with("date", c.next_session->to_string())) + "\n";
  if (c.last_session)
    out += say(c.lang, "cycle.last", Args().with("date", c.last_session->to_string())) + "\n";
  if (!c.next_session && !c.last_session) out += say(c.lang, "cycle.no-session") + "\n";
  const Args score =
      Args().with("score", short_number(c.score, 0)).with("red", c.gaps.red).with("amber", c.gaps.amber);
  if (c.then) {
    Args both = score;
    both.with("then", short_number(c.then->score, 0));
    return out + wrapped(say(c.lang, "cycle.score-then", both), "", "");
  }
  out += wrapped(say(c.lang, "cycle.score", score), "", "");
  if (c.last_session) out += wrapped(say(c.lang, "cycle.no-history"), "", "");
  return out;
}

}  // namespace

Result<std::optional<Date>> last_planning_session(const Snapshot& snapshot, std::string_view account,
                                                  Date date) {
  const Model m(snapshot, date);
  const auto vertex = m.find_account(account);
  if (!vertex) return vertex.status();
  const PropertyView properties = snapshot.properties(*vertex);
  // A session that is past and not yet written down as the last one is the last one.
  std::optional<Date> last;
  for (const Symbol property : {m.symbols().last_planning_date, m.symbols().planning_date}) {
    const auto day = properties.date(property);
    if (day && *day < date && (!last || *day > *last)) last = day;
  }
  return last;
}

Result<PlanCycle> plan_cycle(const Snapshot& snapshot, std::string_view account,
                             const CoverageOptions& options, const Snapshot* then) {
  const Model m(snapshot, options.date);
  const auto vertex = m.find_account(account);
  if (!vertex) return vertex.status();
  CoverageOptions plain = options;
  plain.introductions = false;
  plain.max_gaps = 0;  // counted, not listed
  const auto now = coverage(snapshot, account, plain);
  if (!now) return now.status();
  PlanCycle cycle;
  cycle.account = m.name(*vertex);
  cycle.date = options.date;
  cycle.lang = options.lang;
  cycle.plan_year = options.date.year();
  cycle.score = now->score.total;
  cycle.gaps = now->by_severity;
  const auto next = snapshot.properties(*vertex).date(m.symbols().planning_date);
  if (next && *next >= options.date) cycle.next_session = next;
  cycle.last_session = *last_planning_session(snapshot, account, options.date);
  for (const Vertex v : recorded_for(m, *vertex, m.symbols().objective))
    cycle.objectives.push_back(objective(m, v));
  std::stable_sort(cycle.objectives.begin(), cycle.objectives.end(), [](const auto& a, const auto& b) {
    constexpr int kLast = std::numeric_limits<int>::max();
    return a.plan_year.value_or(kLast) < b.plan_year.value_or(kLast);
  });
  cycle.tasks = count_tasks(m, *vertex);
  if (!then || !cycle.last_session) return cycle;
  plain.date = *cycle.last_session;
  if (const auto before = coverage(*then, account, plain))
    cycle.then = {then->version(), before->score.total, before->by_severity};
  return cycle;
}

std::string to_text(const PlanCycle& c) {
  std::string out =
      say(c.lang, "cycle.title", Args().with("account", c.account.name).with("date", c.date.to_string())) +
      "\n";
  out += session_text(c);
  out += say(c.lang, "cycle.tasks",
             Args()
                 .with("open", c.tasks.open)
                 .with("overdue", c.tasks.overdue)
                 .with("done", c.tasks.done)
                 .with("dropped", c.tasks.dropped)) +
         "\n";
  for (std::size_t i = 0; i < c.objectives.size(); ++i) {
    const ObjectiveRow& o = c.objectives[i];
    if (i == 0 || o.plan_year != c.objectives[i - 1].plan_year)
      out += "\n" +
             (o.plan_year ? say(c.lang, "cycle.year", Args().with("year", *o.plan_year))
                          : say(c.lang, "cycle.no-year")) +
             "\n";
    std::string line = o.objective.name;
    const auto append = [&](const std::string& part) { line += part.empty() ? "" : " · " + part; };
    append(o.status.empty() ? std::string() : spoken_word(o.status, c.lang));
    append(o.target);
    if (o.owner)
      append(say(c.lang, o.owner_left ? "pipeline.owner-left" : "pipeline.owner",
                 Args().with("name", o.owner->name)));
    out += wrapped(line, "  ", "      ");
    if (!o.statement.empty()) out += wrapped(o.statement, "      ", "      ");
  }
  if (c.objectives.empty()) out += "\n" + say(c.lang, "cycle.none") + "\n";
  return out;
}

std::string to_json(const PlanCycle& c) {
  Json objectives = Json::array();
  for (const ObjectiveRow& o : c.objectives)
    objectives.push_back({{"objective", json_of(o.objective)},
                          {"plan_year", o.plan_year ? Json(*o.plan_year) : Json(nullptr)},
                          {"statement", or_null(o.statement)},
                          {"target", or_null(o.target)},
                          {"status", or_null(o.status)},
                          {"owner", or_null(o.owner)},
                          {"owner_left", o.owner_left}});
  return dump(
      {{"account", json_of(c.account)},
       {"date", c.date.to_string()},
       {"plan_year", c.plan_year},
       {"sessions", {{"next", or_null(c.next_session)}, {"last", or_null(c.last_session)}}},
       {"score", {{"now", c.score}, {"then", c.then ? Json(c.then->score) : Json(nullptr)}}},
       {"gaps", {{"now", gaps_json(c.gaps)}, {"then", c.then ? gaps_json(c.then->gaps) : Json(nullptr)}}},
       {"then_version", c.then ? Json(c.then->graph_version) : Json(nullptr)},
       {"objectives", std::move(objectives)},
       {"tasks",
        {{"open", c.tasks.open},
         {"overdue", c.tasks.overdue},
         {"done", c.tasks.done},
         {"dropped", c.tasks.dropped}}}});
}

std::string to_csv(const PlanCycle& c) {
  std::string out = "id,name,plan_year,status,target,statement,owner\r\n";
  for (const ObjectiveRow& o : c.objectives)
    out += csv_field(o.objective.id) + "," + csv_field(o.objective.name) + "," +
           (o.plan_year ? std::to_string(*o.plan_year) : "") + "," + csv_field(o.status) + "," +
           csv_field(o.target) + "," + csv_field(o.statement) + "," + csv_field(or_empty(o.owner)) + "\r\n";
  return out;
}

}  // namespace relmap::query

#include "analyses.h"

#include <array>
#include <memory>

#include "graphstore/history.h"
#include "query/departures.h"
#include "query/influence.h"
#include "query/matrix.h"
#include "query/next.h"
#include "query/objectives.h"
#include "query/pipeline.h"
#include "query/portfolio.h"
#include "query/repair_plan.h"
#include "query/report_diff.h"
#include "query/tasks.h"
#include "query/teams.h"
#include "query/threads.h"
#include "query/what_if.h"
#include "task_params.h"

namespace relmap::server {
namespace {

Result<std::string> run_departures(const AnalysisCall& call) {
  query::DepartureOptions options;
  options.coverage = call.coverage();
  options.people = call.params.all("who");
  options.list = static_cast<std::size_t>(call.params.integer("list"));
  return in_format(query::departures(call.snapshot, call.account, options), call.format);
}

std::string diff_in_format(const query::ReportDiff& diff, const std::string& headline,
                           std::string_view format) {
  if (format == "json") return query::to_json(diff);
  return format == "csv" ? query::to_csv(diff) : query::to_text(diff, headline);
}

// Both reports as somebody would have read them: each version on its own day, unless one is given.
Result<std::string> run_diff(const AnalysisCall& call) {
  const std::string since(call.params.text("since"));
  const auto version = call.graph.parse_as_of(since);
  if (!version) return version.status().with_context("since");
  const auto then = call.graph.snapshot_at(*version);
  if (!then) return then.status();
  auto earlier = call.coverage();
  if (const auto day = Date::parse(since)) {
    earlier.date = *day;
  } else if (!call.date_given) {
    earlier.date = then->snapshot->time().date();
  }
  earlier.introductions = false;
  auto from = query::coverage(*then->snapshot, call.account, earlier);
  if (!from) return from.status().with_context("since");
  from->incomplete = then->incomplete();
  auto to = query::coverage(call.snapshot, call.account, call.coverage());
  if (!to) return to.status();
  to->incomplete = call.incomplete;
  const auto diff = query::compare_reports(*from, *to);
  return diff_in_format(diff, query::diff_headline(diff), call.format);
}

Result<std::string> run_what_if(const AnalysisCall& call) {
  std::vector<query::Edit> edits;
  for (const std::string& text : call.params.all("edit")) {
    auto edit = query::parse_edit(text);
    if (!edit) return edit.status().with_context("edit");
    edits.push_back(*std::move(edit));
  }
  return what_if(call, edits);
}

Result<std::string> run_threads(const AnalysisCall& call) {
  query::ThreadOptions options;
  options.coverage = call.coverage();
  options.to = call.params.text("to");
  return in_format(query::threads(call.snapshot, call.account, options), call.format);
}

Result<std::string> run_influence(const AnalysisCall& call) {
  query::InfluenceOptions options;
  options.coverage = call.coverage();
  options.list = static_cast<std::size_t>(call.params.integer("list"));
  return in_format(query::influence(call.snapshot, call.account, options), call.format);
}

Result<std::string> run_next(const AnalysisCall& call) {
  query::NextOptions options;
  options.coverage = call.coverage();
  options.meetings = call.params.integer("meetings");
  options.spread = call.params.number("spread");
  return in_format(query::next_meetings(call.snapshot, call.account, options), call.format);
}

Result<std::string> run_repair_plan(const AnalysisCall& call) {
  query::RepairOptions options;
  options.coverage = call.coverage();
  options.introductions = call.params.integer("introductions");
  options.capacity = call.params.integer("capacity");
  return in_format(query::repair_plan(call.snapshot, call.account, options), call.format);
}

Result<std::string> run_whitespace(const AnalysisCall& call) {
  return in_format(query::whitespace(call.snapshot, call.account, call.coverage(),
                                     static_cast<std::size_t>(call.params.integer("list"))),
                   call.format);
}

Result<std::string> run_matrix(const AnalysisCall& call) {
  return in_format(query::matrix(call.snapshot, call.account, call.coverage()), call.format);
}

query::PortfolioOptions portfolio_options(const AnalysisCall& call) {
  query::PortfolioOptions options;
  options.coverage = call.coverage();
  return options;
}

Result<std::string> run_portfolio(const AnalysisCall& call) {
  return in_format(query::portfolio(call.snapshot, portfolio_options(call)), call.format);
}

Result<std::string> run_segmentation(const AnalysisCall& call) {
  return in_format(query::segmentation(call.snapshot, portfolio_options(call)), call.format);
}

Result<std::string> run_pipeline(const AnalysisCall& call) {
  return in_format(query::pipeline(call.snapshot, call.account, call.coverage()), call.format);
}

Result<std::string> run_tasks(const AnalysisCall& call) {
  return in_format(query::tasks(call.snapshot, task_options(call.params, call.account, call.coverage())),
                   call.format);
}

// The graph as it was at the last session, where history reaches back so far.
Result<std::string> run_objectives(const AnalysisCall& call) {
  const auto session = query::last_planning_session(call.snapshot, call.account, call.date);
  if (!session) return session.status();
  std::shared_ptr<const graphstore::Snapshot> then;
  if (*session) {
    const auto version = call.graph.parse_as_of((*session)->to_string());
    if (version && *version < call.snapshot.version()) {
      if (const auto found = call.graph.snapshot_at(*version)) then = found->snapshot;
    }
  }
  return in_format(query::plan_cycle(call.snapshot, call.account, call.coverage(), then.get()), call.format);
}

Result<std::string> run_teams(const AnalysisCall& call) {
  return in_format(query::team_models(call.snapshot, call.coverage()), call.format);
}

constexpr Param kAsOfParam{.name = "as_of", .doc = "An earlier version: its number, a date or a datetime"};

constexpr std::array kDepartureParams{
    Param{.name = "who",
          .type = ParamType::kNode,
          .doc = "TeamMember/ID or Contact/ID: only what breaks if these leave together",
          .repeated = true},
    Param{.name = "list",
          .type = ParamType::kInteger,
          .doc = "How many of the worst are listed",
          .min = 1,
          .max = 100,
          .fallback = "10"},
    kAsOfParam};
constexpr std::array kThreadParams{
    Param{.name = "to", .type = ParamType::kNode, .doc = "Contact/ID (default: all key players)"},
    kAsOfParam};
constexpr std::array kInfluenceParams{Param{.name = "list",
                                            .type = ParamType::kInteger,
                                            .doc = "Most people in a section of the text",
                                            .min = 1,
                                            .max = 1000,
                                            .fallback = "10"},
                                      kAsOfParam};
constexpr std::array kNextParams{Param{.name = "meetings",
                                       .type = ParamType::kInteger,
                                       .doc = "How many meetings there is time for",
                                       .min = 1,
                                       .max = 50,
                                       .fallback = "5"},
                                 Param{.name = "spread",
                                       .type = ParamType::kNumber,
                                       .doc = "What an influencer's word is worth beside a tie of our own",
                                       .min = 0,
                                       .max = 1,
                                       .fallback = "0.5"},
                                 kAsOfParam};
constexpr std::array kRepairParams{Param{.name = "introductions",
                                         .type = ParamType::kInteger,
                                         .doc = "Most introductions",
                                         .min = 1,
                                         .max = 50,
                                         .fallback = "5"},
                                   Param{.name = "capacity",
                                         .type = ParamType::kInteger,
                                         .doc = "Most introductions of one member",
                                         .min = 1,
                                         .max = 50,
                                         .fallback = "2"},
                                   kAsOfParam};
constexpr std::array kWhitespaceParams{Param{.name = "list",
                                             .type = ParamType::kInteger,
                                             .doc = "Most cells in the text",
                                             .min = 1,
                                             .max = 1000,
                                             .fallback = "20"},
                                       kAsOfParam};
constexpr std::array kOnlyAsOf{kAsOfParam};
constexpr std::array kTaskParams{kTaskOwnerParam,  kTaskStatusParam, kTaskKindParam, kTaskOverdueParam,
                                 kTaskCursorParam, kTaskLimitParam,  kAsOfParam};
constexpr std::array kDiffParams{Param{.name = "since",
                                       .doc = "The earlier version: its number, a date or a datetime",
                                       .required = true,
                                       .example = "1"},
                                 kAsOfParam};
constexpr std::array kWhatIfParams{
    Param{.name = "edit",
          .doc = "leaves Label/ID, tie TeamMember/ID Contact/ID [LEVEL], role TeamMember/ID ROLE [LINE] or "
                 "moves Contact/ID OrgUnit/ID; several are tried together",
          .required = true,
          .repeated = true,
          .example = "leaves TeamMember/tm-chen-li"}};

constexpr std::array kAnalyses{
    Analysis{"threads", "How many independent ways lead to somebody, and who they hang on",
             "relmap threads --db bank.db oceanic-bank --to Contact/ob-lin-shuhui", kThreadParams, true,
             run_threads},
    Analysis{"influence", "Who matters at the customer beyond the org chart",
             "relmap influence --db bank.db oceanic-bank", kInfluenceParams, true, run_influence},
    Analysis{"next", "Whom to win next: with so many meetings, which contacts would gain most",
             "relmap next --db bank.db oceanic-bank --meetings 5", kNextParams, true, run_next},
    Analysis{"repair-plan", "Who of us should get to know whom, so that few introductions close many gaps",
             "relmap repair-plan --db bank.db oceanic-bank", kRepairParams, true, run_repair_plan},
    Analysis{"matrix", "Business line × org unit: what is owned, open, warm, cold or a competitor's",
             "relmap matrix --db bank.db oceanic-bank", kOnlyAsOf, true, run_matrix},
    Analysis{"whitespace", "Where to sell next: unsold cells by potential and the best way there",
             "relmap whitespace --db bank.db oceanic-bank", kWhitespaceParams, true, run_whitespace},
    Analysis{"departures", "What breaks if people leave: the worst of each one and of each two",
             "relmap departures --db bank.db oceanic-bank --who TeamMember/tm-chen-li", kDepartureParams,
             true, run_departures},
    Analysis{"diff", "What has changed in the coverage report since an earlier version",
             "relmap diff --db bank.db oceanic-bank --since 2026-08-31", kDiffParams, true, run_diff},
    Analysis{"what-if", "What edits would change in the coverage report; nothing is written",
             "relmap what-if --db bank.db oceanic-bank --edit 'leaves TeamMember/tm-chen-li'", kWhatIfParams,
             true, run_what_if},
    Analysis{"pipeline", "From campaign and lead through opportunity to order and delivery",
             "relmap pipeline --db bank.db oceanic-bank", kOnlyAsOf, true, run_pipeline},
    Analysis{"tasks", "What is to be done by whom and when, and how far the graph shows it to be",
             "relmap tasks --db bank.db oceanic-bank --status open", kTaskParams, true, run_tasks},
    Analysis{"objectives",
             "The planning cycle: sessions, objectives, tasks in numbers, the score then and now",
             "relmap objectives --db bank.db oceanic-bank", kOnlyAsOf, true, run_objectives},
    Analysis{"portfolio", "The coverage of all accounts, and what is missing over all of them",
             "relmap portfolio --db bank.db", kOnlyAsOf, false, run_portfolio, "coverage"},
    Analysis{"segmentation", "Tiers beside revenue, potential and intent, and what each tier asks of us",
             "relmap segmentation --db bank.db", kOnlyAsOf, false, run_segmentation},
    Analysis{"teams", "Client teams against the template of their tier: who holds which role, what is vacant",
             "relmap teams --db bank.db", kOnlyAsOf, false, run_teams},
};

}  // namespace

std::span<const Analysis> analyses() { return kAnalyses; }

Result<std::string> what_if(const AnalysisCall& call, const std::vector<query::Edit>& edits) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    const std::shared_ptr<const graphstore::Snapshot> now = call.graph.snapshot();
    const auto transaction = query::transaction_of(*now, call.account, edits, call.date);
    if (!transaction) return transaction.status();
    const auto then = call.graph.preview(*transaction);
    if (!then) return then.status();
    if ((*then)->version() != now->version()) continue;  // somebody wrote meanwhile
    const auto from = query::coverage(*now, call.account, call.coverage());
    if (!from) return from.status();
    const auto to = query::coverage(**then, call.account, call.coverage());
    if (!to) return to.status();
    return diff_in_format(query::compare_reports(*from, *to), query::what_if_headline(*now, edits, call.lang),
                          call.format);
  }
  return Status::unavailable("the graph is written to all the time; try again in a moment");
}

}  // namespace relmap::server

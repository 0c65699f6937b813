// The analyses of one account, by the size of the account and of the graph round it: what they cost is to
// grow with the account and not with the graph.
//
// analyses_bench [--sizes=10000,100000] [Google Benchmark options]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>

#include "bench_report.h"
#include "query/coverage.h"
#include "query/departures.h"
#include "query/influence.h"
#include "query/matrix.h"
#include "query/next.h"
#include "query/paths.h"
#include "query/portfolio.h"
#include "query/repair_plan.h"
#include "query/threads.h"
#include "world_generator.h"
#include "world_load.h"
#include "world_random.h"

namespace relmap::bench {
namespace {

constexpr std::size_t kAccountsAsked = 20;  // different ones, where there are so many

struct Group {
  const char* name;
  std::size_t contacts;  // of its accounts, about
  std::size_t at_least;  // people in the world
  bool (*is_in)(const AccountPlan&, const WorldPlan&);
};

bool in_first_region(const AccountPlan& account, const WorldPlan&) { return account.region == 0; }
bool anywhere(const AccountPlan&, const WorldPlan&) { return true; }
bool at_headquarters(const AccountPlan& account, const WorldPlan& plan) {
  return account.region + 1 == plan.regions.size();
}

// The first region is the same in each world, so what differs there is the graph round it. Large telesales
// teams, of 250 accounts, and accounts of 5,000 are only in large worlds.
constexpr Group kGroups[] = {{"50", 50, 0, in_first_region},
                             {"500", 500, 0, in_first_region},
                             {"50_telesales", 50, 1'000'000, at_headquarters},
                             {"5000", 5000, 1'000'000, anywhere}};

struct Subject {
  WorldPlan plan;
  std::shared_ptr<const graphstore::Snapshot> snapshot;
};

const Subject& subject_of(std::size_t people) {
  static std::map<std::size_t, Subject> subjects;
  const auto it = subjects.find(people);
  if (it != subjects.end()) return it->second;
  OpenedWorld world = open_world({.people = people});
  return subjects.try_emplace(people, Subject{world.plan, world.graph->snapshot()}).first->second;
}

// Those nearest to the group's size.
std::vector<AccountPlan> accounts_of(const Group& group, const WorldPlan& plan) {
  std::vector<AccountPlan> near;
  for (const AccountPlan& account : plan.accounts) {
    const bool of_size =
        5 * account.contacts >= 4 * group.contacts && 4 * account.contacts <= 5 * group.contacts;
    if (of_size && group.is_in(account, plan)) near.push_back(account);
  }
  const auto off = [&](const AccountPlan& a) {
    return std::max(a.contacts, group.contacts) - std::min(a.contacts, group.contacts);
  };
  std::stable_sort(near.begin(), near.end(), [&](const auto& a, const auto& b) { return off(a) < off(b); });
  if (near.size() > kAccountsAsked) near.resize(kAccountsAsked);
  return near;
}

void must(const Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "analyses_bench: %s\n", status.to_string().c_str());
  std::exit(1);
}

query::CoverageOptions options(bool introductions) {
  query::CoverageOptions coverage;
  coverage.date = world_date();
  coverage.introductions = introductions;
  return coverage;
}

using Ask = std::function<double(const graphstore::Snapshot&, const std::string& account)>;

double report(const graphstore::Snapshot& graph, const std::string& account) {
  const auto found = query::coverage(graph, account, options(true));
  must(found.status());
  return static_cast<double>(found->gap_count);
}
double report_alone(const graphstore::Snapshot& graph, const std::string& account) {
  const auto found = query::coverage(graph, account, options(false));
  must(found.status());
  return static_cast<double>(found->gap_count);
}
double paths(const graphstore::Snapshot& graph, const std::string& account) {
  query::PathOptions asked;
  asked.date = world_date();
  // To somebody else each time: how long it takes is a matter of who stands round him.
  static std::size_t calls = 0;
  const std::string contact =
      "Contact/con-" + account.substr(4) + "-" + std::to_string((calls * 7 + calls / 20) % 20);
  ++calls;
  const auto found = query::introduction_paths(graph, "team:" + account, contact, asked);
  must(found.status());
  return static_cast<double>(found->paths.size());
}
double threads(const graphstore::Snapshot& graph, const std::string& account) {
  query::ThreadOptions asked;
  asked.coverage = options(false);
  const auto found = query::threads(graph, account, asked);
  must(found.status());
  return static_cast<double>(found->threads.size());
}
double departure(const graphstore::Snapshot& graph, const std::string& account) {
  const query::Model model(graph, world_date());
  const auto team = model.team(*model.find_account(account));
  query::DepartureOptions asked;
  asked.coverage = options(false);
  if (team.empty()) return 0;
  asked.people = {model.ref(team.front().member)};
  const auto found = query::departures(graph, account, asked);
  must(found.status());
  return static_cast<double>(found->worst.size());
}
double next_five(const graphstore::Snapshot& graph, const std::string& account) {
  query::NextOptions asked;
  asked.coverage = options(true);
  const auto found = query::next_meetings(graph, account, asked);
  must(found.status());
  return static_cast<double>(found->meetings.size());
}
double repair(const graphstore::Snapshot& graph, const std::string& account) {
  query::RepairOptions asked;
  asked.coverage = options(false);
  const auto found = query::repair_plan(graph, account, asked);
  must(found.status());
  return static_cast<double>(found->closes);
}
double influence_of(const graphstore::Snapshot& graph, const std::string& account) {
  query::InfluenceOptions asked;
  asked.coverage = options(false);
  const auto found = query::influence(graph, account, asked);
  must(found.status());
  return static_cast<double>(found->people.size());
}
double matrix_of(const graphstore::Snapshot& graph, const std::string& account) {
  const auto found = query::matrix(graph, account, options(false));
  must(found.status());
  return static_cast<double>(found->cells.size());
}

void run(benchmark::State& state, std::size_t people, const Group& group, const Ask& ask) {
  const Subject& subject = subject_of(people);
  const std::vector<AccountPlan> accounts = accounts_of(group, subject.plan);
  if (accounts.empty()) {
    state.SkipWithError("no account of this size in a world so small");
    return;
  }
  Latencies latencies;
  double answers = 0, contacts = 0;
  std::size_t number = 0;
  for ([[maybe_unused]] auto _ : state) {
    const AccountPlan& account = accounts[number++ % accounts.size()];
    contacts += static_cast<double>(account.contacts);
    const Stopwatch watch;
    answers += ask(*subject.snapshot, account.id());
    const double took = watch.seconds();
    latencies.add(took);
    state.SetIterationTime(took);
  }
  latencies.report(state);
  state.counters["answers"] = answers / static_cast<double>(number);
  state.counters["contacts"] = contacts / static_cast<double>(number);
}

// All accounts of the world that has about a thousand: on all processors, so by the clock on the wall.
void run_portfolio(benchmark::State& state, std::size_t people) {
  const Subject& subject = subject_of(people);
  query::PortfolioOptions asked;
  asked.coverage = options(false);
  for ([[maybe_unused]] auto _ : state) {
    const auto found = query::portfolio(*subject.snapshot, asked);
    must(found.status());
    state.counters["accounts"] = static_cast<double>(found->accounts.size());
    state.counters["gaps"] = static_cast<double>(found->gaps.size());
  }
}

struct Question {
  const char* name;
  Ask ask;
  int times;  // for an account of 50
};

void register_all(const std::vector<std::size_t>& sizes) {
  const Question questions[] = {
      {"report", report, 200},     {"report_alone", report_alone, 200}, {"paths", paths, 1000},
      {"threads", threads, 100},   {"departure", departure, 100},       {"next_5", next_five, 100},
      {"repair_plan", repair, 60}, {"influence", influence_of, 60},     {"matrix", matrix_of, 100}};
  for (const Question& question : questions) {
    for (const Group& group : kGroups) {
      for (const std::size_t people : sizes) {
        if (people < group.at_least) continue;
        const std::string name = std::string(question.name) + "_" + group.name + "/" + std::to_string(people);
        benchmark::RegisterBenchmark(
            name.c_str(),
            [people, &group, ask = question.ask](benchmark::State& state) { run(state, people, group, ask); })
            ->UseManualTime()
            ->Iterations(group.contacts > 500 ? 10 : question.times)
            ->Unit(benchmark::kMillisecond);
      }
    }
  }
  benchmark::RegisterBenchmark("portfolio_wall/180000",
                               [](benchmark::State& state) { run_portfolio(state, 180'000); })
      ->UseRealTime()
      ->Iterations(3)
      ->Unit(benchmark::kMillisecond);
}

}  // namespace
}  // namespace relmap::bench

int main(int argc, char** argv) {
  using namespace relmap::bench;
  register_all(take_sizes(argc, argv, {10'000, 100'000}));
  return run_and_compare(argc, argv, 0);
}

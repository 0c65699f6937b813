// Introduction paths and coverage of large accounts: milliseconds that depend on the account, not on the
// graph round it.
//
// query_bench [--sizes=10000,100000] [Google Benchmark options]
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "bench_report.h"
#include "query/coverage.h"
#include "query/paths.h"
#include "world_generator.h"
#include "world_load.h"
#include "world_random.h"

namespace relmap::bench {
namespace {

constexpr std::size_t kLargeAccount = 2000;
constexpr std::size_t kAccountsAsked = 12;  // different ones, where there are so many

// The world with its Snapshot alone: no writer runs.
struct Subject {
  WorldPlan plan;
  std::shared_ptr<const graphstore::Snapshot> snapshot;
  std::vector<AccountPlan> large, small;  // accounts to ask about
};

Subject load_subject(std::size_t people) {
  OpenedWorld world = open_world({.people = people});
  Subject subject{world.plan, world.graph->snapshot(), {}, {}};
  for (const AccountPlan& account : world.plan.accounts) {
    if (account.contacts == kLargeAccount && subject.large.size() < kAccountsAsked)
      subject.large.push_back(account);
  }
  Random random(11, people);
  while (subject.small.size() < 100) subject.small.push_back(random.one_of(world.plan.accounts));
  return subject;
}

const Subject& subject_of(std::size_t people) {
  static std::map<std::size_t, Subject> subjects;
  auto it = subjects.find(people);
  if (it == subjects.end()) it = subjects.try_emplace(people, load_subject(people)).first;
  return it->second;
}

void must(const Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "query_bench: %s\n", status.to_string().c_str());
  std::exit(1);
}

// One question; returns how much there was in the answer.
using Ask = std::function<double(const Subject&, std::size_t number, Random&)>;

double full_coverage(const Subject& subject, const std::vector<AccountPlan>& accounts, std::size_t number,
                     bool introductions) {
  query::CoverageOptions options;
  options.date = world_date();
  options.introductions = introductions;
  const auto report = query::coverage(*subject.snapshot, accounts[number % accounts.size()].id(), options);
  must(report.status());
  return static_cast<double>(report->gap_count);
}

double find_paths(const Subject& subject, const std::string& from, const std::string& to) {
  query::PathOptions options;
  options.date = world_date();
  const auto result = query::introduction_paths(*subject.snapshot, from, to, options);
  must(result.status());
  return static_cast<double>(result->paths.size());
}

std::string some_contact(const AccountPlan& account, Random& random) {
  return "Contact/" + account.contact_id(random.below(account.contacts));
}

double paths_from_team(const Subject& subject, std::size_t, Random& random) {
  const AccountPlan& account = random.one_of(subject.plan.accounts);
  return find_paths(subject, "team:" + account.id(), some_contact(account, random));
}

double paths_from_team_large(const Subject& subject, std::size_t number, Random& random) {
  const AccountPlan& account = subject.large[number % subject.large.size()];
  return find_paths(subject, "team:" + account.id(), some_contact(account, random));
}

// From anybody of ours to anybody out there: the two need not have anything to do with each other.
double paths_from_member(const Subject& subject, std::size_t, Random& random) {
  const std::string from = "TeamMember/" + member_id(random.below(subject.plan.members));
  return find_paths(subject, from, some_contact(random.one_of(subject.plan.accounts), random));
}

double coverage_large(const Subject& subject, std::size_t number, Random&) {
  return full_coverage(subject, subject.large, number, true);
}
double coverage_large_alone(const Subject& subject, std::size_t number, Random&) {
  return full_coverage(subject, subject.large, number, false);
}
double coverage_typical(const Subject& subject, std::size_t number, Random&) {
  return full_coverage(subject, subject.small, number, true);
}

void run(benchmark::State& state, std::size_t people, const Ask& ask) {
  const Subject& subject = subject_of(people);
  Random random(5, people);
  Latencies latencies;
  double answers = 0;
  std::size_t number = 0;
  for ([[maybe_unused]] auto _ : state) {
    const Stopwatch watch;
    answers += ask(subject, number++, random);
    const double took = watch.seconds();
    latencies.add(took);
    state.SetIterationTime(took);
  }
  latencies.report(state);
  state.counters["answers"] = answers / static_cast<double>(number);
}

struct Question {
  const char* name;
  Ask ask;
  int times;
};

void register_all(const std::vector<std::size_t>& sizes) {
  const Question questions[] = {{"paths_from_team", paths_from_team, 300},
                                {"paths_from_team_2000", paths_from_team_large, 300},
                                {"paths_from_member", paths_from_member, 300},
                                {"coverage_2000", coverage_large, 24},
                                {"coverage_2000_no_paths", coverage_large_alone, 48},
                                {"coverage_any_account", coverage_typical, 100}};
  for (const Question& question : questions) {
    for (const std::size_t people : sizes) {
      const std::string name = std::string(question.name) + "/" + std::to_string(people);
      benchmark::RegisterBenchmark(
          name.c_str(), [people, ask = question.ask](benchmark::State& state) { run(state, people, ask); })
          ->UseManualTime()
          ->Iterations(question.times)
          ->Unit(benchmark::kMillisecond);
    }
  }
}

}  // namespace
}  // namespace relmap::bench

int main(int argc, char** argv) {
  using namespace relmap::bench;
  register_all(take_sizes(argc, argv, {10'000, 100'000}));
  return run_and_compare(argc, argv, 0);
}

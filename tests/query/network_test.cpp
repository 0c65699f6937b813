// Threads, and the figures of the network of influence, against the plainest way to compute each, on 1,000
// random small accounts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <map>
#include <random>
#include <set>

#include "graphstore/import.h"
#include "network/measures.h"
#include "query/influence.h"
#include "query/matrix.h"
#include "query/next.h"
#include "query/schema.h"
#include "query/threads.h"
#include "random_account.h"
#include "world.h"

namespace relmap::query {
namespace {

using testing::day;
using testing::kToday;
using testing::World;

constexpr int kRounds = 1000;

struct Seeded {
  unsigned seed = std::random_device()() % 1'000'000;
  std::mt19937 random{seed};
  ::testing::ScopedTrace trace{__FILE__, __LINE__, "seed " + std::to_string(seed)};
};

Adjacency random_network(std::mt19937& random, std::size_t most) {
  const std::size_t n = 1 + random() % most;
  Adjacency edges(n);
  std::set<std::pair<std::size_t, std::size_t>> seen;
  for (std::size_t i = random() % (3 * n); i > 0; --i) {
    const std::size_t a = random() % n, b = random() % n;
    if (a != b && seen.insert({a, b}).second)
      edges[a].push_back({b, 0.1 * static_cast<double>(1 + random() % 10)});
  }
  return edges;
}

// Solves a x = b by elimination with pivots.
std::vector<double> solve(std::vector<std::vector<double>> a, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t c = 0; c < n; ++c) {
    std::size_t pivot = c;
    for (std::size_t r = c; r < n; ++r) pivot = std::abs(a[r][c]) > std::abs(a[pivot][c]) ? r : pivot;
    std::swap(a[c], a[pivot]);
    std::swap(b[c], b[pivot]);
    for (std::size_t r = 0; r < n; ++r) {
      if (r == c || a[r][c] == 0) continue;
      const double factor = a[r][c] / a[c][c];
      for (std::size_t k = c; k < n; ++k) a[r][k] -= factor * a[c][k];
      b[r] -= factor * b[c];
    }
  }
  for (std::size_t c = 0; c < n; ++c) b[c] /= a[c][c];
  return b;
}

// Row v: where a walk goes that follows endorsements from v.
std::vector<std::vector<double>> endorsements(const Adjacency& influences) {
  const std::size_t n = influences.size();
  std::vector<std::vector<double>> p(n, std::vector<double>(n, 0.0));
  for (std::size_t v = 0; v < n; ++v) {
    for (const NetworkEdge& e : influences[v]) p[e.to][v] += e.strength;
  }
  for (auto& row : p) {
    double sum = 0;
    for (const double x : row) sum += x;
    for (double& x : row) x = sum > 0 ? x / sum : x;
  }
  return p;
}

std::vector<double> dense_pagerank(const Adjacency& influences, double damping) {
  auto p = endorsements(influences);
  const std::size_t n = p.size();
  std::vector<std::vector<double>> a(n, std::vector<double>(n, 0.0));
  for (std::size_t v = 0; v < n; ++v) {
    const bool dangling = std::all_of(p[v].begin(), p[v].end(), [](double x) { return x == 0; });
    for (std::size_t u = 0; u < n; ++u)
      a[u][v] = -damping * (dangling ? 1.0 / static_cast<double>(n) : p[v][u]);
  }
  for (std::size_t v = 0; v < n; ++v) a[v][v] += 1;
  return solve(a, std::vector<double>(n, (1 - damping) / static_cast<double>(n)));
}

std::vector<double> dense_exposure(const Adjacency& influences, const std::vector<double>& stance,
                                   double damping) {
  const auto p = endorsements(influences);
  const std::size_t n = p.size();
  std::vector<std::vector<double>> a(n, std::vector<double>(n, 0.0));
  std::vector<double> b = stance;
  for (std::size_t v = 0; v < n; ++v) {
    const bool nobody = std::all_of(p[v].begin(), p[v].end(), [](double x) { return x == 0; });
    for (std::size_t u = 0; u < n && !nobody; ++u) a[v][u] = -damping * p[v][u];
    if (!nobody) b[v] *= 1 - damping;
    a[v][v] += 1;
  }
  return solve(a, b);
}

// Counts shortest paths by breadth-first search from each vertex, then adds up shares over all pairs.
std::vector<double> naive_betweenness(const Adjacency& edges) {
  const std::size_t n = edges.size();
  std::vector<std::vector<int>> distance(n, std::vector<int>(n, -1));
  std::vector<std::vector<double>> count(n, std::vector<double>(n, 0.0));
  for (std::size_t s = 0; s < n; ++s) {
    std::vector<std::size_t> queue{s};
    distance[s][s] = 0;
    count[s][s] = 1;
    for (std::size_t i = 0; i < queue.size(); ++i) {
      for (const NetworkEdge& e : edges[queue[i]]) {
        if (distance[s][e.to] < 0) {
          distance[s][e.to] = distance[s][queue[i]] + 1;
          queue.push_back(e.to);
        }
        if (distance[s][e.to] == distance[s][queue[i]] + 1) count[s][e.to] += count[s][queue[i]];
      }
    }
  }
  std::vector<double> between(n, 0.0);
  for (std::size_t v = 0; v < n; ++v) {
    for (std::size_t s = 0; s < n; ++s) {
      for (std::size_t t = 0; t < n; ++t) {
        if (s == v || t == v || s == t || distance[s][t] < 0 || distance[s][v] < 0 || distance[v][t] < 0)
          continue;
        if (distance[s][v] + distance[v][t] == distance[s][t])
          between[v] += count[s][v] * count[v][t] / count[s][t];
      }
    }
  }
  return between;
}

std::size_t components(const Adjacency& edges, std::optional<std::size_t> without) {
  const std::size_t n = edges.size();
  std::vector<std::size_t> group(n);
  for (std::size_t v = 0; v < n; ++v) group[v] = v;
  const std::function<std::size_t(std::size_t)> find = [&](std::size_t v) {
    return group[v] == v ? v : find(group[v]);
  };
  for (std::size_t v = 0; v < n; ++v) {
    for (const NetworkEdge& e : edges[v]) {
      if (v != without && e.to != without) group[find(v)] = find(e.to);
    }
  }
  std::set<std::size_t> roots;
  for (std::size_t v = 0; v < n; ++v) {
    if (v != without) roots.insert(find(v));
  }
  return roots.size();
}

void expect_near(const std::vector<double>& got, const std::vector<double>& wanted, const char* what) {
  ASSERT_EQ(got.size(), wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i) ASSERT_NEAR(got[i], wanted[i], 1e-9) << what << " of " << i;
}

void compare_measures(const Adjacency& edges, const std::vector<double>& stance) {
  expect_near(pagerank(edges, 0.85), dense_pagerank(edges, 0.85), "pagerank");
  expect_near(betweenness(edges), naive_betweenness(edges), "betweenness");
  expect_near(exposure(edges, stance, 0.85), dense_exposure(edges, stance, 0.85), "exposure");
  const std::vector<bool> hinges = articulation_points(edges);
  const std::size_t whole = components(edges, std::nullopt);
  for (std::size_t v = 0; v < edges.size(); ++v)
    ASSERT_EQ(hinges[v], components(edges, v) > whole) << "articulation " << v;
}

TEST(Measures, EqualADenseComputation) {
  Seeded seeded;
  for (int round = 0; round < kRounds && !HasFatalFailure(); ++round) {
    const Adjacency edges = random_network(seeded.random, 12);
    std::vector<double> stance;
    for (std::size_t i = 0; i < edges.size(); ++i)
      stance.push_back(static_cast<double>(seeded.random() % 3) - 1);
    compare_measures(edges, stance);
  }
}

TEST(Measures, ConstraintOfKnownShapes) {
  // The middle of a star, its leaf; a triangle; nobody joined.
  const Adjacency star{{{1, 1}, {2, 1}, {3, 1}}, {}, {}, {}};
  EXPECT_NEAR(burt_constraint(star)[0], 1.0 / 3, 1e-12);
  EXPECT_NEAR(burt_constraint(star)[1], 1.0, 1e-12);
  const Adjacency triangle{{{1, 1}}, {{2, 1}}, {{0, 1}}};
  for (const double c : burt_constraint(triangle)) EXPECT_NEAR(c, 2 * 0.75 * 0.75, 1e-12);
  EXPECT_EQ(burt_constraint(Adjacency(1))[0], 0.0);
}

// Every account of a folder of one's own: RELMAP_EXTRA_DATA=DIR.
TEST(Measures, OnDataOfYourOwn) {
  const char* dir = std::getenv("RELMAP_EXTRA_DATA");
  if (!dir) GTEST_SKIP() << "RELMAP_EXTRA_DATA is not set";
  graphstore::OpenOptions options;
  options.url = "memory:";
  options.schema = *relationship_schema();
  const auto graph = std::move(*graphstore::Graph::open(options));
  graphstore::ImportOptions dry;
  dry.rejects_dir = ::testing::TempDir() + "relmap-extra-rejects";
  ASSERT_TRUE(graphstore::import_folder(*graph, dir, dry).ok());
  const Model model(*graph->snapshot(), day(kToday));
  int accounts = 0;
  graph->snapshot()->for_each_node(model.symbols().account, [&](Vertex account) {
    const Facts facts(model, Policy::built_in(), account);
    const PeopleNetwork network(facts, NetworkKind::kInfluence, 0, false);
    compare_measures(network.edges, std::vector<double>(network.size(), 0.0));
    EXPECT_GT(network.edge_count, 0u);
    ++accounts;
  });
  EXPECT_GT(accounts, 0);
}

// --- threads

// Members and contacts of one world by their names, and who leads to whom.
struct Ways {
  std::set<std::string> members, steps;
  std::multimap<std::string, std::string> next;

  bool leads(const std::string& target, const std::set<std::string>& without) const {
    std::vector<std::string> queue;
    std::set<std::string> seen;
    for (const std::string& m : members) {
      if (!without.contains(m)) queue.push_back(m);
    }
    for (std::size_t i = 0; i < queue.size(); ++i) {
      const auto [begin, end] = next.equal_range(queue[i]);
      for (auto it = begin; it != end; ++it) {
        if (it->second == target) return true;
        if (steps.contains(it->second) && !without.contains(it->second) && seen.insert(it->second).second)
          queue.push_back(it->second);
      }
    }
    return false;
  }
  // The smallest number of people without whom no way is left.
  std::size_t smallest_cut(const std::string& target) const {
    std::vector<std::string> people(members.begin(), members.end());
    for (const std::string& s : steps) {
      if (s != target) people.push_back(s);
    }
    for (std::size_t size = 0;; ++size) {
      std::vector<bool> chosen(people.size(), false);
      std::fill(chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(std::min(size, people.size())),
                true);
      do {
        std::set<std::string> without;
        for (std::size_t i = 0; i < people.size(); ++i) {
          if (chosen[i]) without.insert(people[i]);
        }
        if (!leads(target, without)) return size;
      } while (std::prev_permutation(chosen.begin(), chosen.end()));
    }
  }
};

Ways ways_of(const World& world) {
  const Model model(world.graph(), day(kToday));
  const Facts facts(model, Policy::built_in(), *model.find_account("a"));
  const PeopleNetwork network(facts, NetworkKind::kAll, 0.3, true);
  Ways ways;
  for (const Vertex m : facts.team) ways.members.insert(std::string(model.id(m)));
  for (const TieFact& tie : facts.ties) {
    if (tie.live && tie.on_team)
      ways.next.emplace(model.id(tie.member), model.id(facts.contacts[tie.contact].vertex));
  }
  for (std::size_t i = 0; i < network.size(); ++i) {
    const ContactFact& c = facts.contacts[network.contacts[i]];
    if (!c.placeholder && c.support != Support::kEnemy) ways.steps.insert(std::string(model.id(c.vertex)));
    for (const NetworkEdge& e : network.edges[i])
      ways.next.emplace(model.id(c.vertex), model.id(facts.contacts[network.contacts[e.to]].vertex));
  }
  return ways;
}

void check(const Threads& found, const Ways& ways) {
  const std::string target = found.to.id;
  ASSERT_EQ(found.count, ways.smallest_cut(target)) << target;
  ASSERT_EQ(found.ways.size(), found.count);
  std::set<std::string> used;
  for (const auto& way : found.ways) {
    ASSERT_TRUE(ways.members.contains(way.front().id));
    ASSERT_EQ(way.back().id, target);
    for (std::size_t i = 0; i + 1 < way.size(); ++i) {
      ASSERT_TRUE(used.insert(way[i].id).second) << way[i].id << " is on two ways";
      const auto [begin, end] = ways.next.equal_range(way[i].id);
      ASSERT_TRUE(std::any_of(begin, end, [&](const auto& n) { return n.second == way[i + 1].id; }));
      ASSERT_TRUE(i == 0 || ways.steps.contains(way[i].id));
    }
  }
  std::set<std::string> cut;
  for (const NodeName& node : found.cut) cut.insert(node.id);
  ASSERT_EQ(cut.size(), found.count);
  ASSERT_FALSE(ways.leads(target, cut));
}

TEST(Threads, AreAsManyAsTheSmallestCut) {
  Seeded seeded;
  std::size_t most = 0;
  for (int round = 0; round < kRounds && !HasFatalFailure(); ++round) {
    const auto account = testing::random_account(seeded.random, 3 + seeded.random() % 6);
    SCOPED_TRACE(account.text());
    const World world(account.text());
    ThreadOptions options;
    options.coverage.date = day(kToday);
    const auto found = threads(world.graph(), "a", options);
    ASSERT_TRUE(found.ok()) << found.status().to_string();
    const Ways ways = ways_of(world);
    for (const Threads& one : found->threads) {
      check(one, ways);
      most = std::max(most, one.count);
    }
  }
  EXPECT_GE(most, 2u) << "the worlds are too simple";
}

// Names and order of the records are nothing to an analysis.
TEST(Analyses, DoNotDependOnNamesAndOrder) {
  Seeded seeded;
  for (int round = 0; round < 100 && !HasFailure(); ++round) {
    const auto account = testing::random_account(seeded.random, 4 + seeded.random() % 10);
    const auto ids = account.renaming(seeded.random);
    std::map<std::string, std::string> back;
    for (const auto& [id, other] : ids) back[other] = id;
    const World one(account.text()), other(account.reordered(seeded.random, ids));
    const auto figures = [&](const World& world, bool renamed) {
      std::map<std::string, double> found;
      const auto name = [&](const std::string& id) { return renamed ? back.at(id) : id; };
      ThreadOptions threads_of;
      threads_of.coverage.date = day(kToday);
      const auto thread_report = threads(world.graph(), "a", threads_of);
      for (const Threads& t : thread_report->threads)
        found["threads " + name(t.to.id)] = static_cast<double>(t.count);
      InfluenceOptions influence_of;
      influence_of.coverage.date = day(kToday);
      const auto influence_report = influence(world.graph(), "a", influence_of);
      for (const PersonInfluence& p : influence_report->people) {
        const std::string who = name(p.person.id);
        found["pagerank " + who] = p.pagerank;
        found["betweenness " + who] = p.betweenness;
        found["constraint " + who] = p.constraint;
        found["exposure " + who] = p.exposure;
      }
      const auto cells = matrix(world.graph(), "a", threads_of.coverage);
      for (const MatrixCell& c : cells->cells)
        found["cell " + name(c.unit.id) + " " + name(c.line.id)] = static_cast<double>(c.state);
      NextOptions next_of;
      next_of.coverage.date = day(kToday);
      next_of.meetings = 1;
      found["next"] = next_meetings(world.graph(), "a", next_of)->gain;
      return found;
    };
    const auto a = figures(one, false), b = figures(other, true);
    ASSERT_EQ(a.size(), b.size());
    for (const auto& [what, figure] : a)
      EXPECT_NEAR(b.at(what), figure, 1e-9) << what << "\n" << account.text();
  }
}

TEST(Threads, OfSomebodyWhoCannotBeAskedFor) {
  const World world(
      "Account a tier=large\nAccount b tier=large\nContact x in=a left_on=2026-01-01\nContact y in=b\n"
      "TeamMember m seat=presales@a\n");
  ThreadOptions options;
  options.coverage.date = day(kToday);
  const auto code = [&](const char* to) {
    options.to = to;
    return threads(world.graph(), "a", options).status().code();
  };
  EXPECT_EQ(code("Contact/nobody"), StatusCode::kNotFound);
  EXPECT_EQ(code("Contact/x"), StatusCode::kInvalidArgument);
  EXPECT_EQ(code("Contact/y"), StatusCode::kInvalidArgument);
  EXPECT_EQ(code("TeamMember/m"), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace relmap::query

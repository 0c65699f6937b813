// What was acknowledged is there after kill -9, and what was not is there whole or not at all.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <thread>

#include "client.h"
#include "graphstore/import.h"
#include "world.h"

namespace relmap::server {
namespace {

using graphstore::NodeRef;
using testing::Child;
using testing::empty_graph;
using testing::RawClient;
using testing::ServerProcess;
using testing::TempDir;

constexpr int kKills = 20;
constexpr int kRowsPerFolder = 50;

bool exists(const graphstore::Graph& graph, const std::string& id) {
  const auto node = graph.get_node(NodeRef::by_key("Contact", id));
  EXPECT_TRUE(node.ok()) << node.status().to_string();
  return node.ok() && node->has_value();
}

void expect_clean(const graphstore::Graph& graph) {
  const auto report = graph.verify();
  ASSERT_TRUE(report.ok()) << report.status().to_string();
  EXPECT_EQ(report->finding_count, 0u) << (report->findings.empty() ? "" : report->findings[0]);
}

// Puts contacts r-0, r-1, … until the server is gone; the number of those that were acknowledged.
int put_until_killed(int port, const std::string& round) {
  RawClient client(port);
  for (int n = 0;; ++n) {
    const auto at = "/api/v1/nodes/Contact/" + round + "-" + std::to_string(n);
    const auto response = client.request("PUT", at, R"({"properties":{"name":"N"}})");
    if (!response || response->status != 201) return n;
  }
}

TEST(Kill9, AcknowledgedPutsSurvive) {
  const TempDir dir;
  const auto db = dir.path("db");
  std::mt19937 random(20261123);
  for (int kill = 0; kill < kKills; ++kill) {
    std::vector<int> acknowledged(2);
    {
      ServerProcess server(db);
      std::vector<std::thread> writers;
      for (int w = 0; w < 2; ++w) {
        const auto round = std::to_string(kill) + "-" + std::to_string(w);
        writers.emplace_back([&, w, round] { acknowledged[w] = put_until_killed(server.port(), round); });
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5 + random() % 60));
      server.child().kill(SIGKILL);
      for (auto& writer : writers) writer.join();
      server.child().wait();
    }
    const auto graph = empty_graph(db);
    for (int w = 0; w < 2; ++w) {
      for (int n = 0; n < acknowledged[w]; ++n) {
        EXPECT_TRUE(exists(*graph, std::to_string(kill) + "-" + std::to_string(w) + "-" + std::to_string(n)));
      }
    }
    expect_clean(*graph);
  }
}

std::string row_id(int folder, int row) { return std::to_string(folder) + "-" + std::to_string(row); }

// A folder of contacts, each of whom reports to the one before.
std::string write_folder(const std::string& root, int folder) {
  const auto dir = root + "/" + std::to_string(folder);
  std::filesystem::create_directories(dir + "/nodes");
  std::filesystem::create_directories(dir + "/edges");
  std::ofstream nodes(dir + "/nodes/Contact.csv"), edges(dir + "/edges/REPORTS_TO.csv");
  nodes << "id,name\n";
  edges << "from,to,kind\n";
  for (int row = 0; row < kRowsPerFolder; ++row) {
    nodes << row_id(folder, row) << ",Name " << row << "\n";
    if (row > 0) edges << row_id(folder, row) << "," << row_id(folder, row - 1) << ",solid\n";
  }
  return dir;
}

TEST(Kill9, AcknowledgedImportsSurviveWhole) {
  const TempDir dir;
  const auto root = dir.path("work");
  std::filesystem::create_directories(root);
  std::mt19937 random(20261123);
  int next = 0;
  for (int kill = 0; kill < kKills; ++kill) {
    const int first = next;
    Child child({"/proc/self/exe", "import-for-ever", root, std::to_string(first)});
    std::thread killer;
    while (const auto line = child.read_line()) {
      if (!line->starts_with("imported ")) continue;
      next = std::atoi(line->substr(9).c_str()) + 1;
      if (killer.joinable()) continue;
      killer = std::thread([&child, wait = 1 + random() % 60] {
        std::this_thread::sleep_for(std::chrono::milliseconds(wait));
        child.kill(SIGKILL);
      });
    }
    ASSERT_TRUE(killer.joinable()) << "the child never imported anything";
    killer.join();
    EXPECT_EQ(child.wait(), -SIGKILL);

    const auto graph = empty_graph(root + "/db");
    for (int folder = first; folder < next; ++folder) {
      for (int row = 0; row < kRowsPerFolder; ++row)
        ASSERT_TRUE(exists(*graph, row_id(folder, row))) << folder;
    }
    // One that was under way is one commit: in it whole, or not in it.
    if (exists(*graph, row_id(next, 0))) {
      EXPECT_TRUE(exists(*graph, row_id(next, kRowsPerFolder - 1)));
      ++next;
    } else {
      EXPECT_FALSE(exists(*graph, row_id(next, kRowsPerFolder - 1)));
    }
    expect_clean(*graph);
  }
}

}  // namespace

namespace testing {

int import_for_ever(const std::string& root, int from) {
  const auto graph = empty_graph(root + "/db");
  for (int folder = from;; ++folder) {
    const auto report = graphstore::import_folder(*graph, write_folder(root, folder), {});
    if (!report || report->rejected > 0) return 1;
    std::cout << "imported " << folder << std::endl;
  }
}

}  // namespace testing
}  // namespace relmap::server

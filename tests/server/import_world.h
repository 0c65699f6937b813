// A service whose files of jobs lie in a folder of the test, and how tests send it imports.
#pragma once

#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "client.h"
#include "world.h"

namespace relmap::server::testing {

inline constexpr const char* kZip = "application/zip";
inline constexpr const char* kCsv = "text/csv";
inline constexpr const char* kNdjson = "application/x-ndjson";
inline const std::string kImports = "/api/v1/imports";

// A file of contacts c0, c1, ….
inline std::string contacts_csv(int count) {
  std::string csv = "id,name\n";
  for (int i = 0; i < count; ++i) csv += "c" + std::to_string(i) + ",Name " + std::to_string(i) + "\n";
  return csv;
}

class ImportTest : public ServiceTest {
 protected:
  ImportTest() {
    options_.temp_dir = temp_.path("jobs");
    std::filesystem::create_directory(options_.temp_dir);
    graph_ = empty_graph();
    serve();
  }
  ~ImportTest() override { service_.reset(); }

  void serve() {
    service_.reset();
    service_ = std::make_unique<Service>(*graph_, nullptr, options_);
  }
  Response post(const std::string& body, const std::string& type, const std::string& query = "") {
    return send("POST", kImports + (query.empty() ? "" : "?" + query), body, {{"Content-Type", type}});
  }
  // The job once it has ended.
  nlohmann::json wait_for(const std::string& location) {
    for (int i = 0; i < 60'000; ++i) {
      const auto job = json(get(location));
      if (job.value("state", "") == "done" || job.value("state", "") == "failed") return job;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ADD_FAILURE() << location << " does not end";
    return {};
  }
  nlohmann::json import(const std::string& body, const std::string& type, const std::string& query = "") {
    const auto response = post(body, type, query);
    EXPECT_EQ(response.status, 202) << response.text();
    if (response.status != 202) return {};
    EXPECT_EQ(*response.header("Location"), kImports + "/" + json(response).value("id", ""));
    return wait_for(*response.header("Location"));
  }
  // Files of jobs there are, not counting lock files.
  std::size_t files_kept() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(options_.temp_dir))
      count += entry.is_regular_file() && entry.path().filename() != "lock" ? 1 : 0;
    return count;
  }

  const TempDir temp_;
};

}  // namespace relmap::server::testing

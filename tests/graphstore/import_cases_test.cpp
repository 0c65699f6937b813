// Runs tests/cases/import/*.test. A case is a list of sections, each begun by a line "--- WHAT":
//
//   --- nodes/Person.csv      a file of the folder; "\xHH" in it stands for that byte
//   --- schema                replaces the test schema (import_case.cpp)
//   --- import [strict] [dry_run] [rejects]
//                             imports the files so far (rejects: the rejects folder of the import before,
//                             with the files so far laid over it) and compares what came of it with the text
//                             that follows: the report, the rows kept as rejects ("> " before each), and the
//                             graph
//
// RELMAP_UPDATE_CASES=1 writes what came out into the case instead. Look at the difference before you believe
// it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <tuple>
#include <vector>

#include "import_case.h"

namespace relmap::graphstore::import_test {
namespace {

namespace fs = std::filesystem;

struct Section {
  std::string what;
  std::string text;
};

struct CaseFile {
  std::string comment;
  std::vector<Section> sections;
};

CaseFile parse(const fs::path& path) {
  CaseFile file;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("--- ")) {
      file.sections.push_back({line.substr(4), ""});
    } else {
      (file.sections.empty() ? file.comment : file.sections.back().text) += line + "\n";
    }
  }
  return file;
}

std::string unescape(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "\\x") == 0 && i + 3 < text.size()) {
      out += static_cast<char>(std::stoi(text.substr(i + 2, 2), nullptr, 16));
      i += 3;
    } else {
      out += text[i];
    }
  }
  return out;
}

// Bytes that are not printable as "\xHH", so that an expectation can be read and compared.
std::string escape(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    char hex[8];
    std::snprintf(hex, sizeof hex, "\\x%02X", byte);
    out +=
        byte < 0x20 && c != '\n' ? std::string(hex) : (byte == 0xFF ? std::string(hex) : std::string(1, c));
  }
  return out;
}

// How a case is run: the same has to come of it each time.
struct Mode {
  const char* name;
  BulkLoad bulk_load;
  bool on_disk;
};
constexpr Mode kModes[] = {{"ordinary", BulkLoad::kNever, false},
                           {"bulk", BulkLoad::kAlways, false},
                           {"bulk_on_disk", BulkLoad::kAlways, true}};

class Runner {
 public:
  explicit Runner(const Mode& mode) : mode_(mode) {}

  std::string run_import(const std::string& options) {
    if (!graph_)
      graph_ = open_graph(schema_, mode_.on_disk ? "rocksdb:" + (dir_ / "store").string() : "memory:");
    const fs::path dir = dir_of(options.find("rejects") != std::string::npos);
    write_files(dir, files_);
    files_.clear();
    ImportOptions how;
    how.bulk_load = mode_.bulk_load;
    how.strict = options.find("strict") != std::string::npos;
    how.dry_run = options.find("dry_run") != std::string::npos;
    const Result<ImportReport> report = import_folder(*graph_, dir.string(), how);
    if (!report) return "error " + relative(report.status().to_string(), dir.string()) + "\n";
    const Result<VerifyReport> verified = graph_->verify();
    EXPECT_TRUE(verified.ok() && verified->findings.empty());
    rejects_ = report->rejects_dir;
    std::string out = show(*report);
    for (const auto& [name, content] : read_files(rejects_)) {
      if (name != "rejects.csv") out += "kept " + name + "\n" + quoted(content);
    }
    return escape(out + show(*graph_));
  }

  void set_file(const std::string& name, const std::string& text) { files_[name] = unescape(text); }
  void set_schema(const std::string& text) { schema_ = text; }

 private:
  // The folder's own name changes from run to run.
  static std::string relative(std::string text, const std::string& dir) {
    for (std::size_t at; (at = text.find(dir)) != std::string::npos;) text.replace(at, dir.size(), "DIR");
    return text;
  }

  fs::path dir_of(bool rejects) {
    if (rejects) return rejects_;
    return dir_ / std::to_string(++count_);
  }

  static std::string quoted(const std::string& content) {
    std::string out;
    std::istringstream in(content);
    for (std::string line; std::getline(in, line);) out += "> " + line + "\n";
    return out;
  }

  const Mode mode_;
  TempDir dir_;
  int count_ = 0;
  std::string schema_ = kSchema;
  std::unique_ptr<Graph> graph_;
  Files files_;
  std::string rejects_;
};

class ImportCases : public testing::TestWithParam<std::tuple<std::string, Mode>> {};

TEST_P(ImportCases, Runs) {
  const fs::path path =
      fs::path(RELMAP_SOURCE_DIR) / "tests/cases/import" / (std::get<0>(GetParam()) + ".test");
  CaseFile file = parse(path);
  ASSERT_FALSE(file.sections.empty());
  const bool update = std::getenv("RELMAP_UPDATE_CASES") != nullptr;
  Runner runner(std::get<1>(GetParam()));
  for (Section& section : file.sections) {
    if (section.what == "schema") {
      runner.set_schema(section.text);
    } else if (!section.what.starts_with("import")) {
      runner.set_file(section.what, section.text);
    } else {
      const std::string result = runner.run_import(section.what);
      EXPECT_TRUE(update || result == section.text) << "at: " << section.what << "\ngot:\n" << result;
      section.text = result;
    }
  }
  if (!update) return;
  std::ofstream out(path);
  out << file.comment;
  for (const Section& section : file.sections) out << "--- " << section.what << "\n" << section.text;
}

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(fs::path(RELMAP_SOURCE_DIR) / "tests/cases/import")) {
    if (entry.path().extension() == ".test") names.push_back(entry.path().stem().string());
  }
  return names;
}

INSTANTIATE_TEST_SUITE_P(Import, ImportCases,
                         testing::Combine(testing::ValuesIn(case_names()), testing::ValuesIn(kModes)),
                         [](const auto& test) {
                           return std::get<0>(test.param) + "_" + std::get<1>(test.param).name;
                         });

}  // namespace
}  // namespace relmap::graphstore::import_test

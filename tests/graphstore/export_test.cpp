// Export: what comes back from an import of it is the graph that went out, and a second export has the same
// bytes. Random graphs of hostile values, on a schema with keys, on an open one, in both formats.
#include "graphstore/export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>

#include "export_place.h"
#include "import_case.h"

namespace relmap::graphstore::import_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

TEST(Export, TwoFoldersChangePlacesWhereTheFileSystemCannotExchangeThem) {
  namespace fs = std::filesystem;
  const TempDir dir;
  const std::string a = (dir / "a").string(), b = (dir / "b").string();
  fs::create_directories(a + "/new");
  fs::create_directories(b + "/old");
  ASSERT_EQ(exchange_in_steps(a, b), 0);
  EXPECT_TRUE(fs::exists(a + "/old") && fs::exists(b + "/new"));
  fs::remove_all(a);
  EXPECT_EQ(exchange_in_steps(a, b), -1);  // nothing to put there
  EXPECT_TRUE(fs::exists(b + "/new"));
}

// --- the graph as text: equal exactly where the graphs are, types included

std::string exact(const Value& value) {
  std::string out = std::string(value_type_name(value.type())) + " ";
  if (const ValueList* list = value.as_list()) {
    for (const Value& element : *list) out += "[" + exact(element) + "]";
  } else if (const ValueMap* map = value.as_map()) {
    for (const auto& [name, element] : *map) out += "{" + name + "}={" + exact(element) + "}";
  } else if (const double* number = std::get_if<double>(&value.data)) {
    std::ostringstream digits;
    digits << std::hexfloat << *number;
    out += digits.str();
  } else {
    out += to_text(value);
  }
  return out;
}

std::string exact_node(const Snapshot& s, Vertex v) {
  std::vector<std::string> labels;
  for (const Symbol label : s.labels(v)) labels.emplace_back(s.name(label));
  std::sort(labels.begin(), labels.end());
  std::string out = "(";
  for (const std::string& label : labels) out += label + "|";
  return out + ") " + exact(Value(s.properties(v).all()));
}

std::vector<std::string> exact_graph(const Graph& graph) {
  const std::shared_ptr<const Snapshot> s = graph.snapshot();
  std::vector<std::string> all;
  for (Vertex v = 0; v < s->vertex_bound(); ++v) {
    if (!s->alive(v)) continue;
    all.push_back(exact_node(*s, v));
    for (const Edge& e : s->out(v)) {
      all.push_back("<" + std::string(s->name(e.type)) + "> " + exact_node(*s, v) + " -> " +
                    exact_node(*s, e.target) + " " + exact(Value(e.properties.all())));
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

// --- random graphs

class RandomGraph {
 public:
  RandomGraph(unsigned seed, bool open) : random_(seed), open_(open) {}

  void fill(Graph& graph) {
    Transaction nodes;
    const int count = 5 + pick(40);
    for (int i = 0; i < count; ++i) nodes.changes.push_back(node(i));
    commit(graph, nodes, true);
    Transaction edges;
    for (int i = 0; i < 3 * count; ++i) edges.changes.push_back(edge(*graph.snapshot()));
    commit(graph, edges, true);
  }

 private:
  int pick(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  template <class T>
  const T& one(const std::vector<T>& of) {
    return of[static_cast<std::size_t>(pick(static_cast<int>(of.size())))];
  }

  static void commit(Graph& graph, const Transaction& transaction, bool partial) {
    CommitOptions options;
    options.partial = partial;
    ASSERT_TRUE(graph.commit(transaction, options).ok());
  }

  std::string text() {
    static const std::vector<std::string> kTexts = {"",
                                                    " ",
                                                    "plain",
                                                    "007",
                                                    "1.50",
                                                    "42",
                                                    "-0",
                                                    "1e3",
                                                    "2.5",
                                                    "true",
                                                    "false",
                                                    "2026-11-23",
                                                    "2026-1-2",
                                                    "2026-11-23T09:00:00Z",
                                                    "a;b",
                                                    "a\\;b\\",
                                                    "\\",
                                                    ";",
                                                    "[",
                                                    "[1,2]",
                                                    "{\"a\":1}",
                                                    "null",
                                                    "x,y",
                                                    "\"",
                                                    "\"\"",
                                                    "line\nbreak",
                                                    "cr\rlf\r\n",
                                                    "\r",
                                                    " lead",
                                                    "trail ",
                                                    "\ttab\t",
                                                    "郑国栋",
                                                    "Zoë Ångström",
                                                    "👩‍💼",
                                                    "\xEF\xBB\xBF"
                                                    "bom",
                                                    "weak",
                                                    "low",
                                                    "\x01\x1F",
                                                    "a/b",
                                                    "Person/ann",
                                                    "=1+1",
                                                    "#",
                                                    "'",
                                                    "\xE2\x80\xA8",
                                                    "$date",
                                                    "9223372036854775808"};
    std::string t = one(kTexts);
    if (pick(4) == 0) t += one(kTexts);
    return t;
  }

  Value scalar() {
    switch (pick(8)) {
      case 0:
        return pick(2) == 0;
      case 1:
        return std::int64_t(random_()) - (std::int64_t{1} << 31);
      case 2: {
        static const std::vector<double> kNumbers = {
            0.0,       -0.0, 1.0,  0.1,  1e300,   5e-324, 1e-7,
            123456.75, 1e18, 1e17, -2.5, 1.0 / 3, 1e21,   9007199254740993.0};
        return one(kNumbers);
      }
      case 3:
        return Decimal{std::int64_t(random_()) - 1000, std::uint8_t(pick(19))};
      case 4:
        return Date{pick(40000) - 20000};
      case 5:
        return DateTime{(std::int64_t(random_()) - (1 << 30)) * (pick(2) == 0 ? 1'000'000 : 1'000'003)};
      default:
        return text();
    }
  }

  Value value(int depth = 0) {
    const int kind = pick(10);
    if (depth < 3 && kind == 0) {
      ValueList list;
      const bool one_type = pick(2) == 0;
      for (int n = pick(4); n > 0; --n)
        list.push_back(one_type ? Value(text()) : pick(6) ? value(depth + 1) : Value());
      return Value(std::move(list));
    }
    if (depth < 3 && kind == 1) {
      ValueMap map;
      static const std::vector<std::string> kNames = {"$date", "$map", "$decimal", "$other", "a", "", "é"};
      for (int n = pick(3); n > 0; --n) map[one(kNames)] = value(depth + 1);
      return Value(std::move(map));
    }
    return scalar();
  }

  Properties properties() {
    static const std::vector<std::string> kNames = {
        "name", "level", "x",      "from",       "to",       "from_label", "id",         "a:int",
        "a:b",  ":ID",   ":LABEL", ":2",         " padded ", "new\nline",  "comma,",     "\"q\"",
        "姓名", "ref",   "label",  "x:string[]", "(y)",      "z{}",        "name(A):ID", "type"};
    Properties all;
    for (int n = pick(6); n > 0; --n) {
      // Mostly of one type a name, so that columns are written; sometimes of any.
      const std::string& name = one(kNames);
      const auto shape = static_cast<int>(std::hash<std::string>()(name) % 5);
      all[name] = pick(8) == 0 ? value()
                  : shape == 0 ? Value(text())
                  : shape == 1 ? Value(pick(100))
                               : scalar();
    }
    return all;
  }

  Change node(int i) {
    static const std::vector<std::string> kOpen = {"A",   "B",    "C.d", ".hidden", "a/b",
                                                   "a;b", "標籤", "A b", "-",       "x\n"};
    static const std::vector<std::string> kClosed = {"Person", "Person", "Team", "Tag", "Box"};
    WriteNode change;
    const std::string label = one(open_ ? kOpen : kClosed);
    change.labels = {label};
    if (open_ && pick(10) == 0) change.labels.clear();
    if (pick(5) == 0) change.labels.push_back(one(open_ ? kOpen : kClosed));
    change.properties = properties();
    change.properties["u"] = i;  // tells nodes apart, whatever else they have
    if (!open_) {
      change.properties.erase("level");
      change.properties.erase("id");
      change.node.label = label;
      if (label == "Person" || label == "Team" || (label == "Box" && pick(3) > 0))
        change.node.key = text() + std::to_string(i);
      if (label == "Person") declared(change.properties);
    }
    if (change.labels.empty()) change.node.label.clear();
    return change;
  }

  void declared(Properties& p) {
    if (pick(2) == 0) p["level"] = pick(2) == 0 ? "low" : "high";
    if (pick(2) == 0) p["pay"] = Decimal{pick(100000), std::uint8_t(pick(6))};
    if (pick(2) == 0) p["joined"] = Date{pick(30000)};
    if (pick(2) == 0) p["tags"] = ValueList{text(), text()};
    if (pick(3) == 0) p["days"] = ValueList{Date{pick(30000)}};
    if (pick(3) == 0) p["shares"] = ValueMap{{"a", Decimal{6050, 2}}, {"b", Decimal{3950, 2}}};
    if (pick(3) == 0) p["any"] = ValueMap{{"$date", text()}, {"n", scalar()}};
  }

  Change edge(const Snapshot& snapshot) {
    static const std::vector<std::string> kOpen = {"T", "U/V", ".t", "类型", "T 2"};
    static const std::vector<std::string> kClosed = {"KNOWS", "WITH", "IN", "NEAR"};
    WriteEdge change;
    change.type = one(open_ ? kOpen : kClosed);
    change.from = NodeRef::by_id(static_cast<NodeId>(pick(static_cast<int>(snapshot.vertex_bound()))));
    change.to = NodeRef::by_id(static_cast<NodeId>(pick(static_cast<int>(snapshot.vertex_bound()))));
    if (pick(2) == 0) change.properties = properties();
    if (!open_ && change.type == "KNOWS" && pick(2) == 0) change.properties["kind"] = text();
    if (!open_ && change.type == "KNOWS" && pick(2) == 0)
      change.properties["strength"] = pick(2) == 0 ? Value("weak") : Value(0.1 * pick(10));
    return change;
  }

  std::mt19937 random_;
  const bool open_;
};

constexpr const char* kClosedSchema = R"({"name": "t", "labels": {
    "Person": {"key": "id", "properties": {"id": {"required": true}, "level": {"words": ["low", "high"]},
      "pay": {"type": "decimal"}, "joined": {"type": "date"}, "tags": {"type": "list"},
      "days": {"type": "list", "of": "date"}, "shares": {"type": "map", "of": "decimal", "sum": 100},
      "any": {"type": "map"}}},
    "Team": {"key": "id", "properties": {"id": {"required": true}}},
    "Box": {"key": "code", "properties": {"code": {}}}, "Tag": {}},
  "edges": {
    "KNOWS": {"ends": [["Person", "Person"]], "key": ["kind"], "properties": {"kind": {},
      "strength": {"type": "float", "min": 0, "max": 1, "words": ["weak", "strong"]}}},
    "WITH": {"ends": [["Person", "Person"], ["Tag", "Tag"]], "undirected": true},
    "IN": {"ends": [["Person", "Team"], ["Box", "Team"], ["Tag", "Team"]]},
    "NEAR": {"unique": false}}})";

std::unique_ptr<Graph> open_empty(bool open) {
  return open_graph(open ? R"({"name":"open","open":true})" : kClosedSchema);
}

class ExportTest : public testing::Test {
 protected:
  ExportReport write(const Graph& graph, const std::string& name, ExportFormat format = ExportFormat::kCsv) {
    ExportOptions options;
    options.format = format;
    options.sync = false;
    Result<ExportReport> report = export_graph(*graph.snapshot(), (tmp_ / name).string(), options);
    EXPECT_TRUE(report.ok()) << report.status().to_string();
    return report.ok() ? *report : ExportReport();
  }
  void import(Graph& graph, const std::string& name) {
    const Result<ImportReport> report = import_folder(graph, (tmp_ / name).string(), {});
    ASSERT_TRUE(report.ok()) << report.status().to_string();
    for (const ImportIssue& issue : report->rejects) ADD_FAILURE() << show(issue);
  }
  // The graph goes out, in and out again.
  void expect_round_trip(const Graph& graph, Graph& empty, ExportFormat format) {
    const ExportReport report = write(graph, "first", format);
    EXPECT_EQ(report.nodes, graph.snapshot()->node_count());
    EXPECT_EQ(report.edges, graph.snapshot()->edge_count());
    if (graph.snapshot()->node_count() == 0) return;
    import(empty, "first");
    EXPECT_EQ(exact_graph(graph), exact_graph(empty));
    write(empty, "second", format);
    EXPECT_EQ(read_files(tmp_ / "first"), read_files(tmp_ / "second"));
  }

  TempDir tmp_;
};

std::string read_file(const fs::path& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

TEST_F(ExportTest, RandomGraphsComeBackAsTheyWere) {
  const char* wanted = std::getenv("RELMAP_EXPORT_SEED");
  const unsigned first = wanted ? static_cast<unsigned>(std::atoi(wanted)) : 1;
  const char* rounds = std::getenv("RELMAP_EXPORT_ROUNDS");
  const unsigned count = wanted ? 1 : rounds ? static_cast<unsigned>(std::atoi(rounds)) : 40;
  std::size_t csv_records = 0, ndjson_records = 0;
  for (unsigned seed = first; seed < first + count && !HasFailure(); ++seed) {
    for (const bool open : {false, true}) {
      SCOPED_TRACE("RELMAP_EXPORT_SEED=" + std::to_string(seed) + (open ? ", open schema" : ""));
      const std::unique_ptr<Graph> graph = open_empty(open);
      RandomGraph(seed, open).fill(*graph);
      for (const ExportFormat format : {ExportFormat::kCsv, ExportFormat::kNdjson}) {
        const std::unique_ptr<Graph> empty = open_empty(open);
        expect_round_trip(*graph, *empty, format);
      }
      const ExportReport report = write(*graph, "first");
      ndjson_records += report.ndjson_records;
      csv_records += report.nodes + report.edges - report.ndjson_records;
    }
  }
  if (count < 10) return;
  // Both ways of writing a record are tried, many times.
  EXPECT_GT(csv_records, 10 * count);
  EXPECT_GT(ndjson_records, 10 * count);
}

TEST_F(ExportTest, TheSampleWorldIsAllCsv) {
  const std::string source = RELMAP_SOURCE_DIR;
  const std::string schema = read_file(source + "/query/schema/relationship.schema.json");
  const std::unique_ptr<Graph> graph = open_graph(schema), empty = open_graph(schema),
                               third = open_graph(schema);
  ASSERT_TRUE(import_folder(*graph, source + "/samples/world", {}).ok());
  expect_round_trip(*graph, *empty, ExportFormat::kCsv);
  EXPECT_EQ(write(*graph, "again").ndjson_records, 0u);
  EXPECT_EQ(write(*graph, "again").files, 29u);
  expect_round_trip(*graph, *third, ExportFormat::kNdjson);
}

TEST_F(ExportTest, WritesTypesOnlyWhereValuesDoNotShowThem) {
  const std::unique_ptr<Graph> graph = open_graph();
  write_files(
      tmp_ / "in",
      {{"nodes/Person.csv",
        "id,name,age,zip:string,size,when:datetime,note,years\n"
        "bob,\"\",7,007,1.5,,,1;2\n\"a,n\"\"n\",Ann,,123,2.0,2026-11-23T10:00:00+01:00, x,\n"},
       {"nodes/Team.csv", "id\nred\n"},
       {"edges/WORKS_IN.csv", "from,to\nbob,red\n"},
       {"edges/KNOWS.csv", "from,to,kind,strength\nbob,\"a,n\"\"n\",,weak\nbob,\"a,n\"\"n\",a,0.5\n"}});
  import(*graph, "in");
  write(*graph, "out");
  Files files = read_files(tmp_ / "out");
  files.erase(".relmap-export");
  EXPECT_EQ(files, (Files{{"nodes/Person.csv",
                           "id,age,name,years,note,size,when,zip:string\n"
                           "\"a,n\"\"n\",,Ann,,\" x\",2.0,2026-11-23T09:00:00Z,123\n"
                           "bob,7,\"\",1;2,,1.5,,007\n"},
                          {"nodes/Team.csv", "id\nred\n"},
                          {"edges/WORKS_IN.csv", "from,to,to_label\nbob,red,Team\n"},
                          {"edges/KNOWS.csv",
                           "from,to,kind,strength\nbob,\"a,n\"\"n\",,weak\nbob,\"a,n\"\"n\",a,0.5\n"}}));
}

TEST_F(ExportTest, ReplacesOnlyWhatItWrote) {
  const std::unique_ptr<Graph> graph = open_graph();
  write_files(tmp_ / "in", {{"nodes/Team.csv", "id\nred\n"}});
  import(*graph, "in");
  const auto attempt = [&](const char* name, bool force, ExportFormat format = ExportFormat::kCsv) {
    ExportOptions options;
    options.force = force;
    options.format = format;
    return export_graph(*graph->snapshot(), (tmp_ / name).string(), options);
  };
  write_files(tmp_ / "mine", {{"precious.txt", "x"}});
  EXPECT_EQ(attempt("mine", false).status().code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(attempt("mine/precious.txt", false).status().code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(attempt("mine/precious.txt", false, ExportFormat::kDot).status().code(),
            StatusCode::kAlreadyExists);
  EXPECT_EQ(read_files(tmp_ / "mine"), (Files{{"precious.txt", "x"}}));
  const auto forced = attempt("mine", true);
  ASSERT_TRUE(forced.ok()) << forced.status().to_string();
  EXPECT_EQ(forced->moved_aside, (tmp_ / "mine.before").string());
  EXPECT_EQ(read_files(tmp_ / "mine.before"), (Files{{"precious.txt", "x"}}));

  fs::create_directories(tmp_ / "empty");
  EXPECT_TRUE(attempt("empty", false).ok());
  write_files(tmp_ / "empty", {{"nodes/Stale.csv", "id\n1\n"}});
  EXPECT_TRUE(attempt("empty/", false).ok());  // ours now: replaced as a whole
  EXPECT_FALSE(fs::exists(tmp_ / "empty/nodes/Stale.csv"));
  EXPECT_TRUE(attempt("new.dot", false, ExportFormat::kDot).ok());
  EXPECT_TRUE(attempt("new.dot", false, ExportFormat::kGraphml).ok());
  EXPECT_THAT(read_file(tmp_ / "new.dot"), HasSubstr("<graphml"));
  EXPECT_EQ(attempt("no/such/place.dot", false, ExportFormat::kDot).status().code(), StatusCode::kIo);
  for (const auto& entry : fs::directory_iterator(tmp_ / ""))
    EXPECT_THAT(entry.path().string(), Not(HasSubstr(".part"))) << "left behind";
}

// Runs a program over the file; skipped by the caller where it is not installed.
int run_over(const std::string& command, const fs::path& path) {
  return std::system((command + " '" + path.string() + "' >/dev/null 2>'" + path.string() + ".err'").c_str());
}

TEST_F(ExportTest, OtherToolsReadGraphmlAndDot) {
  const bool has_xmllint = std::system("command -v xmllint >/dev/null") == 0;
  const bool has_dot = std::system("command -v dot >/dev/null") == 0;
  for (unsigned seed = 1; seed <= 8; ++seed) {
    const std::unique_ptr<Graph> graph = open_empty(seed % 2 == 0);
    RandomGraph(seed, seed % 2 == 0).fill(*graph);
    SCOPED_TRACE("seed " + std::to_string(seed));
    EXPECT_EQ(write(*graph, "g.graphml", ExportFormat::kGraphml).edges, graph->snapshot()->edge_count());
    EXPECT_EQ(write(*graph, "g.dot", ExportFormat::kDot).nodes, graph->snapshot()->node_count());
    if (has_xmllint) {
      EXPECT_EQ(run_over("xmllint --noout", tmp_ / "g.graphml"), 0) << read_file(tmp_ / "g.graphml.err");
    }
    if (has_dot) {
      EXPECT_EQ(run_over("dot -Tcanon", tmp_ / "g.dot"), 0);
      EXPECT_EQ(read_file(tmp_ / "g.dot.err"), "");
    }
  }
  if (!has_xmllint || !has_dot) GTEST_SKIP() << "needs xmllint and dot";
}

TEST_F(ExportTest, GraphmlAndDotOfASmallGraph) {
  const std::unique_ptr<Graph> graph = open_graph();
  write_files(tmp_ / "in",
              {{"nodes/Person.csv", "id,name,age,active\nann,\"A <&> \"\"B\"\"\\N\x01\",7,true\nbo b,,,\n"},
               {"edges/WITH.csv", "from,to\nann,bo b\n"}});
  import(*graph, "in");
  write(*graph, "g.graphml", ExportFormat::kGraphml);
  const std::string xml = read_file(tmp_ / "g.graphml");
  EXPECT_THAT(xml, HasSubstr("<key id=\"n1\" for=\"node\" attr.name=\"age\" attr.type=\"long\"/>"));
  EXPECT_THAT(
      xml, HasSubstr("<node id=\"Person:ann\"><data key=\"labels\">Person</data><data key=\"n0\">true</data>"
                     "<data key=\"n1\">7</data><data key=\"n2\">ann</data>"
                     "<data key=\"n3\">A &lt;&amp;&gt; &quot;B&quot;\\N\xEF\xBF\xBD</data></node>"));
  EXPECT_THAT(xml,
              HasSubstr("<edge id=\"e0\" source=\"Person:ann\" target=\"Person:bo_20b\" directed=\"false\">"
                        "<data key=\"type\">WITH</data></edge>"));
  write(*graph, "g.dot", ExportFormat::kDot);
  const std::string dot = read_file(tmp_ / "g.dot");
  EXPECT_THAT(dot, HasSubstr("\"Person:ann\" [label=\"A <&amp;> \\\"B\\\"\\\\N \\nPerson\"];"));
  EXPECT_THAT(dot, HasSubstr("\"Person:ann\" -> \"Person:bo_20b\" [label=\"WITH\", dir=none];"));
}

}  // namespace
}  // namespace relmap::graphstore::import_test

// Erasing a person, and the file of all that is stored about one, on small examples.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "fixtures.h"
#include "graphstore/history.h"
#include "text_finder.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder
using ::testing::ElementsAre;

constexpr const char* kName = "Ann Quillfeather";
constexpr const char* kMail = "ann.q@mail.example";

class HistoryErase : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    url_ = GetParam() == "memory" ? "memory:" : "rocksdb:" + (dir_.path() / "store").string();
    graph_ = open_graph(url_);
    write({put_person("bob", {{"note", "reports to ann quillfeather"}}), put_person("cy")}, "team loaded");
    write({put_person("ann", {{"name", kName}, {"email", kMail}})}, "new: ann");
    write({put_edge("KNOWS", person("ann"), person("bob"), {{"kind", "work"}}),
           put_edge("KNOWS", person("cy"), person("ann"), {{"kind", "club"}})},
          "");
    write({put_edge("KNOWS", person("bob"), person("cy"),
                    {{"kind", "x"}, {"note", "via " + std::string(kMail)}})},
          "");
    write({DeleteEdge{"KNOWS", person("cy"), person("ann"), {{"kind", "club"}}}}, "");
    write({put_person("bob", {{"note", "moved"}})}, "as Ann Quillfeather said");
  }
  void write(std::vector<Change> changes, const std::string& reason) {
    CommitOptions options;
    options.author = "eva";
    options.reason = reason;
    const Result<CommitResult> result = graph_->commit({std::move(changes)}, options);
    ASSERT_TRUE(result.ok()) << result.status().to_string();
  }
  ErasureReport erase(const NodeRef& node, bool redact = false) {
    EraseOptions options;
    options.author = "privacy";
    options.reason = "request of " + std::string(kName);
    options.redact_mentions = redact;
    const Result<ErasureReport> report = graph_->erase(node, options);
    EXPECT_TRUE(report.ok()) << report.status().to_string();
    return report ? *report : ErasureReport();
  }
  std::string note_of_bob(Version version) {
    const auto at = graph_->snapshot_at(version)->snapshot;
    return std::string(at->properties(*at->find("Person", "bob")).text(at->symbol("note")).value_or(""));
  }

  TempDir dir_;
  std::string url_;
  std::unique_ptr<Graph> graph_;
};

TEST_P(HistoryErase, TakesRecordEdgesAndHistory) {
  const ErasureReport report = erase(person("ann"));
  EXPECT_EQ(report.version, 7u);
  EXPECT_EQ(report.first, 2u);
  EXPECT_EQ(report.nodes, 1u);
  EXPECT_EQ(report.edges, 2u);   // one of them deleted long ago
  EXPECT_EQ(report.images, 4u);  // made; two edges made, one deleted
  EXPECT_EQ(report.commit_texts, 2u);
  EXPECT_FALSE(*graph_->get_node(person("ann")));
  for (Version v = 0; v <= 7; ++v) {
    const Result<AsOf> at = graph_->snapshot_at(v);
    ASSERT_TRUE(at.ok());
    EXPECT_FALSE(at->snapshot->find("Person", "ann")) << v;
    EXPECT_EQ(at->incomplete(), v >= 2 && v < 7) << v;
    EXPECT_EQ(at->snapshot->edge_count(), v >= 4 ? 1u : 0u) << v;
  }
  EXPECT_EQ(graph_->commits(1, 1)->at(0).reason, "new: (erased)");
  EXPECT_EQ(graph_->commits(5, 1)->at(0).reason, "as (erased) said");
  EXPECT_EQ(graph_->commits(6, 1)->at(0).reason, "request of (erased)");
  EXPECT_EQ(graph_->commits(6, 1)->at(0).author, "privacy");
  EXPECT_TRUE(graph_->changes({1, {}}, 10)->commits[0].incomplete);
  EXPECT_FALSE(graph_->changes({0, {}}, 10)->commits[0].incomplete);
  EXPECT_EQ(graph_->diff(1, 7, 100)->erasures, 0u);
  EXPECT_EQ(graph_->diff(2, 7, 100)->erasures, 1u);
  EXPECT_EQ(graph_->history_info()->erasures.size(), 1u);
  EXPECT_EQ(graph_->subject(person("ann"), {}).status().code(), StatusCode::kNotFound);
  expect_clean(*graph_);
}

TEST_P(HistoryErase, MentionsAreToldAndOnRequestRewritten) {
  const auto lines = [](const ErasureReport& report) {
    std::vector<std::string> all;
    for (const Mention& m : report.mentions)
      all.push_back(m.record + " " + m.property + " @" + std::to_string(m.version) +
                    (m.redacted ? " redacted" : ""));
    return all;
  };
  const Result<Subject> subject = graph_->subject(person("ann"), {});
  ASSERT_TRUE(subject.ok());
  EXPECT_EQ(subject->mention_count, 4u);
  EXPECT_THAT(lines(erase(person("ann"))),
              ElementsAre("Person/bob note @6", "KNOWS Person/bob -> Person/cy note @0"));
  EXPECT_EQ(note_of_bob(5), "reports to ann quillfeather");
  // The same person is entered again, and erased with all mentions.
  write({put_person("ann", {{"name", kName}, {"email", kMail}})}, "");
  EXPECT_THAT(lines(erase(person("ann"), true)),
              ElementsAre("Person/bob note @6 redacted", "KNOWS Person/bob -> Person/cy note @0 redacted"));
  EXPECT_EQ(note_of_bob(5), "reports to (erased)");
  const auto edge = *graph_->get_edge("KNOWS", person("bob"), person("cy"), {{"kind", "x"}});
  EXPECT_EQ(edge->properties.at("note"), Value("via (erased)"));
  EXPECT_EQ(edge->version, 9u);
  const Result<Diff> diff = graph_->diff(8, 9, 10);  // the record of version 8 is redacted as well
  ASSERT_TRUE(diff.ok());
  EXPECT_TRUE(diff->entities.empty());
  expect_clean(*graph_);
}

TEST_P(HistoryErase, KeysOfOthersAreToldOnly) {
  write({put_person("ann.q@mail.example"), put_edge("KNOWS", person("bob"), person("cy"), {{"kind", kName}})},
        "");
  const ErasureReport report = erase(person("ann"), true);
  std::size_t kept = 0;
  for (const Mention& m : report.mentions) {
    EXPECT_EQ(m.redacted, m.property == "note") << m.record << " " << m.property;
    kept += !m.redacted;
  }
  EXPECT_EQ(kept, 2u);
  EXPECT_TRUE(*graph_->get_node(person("ann.q@mail.example")));
  expect_clean(*graph_);
}

TEST_P(HistoryErase, WhoWasDeletedEarlierIsErasedByKeyOrNumber) {
  const NodeId id = (*graph_->get_node(person("ann")))->id;
  write({DeleteNode{person("ann"), true}}, "");
  EXPECT_EQ(erase(person("ann")).nodes, 1u);
  EXPECT_EQ(graph_->erase(person("ann"), {}).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(graph_->erase(NodeRef::by_id(id), {}).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(graph_->erase(NodeRef::by_id(999), {}).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(graph_->erase(NodeRef::of_change(0), {}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(graph_->version(), 8u);  // refusals make no version
  write({put_person("ann")}, "");
  write({DeleteNode{person("ann"), false}}, "");
  write({put_person("ann")}, "");
  EXPECT_EQ(erase(person("ann")).nodes, 2u);
  EXPECT_EQ(graph_->history_info()->erasures.size(), 2u);
  expect_clean(*graph_);
}

TEST_P(HistoryErase, SubjectHasAllThatIsStored) {
  const Result<Subject> subject = graph_->subject(person("ann"), {});
  ASSERT_TRUE(subject.ok()) << subject.status().to_string();
  EXPECT_EQ(subject->name, "Person/ann");
  EXPECT_EQ(subject->node->properties.at("email"), Value(kMail));
  ASSERT_EQ(subject->edges.size(), 1u);
  EXPECT_EQ(subject->edges[0].from + " " + subject->edges[0].to, "Person/ann Person/bob");
  std::vector<std::string> events;
  for (const SubjectEvent& e : subject->history) {
    events.push_back(std::to_string(e.commit.version) + " " + e.commit.author + " " +
                     (e.change.is_edge ? e.change.from + ">" + e.change.to : e.change.name) +
                     (e.change.kind == ChangeKind::kDeleted ? " deleted" : ""));
  }
  EXPECT_THAT(events, ElementsAre("2 eva Person/ann", "3 eva Person/cy>Person/ann",
                                  "3 eva Person/ann>Person/bob", "5 eva Person/cy>Person/ann deleted"));
  std::vector<std::string> mentions;
  for (const Mention& m : subject->mentions)
    mentions.push_back(m.record + ":" + m.property + "@" + std::to_string(m.version));
  EXPECT_THAT(mentions, ElementsAre("Person/bob:note@6", "KNOWS Person/bob -> Person/cy:note@0", ":reason@2",
                                    ":reason@6"));
  SubjectOptions few;
  few.max_events = 3;
  EXPECT_EQ(graph_->subject(person("ann"), few).status().code(), StatusCode::kResourceExhausted);
  write({DeleteNode{person("ann"), true}}, "");
  EXPECT_FALSE(graph_->subject(person("ann"), {})->node);
  EXPECT_EQ(graph_->subject(person("nobody"), {}).status().code(), StatusCode::kNotFound);
}

// The key stands at the border of files, the name in the log, in several levels and in history.
TEST_P(HistoryErase, AfterCompactionNoFileHasAByteOfThePerson) {
  if (GetParam() == "memory") return;
  const char* traces[] = {"Qx7-key", "Ursula Zwetschgenbaum", "ursula@zwetschgen.example"};
  write({put_person("Qx7-key", {{"name", traces[1]}, {"email", traces[2]}})}, "welcome Qx7-key");
  ASSERT_TRUE(graph_->compact({}).ok());
  write({put_person("Qx7-key", {{"age", 50}})}, "by ursula@zwetschgen.example");
  write({put_person("bob", {{"note", "ask Ursula Zwetschgenbaum"}})}, "");
  for (const char* trace : traces) EXPECT_NE(all_bytes(dir_.path()).find(trace), std::string::npos) << trace;
  (void)graph_->snapshot_at(7);
  erase(person("Qx7-key"), true);
  ASSERT_TRUE(graph_->compact({}).ok());
  for (const char* trace : traces) EXPECT_EQ(all_bytes(dir_.path()).find(trace), std::string::npos) << trace;
  expect_clean(*graph_);
  graph_.reset();
  graph_ = open_graph(url_);
  for (const char* trace : traces) EXPECT_EQ(all_bytes(dir_.path()).find(trace), std::string::npos) << trace;
}

// Writers, readers of the past, an erasure and compactions at the same time.
TEST_P(HistoryErase, RunsBesideReadersAndWriters) {
  std::atomic<bool> stop{false};
  std::atomic<int> failures{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; !stop; ++i) {
        const std::string id = "w" + std::to_string(t) + "-" + std::to_string(i % 20);
        failures +=
            !commit(*graph_, {put_person(id, {{"age", i}}), put_edge("KNOWS", person(id), person("bob"))})
                 .ok();
      }
    });
  }
  threads.emplace_back([&] {
    for (Version v = 0; !stop; ++v) {
      const Result<AsOf> at = graph_->snapshot_at(v % (graph_->version() + 1));
      const bool gone = !at && at.status().code() == StatusCode::kNotFound;
      failures += !at && !gone;
      failures += !graph_->subject(person("bob"), {}).ok();
    }
  });
  for (int i = 0; i < 4; ++i) {
    while (graph_->version() < static_cast<Version>(20 * (i + 1))) std::this_thread::yield();
    if (i == 1) erase(person("ann"), true);
    CompactOptions options;
    if (i == 2) options.keep_from = graph_->version() / 2;
    EXPECT_TRUE(graph_->compact(options).ok());
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
  expect_clean(*graph_);
}

INSTANTIATE_TEST_SUITE_P(Engines, HistoryErase, ::testing::Values("memory", "rocksdb"),
                         [](const auto& engine) { return engine.param; });

TEST(TextFinder, FindsWordsAndPhrases) {
  const TextFinder finder({"Ann Li", "ann@x.example", "李丽", "X"});
  const std::pair<const char*, const char*> cases[] = {
      {"ask Ann Li's office", "ask (erased)'s office"},
      {"ANN LI, ann li", "(erased), (erased)"},
      {"Joann Li", "Joann Li"},
      {"Ann Lisbeth", "Ann Lisbeth"},
      {"to ann@x.example.", "to (erased)."},
      {"joann@x.example", "joann@x.example"},
      {"见李丽了", "见(erased)了"},
      {"与Ann Li谈", "与(erased)谈"},
      {"Ann Li李丽", "(erased)(erased)"},
      {"X marks", "X marks"},  // too short to tell anybody
      {"", ""},
  };
  for (const auto& [text, redacted] : cases) {
    EXPECT_EQ(finder.redact(std::string_view(text)), redacted);
    EXPECT_EQ(finder.is_in(std::string_view(text)), std::string_view(text) != redacted) << text;
    EXPECT_TRUE(finder.may_be_in(text) || std::string_view(text) == redacted) << text;
  }
  const Value nested =
      ValueMap{{"Ann Li", 60}, {"ann li", 40}, {"list", ValueList{Value("by 李丽"), Value(1)}}};
  EXPECT_EQ(to_json(finder.redact(nested)),
            R"json({"(erased)":60,"(erased) 2":40,"list":["by (erased)",1]})json");
  EXPECT_TRUE(TextFinder({""}).empty());
  EXPECT_EQ(TextFinder({"7"}, true).redact(std::string_view("no 7, 77")), "no (erased), 77");
}

}  // namespace
}  // namespace relmap::graphstore

// People search: what it finds and in which order; against a naive search on random names in several scripts;
// after commits; from several threads. RELMAP_SEARCH_NAMES=1000000 measures.
#include "graphstore/search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <map>
#include <thread>

#include "base/fold.h"
#include "base/utf8.h"
#include "find_bytes.h"
#include "fixtures.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kSchema = R"({"name": "names", "labels": {
  "P": {"key": "id", "properties": {"id": {}, "name": {"search": true}, "email": {"search": true}, "note": {}}},
  "U": {"key": "id", "properties": {"id": {}, "name": {"search": true}}}}})";

using Strings = std::vector<std::string>;

class Search : public ::testing::Test {
 protected:
  void SetUp() override { graph_ = open_graph("memory:", *Schema::parse(kSchema)); }
  void add(const std::string& id, const std::string& name, const std::string& email = "",
           const std::string& label = "P") {
    Properties properties = {{"name", name}, {"note", "ann"}};
    if (!email.empty()) properties["email"] = email;
    ASSERT_TRUE(commit(*graph_, {WriteNode{NodeRef::by_key(label, id), {}, properties}}).ok());
  }
  Strings find(const std::string& query, SearchOptions options = {}) {
    const Result<SearchResult> result = search(*graph_->snapshot(), query, options);
    EXPECT_TRUE(result.ok()) << result.status().to_string();
    Strings ids;
    for (const SearchHit& hit : result->hits) ids.emplace_back(graph_->snapshot()->key(hit.vertex));
    return ids;
  }
  std::unique_ptr<Graph> graph_;
};

TEST_F(Search, OrdersByFitThenLengthThenId) {
  add("sub", "Joanna");
  add("word", "Lee Anna");
  add("prefix-long", "Anna Maria Lee");
  add("prefix", "Annabel");
  add("exact", "ÁNN");
  add("exact2", "ann");
  add("mail", "Bob", "x.ann@y");
  add("none", "Alan");
  EXPECT_THAT(find("ann"), ElementsAre("exact", "exact2", "prefix", "prefix-long", "mail", "word", "sub"));
  EXPECT_THAT(find("ann lee"), ElementsAre("word", "prefix-long"));
  EXPECT_THAT(find("bob y"), ElementsAre("mail"));
  EXPECT_THAT(find("ann", {.limit = 2}), ElementsAre("exact", "exact2"));
  EXPECT_THAT(find("ann", {.limit = 2, .offset = 5}), ElementsAre("word", "sub"));
  EXPECT_TRUE(search(*graph_->snapshot(), "ann", {.limit = 6})->more);
  EXPECT_FALSE(search(*graph_->snapshot(), "ann", {.limit = 7})->more);
}

TEST_F(Search, WorksInAnyScript) {
  add("zh", "林书惠 Lin Shuhui");
  add("ru", "Алексей Ёлкин");
  add("ar", "مُحَمَّد علي");
  add("wide", "ＬＩＮ");
  EXPECT_THAT(find("书惠"), ElementsAre("zh"));
  EXPECT_THAT(find("林"), ElementsAre("zh"));
  EXPECT_THAT(find("shu 林"), ElementsAre("zh"));
  EXPECT_THAT(find("елкин"), ElementsAre("ru"));
  EXPECT_THAT(find("محمد"), ElementsAre("ar"));
  EXPECT_THAT(find("lin"), ElementsAre("wide", "zh"));
}

TEST_F(Search, FollowsCommitsAndLabels) {
  add("a", "Smith");
  add("u", "Smith & Co", "", "U");
  EXPECT_THAT(find("smith"), ElementsAre("a", "u"));
  EXPECT_THAT(find("smith", {.labels = {"U"}}), ElementsAre("u"));
  EXPECT_THAT(find("smith", {.labels = {"X"}}), IsEmpty());
  const auto before = graph_->snapshot();
  EXPECT_GT(before->footprint().search_bytes, 0u);
  add("a", "Jones");
  EXPECT_THAT(find("smith"), ElementsAre("u"));
  EXPECT_THAT(find("jones"), ElementsAre("a"));
  EXPECT_EQ(search(*before, "jones", {})->hits.size(), 0u);
  ASSERT_TRUE(commit(*graph_, {DeleteNode{NodeRef::by_key("P", "a")}}).ok());
  EXPECT_THAT(find("jones"), IsEmpty());
}

TEST_F(Search, IsBounded) {
  const auto code = [&](const std::string& query, const SearchOptions& options = {}) {
    return search(*graph_->snapshot(), query, options).status().code();
  };
  EXPECT_EQ(code(""), StatusCode::kInvalidArgument);
  EXPECT_EQ(code(" \n "), StatusCode::kInvalidArgument);
  EXPECT_EQ(code(std::string(257, 'x')), StatusCode::kInvalidArgument);
  EXPECT_EQ(code("a b c d e f g h i"), StatusCode::kInvalidArgument);
  EXPECT_EQ(code("\xFF"), StatusCode::kInvalidArgument);
  EXPECT_EQ(code("x", {.limit = 0}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code("x", {.limit = 10, .offset = 991}), StatusCode::kInvalidArgument);
  EXPECT_EQ(search(*open_graph("memory:")->snapshot(), "x", {}).status().code(),
            StatusCode::kInvalidArgument);
  add("long", std::string(1'000'000, 'x') + "needle");
  EXPECT_THAT(find("xx"), ElementsAre("long"));
  EXPECT_THAT(find("needle"), IsEmpty());
}

TEST(FindBytes, IsFind) {
  const unsigned seed = std::random_device()() % 1'000'000;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int i = 0; i < 50'000; ++i) {
    std::string haystack(random() % 80, 'a'), needle(1 + random() % 4, 'a');
    for (char& c : haystack) c = static_cast<char>('a' + random() % 3);
    for (char& c : needle) c = static_cast<char>('a' + random() % 3);
    const std::size_t from = random() % (haystack.size() + 1);
    ASSERT_EQ(find_bytes(haystack, needle, from), haystack.find(needle, from));
  }
}

// Names of a few syllables of several scripts, so that they resemble each other.
class RandomNames {
 public:
  explicit RandomNames(unsigned seed) : random_(seed) {}
  std::size_t pick(std::size_t n) { return random_() % n; }
  std::string name() {
    static const Strings kSyllables = {"an", "na", "Ann", "É",   "ø", "li", "Li",   "林", "书", "惠",
                                       "Ёл", "ка", "م",   "حمد", "-", "’",  "Ｌｉ", "ss", "ß"};
    std::string out;
    for (std::size_t words = 1 + pick(3); words > 0; --words) {
      for (std::size_t n = 1 + pick(3); n > 0; --n) out += kSyllables[pick(kSyllables.size())];
      if (words > 1) out += ' ';
    }
    return out;
  }

 private:
  std::mt19937 random_;
};

// The definition of search.h, word by word.
std::optional<std::pair<int, std::size_t>> naive_match(const Strings& values, const std::string& query) {
  Strings words;
  for (std::size_t begin = 0; begin < query.size();) {
    const std::size_t end = std::min(query.find(' ', begin), query.size());
    words.push_back(query.substr(begin, end - begin));
    begin = end + 1;
  }
  const auto stands = [](const std::string& text, const std::string& word, bool at_word) {
    for (std::size_t i = 0; i + word.size() <= text.size(); ++i) {
      if (text.compare(i, word.size(), word) == 0 && (!at_word || begins_word(text, i))) return true;
    }
    return false;
  };
  const auto all_in = [&](const Strings& texts, bool at_word) {
    return std::all_of(words.begin(), words.end(), [&](const std::string& word) {
      return std::any_of(texts.begin(), texts.end(), [&](const auto& t) { return stands(t, word, at_word); });
    });
  };
  std::optional<std::pair<int, std::size_t>> best;
  const auto offer = [&](int rank, std::size_t length) {
    if (!best || std::pair(rank, length) < *best) best = {rank, length};
  };
  std::size_t together = 0;
  for (const std::string& value : values) {
    const std::size_t length = utf8::length(value);
    together += length;
    if (value == query) offer(0, length);
    if (value.starts_with(query)) offer(1, length);
    if (all_in({value}, true)) offer(2, length);
    if (all_in({value}, false)) offer(3, length);
  }
  if (all_in(values, true)) offer(2, together);
  if (all_in(values, false)) offer(3, together);
  return best;
}

TEST_F(Search, AgreesWithANaiveSearch) {
  const unsigned seed = std::random_device()() % 1'000'000;
  SCOPED_TRACE("seed " + std::to_string(seed));
  RandomNames names(seed);
  std::map<std::string, Strings> people;  // id → folded values
  for (int round = 0; round < 6; ++round) {
    std::vector<Change> changes;
    for (int i = 0; i < 600; ++i) {
      const std::string id = "p" + std::to_string(names.pick(1500)), name = names.name(),
                        email = names.name();
      Strings& values = people[id];
      values = {fold(name)};
      Properties properties = {{"name", name}};
      if (names.pick(3) == 0) {
        properties["email"] = email;
        values.push_back(fold(email));
      }
      std::erase(values, "");
      changes.push_back(WriteNode{NodeRef::by_key("P", id), {}, properties, WriteMode::kReplace});
    }
    ASSERT_TRUE(commit(*graph_, std::move(changes)).ok());
    for (int i = 0; i < 40; ++i) {
      const std::string query = names.name();
      std::vector<std::tuple<int, std::size_t, std::string>> expected;
      for (const auto& [id, values] : people) {
        if (const auto match = naive_match(values, fold(query)))
          expected.emplace_back(match->first, match->second, id);
      }
      std::sort(expected.begin(), expected.end());
      Strings ids;
      for (const auto& hit : expected) ids.push_back(std::get<2>(hit));
      if (ids.size() > 50) ids.resize(50);
      ASSERT_EQ(find(query, {.limit = 50}), ids) << query;
    }
  }
}

TEST_F(Search, IsSafeFromSeveralThreadsBesideAWriter) {
  for (int i = 0; i < 30; ++i) add("p" + std::to_string(i), "Ann " + std::to_string(i));
  std::atomic<bool> stop{false};
  std::atomic<int> wrong{0};
  std::vector<std::thread> readers;
  for (int t = 0; t < 3; ++t) {
    readers.emplace_back([&] {
      while (!stop) {
        const Result<SearchResult> found = search(*graph_->snapshot(), "ann", {.limit = 100});
        if (!found || found->hits.size() < 30) ++wrong;
      }
    });
  }
  for (int i = 30; i < 130; ++i) add("p" + std::to_string(i), "Ann " + std::to_string(i));
  stop = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(find("ann", {.limit = 1000}).size(), 130u);
}

TEST_F(Search, MeasuredOnManyNames) {
  const char* wanted = std::getenv("RELMAP_SEARCH_NAMES");
  const std::size_t count = wanted ? std::strtoul(wanted, nullptr, 10) : 20'000;
  static const Strings kFirst = {"Anna", "José",  "Wei", "Олег",  "Fatima",
                                 "John", "Søren", "Li",  "Maria", "Hiro"};
  static const Strings kLast = {"Schmidt", "García", "王小明",      "Иванов",
                                "Haddad",  "Smith",  "Kierkegaard", "Tanaka"};
  std::mt19937 random(7);
  for (std::size_t i = 0; i < count;) {
    std::vector<Change> changes;
    for (std::size_t n = 0; n < 50'000 && i < count; ++n, ++i) {
      const std::string number = std::to_string(random() % 100'000);
      const std::string name =
          kFirst[random() % kFirst.size()] + " " + kLast[random() % kLast.size()] + number;
      changes.push_back(WriteNode{NodeRef::by_key("P", std::to_string(i)),
                                  {},
                                  {{"name", name}, {"email", "u" + number + "@example.com"}}});
    }
    ASSERT_TRUE(commit(*graph_, std::move(changes)).ok());
  }
  const auto timed = [&](const std::string& query) {
    const std::clock_t start = std::clock();
    const std::size_t hits = find(query).size();
    const double took_ms =
        static_cast<double>(std::clock() - start) * 1000 / CLOCKS_PER_SEC;  // of the processor
    if (wanted) std::printf("%-12s %2zu hits %8.2f ms\n", query.c_str(), hits, took_ms);
    return hits;
  };
  EXPECT_EQ(timed("garcia1"), 20u);  // makes the index
  for (const char* query : {"garcia12", "小明", "иванов 77", "smith99999", "u4711@", "a", "anna", "nothing"})
    timed(query);
  if (wanted)
    std::printf("%.1f MB\n", static_cast<double>(graph_->snapshot()->footprint().search_bytes) / 1e6);
}

}  // namespace
}  // namespace relmap::graphstore

// The document of the app and the files that it loads.
#include <gmock/gmock.h>

#include <algorithm>
#include <regex>
#include <set>

#include "query/types.h"
#include "world.h"

namespace relmap::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::ServiceTest;

class App : public ServiceTest {
 protected:
  // The addresses that a document loads things from.
  static std::set<std::string> loaded_by(std::string_view html) {
    static const std::regex attribute("(?:src|href)=\"([^\"]*)\"");
    std::set<std::string> found;
    for (std::cregex_iterator at(html.begin(), html.end(), attribute), end; at != end; ++at)
      found.insert((*at)[1].str());
    return found;
  }
};

TEST_F(App, EachPageIsTheSameDocument) {
  const auto page = get("/");
  ASSERT_EQ(page.status, 200);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  for (const char* address :
       {"/tasks", "/teams", "/import", "/glossary", "/accounts/bank", "/accounts/bank/map?focus=Contact/ceo",
        "/accounts/no%2Fsuch/way", "/people/Contact/ceo"})
    EXPECT_EQ(get(address).text(), page.text()) << address;
  EXPECT_EQ(get("/nothing").status, 404);
  EXPECT_EQ(get("/accounts/bank/map/more").status, 404);
}

TEST_F(App, AllThatItLoadsComesFromHereAndIsKeptForGood) {
  const auto page = get("/");
  std::size_t files = 0;
  for (const auto& address : loaded_by(page.text())) {
    ASSERT_TRUE(address.starts_with('/')) << address;
    if (!address.starts_with("/assets/")) continue;
    ++files;
    const auto file = get(address);
    EXPECT_EQ(file.status, 200) << address;
    EXPECT_FALSE(file.text().empty()) << address;
    EXPECT_THAT(*file.header("Cache-Control"), HasSubstr("immutable")) << address;
    const std::string type = address.ends_with(".js")    ? "text/javascript"
                             : address.ends_with(".css") ? "text/css"
                                                         : "image/svg+xml";
    EXPECT_TRUE(file.content_type.starts_with(type)) << address << " " << file.content_type;
  }
  EXPECT_GT(files, 20u);
}

// Each module that a module names is there: a browser would find out only on the page that needs it.
TEST_F(App, EveryImportIsThere) {
  static const std::regex import("(?:from|import\\()\\s*'\\./([^']*)'");
  const auto files = loaded_by(get("/").text());
  for (const auto& address : files) {
    if (!address.starts_with("/assets/") || !address.ends_with(".js")) continue;
    const auto text = std::string(get(address).text());
    for (std::sregex_iterator at(text.begin(), text.end(), import), end; at != end; ++at)
      EXPECT_TRUE(files.contains(address.substr(0, address.rfind('/') + 1) + (*at)[1].str()))
          << address << " imports " << (*at)[1];
  }
}

// A word of the schema is called the same on a page as in the texts of the reports beside it.
TEST_F(App, PagesAndReportsSpeakTheSameChinese) {
  const auto files = loaded_by(get("/").text());
  const auto at =
      std::find_if(files.begin(), files.end(), [](const auto& file) { return file.ends_with("/words.js"); });
  ASSERT_NE(at, files.end());
  const std::string words(get(*at).text());
  std::size_t compared = 0;
  const auto compare = [&](auto value) {
    static const std::string any = "'[^']*', '";
    const std::string word(query::word(value));
    if (word == "lead" || word.empty()) return;  // also the label Lead
    std::smatch found;
    ASSERT_TRUE(std::regex_search(words, found, std::regex("\\n  " + word + ": \\[" + any + "([^']*)'\\]")))
        << word;
    EXPECT_EQ(found[1].str(), query::spoken(value, query::Lang::kZh)) << word;
    ++compared;
  };
  const auto all = [&]<class E>(E, int last) {
    for (int i = 0; i <= last; ++i) compare(static_cast<E>(i));
  };
  all(query::Tier{}, 2);
  all(query::Level{}, 5);
  all(query::PoliticalStatus{}, 3);
  all(query::Support{}, 5);
  all(query::RelationshipLevel{}, 4);
  all(query::Stage{}, 6);
  all(query::TeamRole{}, 12);
  all(query::BuyingRole{}, 8);
  EXPECT_EQ(compared, 3u + 5 + 3 + 5 + 4 + 5 + 12 + 8);
}

TEST_F(App, FilesOfAnotherVersionAreNotMixedIn) {
  EXPECT_EQ(get("/assets/0000000000000000/app.js").status, 404);
  EXPECT_EQ(get("/assets/x/..%2Fapp.js").status, 404);
}

TEST_F(App, NothingForeignRunsOnAPage) {
  const auto page = get("/");
  const std::string policy = *page.header("Content-Security-Policy");
  EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
  EXPECT_THAT(policy, HasSubstr("script-src 'self';"));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
  EXPECT_THAT(policy, Not(HasSubstr("http")));
  // What would need more than that policy gives.
  EXPECT_THAT(page.text(), Not(HasSubstr("style=")));
  EXPECT_THAT(page.text(), Not(HasSubstr("onload=")));
  EXPECT_THAT(page.text(), Not(HasSubstr("<script>")));
}

}  // namespace
}  // namespace relmap::server

// What-if, the difference between two reports, and departures: against reports made the long way round, on
// random accounts; and that a report does not depend on how the world is written down.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <random>
#include <set>

#include "query/departures.h"
#include "query/report_diff.h"
#include "query/what_if.h"
#include "random_account.h"
#include "world.h"

namespace relmap::query {
namespace {

using testing::day;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::kToday;
using testing::RandomAccount;
using testing::report;
using testing::World;
using Ids = std::multiset<std::string>;

Ids ids_of(const std::vector<Gap>& gaps) {
  Ids ids;
  for (const Gap& gap : gaps) ids.insert(std::string(severity_name(gap.severity)) + " " + gap.id);
  return ids;
}

// --- the report

std::string replaced(std::string text, const std::map<std::string, std::string>& names) {
  std::string out, word;
  for (const char c : text + "\n") {
    if (std::isalnum(static_cast<unsigned char>(c))) {
      word += c;
      continue;
    }
    const auto it = names.find(word);
    out += it == names.end() ? word : it->second;
    word.clear();
    out += c;
  }
  out.pop_back();
  return out;
}

TEST(Report, DoesNotDependOnNamesAndOrder) {
  const char* given = std::getenv("RELMAP_SEED");  // one of an earlier failure
  const unsigned seed = given ? static_cast<unsigned>(std::atoi(given)) : std::random_device()() % 1'000'000;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 150; ++round) {
    const RandomAccount account = testing::random_account(random, 4 + random() % 12);
    const auto ids = account.renaming(random);
    const std::string text = account.text(), other = account.reordered(random, ids);
    const CoverageReport a = report(World(text), "a"), b = report(World(other), "a");
    const std::map<std::string, std::string> names(ids.begin(), ids.end());
    Ids expected;
    for (const std::string& id : ids_of(a.gaps)) expected.insert(replaced(id, names));
    Ids got = ids_of(b.gaps), more, fewer;
    std::set_difference(got.begin(), got.end(), expected.begin(), expected.end(),
                        std::inserter(more, more.end()));
    std::set_difference(expected.begin(), expected.end(), got.begin(), got.end(),
                        std::inserter(fewer, fewer.end()));
    EXPECT_TRUE(more.empty() && fewer.empty()) << "more: " << ::testing::PrintToString(more)
                                               << "\nfewer: " << ::testing::PrintToString(fewer) << "\n"
                                               << text << "\n--- as\n"
                                               << other;
    EXPECT_NEAR(a.score.total, b.score.total, 1e-9);
    if (HasFailure()) return;
  }
}

// --- departures

std::string without(const RandomAccount& account, const std::set<std::string>& people) {
  RandomAccount left = account;
  for (std::string& line : left.nodes) {
    const std::size_t begin = line.find(' ') + 1;
    const std::string id = line.substr(begin, line.find(' ', begin) - begin);
    if (!people.contains(id)) continue;
    if (const std::size_t at = line.find(" left_on="); at != std::string::npos) line.erase(at, 19);
    line += " left_on=" + std::string(kToday);
  }
  return left.text();
}

// The departure of people is the report on a world in which they have left.
TEST(Departures, AreReportsOnAWorldWithoutThem) {
  const unsigned seed = std::random_device()() % 1'000'000;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 100; ++round) {
    const RandomAccount account = testing::random_account(random, 4 + random() % 10);
    const std::string text = account.text();
    SCOPED_TRACE(text);
    const World world(text);
    const CoverageReport before = report(world, "a");
    std::set<std::string> people;
    DepartureOptions options;
    options.coverage.date = day(kToday);
    for (std::size_t i = 1 + random() % 2; i > 0; --i) {
      const bool contact = random() % 2;
      const auto& from = contact ? account.contacts : account.members;
      const std::string& id = from[random() % from.size()];
      if (people.insert(id).second) options.people.push_back((contact ? "Contact/" : "TeamMember/") + id);
    }
    const auto found = departures(world.graph(), "a", options);
    ASSERT_TRUE(found.ok()) << found.status().to_string();
    const ReportDiff wanted = compare_reports(before, report(World(without(account, people)), "a"));
    Ids opened = ids_of(wanted.opened);
    for (const GapChange& change : wanted.changed) {
      if (change.worse())
        opened.insert(std::string(severity_name(change.after.severity)) + " " + change.after.id);
    }
    if (opened.empty()) {
      EXPECT_TRUE(found->worst.empty() || found->worst[0].opened.empty());
    } else {
      ASSERT_EQ(found->worst.size(), 1u);
      EXPECT_EQ(ids_of(found->worst[0].opened), opened);
      EXPECT_NEAR(found->worst[0].score_after, wanted.to_score.total, 1e-9);
    }
    if (HasFailure()) return;
  }
}

TEST(Departures, NameTheWorstFirst) {
  const World world(
      "Account a tier=strategic\nTeamMember bob seat=account_manager@a name=Bob\n"
      "TeamMember eve seat=presales@a name=Eve\nContact x in=a level=vp name=Xia\n"
      "Contact y in=a level=vp name=Yan\nContact z in=a level=vp name=Zoe\n"
      "KNOWS bob x strength=0.9 last_contact=2026-11-20\nKNOWS bob y strength=0.9 last_contact=2026-11-20\n"
      "KNOWS eve z strength=0.9 last_contact=2026-11-20\nKNOWS bob z strength=0.9 last_contact=2026-11-20\n");
  DepartureOptions options;
  options.coverage.date = day(kToday);
  const auto found = departures(world.graph(), "a", options);
  ASSERT_TRUE(found.ok()) << found.status().to_string();
  ASSERT_FALSE(found->worst.empty());
  EXPECT_EQ(found->worst[0].people[0].id, "bob");
  EXPECT_TRUE(found->complete);
  std::vector<std::string> lost;
  for (const NodeName& name : found->worst[0].key_players_lost) lost.push_back(name.name);
  EXPECT_THAT(lost, ElementsAre("Xia", "Yan"));
  EXPECT_THAT(to_text(*found), HasSubstr("Bob: "));
  options.people = {"TeamMember/nobody"};
  EXPECT_EQ(departures(world.graph(), "a", options).status().code(), StatusCode::kNotFound);
  options.people = {"Account/a"};
  EXPECT_EQ(departures(world.graph(), "a", options).status().code(), StatusCode::kInvalidArgument);
}

// --- edits

class Edits : public ::testing::Test {
 protected:
  ReportDiff try_out(const std::vector<std::string>& texts) {
    std::vector<Edit> edits;
    for (const std::string& text : texts) {
      const Result<Edit> edit = parse_edit(text);
      EXPECT_TRUE(edit.ok()) << edit.status().to_string();
      edits.push_back(*edit);
    }
    const auto now = world_.graph().version();
    const auto transaction = transaction_of(world_.graph(), "a", edits, day(kToday));
    EXPECT_TRUE(transaction.ok()) << transaction.status().to_string();
    const auto then = world_.store().preview(*transaction);
    EXPECT_TRUE(then.ok()) << then.status().to_string();
    CoverageOptions options;
    options.date = day(kToday);
    const auto from = coverage(world_.graph(), "a", options), to = coverage(**then, "a", options);
    EXPECT_EQ(world_.store().version(), now);  // nothing is written
    return compare_reports(*from, *to);
  }
  Status refused(const std::string& text) {
    const Result<Edit> edit = parse_edit(text);
    if (!edit) return edit.status();
    return transaction_of(world_.graph(), "a", {*edit}, day(kToday)).status();
  }

  World world_{
      "Account a tier=large\nOrgUnit u of=a\nOrgUnit v of=a\nContact ann in=u level=vp name=Ann\n"
      "Contact ben in=u level=director\nTeamMember bob seat=account_manager@a name=Bob\nTeamMember eve\n"
      "KNOWS bob ann strength=0.2 last_contact=2026-11-20\n"};
};

TEST_F(Edits, ATieClosesWhatItShould) {
  const ReportDiff diff = try_out({"tie TeamMember/bob Contact/ann problem_solver"});
  EXPECT_TRUE(ids_of(diff.closed).contains("amber account.key-player-weak:Contact/ann"));
  EXPECT_GT(diff.to_score.people.points, diff.from_score.people.points);
}

TEST_F(Edits, ARoleIsFilledAndAMemberLeaves) {
  const ReportDiff filled = try_out({"role TeamMember/eve presales"});
  EXPECT_TRUE(ids_of(filled.closed).contains("amber team.role-vacant:Account/a:presales"));
  const ReportDiff gone = try_out({"leaves TeamMember/bob"});
  EXPECT_TRUE(ids_of(gone.opened).contains("red account.key-player-unknown:Contact/ann"));
}

TEST_F(Edits, AContactMoves) {
  const ReportDiff diff = try_out({"moves Contact/ann OrgUnit/v", "moves Contact/ben OrgUnit/v"});
  EXPECT_TRUE(ids_of(diff.closed).contains("amber account.unit-unmapped:OrgUnit/v"));
  EXPECT_TRUE(ids_of(diff.opened).contains("amber account.unit-unmapped:OrgUnit/u"));
}

TEST_F(Edits, AreRefusedWithTheReason) {
  for (const char* text : {"", "leaves", "flies TeamMember/bob", "tie TeamMember/bob",
                           "role TeamMember/bob king", "tie TeamMember/bob Contact/ann friend",
                           "moves TeamMember/bob OrgUnit/v", "role Contact/ann presales"})
    EXPECT_EQ(refused(text).code(), StatusCode::kInvalidArgument) << text;
  EXPECT_EQ(refused("leaves TeamMember/nobody").code(), StatusCode::kNotFound);
  EXPECT_FALSE(parse_edits_json("{\"edits\": []}").ok());
  EXPECT_FALSE(
      parse_edits_json("{\"edits\": [{\"edit\": \"leaves\", \"who\": \"TeamMember/bob\", \"why\": 1}]}")
          .ok());
  const auto edits = parse_edits_json(
      R"({"edits": [{"edit": "tie", "who": "TeamMember/bob", "to": "Contact/ann", "level": "vendor"}]})");
  ASSERT_TRUE(edits.ok()) << edits.status().to_string();
  EXPECT_EQ((*edits)[0].level, RelationshipLevel::kVendor);
}

}  // namespace
}  // namespace relmap::query

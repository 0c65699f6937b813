// From an analysis to a picture: cards, chips, frames, folding, chains.
#include "pictures.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "world.h"

namespace relmap::server {
namespace {

using ::testing::HasSubstr;
using testing::kOddId;

class Pictures : public ::testing::Test {
 protected:
  Pictures() : graph_(testing::empty_graph()) { testing::write_world(*graph_); }

  viz::MapSpec map(query::Lang lang = query::Lang::kEn, const std::vector<std::string>& expand = {}) const {
    query::CoverageOptions options;
    options.date = *Date::parse(testing::kDay);
    options.lang = lang;
    const auto picture = query::account_picture(*graph_->snapshot(), "bank", options);
    EXPECT_TRUE(picture.ok()) << picture.status().to_string();
    auto spec = account_map(*picture, lang, {expand});
    EXPECT_TRUE(spec.ok()) << spec.status().to_string();
    EXPECT_TRUE(viz::validate(*spec).ok()) << viz::validate(*spec).to_string();
    return *spec;
  }
  static const viz::Card& card(const viz::MapSpec& spec, const std::string& id) {
    static const viz::Card kNone;
    const auto at =
        std::find_if(spec.cards.begin(), spec.cards.end(), [&](const auto& c) { return c.id == id; });
    EXPECT_NE(at, spec.cards.end()) << id;
    return at == spec.cards.end() ? kNone : *at;
  }

  // A hundred people who work in `place`.
  void add_clerks(const graphstore::NodeRef& place) {
    graphstore::Transaction t;
    for (int i = 0; i < 100; ++i) {
      const auto id = "clerk-" + std::to_string(i);
      graphstore::WriteNode contact;
      contact.node = graphstore::NodeRef::by_key("Contact", id);
      contact.properties = {{"name", id}, {"level", "staff"}, {"political_status", "outside"}};
      t.changes.emplace_back(contact);
      graphstore::WriteEdge works;
      works.type = "WORKS_IN";
      works.from = contact.node;
      works.to = place;
      t.changes.emplace_back(works);
    }
    ASSERT_TRUE(graph_->commit(t, {}).ok());
  }

  std::unique_ptr<graphstore::Graph> graph_;
};

TEST_F(Pictures, TheFrameIsTheFinding) {
  const auto spec = map();
  EXPECT_EQ(spec.title, "Oceanic <Bank> 远洋银行");
  EXPECT_THAT(spec.subtitle, HasSubstr("as of 2026-11-23"));
  const auto& ceo = card(spec, "ceo");
  EXPECT_EQ(ceo.frame, viz::Frame::red);
  EXPECT_FALSE(ceo.reasons.empty());
  EXPECT_TRUE(ceo.no_contact);
  EXPECT_TRUE(ceo.key_player);
  EXPECT_EQ(ceo.support, viz::Support::unknown) << "not recorded is not neutral";
  EXPECT_EQ(ceo.unit, "board");
  const auto& cio = card(spec, "cio");
  EXPECT_EQ(cio.support, viz::Support::supporter);
  ASSERT_EQ(cio.chips.size(), 1u);
  EXPECT_EQ(cio.chips[0].initials, "CL");
  EXPECT_EQ(cio.chips[0].level, viz::TieLevel::trusted);
  EXPECT_FALSE(cio.chips[0].stale);
  EXPECT_THAT(cio.chips[0].detail, HasSubstr("2026-11-20"));
  EXPECT_EQ(card(spec, kOddId).name, "Odd \"<One>\" & Co");
}

TEST_F(Pictures, LinesRunFromReportToManagerAndFromInfluencer) {
  const auto spec = map();
  EXPECT_EQ(std::count_if(spec.lines.begin(), spec.lines.end(),
                          [](const auto& l) { return l.type == viz::LineType::reports; }),
            2);
  const auto influence = std::find_if(spec.lines.begin(), spec.lines.end(),
                                      [](const auto& l) { return l.type == viz::LineType::influence; });
  ASSERT_NE(influence, spec.lines.end());
  EXPECT_EQ(influence->from, "cio");
  EXPECT_EQ(influence->to, "ceo");
  EXPECT_DOUBLE_EQ(influence->strength, 0.8);
}

TEST_F(Pictures, SpeaksChinese) {
  const auto spec = map(query::Lang::kZh);
  EXPECT_EQ(spec.lang, viz::Lang::zh);
  EXPECT_THAT(spec.subtitle, HasSubstr("关系地图"));
}

TEST_F(Pictures, MostSeniorUnitsComeFirst) {
  const auto spec = map();
  ASSERT_EQ(spec.units.size(), 2u);
  for (const auto& unit : spec.units) EXPECT_FALSE(unit.folded);
}

TEST_F(Pictures, BigAccountsFoldTheUnitsThatMatterLeast) {
  add_clerks(graphstore::NodeRef::by_key("OrgUnit", "it"));
  const auto spec = map();
  for (const auto& unit : spec.units) {
    EXPECT_EQ(unit.folded, unit.id == "it") << unit.id;
    if (unit.folded) {
      EXPECT_EQ(unit.counts.people, 102);
    }
  }
  EXPECT_THAT(spec.note, HasSubstr("102"));
}

TEST_F(Pictures, UnitsOpenOnDemand) {
  add_clerks(graphstore::NodeRef::by_key("OrgUnit", "it"));
  for (const char* expand : {"it", "all"}) {
    const auto spec = map(query::Lang::kEn, {expand});
    const auto it =
        std::find_if(spec.units.begin(), spec.units.end(), [](const auto& u) { return u.id == "it"; });
    ASSERT_NE(it, spec.units.end());
    EXPECT_FALSE(it->folded) << expand;
  }
  query::CoverageOptions options;
  options.date = *Date::parse(testing::kDay);
  const auto picture = query::account_picture(*graph_->snapshot(), "bank", options);
  EXPECT_EQ(account_map(*picture, query::Lang::kEn, {{"nowhere"}}).status().code(), StatusCode::kNotFound);
}

TEST_F(Pictures, OnlyTheStrongestInfluenceIsDrawnWhereThereIsMuch) {
  add_clerks(graphstore::NodeRef::by_key("OrgUnit", "board"));
  graphstore::Transaction t;
  for (int i = 1; i < 100; ++i) {
    for (int k = 0; k < 3 && k < i; ++k) {
      graphstore::WriteEdge influence;
      influence.type = "INFLUENCES";
      influence.from = graphstore::NodeRef::by_key("Contact", "clerk-" + std::to_string(i));
      influence.to = graphstore::NodeRef::by_key("Contact", "clerk-" + std::to_string(k));
      influence.properties = {{"strength", k == 0 ? 0.9 : 0.1}};
      t.changes.emplace_back(influence);
    }
  }
  ASSERT_TRUE(graph_->commit(t, {}).ok());
  const auto spec = map(query::Lang::kEn, {"all"});
  std::size_t strong = 0, weak = 0;
  for (const auto& line : spec.lines) {
    if (line.type != viz::LineType::influence) continue;
    ++(line.strength > 0.5 ? strong : weak);
  }
  EXPECT_GE(strong, 99u);
  EXPECT_LE(strong + weak, spec.cards.size());
  EXPECT_THAT(spec.note, HasSubstr("weaker lines of influence are not drawn"));
}

TEST_F(Pictures, PeopleWithoutAUnitFoldTogether) {
  add_clerks(graphstore::NodeRef::by_key("Account", "bank"));
  const auto spec = map();
  const auto at = std::find_if(spec.units.begin(), spec.units.end(),
                               [](const auto& u) { return u.name == "No unit recorded"; });
  ASSERT_NE(at, spec.units.end());
  EXPECT_TRUE(at->folded);
  EXPECT_EQ(at->counts.people, 100);
  for (const auto& card : spec.cards) EXPECT_FALSE(card.id.starts_with("clerk-")) << "counted, not sent";
}

TEST_F(Pictures, PathsAreChainsWithEvidence) {
  query::PathOptions options;
  options.date = *Date::parse(testing::kDay);
  const auto snapshot = graph_->snapshot();
  const auto result = query::introduction_paths(*snapshot, "team:bank", "Contact/ceo", options);
  ASSERT_TRUE(result.ok()) << result.status().to_string();
  const auto spec = paths_picture(*snapshot, *result, query::Lang::kEn);
  EXPECT_TRUE(viz::validate(spec).ok()) << viz::validate(spec).to_string();
  ASSERT_FALSE(spec.paths.chains.empty());
  const auto& chain = spec.paths.chains[0];
  EXPECT_EQ(chain.people.front().side, viz::Side::ours);
  EXPECT_EQ(chain.people.back().id, "ceo");
  EXPECT_EQ(chain.hops.size() + 1, chain.people.size());
  EXPECT_THAT(chain.hops[1].label, HasSubstr("last contact 2026-11-20"));
}

}  // namespace
}  // namespace relmap::server

// Every view of the map: what is on it, what is marked, and what is refused.
#include "map_views.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "gallery_world.h"
#include "graphstore/history.h"
#include "query/account_view.h"
#include "routes.h"

namespace relmap::server {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class MapViews : public ::testing::TestWithParam<std::size_t> {
 protected:
  MapViews() : world_(gallery::gallery_world(GetParam())), snapshot_(world_.graph->snapshot()) {
    source_.options.date = *Date::parse(gallery::kDate);
    const auto then = world_.graph->snapshot_at(world_.before);
    EXPECT_TRUE(then.ok()) << then.status().to_string();
    then_ = then->snapshot;
    source_.since = then_.get();
  }

  Result<viz::MapSpec> ask(MapRequest request) const {
    return map_picture(source_, gallery::kAccount, request);
  }
  viz::MapSpec must(const MapRequest& request) const {
    auto spec = ask(request);
    EXPECT_TRUE(spec.ok()) << spec.status().to_string();
    return spec.ok() ? *std::move(spec) : viz::MapSpec();
  }
  static std::set<std::string> ids(const viz::MapSpec& spec, viz::Side side = viz::Side::theirs) {
    std::set<std::string> out;
    for (const auto& card : spec.cards) {
      if (card.side == side) out.insert(card.id);
    }
    return out;
  }
  static const viz::Card* card(const viz::MapSpec& spec, std::string_view id) {
    for (const auto& card : spec.cards) {
      if (card.id == id && card.side == viz::Side::theirs) return &card;
    }
    return nullptr;
  }

  // Writes one more node or edge, and looks at the graph as it is then.
  void write(graphstore::Change change) {
    graphstore::Transaction t;
    t.changes.push_back(std::move(change));
    const auto done = world_.graph->commit(t, {});
    ASSERT_TRUE(done.ok()) << done.status().to_string();
    older_.push_back(snapshot_);
    snapshot_ = world_.graph->snapshot();
  }
  Result<viz::MapSpec> ask_now(const MapRequest& request, const graphstore::Snapshot* since = nullptr) const {
    MapSource source{*snapshot_, since, source_.options};
    return map_picture(source, gallery::kAccount, request);
  }
  static graphstore::WriteNode node(const char* label, const std::string& id,
                                    graphstore::Properties properties) {
    return {graphstore::NodeRef::by_key(label, id), {}, std::move(properties)};
  }
  static graphstore::WriteEdge edge(const char* type, graphstore::NodeRef from, graphstore::NodeRef to,
                                    graphstore::Properties properties = {}) {
    return {type, std::move(from), std::move(to), std::move(properties)};
  }
  static graphstore::NodeRef ref(const char* label, const std::string& id) {
    return graphstore::NodeRef::by_key(label, id);
  }

  std::vector<std::shared_ptr<const graphstore::Snapshot>> older_;
  gallery::GalleryWorld world_;
  std::shared_ptr<const graphstore::Snapshot> snapshot_, then_;
  MapSource source_{*snapshot_, nullptr, {}};
};

INSTANTIATE_TEST_SUITE_P(Sizes, MapViews, ::testing::Values(12, 60, 200));

TEST_P(MapViews, EachIsAValidPictureInBothLanguages) {
  const auto report = query::coverage(*snapshot_, gallery::kAccount, source_.options);
  ASSERT_TRUE(report.ok());
  for (const MapView& view : map_views()) {
    for (const query::Lang lang : {query::Lang::kEn, query::Lang::kZh}) {
      source_.options.lang = lang;
      MapRequest request;
      request.view = view.name;
      request.focus = "Contact/contact-0";
      request.gap = report->gaps.at(0).id;
      request.opportunity = gallery::kOpportunity;
      request.to = "Contact/contact-3";
      request.theme = viz::Theme::dark;
      const viz::MapSpec spec = must(request);
      const Status valid = viz::validate(spec);
      EXPECT_TRUE(valid.ok()) << view.name << ": " << valid.to_string();
      EXPECT_FALSE(spec.title.empty()) << view.name;
      EXPECT_EQ(spec.theme, viz::Theme::dark) << view.name;
      EXPECT_EQ(spec.lang, lang == query::Lang::kZh ? viz::Lang::zh : viz::Lang::en) << view.name;
      const auto open = std::count_if(spec.cards.begin(), spec.cards.end(), [&](const viz::Card& c) {
        return c.side == viz::Side::theirs &&
               std::none_of(spec.units.begin(), spec.units.end(),
                            [&](const auto& u) { return u.folded && u.id == c.unit; });
      });
      EXPECT_LE(open, 65) << view.name;  // a page
    }
  }
}

TEST(MapViewTable, IsWhatTheRouteOffers) {
  for (const Route& route : routes()) {
    if (route.pattern != "/api/v1/accounts/{id}/map") continue;
    for (const Param& param : route.params) {
      if (param.name != "view") continue;
      EXPECT_EQ(param.words, map_view_names());
    }
  }
}

TEST_P(MapViews, OrgAndInfluenceDrawTheirLines) {
  for (const auto& line : must({.view = "org"}).lines)
    EXPECT_TRUE(line.type == viz::LineType::reports || line.type == viz::LineType::reports_dotted);
  const viz::MapSpec influence = must({.view = "influence"});
  std::set<std::string> joined;
  const auto picture = query::account_picture(*snapshot_, gallery::kAccount, source_.options);
  for (const auto& line : picture->view.influence) {
    joined.insert(picture->view.contacts[line.from].node.id);
    joined.insert(picture->view.contacts[line.to].node.id);
  }
  for (const std::string& id : ids(influence)) EXPECT_TRUE(joined.contains(id)) << id;
  int first = 0;
  for (const auto& c : influence.cards) first += !c.roles.empty() && c.roles.front() == "influence #1";
  EXPECT_GE(first, 1);  // equals share a place
}

TEST_P(MapViews, CoverageHasALineForEachRelationship) {
  const viz::MapSpec spec = must({.view = "coverage"});
  const auto ours = ids(spec, viz::Side::ours), theirs = ids(spec);
  int ties = 0;
  for (const auto& line : spec.lines) {
    if (line.type != viz::LineType::tie) continue;
    EXPECT_TRUE(ours.contains(line.from) && theirs.contains(line.to));
    ++ties;
  }
  EXPECT_GT(ties, 5);
  for (const auto& c : spec.cards) EXPECT_THAT(c.chips, IsEmpty());
}

TEST_P(MapViews, FocusIsTheNeighbourhood) {
  const auto picture = query::account_picture(*snapshot_, gallery::kAccount, source_.options);
  const query::AccountView& view = picture->view;
  std::set<std::string> near{"contact-0"}, members;
  const auto id = [&](std::size_t i) { return view.contacts[i].node.id; };
  const auto join = [&](std::size_t a, std::size_t b) {
    for (const auto& [x, y] : {std::pair(a, b), {b, a}}) {
      // Who has left is drawn where something still rests on them.
      const auto& other = view.contacts[y];
      const bool drawn = !other.left || other.worst || !other.buying_roles.empty();
      if (id(x) == "contact-0" && drawn) near.insert(id(y));
    }
  };
  for (const auto& line : view.reporting) join(line.from, line.to);
  for (const auto& line : view.influence) join(line.from, line.to);
  for (const auto& tie : view.ties) {
    if (id(tie.contact) == "contact-0") members.insert(view.members[tie.member].node.id);
  }
  const viz::MapSpec spec = must({.focus = "Contact/contact-0"});
  EXPECT_EQ(ids(spec), near);
  EXPECT_EQ(ids(spec, viz::Side::ours), members);
  EXPECT_TRUE(card(spec, "contact-0")->focus);
  const viz::MapSpec wider = must({.focus = "Contact/contact-0", .depth = 2});
  for (const std::string& who : near) EXPECT_THAT(ids(wider), Contains(who));
  EXPECT_GT(wider.cards.size(), spec.cards.size());
}

// Each witness of each gap that is a person is on the gap's map.
TEST_P(MapViews, GapShowsEachWitness) {
  const auto report = query::coverage(*snapshot_, gallery::kAccount, source_.options);
  for (const auto& gap : report->gaps) {
    const viz::MapSpec spec = must({.gap = gap.id});
    EXPECT_EQ(spec.note, gap.because);
    std::set<std::string> refs(gap.witness.nodes.begin(), gap.witness.nodes.end());
    for (const auto& edge : gap.witness.edges) refs.insert({edge.from, edge.to});
    std::size_t people = 0;
    for (const std::string& ref : refs)
      people += ref.starts_with("Contact/") || ref.starts_with("TeamMember/");
    if (people > 60) continue;  // more than a page
    for (const std::string& ref : refs) {
      if (ref.starts_with("Contact/")) {
        EXPECT_THAT(ids(spec), Contains(ref.substr(8))) << gap.id;
      }
      if (ref.starts_with("TeamMember/")) {
        EXPECT_THAT(ids(spec, viz::Side::ours), Contains(ref.substr(11))) << gap.id;
      }
    }
  }
}

TEST_P(MapViews, CommitteeHasEachBuyerAndWhatIsMissing) {
  const viz::MapSpec spec = must({.view = "committee", .opportunity = gallery::kOpportunity});
  const auto deal = *snapshot_->find("Opportunity", gallery::kOpportunity);
  for (const auto& edge : snapshot_->in(deal, snapshot_->symbol("BUYS"))) {
    const auto properties = snapshot_->properties(edge.source).all();
    if (properties.contains("placeholder")) continue;  // nobody who buys
    EXPECT_THAT(ids(spec), Contains(std::string(snapshot_->key(edge.source))));
  }
  int missing = 0;  // the made-up deals name no approver
  for (const auto& c : spec.cards)
    missing += c.placeholder && c.frame == viz::Frame::red && c.name == "nobody named";
  EXPECT_GE(missing, 1);
}

TEST_P(MapViews, DiffMarksWhoCameLeftAndChanged) {
  const viz::MapSpec spec = must({.view = "diff"});
  ASSERT_TRUE(card(spec, "newcomer"));
  EXPECT_EQ(card(spec, "newcomer")->change, viz::Change::added);
  ASSERT_TRUE(card(spec, "contact-1"));
  EXPECT_EQ(card(spec, "contact-1")->change, viz::Change::removed);
  ASSERT_TRUE(card(spec, "contact-2"));
  EXPECT_EQ(card(spec, "contact-2")->change, viz::Change::changed);
  EXPECT_THAT(card(spec, "contact-2")->tooltip, HasSubstr("mentor"));
  for (const auto& c : spec.cards) {
    const bool expected = c.id == "newcomer" || c.id == "contact-1" || c.id == "contact-2";
    EXPECT_EQ(c.change != viz::Change::none, expected) << c.id;
  }
  int added = 0, removed = 0;
  for (const auto& line : spec.lines) {
    added += line.change == viz::Change::added;
    removed += line.change == viz::Change::removed;
  }
  EXPECT_EQ(added, 2);
  // Who has left stays, lines and all, where something still rests on them.
  const bool rests = card(spec, "contact-1")->title.starts_with("has left");
  EXPECT_GE(removed, rests ? 0 : 1);
}

TEST_P(MapViews, MatrixAndBarsCountWhatIsThere) {
  const viz::MapSpec matrix = must({.view = "matrix"});
  EXPECT_EQ(matrix.heat.columns.size(), 8u);
  EXPECT_EQ(matrix.heat.cells.size(), matrix.heat.rows.size() * 8);
  const viz::MapSpec levels = must({.view = "levels"});
  double people = 0;
  for (const auto& bar : levels.bars.bars) {
    for (const auto& part : bar.parts) people += part.value;
  }
  EXPECT_EQ(people, static_cast<double>(GetParam()));  // one left, one came
  EXPECT_EQ(must({.view = "score"}).bars.bars.size(), 4u);
}

TEST_P(MapViews, PagesHoldEverybodyOnce) {
  const auto pages = map_pages(source_, gallery::kAccount, {.view = "map", .theme = viz::Theme::print});
  ASSERT_TRUE(pages.ok()) << pages.status().to_string();
  if (pages->size() == 1) return;
  std::multiset<std::string> people;
  for (std::size_t p = 1; p < pages->size(); ++p) {
    const viz::MapSpec& page = (*pages)[p];
    EXPECT_EQ(page.theme, viz::Theme::print);
    EXPECT_LE(page.cards.size(), 60u);
    for (const auto& c : page.cards) people.insert(c.id);
  }
  EXPECT_EQ(people.size(), std::set<std::string>(people.begin(), people.end()).size());
  EXPECT_EQ(people.size(), ids(must({.expand = {"all"}})).size());
}

// Of a deal that is won: who bought, and nothing that is missing.
TEST_P(MapViews, CommitteeOfAClosedDeal) {
  const viz::MapSpec spec = must({.view = "committee", .opportunity = "deal-2"});
  const auto deal = *snapshot_->find("Opportunity", "deal-2");
  EXPECT_THAT(ids(spec), Not(IsEmpty()));
  for (const auto& c : spec.cards) {
    EXPECT_EQ(c.frame, viz::Frame::none);
    EXPECT_NE(c.name, "nobody named");
    EXPECT_THAT(c.roles, Not(IsEmpty()));
  }
  for (const auto& edge : snapshot_->in(deal, snapshot_->symbol("BUYS")))
    EXPECT_THAT(ids(spec), Contains(std::string(snapshot_->key(edge.source))));
}

TEST_P(MapViews, IdsOfPeopleMayBeWhatOthersAreCalled) {
  write(node("Contact", "no-approver", {{"name", "N. O. Approver"}}));
  write(edge("WORKS_IN", ref("Contact", "no-approver"), ref("OrgUnit", "unit-0")));
  write(edge("BUYS", ref("Contact", "no-approver"), ref("Opportunity", "deal-0"), {{"role", "user"}}));
  const auto spec = ask_now({.view = "committee", .opportunity = "deal-0"});
  ASSERT_TRUE(spec.ok());
  EXPECT_TRUE(viz::validate(*spec).ok()) << viz::validate(*spec).to_string();
  EXPECT_TRUE(card(*spec, "no-approver"));
}

TEST_P(MapViews, MatrixOfManyLinesHoldsThoseThatTellMost) {
  graphstore::Transaction t;
  for (int i = 0; i < 450; ++i) t.changes.emplace_back(node("BusinessLine", "more-" + std::to_string(i), {}));
  ASSERT_TRUE(world_.graph->commit(t, {}).ok());
  older_.push_back(snapshot_);
  snapshot_ = world_.graph->snapshot();
  const auto spec = ask_now({.view = "matrix"});
  ASSERT_TRUE(spec.ok());
  EXPECT_TRUE(viz::validate(*spec).ok());
  EXPECT_EQ(spec->heat.columns.size(), 40u);
  std::set<std::string> columns;
  for (const auto& column : spec->heat.columns) columns.insert(column.id);
  for (const char* line : {"cloud", "software", "support"}) EXPECT_THAT(columns, Contains(line));
  EXPECT_THAT(spec->note, HasSubstr("418 more business lines"));
}

TEST_P(MapViews, DiffIsSilentOnWhatDidNotChange) {
  const auto before = snapshot_;
  // Somebody met again: the strongest tie of a card may be another one, and nobody is known anew.
  write(edge("KNOWS", ref("TeamMember", "member-5"), ref("Contact", "contact-0"),
             {{"relationship_level", "vendor"}, {"last_contact", *Date::parse("2026-01-01")}}));
  const auto with_two = snapshot_;
  write(edge("KNOWS", ref("TeamMember", "member-5"), ref("Contact", "contact-0"),
             {{"relationship_level", "vendor"}, {"last_contact", *Date::parse("2026-11-22")}}));
  const auto spec = ask_now({.view = "diff"}, with_two.get());
  ASSERT_TRUE(spec.ok());
  for (const auto& c : spec->cards) EXPECT_EQ(c.change, viz::Change::none) << c.id << " " << c.tooltip;
  for (const auto& line : spec->lines) EXPECT_EQ(line.change, viz::Change::none) << line.tooltip;
  EXPECT_THAT(spec->note, HasSubstr("Nobody changed"));
  const auto known = ask_now({.view = "diff"}, before.get());
  EXPECT_EQ(card(*known, "contact-0")->change, viz::Change::changed);
  // And not backwards.
  MapSource back{*before, snapshot_.get(), source_.options};
  EXPECT_EQ(map_picture(back, gallery::kAccount, {.view = "diff"}).status().code(),
            StatusCode::kInvalidArgument);
}

TEST_P(MapViews, PeopleWithoutAUnitCanBeOpenedAndPrinted) {
  graphstore::Transaction t;
  for (int i = 0; i < 80; ++i) {
    t.changes.emplace_back(node("Contact", "free-" + std::to_string(i), {{"name", "Free"}}));
    t.changes.emplace_back(
        edge("WORKS_IN", ref("Contact", "free-" + std::to_string(i)), ref("Account", gallery::kAccount)));
  }
  const auto done = world_.graph->commit(t, {});
  ASSERT_TRUE(done.ok()) << done.status().to_string();
  older_.push_back(snapshot_);
  snapshot_ = world_.graph->snapshot();
  EXPECT_FALSE(card(*ask_now({}), "free-1"));
  EXPECT_TRUE(card(*ask_now({.expand = {"direct"}}), "free-1"));
  EXPECT_TRUE(card(*ask_now({.expand = {"all"}}), "free-1"));
  MapSource source{*snapshot_, nullptr, source_.options};
  const auto pages = map_pages(source, gallery::kAccount, {});
  std::size_t printed = 0;
  for (std::size_t p = 1; p < pages->size(); ++p) {
    for (const auto& c : (*pages)[p].cards) printed += c.id.starts_with("free-");
  }
  EXPECT_EQ(printed, 80u);
}

TEST_P(MapViews, GapFramesOnlyWhatItIsAbout) {
  const auto report = query::coverage(*snapshot_, gallery::kAccount, source_.options);
  for (const auto& gap : report->gaps) {
    const viz::MapSpec spec = must({.gap = gap.id});
    const std::set<std::string> witness(gap.witness.nodes.begin(), gap.witness.nodes.end());
    for (const auto& c : spec.cards) {
      const std::string ref = (c.side == viz::Side::ours ? "TeamMember/" : "Contact/") + c.id;
      if (!witness.contains(ref) && gap.subject.ref() != ref) {
        EXPECT_EQ(c.frame, viz::Frame::none) << gap.id << " " << c.id;
      }
    }
    if (gap.subject.label == "OrgUnit") {
      EXPECT_TRUE(std::any_of(spec.units.begin(), spec.units.end(), [&](const auto& unit) {
        return unit.id == gap.subject.id;
      })) << gap.id;
    }
  }
}

TEST_P(MapViews, RefusesWithAReason) {
  const auto code = [&](const MapRequest& request) { return ask(request).status().code(); };
  EXPECT_EQ(code({.view = "nonsense"}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({.view = "focus"}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({.focus = "contact-0"}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({.focus = "Contact/nobody"}), StatusCode::kNotFound);
  EXPECT_EQ(code({.focus = "Contact/contact-0", .depth = 4}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({.gap = "no.such:Gap/x"}), StatusCode::kNotFound);
  EXPECT_EQ(code({.view = "committee"}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({.view = "committee", .opportunity = "x"}), StatusCode::kNotFound);
  EXPECT_EQ(code({.view = "path"}), StatusCode::kInvalidArgument);
  EXPECT_EQ(
      map_picture(source_, "nowhere", {.view = "path", .from = "team:account", .to = "Contact/contact-3"})
          .status()
          .code(),
      StatusCode::kNotFound);
  source_.since = nullptr;
  EXPECT_EQ(code({.view = "diff"}), StatusCode::kInvalidArgument);
  EXPECT_EQ(map_picture(source_, "nowhere", {}).status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace relmap::server

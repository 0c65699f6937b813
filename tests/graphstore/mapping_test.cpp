// Import through a mapping: what rows become, what is told of those that fail, and texts of other programs.
#include "graphstore/mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "import_case.h"
#include "mapping_convert.h"

namespace relmap::graphstore::import_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr const char* kMapping = R"({"name": "t", "files": [
  {"file": "Org.csv", "nodes": [{"label": "Account", "id": "Id", "aliases": ["Name"], "properties": {
     "tier": {"column": "Tier", "values": {"Big": "large"}, "otherwise": "small", "default": "small", "initial": true},
     "worth": {"column": "Worth", "number": "1.234,5", "type": "decimal"}}}]},
  {"file": "People*.csv", "skip": [{"column": "Gone", "is": ["yes"]}],
   "nodes": [
     {"label": "Person", "id": "Id", "rest": "keep", "properties": {
        "name": {"join": ["First", "Last"]}, "born": {"column": "Born", "date": "eu"},
        "level": {"column": "Level", "values": {"boss": "a", "worker": "b"}}}},
     {"label": "Team", "id": {"column": "Team", "slug": true}, "mention": true}],
   "edges": [
     {"type": "WORKS_IN", "from": {"label": "Person", "id": "Id"}, "to": {"label": "Account", "alias": "Org"}},
     {"type": "WORKS_IN", "from": {"label": "Person", "id": "Id"},
      "to": {"label": "Team", "id": {"column": "Team", "slug": true}}},
     {"type": "KNOWS", "from": {"label": "Person", "id": "Id"}, "missing": "skip",
      "to": {"label": "Person", "id": {"column": "Knows", "split": ";"}}},
     {"type": "BUYS", "when": [{"column": "Role", "is_not": [""]}], "from": {"label": "Person", "id": "Id"},
      "to": {"label": "Account", "alias": "Org"}, "properties": {"role": {"column": "Role", "split": ","}}}]}]})";

class MappingTest : public testing::Test {
 protected:
  ImportReport import(const Files& files, const char* json = kMapping) {
    const Result<Mapping> mapping = Mapping::parse(json);
    EXPECT_TRUE(mapping.ok()) << mapping.status().to_string();
    fs::remove_all(tmp_ / "in");
    write_files(tmp_ / "in", files);
    return import_from("in", *mapping);
  }
  ImportReport import_from(const std::string& name, const Mapping& mapping) {
    ImportOptions options;
    options.mapping = &mapping;
    options.rejects_dir = (tmp_ / "rejects").string();
    Result<ImportReport> report = import_folder(*graph_, (tmp_ / name).string(), options);
    EXPECT_TRUE(report.ok()) << report.status().to_string();
    return report.ok() ? *report : ImportReport();
  }

  TempDir tmp_;
  std::unique_ptr<Graph> graph_ = open_graph();
};

TEST_F(MappingTest, RowsBecomeNodesAndEdges) {
  const ImportReport report = import(
      {{"org.CSV", "\xEF\xBB\xBFsep=;\r\nid;Name;Tier;Worth\r\no1;Big Org;big;1.234,50\r\no2;Small;;\r\n"},
       {"People-2.csv",
        "Id\tFirst\tLast\tBorn\tLevel\tOrg\tTeam\tKnows\tRole\tGone\tShoe\n"
        "p1\tAnn\tÅs\t29.02.1980\tboss\t big org \tRed Team\tp2; p9\tuser,boss\t\t7\n"
        "p2\t\tLi\t\t\t\tRed  Team\t\t\tno\t\n"
        "p3\tCem\tX\t\t\t\t\t\t\tYES\t\n"}});
  EXPECT_EQ(report.rejected, 0u) << show(report);
  ASSERT_EQ(report.warnings.size(), 1u);
  EXPECT_EQ(show(report.warnings[0]),
            "People-2.csv:2:8 Knows 'p2; p9': there is no Person/p9; the KNOWS edge is left out");
  EXPECT_EQ(show(*graph_),
            "Account/o1 tier='large' worth=decimal 1234.50\n"
            "Account/o2 tier='small'\n"
            "Person/p1 Shoe=int 7 born=date 1980-02-29 level='a' name='Ann Ås'\n"
            "Person/p2 name='Li'\n"
            "Team/red-team\n"
            "BUYS Person/p1 → Account/o1 role='boss'\n"
            "BUYS Person/p1 → Account/o1 role='user'\n"
            "KNOWS Person/p1 → Person/p2\n"
            "WORKS_IN Person/p1 → Account/o1\n"
            "WORKS_IN Person/p1 → Team/red-team\n"
            "WORKS_IN Person/p2 → Team/red-team\n");
}

TEST_F(MappingTest, RejectsNameAndKeepTheOriginalRow) {
  const std::string header = "Id,First,Last,Born,Level,Org,Team,Knows,Role,Gone\r\n";
  const std::string bad_cells = "p1,Ann,\"X,Y\",31.02.1980,chief,,,,,\r\n";
  const std::string bad_org = "p2,Bob,,,,Nowhere,,,,\r\n", no_id = ",Eve,,,,,,,,\r\n",
                    bad_role = "p4,,,,,Org,,,king,\r\n";
  const ImportReport report =
      import({{"Org.csv", "Id,Name\no1,Org\n"},
              {"People.csv", header + bad_cells + bad_org + "p3,Dan,,,,,,p1,,\r\n" + no_id + bad_role}});
  EXPECT_EQ(report.rejected, 4u) << show(report);
  std::vector<std::string> told;
  for (const ImportIssue& issue : report.rejects) told.push_back(show(issue));
  EXPECT_THAT(
      told,
      testing::ElementsAre(
          HasSubstr("People.csv:2:4 Born '31.02.1980': '31.02.1980' is not a date"),
          HasSubstr(
              "People.csv:2:5 Level 'chief': the mapping's table has no such value; it has boss, worker"),
          HasSubstr("People.csv:3:6 Org 'Nowhere': no Account of this import is called so"),
          HasSubstr("People.csv:5:1 Id: is empty"),
          HasSubstr("People.csv:6:9 Role 'king': role: 'king' is not one of user, boss")));
  const Files kept = read_files(tmp_ / "rejects");
  EXPECT_EQ(kept.at("People.csv"), header + bad_cells + bad_org + no_id + bad_role);
  EXPECT_EQ(kept.size(), 2u);

  // Corrected in place, the folder of rejects is a folder to import; then it is gone.
  fs::rename(tmp_ / "rejects", tmp_ / "again");
  write_files(tmp_ / "again", {{"People.csv", header + "p1,Ann,X,28.02.1980,boss,,,,,\r\n"}});
  const ImportReport again = import_from("again", *Mapping::parse(kMapping));
  EXPECT_EQ(again.rejected, 0u) << show(again);
  EXPECT_THAT(show(*graph_), HasSubstr("Person/p1 born=date 1980-02-28 level='a' name='Ann X'"));
}

TEST_F(MappingTest, RejectsOfTheImportBeforeAreRemoved) {
  import({{ "People.csv", "Id,Born\np1,never\n" }});
  EXPECT_TRUE(fs::exists(tmp_ / "rejects/People.csv"));
  write_files(tmp_ / "rejects", {{"mine.csv", "x"}});
  import({{ "People.csv", "Id,Born\np1,1.2.1980\n" }});
  EXPECT_EQ(read_files(tmp_ / "rejects"), (Files{{"mine.csv", "x"}}));
}

TEST_F(MappingTest, ASecondImportChangesNothingAndInitialValuesStay) {
  const Files files = {{"Org.csv", "Id,Name,Tier\no1,Org,\n"}, {"People.csv", "Id,Org,Team\np1,Org,Red\n"}};
  EXPECT_TRUE(import(files).written);
  EXPECT_FALSE(import(files).written);
  Transaction transaction;
  transaction.changes.push_back(
      WriteNode{NodeRef::by_key("Account", "o1"), {}, {{"tier", "large"}}, WriteMode::kMerge, {}});
  ASSERT_TRUE(graph_->commit(transaction, {}).ok());
  EXPECT_FALSE(import(files).written);
  EXPECT_THAT(show(*graph_), HasSubstr("Account/o1 tier='large'"));
}

TEST_F(MappingTest, AFileWithoutTheIdIsRejectedAsAWhole) {
  const ImportReport report = import({{"Org.csv", "Name\nOrg\n"}, {"People.csv", "Id\np1\n"}});
  ASSERT_EQ(report.rejects.size(), 1u);
  EXPECT_THAT(show(report.rejects[0]),
              HasSubstr("Org.csv:1:0: the file has none of the columns for the id of Account: id"));
}

TEST(MappingParse, SaysWhereItIsWrong) {
  const std::pair<const char*, const char*> cases[] = {
      {"{", "not well-formed JSON"},
      {"[]", "must be an object"},
      {R"({"files": []})", "files: must name at least one file"},
      {R"({"fils": []})", "unknown member 'fils'"},
      {R"({"files": [{"file": "a"}]})", "files[0]: makes neither nodes nor edges"},
      {R"({"files": [{"file": "a", "nodes": [{"label": "A"}]}]})", "files[0].nodes[0].id: is missing"},
      {R"({"files": [{"file": "a", "nodes": [{"label": "A", "id": {"column": "x", "date": "uk"}}]}]})",
       "files[0].nodes[0].id.date: 'uk' is not one of iso, us, eu"},
      {R"({"files": [{"file": "a", "nodes": [{"label": "A", "id": {"constant": "x", "column": "y"}}]}]})",
       "must have one of column, constant, join and first"},
      {R"({"files": [{"file": "a", "edges": [{"type": "T", "from": {"label": "A", "id": "x"}}]}]})",
       "files[0].edges[0].to: must say which node"},
      {R"({"files": [{"file": 1, "nodes": []}]})", "files[0].file: must be a text"}};
  for (const auto& [json, reason] : cases) {
    const Result<Mapping> mapping = Mapping::parse(json);
    ASSERT_FALSE(mapping.ok()) << json;
    EXPECT_THAT(mapping.status().message(), HasSubstr(reason)) << json;
  }
  EXPECT_FALSE(Mapping::parse(std::string(100'000, '[')).ok());
  EXPECT_FALSE(Mapping::parse(std::string(2 << 20, ' ')).ok());
}

TEST(MappingConvert, Dates) {
  using Form = MappedValue::Date;
  const std::tuple<const char*, Form, const char*> cases[] = {
      {"2026-11-23", Form::kUs, "2026-11-23"},
      {"2026-11-23T10:15:00.000+0000", Form::kIso, "2026-11-23"},
      {"2026-11-23 14:30", Form::kEu, "2026-11-23"},
      {"1/5/2026", Form::kUs, "2026-01-05"},
      {"1/5/2026", Form::kEu, "2026-05-01"},
      {"23.11.2026", Form::kEu, "2026-11-23"},
      {"11/20/2026 4:12 PM", Form::kUs, "2026-11-20"},
      {"23/11/2026", Form::kUs, ""},
      {"1/5/2026", Form::kIso, ""},
      {"11/23/26", Form::kUs, ""},
      {"2026-02-30", Form::kUs, ""},
      {"2026-11-23 later", Form::kUs, ""},
      {"", Form::kUs, ""},
      {"1/2", Form::kUs, ""},
      {"1/2.2026", Form::kUs, ""},
      {"99999-01-01", Form::kUs, ""}};
  for (const auto& [text, form, want] : cases)
    EXPECT_EQ(mapped_date(text, form).ok() ? *mapped_date(text, form) : "", want) << text;
}

TEST(MappingConvert, Numbers) {
  using Form = MappedValue::Number;
  const std::tuple<const char*, Form, bool, const char*> cases[] = {
      {"1,234.50", Form::kPoint, false, "1234.50"},
      {"$2,900,000,000.00", Form::kPoint, false, "2900000000.00"},
      {"1.234,50 €", Form::kComma, false, "1234.50"},
      {"1\xC2\xA0"
       "234,5",
       Form::kComma, false, "1234.5"},
      {"(12)", Form::kPoint, false, "-12"},
      {"-US$5", Form::kPoint, false, "-5"},
      {"1,00,000", Form::kPoint, false, "100000"},
      {".5", Form::kPoint, false, "0.5"},
      {"12.5%", Form::kPoint, true, "0.125"},
      {"-7", Form::kPoint, true, "-0.07"},
      {"12.5%", Form::kPoint, false, ""},
      {"1,23", Form::kPoint, false, ""},
      {"1.2.3", Form::kPoint, false, ""},
      {"about 5", Form::kPoint, false, ""},
      {"", Form::kPoint, false, ""},
      {"-", Form::kPoint, false, ""},
      {"5 or 6", Form::kPoint, false, ""}};
  for (const auto& [text, form, percent, want] : cases) {
    const Result<std::string> got = mapped_number(text, form, percent);
    EXPECT_EQ(got.ok() ? *got : "", want) << text;
  }
}

}  // namespace
}  // namespace relmap::graphstore::import_test

// The program as people run it: commands, output, exit codes.
#include <gmock/gmock.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "client.h"
#include "exit_codes.h"

namespace relmap::server {
namespace {

using ::testing::HasSubstr;
using testing::run_relmap;
using testing::TempDir;

class Cli : public ::testing::Test {
 protected:
  // A folder with one account, two contacts and, on request, a row that must be rejected.
  std::string folder(const std::string& name, bool with_reject) const {
    const auto dir = temp_.path(name);
    std::filesystem::create_directories(dir + "/nodes");
    std::filesystem::create_directories(dir + "/edges");
    std::ofstream(dir + "/nodes/Account.csv") << "id,name,tier\nbank,Oceanic Bank,strategic\n";
    std::ofstream contacts(dir + "/nodes/Contact.csv");
    contacts << "id,name,level\nceo,王建国 Wang Jianguo,c_level\ncio,Zhou Min,c_level\n";
    if (with_reject) contacts << "cfo,Chen Li,boss\n";
    std::ofstream(dir + "/nodes/TeamMember.csv") << "id,name\neva,Eva Berg\n";
    std::ofstream(dir + "/edges/WORKS_IN.csv") << "from,to\nceo,bank\ncio,bank\n";
    std::ofstream(dir + "/edges/REPORTS_TO.csv") << "from,to,kind\ncio,ceo,solid\n";
    std::ofstream(dir + "/edges/KNOWS.csv")
        << "from,to,relationship_level,last_contact\neva,cio,trusted_advisor,2026-11-20\n";
    std::ofstream(dir + "/edges/ON_TEAM.csv") << "from,to,role\neva,bank,account_manager\n";
    return dir;
  }
  std::string imported() const {
    const auto db = temp_.path("db");
    const auto outcome = run_relmap({"import", "--db", db, folder("in", false)});
    EXPECT_EQ(outcome.exit_code, kExitOk) << outcome.out << outcome.err;
    return db;
  }

  TempDir temp_;
};

TEST_F(Cli, HelpShowsCommandsExitCodesAndExamples) {
  const auto help = run_relmap({"--help"});
  EXPECT_EQ(help.exit_code, kExitOk);
  for (const auto& [code, meaning] : kExitCodes) EXPECT_THAT(help.out, HasSubstr(std::string(meaning)));
  for (const char* command :
       {"import", "export", "mapping", "coverage", "path", "map", "serve", "demo", "verify", "backup",
        "restore", "schema", "search", "merge", "changes", "compact", "subject"}) {
    EXPECT_THAT(help.out, HasSubstr(command));
    const auto more = run_relmap({command, "--help"});
    EXPECT_EQ(more.exit_code, kExitOk);
    EXPECT_THAT(more.out, HasSubstr("Example:\n  relmap " + std::string(command)));
  }
  EXPECT_EQ(help.out.find("render-worker"), std::string::npos);
}

TEST_F(Cli, WrongCommandLinesAreUsageErrors) {
  const std::vector<std::vector<std::string>> cases = {
      {},
      {"fly"},
      {"import"},
      {"coverage", "--db", "memory:"},
      {"verify", "--db", "memory:", "--colour"},
      {"coverage", "--db", "memory:", "x", "--lang", "fr"},
      {"coverage", "--db", "memory:", "x", "--date", "soon"},
      {"path", "--db", "memory:", "--from", "a", "--to", "b", "-k", "0"},
      {"map", "--db", "memory:", "x", "-o", "x.gif"},
      {"serve", "--db", "memory:", "--listen", "0.0.0.0:7171"},
      {"verify", "--db", "oracle:x"},
      {"backup", "--db", "memory:", "x", "--keep", "0"},
      {"restore", "--db", "x"}};
  for (const auto& arguments : cases) {
    const auto outcome = run_relmap(arguments);
    EXPECT_EQ(outcome.exit_code, kExitUsage) << ::testing::PrintToString(arguments) << outcome.err;
    EXPECT_FALSE(outcome.err.empty());
  }
}

TEST_F(Cli, ServeRefusesToListenForOthersAndSaysWhy) {
  const auto outcome = run_relmap({"serve", "--db", "memory:", "--listen", "0.0.0.0:7171"});
  EXPECT_THAT(outcome.err, HasSubstr("without authentication"));
}

// Whose word counts is seen from whose address is refused.
TEST_F(Cli, FlagsGoBeforeTheEnvironmentAndThatBeforeTheFile) {
  const auto file = temp_.path("relmap.toml");
  std::ofstream(file) << "[serve]\ndb=\"memory:\"\nlisten=\"1.1.1.1:1\"\nrender-workers=3\n";
  EXPECT_THAT(run_relmap({"serve", "--config", file}).err, HasSubstr("1.1.1.1"));
  ::setenv("RELMAP_LISTEN", "2.2.2.2:2", 1);
  EXPECT_THAT(run_relmap({"serve", "--config", file}).err, HasSubstr("2.2.2.2"));
  EXPECT_THAT(run_relmap({"serve", "--config", file, "--listen", "3.3.3.3:3"}).err, HasSubstr("3.3.3.3"));
  EXPECT_THAT(run_relmap({"serve", "--config", file, "--listen=3.3.3.3:3"}).err, HasSubstr("3.3.3.3"));
  ::unsetenv("RELMAP_LISTEN");
}

TEST_F(Cli, ConfigurationFilesAreShownAndChecked) {
  const auto shown = run_relmap({"config", "show"});
  EXPECT_EQ(shown.exit_code, kExitOk);
  for (const char* key : {"[serve]", "listen=\"127.0.0.1:7171\"", "render-memory=1024", "backups="})
    EXPECT_THAT(shown.out, HasSubstr(key));
  const auto file = temp_.path("relmap.toml");
  const auto check = [&](const std::string& text) {
    std::ofstream(file) << text;
    return run_relmap({"config", "check", file});
  };
  EXPECT_EQ(check("[serve]\ndb=\"x\"\n").exit_code, kExitOk);
  EXPECT_THAT(check(shown.out).err, HasSubstr("no store is named"));
  EXPECT_THAT(check("[serve]\ndb=\"x\"\nlisen=\"127.0.0.1:1\"\n").err, HasSubstr("lisen"));
  EXPECT_EQ(check("[serve]\ndb=\"x\"\nlisen=\"127.0.0.1:1\"\n").exit_code, kExitUsage);
  EXPECT_NE(check("[serve]\ndb=\"x\"\nlisten=\"example.com:80\"\n").exit_code, kExitOk);
  EXPECT_THAT(check("[serve]\ndb=\"x\"\nrender-workers=0\n").err, HasSubstr("workers must be"));
  EXPECT_NE(check("[serve]\ndb=\"x\"\nrender-workers=many\n").exit_code, kExitOk);
  EXPECT_NE(check("[serve]\ndb=\"x\"\npolicy=\"/nowhere.json\"\n").exit_code, kExitOk);
  EXPECT_NE(run_relmap({"config", "check", temp_.path("none")}).exit_code, kExitOk);
}

TEST_F(Cli, ImportCountsAndIsIdempotent) {
  const auto db = temp_.path("db"), dir = folder("in", false);
  const auto first = run_relmap({"import", "--db", db, dir});
  EXPECT_EQ(first.exit_code, kExitOk) << first.err;
  EXPECT_THAT(first.out, HasSubstr("9 created"));
  EXPECT_THAT(first.out, HasSubstr("version 1"));
  const auto second = run_relmap({"import", "--db", db, dir});
  EXPECT_EQ(second.exit_code, kExitOk);
  EXPECT_THAT(second.out, HasSubstr("9 unchanged"));
  EXPECT_THAT(second.out, HasSubstr("nothing had to be written"));
}

TEST_F(Cli, RejectsAreListedWithTheirPlace) {
  const auto db = temp_.path("db"), dir = folder("bad", true);
  const auto outcome = run_relmap({"import", "--db", db, dir, "--rejects", temp_.path("rejects")});
  EXPECT_EQ(outcome.exit_code, kExitFindings);
  EXPECT_THAT(outcome.out, HasSubstr(dir + "/nodes/Contact.csv:4:3: level 'boss'"));
  EXPECT_THAT(outcome.out, HasSubstr("1 rejected"));
  EXPECT_TRUE(std::filesystem::exists(temp_.path("rejects") + "/nodes/Contact.csv"));
}

TEST_F(Cli, StrictAndDryRunWriteNothing) {
  const auto db = temp_.path("db");
  const auto dry = run_relmap({"import", "--db", db, folder("in", false), "--dry-run"});
  EXPECT_EQ(dry.exit_code, kExitOk) << dry.err;
  EXPECT_THAT(dry.out, HasSubstr("dry run"));
  EXPECT_FALSE(std::filesystem::exists(db)) << "a dry run leaves no store behind";
  const auto strict = run_relmap({"import", "--db", db, folder("bad", true), "--strict"});
  EXPECT_EQ(strict.exit_code, kExitFindings);
  EXPECT_FALSE(std::filesystem::exists(db)) << "nor does a strict import that fails";
  EXPECT_EQ(run_relmap({"coverage", "--db", db, "bank"}).exit_code, kExitFailure);
}

TEST_F(Cli, NothingToImportIsAFailureAndLeavesNoStore) {
  const auto db = temp_.path("db"), none = temp_.path("none"), parts = temp_.path("parts");
  std::filesystem::create_directories(none);
  std::filesystem::create_directories(parts + "/nodes");
  for (const auto& dir : {none, parts}) {
    for (const auto* option : {"--strict", "--dry-run"}) {
      const auto outcome = run_relmap({"import", "--db", db, dir, option});
      EXPECT_EQ(outcome.exit_code, kExitFailure) << dir << option << outcome.out;
      EXPECT_THAT(outcome.err, HasSubstr("nothing to import"));
      EXPECT_FALSE(std::filesystem::exists(db));
    }
  }
  std::filesystem::create_directories(db);
  EXPECT_EQ(run_relmap({"import", "--db", db, parts}).exit_code, kExitFailure);
  EXPECT_TRUE(std::filesystem::is_empty(db)) << "a folder that was there stays, as it was";
}

TEST_F(Cli, AStoreThatIsServedCanBeRead) {
  const auto db = imported();
  const testing::ServerProcess server(db);
  const std::vector<std::vector<std::string>> commands = {
      {"coverage", "--db", db, "bank"},
      {"path", "--db", db, "--from", "team:bank", "--to", "Contact/ceo"},
      {"map", "--db", db, "bank", "-o", temp_.path("map.json")},
      {"import", "--db", db, folder("in", false), "--dry-run"},
      {"verify", "--db", db}};
  for (const auto& arguments : commands) {
    const auto outcome = run_relmap(arguments);
    EXPECT_EQ(outcome.exit_code, kExitOk) << arguments[0] << ": " << outcome.err;
  }
  const auto write = run_relmap({"import", "--db", db, folder("in", false)});
  EXPECT_EQ(write.exit_code, kExitFailure);
  EXPECT_THAT(write.err, HasSubstr("in use by another process: stop that process, or ask it over HTTP"));
}

TEST_F(Cli, APortThatIsTakenLeavesNoStore) {
  const testing::ServerProcess server(imported());
  const auto db = temp_.path("other");
  const auto outcome =
      run_relmap({"serve", "--db", db, "--listen", "127.0.0.1:" + std::to_string(server.port())});
  EXPECT_EQ(outcome.exit_code, kExitFailure) << outcome.out;
  EXPECT_FALSE(std::filesystem::exists(db));
}

TEST_F(Cli, WhatIsNotThereIsAFailure) {
  const auto missing = run_relmap({"coverage", "--db", temp_.path("nowhere"), "bank"});
  EXPECT_EQ(missing.exit_code, kExitFailure);
  EXPECT_FALSE(std::filesystem::exists(temp_.path("nowhere")));
  EXPECT_EQ(run_relmap({"import", "--db", temp_.path("db2"), temp_.path("nowhere")}).exit_code, kExitFailure);
  EXPECT_FALSE(std::filesystem::exists(temp_.path("db2"))) << "a mistyped folder leaves no store behind";
  const auto db = imported();
  const auto unknown = run_relmap({"coverage", "--db", db, "nobody"});
  EXPECT_EQ(unknown.exit_code, kExitFailure);
  EXPECT_THAT(unknown.err, HasSubstr("nobody"));
}

TEST_F(Cli, CoverageInEveryFormat) {
  const auto db = imported();
  const auto text = run_relmap({"coverage", "--db", db, "bank", "--date", "2026-11-23"});
  EXPECT_EQ(text.exit_code, kExitOk) << text.err;
  EXPECT_THAT(text.out, HasSubstr("Oceanic Bank"));
  const auto json = run_relmap({"coverage", "--db", db, "bank", "--date", "2026-11-23", "--format", "json"});
  EXPECT_EQ(nlohmann::json::parse(json.out)["account"]["id"], "bank");
  EXPECT_TRUE(json.out.ends_with("}\n")) << "one line end, not two";
  const auto csv =
      run_relmap({"coverage", "--db", db, "bank", "--date", "2026-11-23", "--format", "csv", "--lang", "zh"});
  EXPECT_THAT(csv.out, HasSubstr("account.key-player-unknown"));
}

TEST_F(Cli, PathsAndTheirPicture) {
  const auto db = imported(), picture = temp_.path("way.svg");
  const auto found = run_relmap({"path", "--db", db, "--from", "team:bank", "--to", "Contact/ceo", "--date",
                                 "2026-11-23", "--format", "json", "-o", picture});
  EXPECT_EQ(found.exit_code, kExitOk) << found.err;
  EXPECT_TRUE(nlohmann::json::parse(found.out).contains("paths")) << "nothing but the answer";
  EXPECT_THAT(found.err, HasSubstr("way.svg: "));
  EXPECT_TRUE(std::filesystem::exists(picture));
  const auto none = run_relmap({"path", "--db", db, "--from", "team:bank", "--to", "Contact/ceo", "--date",
                                "2026-11-23", "--avoid", "Contact/cio"});
  EXPECT_EQ(none.exit_code, kExitFindings) << none.out;
  const auto csv = run_relmap({"path", "--db", db, "--from", "team:bank", "--to", "Contact/ceo", "--date",
                               "2026-11-23", "--avoid", "Contact/cio", "--format", "csv"});
  EXPECT_EQ(csv.exit_code, kExitFindings);
  EXPECT_THAT(csv.err, HasSubstr("relmap: ")) << "CSV has no place for the reason";
}

TEST_F(Cli, MapsAreDrawn) {
  const auto db = imported();
  for (const char* name : {"map.svg", "map.png", "map.dot", "map.json"}) {
    const auto outcome =
        run_relmap({"map", "--db", db, "bank", "-o", temp_.path(name), "--date", "2026-11-23"});
    EXPECT_EQ(outcome.exit_code, kExitOk) << outcome.err;
    EXPECT_GT(std::filesystem::file_size(temp_.path(name)), 100u);
  }
  EXPECT_EQ(run_relmap({"map", "--db", db, "bank", "-o", temp_.path("no/such/dir.svg")}).exit_code,
            kExitFailure);
}

TEST_F(Cli, VerifySaysClean) {
  const auto outcome = run_relmap({"verify", "--db", imported()});
  EXPECT_EQ(outcome.exit_code, kExitOk) << outcome.out;
  EXPECT_THAT(outcome.out, HasSubstr("clean"));
}

TEST_F(Cli, ServeAnswersAndStopsOnSigterm) {
  testing::ServerProcess server(imported());
  testing::RawClient client(server.port());
  const auto response = client.get("/api/v1/accounts");
  ASSERT_TRUE(response);
  EXPECT_THAT(response->body, HasSubstr("Oceanic Bank"));
  server.child().kill(SIGTERM);
  EXPECT_EQ(server.child().wait(), kExitOk);
}

TEST_F(Cli, SearchesInAnyScript) {
  const auto db = imported();
  const auto found = run_relmap({"search", "--db", db, "wang"});
  EXPECT_EQ(found.exit_code, kExitOk) << found.err;
  EXPECT_EQ(found.out, "Contact/ceo\t王建国 Wang Jianguo\n");
  EXPECT_THAT(run_relmap({"search", "--db", db, "建国"}).out, HasSubstr("Contact/ceo"));
  EXPECT_EQ(run_relmap({"search", "--db", db, "nobody"}).exit_code, kExitFindings);
  EXPECT_EQ(run_relmap({"search", "--db", db, "wang", "--label", "Account"}).exit_code, kExitFindings);
  EXPECT_EQ(run_relmap({"search", "--db", db, ""}).exit_code, kExitUsage);
}

TEST_F(Cli, NamesDuplicatesAndMergesThem) {
  const auto dir = folder("in", false);
  std::ofstream(dir + "/nodes/Contact.csv", std::ios::app) << "cio2,ZHOU MIN,\n";
  std::ofstream(dir + "/edges/WORKS_IN.csv", std::ios::app) << "cio2,bank\n";
  const auto db = temp_.path("db");
  const auto import = run_relmap({"import", "--db", db, dir});
  EXPECT_EQ(import.exit_code, kExitOk) << import.err;
  EXPECT_THAT(import.out,
              HasSubstr("duplicates? Contact/cio, Contact/cio2: the same name zhou min in account bank"));
  const auto dry = run_relmap({"merge", "--db", db, "Contact/cio", "Contact/cio2", "--dry-run"});
  EXPECT_EQ(dry.exit_code, kExitOk) << dry.err;
  EXPECT_THAT(dry.out, HasSubstr("nothing was written"));
  const auto merged = run_relmap({"merge", "--db", db, "Contact/cio", "Contact/cio2"});
  EXPECT_EQ(merged.exit_code, kExitOk) << merged.err;
  EXPECT_THAT(merged.out, HasSubstr("1 united"));
  EXPECT_EQ(run_relmap({"merge", "--db", db, "Contact/cio", "Contact/cio2"}).exit_code, kExitUsage);
  // The next import reaches the person by the alias, and nobody is there twice.
  EXPECT_THAT(run_relmap({"import", "--db", db, dir}).out, ::testing::Not(HasSubstr("duplicates?")));
  EXPECT_EQ(run_relmap({"verify", "--db", db}).exit_code, kExitOk);
}

TEST_F(Cli, ShowsExtendsAndUpgradesTheSchema) {
  const auto db = imported();
  EXPECT_THAT(run_relmap({"schema", "show", "--db", db}).out, HasSubstr("\"WORKS_IN\""));
  const auto file = temp_.path("ours.json");
  std::ofstream(file)
      << R"({"labels": {"Contact": {"properties": {"level": {"words": ["boss"]}, "hat": {"unique": true}}}}})";
  const auto check = run_relmap({"schema", "check", file, "--db", db});
  EXPECT_EQ(check.exit_code, kExitOk) << check.err;
  EXPECT_EQ(run_relmap({"schema", "apply", file, "--db", db}).exit_code, kExitOk);
  EXPECT_THAT(run_relmap({"schema", "show", "--db", db}).out, HasSubstr("boss"));
  EXPECT_EQ(run_relmap({"import", "--db", db, folder("in2", true)}).exit_code,
            kExitOk);  // a boss is welcome now
  const auto upgrade = run_relmap({"schema", "upgrade", "--db", db});
  EXPECT_THAT(upgrade.out, HasSubstr("has this schema already"));
  // Without the word, its data stands against the schema.
  std::ofstream(file) << "{}";
  const auto refused = run_relmap({"schema", "apply", file, "--db", db});
  EXPECT_EQ(refused.exit_code, kExitFindings);
  EXPECT_THAT(refused.out, HasSubstr("Contact/cfo: level: 'boss' is not one of"));
  std::ofstream(file) << R"({"labels": {"Contact": {"key": "name"}}})";
  EXPECT_THAT(run_relmap({"schema", "apply", file, "--db", db}).err, HasSubstr("labels.Contact.key"));
  EXPECT_EQ(run_relmap({"schema", "apply", "--db", db}).exit_code, kExitUsage);
  EXPECT_EQ(run_relmap({"verify", "--db", db}).exit_code, kExitOk);
}

}  // namespace
}  // namespace relmap::server

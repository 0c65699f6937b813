// The command line: which command runs, with what.
#include "server/program.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <exception>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyses.h"
#include "commands.h"
#include "exit_codes.h"
#include "map_views.h"
#include "program_serve.h"
#include "viz/render.h"

namespace relmap::server {
namespace {

constexpr const char* kDateHelp = "date of judgement, YYYY-MM-DD (default: today, UTC)";

std::string exit_code_table() {
  std::string table = "Exit codes:\n";
  for (const auto& [code, meaning] : kExitCodes) {
    table += "  " + std::to_string(code) + "  " + std::string(meaning) + "\n";
  }
  return table;
}

// Settings of `relmap serve` that the environment may give, with the option that each stands for. What stands
// on the command line goes before them, and they before the configuration file.
constexpr std::pair<const char*, const char*> kServeEnvironment[] = {
    {"RELMAP_DB", "--db"},
    {"RELMAP_LISTEN", "--listen"},
    {"RELMAP_DATE", "--date"},
    {"RELMAP_POLICY", "--policy"},
    {"RELMAP_BACKUPS", "--backups"},
    {"RELMAP_TOKENS", "--tokens"},
    {"RELMAP_AUDIT", "--audit"},
    {"RELMAP_TLS_CERTIFICATE", "--tls-certificate"},
    {"RELMAP_TLS_KEY", "--tls-key"},
    {"RELMAP_JWT_KEYS", "--jwt-keys"},
    {"RELMAP_JWT_ISSUER", "--jwt-issuer"},
    {"RELMAP_JWT_AUDIENCE", "--jwt-audience"},
    {"RELMAP_RENDER_WORKERS", "--render-workers"},
    {"RELMAP_RENDER_TIME", "--render-time"},
    {"RELMAP_RENDER_MEMORY", "--render-memory"},
    {"RELMAP_RENDER_RECYCLE", "--render-recycle"},
    {"RELMAP_RENDER_QUEUE", "--render-queue"},
};

// The arguments, with those of the environment behind them where they are for `serve`.
std::vector<std::string> with_environment(std::vector<std::string> args) {
  if (std::find(args.begin(), args.end(), "serve") == args.end()) return args;
  const auto given = [&](const std::string& option) {
    return std::any_of(args.begin(), args.end(), [&](const std::string& arg) {
      return arg == option || arg.starts_with(option + "=");
    });
  };
  std::vector<std::string> out = args;
  for (const auto& [variable, option] : kServeEnvironment) {
    const char* value = std::getenv(variable);
    if (value && *value && !given(option)) out.insert(out.end(), {option, value});
  }
  return out;
}

class CommandLine {
 public:
  CommandLine() : app_("relmap: relationship mapping and team coverage of strategic accounts", "relmap") {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", "relmap " RELMAP_VERSION);
    app_.footer(exit_code_table() + "\nrelmap COMMAND --help tells more, with an example.");
    add_import();
    add_export();
    add_mapping();
    add_coverage();
    add_path();
    add_map();
    add_plan();
    add_serve();
    add_token();
    add_demo();
    add_verify();
    add_backup();
    add_restore();
    add_schema();
    add_search();
    add_merge();
    add_changes();
    add_compact();
    add_subject();
    add_policy();
    add_config();
    for (const Analysis& analysis : analyses()) add_analysis(analysis);
  }

  int run(int argc, char** argv) {
    try {
      auto args = with_environment({argv + 1, argv + argc});
      std::reverse(args.begin(), args.end());  // as CLI11 takes them
      app_.parse(std::move(args));
    } catch (const CLI::ParseError& error) {
      return app_.exit(error) == 0 ? kExitOk : kExitUsage;
    }
    return chosen_();
  }

 private:
  CLI::App* add(const std::string& name, const std::string& what, const std::string& example,
                std::function<int()> run) {
    auto* command = app_.add_subcommand(name, what);
    command->footer("Example:\n  " + example);
    command->callback([this, run = std::move(run)] { chosen_ = run; });
    return command;
  }

  static void add_lang(CLI::App* command, std::string& lang) {
    command->add_option("--lang", lang, "language of texts")
        ->check(CLI::IsMember({"en", "zh"}))
        ->capture_default_str();
  }
  static void add_policy_file(CLI::App* command, std::string& policy) {
    command->add_option("--policy", policy, "coverage policy, merged over the built-in one (docs/policy.md)");
  }
  static void add_format(CLI::App* command, std::string& format) {
    command->add_option("--format", format, "form of the answer")
        ->check(CLI::IsMember({"text", "json", "csv"}))
        ->capture_default_str();
  }
  static void add_scale(CLI::App* command, double& scale) {
    command->add_option("--scale", scale, "png: pixels a CSS pixel; 2 suits a high-resolution screen")
        ->check(CLI::Range(0.1, 8.0))
        ->capture_default_str();
  }

  void add_import() {
    auto* command = add("import", "Read a folder of CSV or NDJSON files into a store",
                        "relmap import --db bank.db samples/world", [this] { return run_import(import_); });
    command->add_option("--db", import_.db, kDbHelp)->required();
    command->add_option("DIR", import_.dir, "folder with nodes/LABEL.csv and edges/TYPE.csv")->required();
    command->add_option("--mapping", import_.mapping,
                        "DIR is a CRM's export: salesforce, hubspot, dynamics, or a mapping file");
    command->add_flag("--strict", import_.strict, "one rejected row fails the whole import");
    command->add_flag("--dry-run", import_.dry_run, "check everything, write nothing");
    command->add_option("--rejects", import_.rejects, "where rejected rows go (default: DIR.rejects)");
  }

  void add_mapping() {
    auto* command = app_.add_subcommand("mapping", "The mappings of CRM exports that are built in");
    command->footer("Example:\n  relmap mapping show salesforce > mine.mapping.json");
    command->require_subcommand(1);
    auto* show = command->add_subcommand("show", "Print one, to edit");
    show->add_option("NAME", mapping_.name, "salesforce, hubspot or dynamics")->required();
    show->callback([this] { chosen_ = [this] { return run_mapping_show(mapping_); }; });
  }

  void add_export() {
    auto* command =
        add("export", "Write a store to the folder that import reads, or to a file for other tools",
            "relmap export --db bank.db bank-folder\n"
            "  relmap export --db bank.db --format graphml bank.graphml",
            [this] { return run_export(export_); });
    command->add_option("--db", export_.db, kDbHelp)->required();
    command->add_option("OUT", export_.out, "folder (csv, ndjson) or file (graphml, dot)")->required();
    command->add_option("--format", export_.format, "what to write")
        ->check(CLI::IsMember({"csv", "ndjson", "graphml", "dot"}))
        ->capture_default_str();
    add_as_of(command, export_.as_of);
    command->add_flag("--force", export_.force,
                      "move aside what stands at OUT if it is not an export of relmap");
  }

  void add_coverage() {
    auto* command = add("coverage", "The coverage-gap report of an account",
                        "relmap coverage --db bank.db oceanic-bank --date 2026-11-23",
                        [this] { return run_coverage(coverage_); });
    command->add_option("--db", coverage_.db, kDbHelp)->required();
    command->add_option("ACCOUNT", coverage_.account, "id of the account")->required();
    command->add_option("--date", coverage_.date, kDateHelp);
    add_as_of(command, coverage_.as_of);
    add_policy_file(command, coverage_.policy);
    add_lang(command, coverage_.lang);
    add_format(command, coverage_.format);
  }

  void add_path() {
    auto* command =
        add("path", "Who can introduce us to somebody",
            "relmap path --db bank.db --from team:oceanic-bank --to Contact/ob-lin-shuhui -o way.svg",
            [this] { return run_path(path_); });
    command->add_option("--db", path_.db, kDbHelp)->required();
    command->add_option("--from", path_.from, "TeamMember/ID, Contact/ID or team:ACCOUNT")->required();
    command->add_option("--to", path_.to, "Contact/ID")->required();
    command->add_option("-k", path_.k, "paths wanted")->check(CLI::Range(1, 50))->capture_default_str();
    command->add_option("--max-hops", path_.max_hops, "most edges of a path")
        ->check(CLI::Range(1, 10))
        ->capture_default_str();
    command->add_option("--avoid", path_.avoid, "Label/id that no path may lead over; may be repeated")
        ->allow_extra_args(false);
    command->add_option("--date", path_.date, kDateHelp);
    add_as_of(command, path_.as_of);
    add_policy_file(command, path_.policy);
    add_lang(command, path_.lang);
    add_format(command, path_.format);
    command->add_option("-o", path_.out, "also draw the paths into FILE.svg, .png, .pdf, .dot or .json");
    add_scale(command, path_.scale);
  }

  void add_map() {
    auto* command =
        add("map", "Draw the relationship map of an account",
            "relmap map --db bank.db oceanic-bank -o oceanic-bank.svg", [this] { return run_map(map_); });
    command->add_option("--db", map_.db, kDbHelp)->required();
    command->add_option("ACCOUNT", map_.account, "id of the account")->required();
    command->add_option("-o", map_.out, "FILE.svg, .png, .pdf, .dot or .json")->required();
    command
        ->add_option("--expand", map_.expand,
                     "id of a unit that stays open on a large map, or all; may be repeated")
        ->allow_extra_args(false);
    command->add_option("--fold", map_.fold, "id of a unit that is to be a box with counts; may be repeated")
        ->allow_extra_args(false);
    std::string views = "what is drawn:";
    for (const MapView& view : map_views())
      views += "\n  " + std::string(view.name) + ": " + std::string(view.what);
    command->add_option("--view", map_.view, views);
    command->add_option("--focus", map_.focus, "Contact/ID or TeamMember/ID whose neighbourhood is drawn");
    command->add_option("--depth", map_.depth, "steps from the focus, 1 to 3")->capture_default_str();
    command->add_option("--gap", map_.gap, "id of a gap of the report, whose witness is drawn");
    command->add_option("--opportunity", map_.opportunity, "id, of --view committee");
    command->add_option("--from", map_.from, "of --view path: TeamMember/ID, Contact/ID or team:ACCOUNT");
    command->add_option("--to", map_.to, "of --view path: Contact/ID");
    command->add_option("--since", map_.since, "of --view diff: a version, a date or a datetime");
    command
        ->add_option("--paper", map_.paper,
                     "of a PDF: fit (as large as the picture), a4, a3 or letter, with a page for each unit "
                     "where units are folded")
        ->capture_default_str();
    command->add_flag("--portrait", map_.portrait, "of a PDF: upright sheets");
    command->add_option("--theme", map_.theme, "light, dark or print")->capture_default_str();
    command->add_option("--date", map_.date, kDateHelp);
    add_as_of(command, map_.as_of);
    add_policy_file(command, map_.policy);
    add_lang(command, map_.lang);
    add_scale(command, map_.scale);
  }

  // Of the server alone, in sections of the file; a key that is no setting is an error.
  void add_config() {
    app_.set_config("--config", "",
                    "configuration file of `serve` (TOML, section [serve]); see relmap config show");
    app_.allow_config_extras(CLI::config_extras_mode::error);
    auto* command = app_.add_subcommand("config", "The configuration file of the server");
    command->footer("Example:\n  relmap config show > relmap.toml\n  relmap config check relmap.toml");
    command->require_subcommand(1);
    command->add_subcommand("show", "Print a file with every setting and its default")->callback([this] {
      chosen_ = [this] { return print_or_fail(serve_defaults()); };
    });
    auto* check = command->add_subcommand("check", "Say whether the server would start with this file");
    check->add_option("FILE", config_file_, "configuration file")->required();
    check->callback([this] { chosen_ = [this] { return check_config(config_file_); }; });
  }

  std::string serve_defaults() {
    return "# Settings of `relmap serve`. Flags go before the environment (RELMAP_DB, RELMAP_LISTEN, …), "
           "that before\n"
           "# this file. Lines that begin with # are comments.\n[serve]\n" +
           app_.get_subcommand("serve")->config_to_str(true, true);
  }

  // As `serve --config FILE` would read it, without serving.
  static int check_config(const std::string& file) {
    CommandLine other;
    try {
      std::vector<std::string> args{"serve", file, "--config"};  // reversed, as CLI11 takes them
      other.app_.parse(std::move(args));
    } catch (const CLI::ParseError& error) {
      std::fprintf(stderr, "relmap: %s: %s\n", file.c_str(), error.what());
      return kExitUsage;
    }
    const int wrong = check_serve(other.serve_);
    return wrong == kExitOk ? print_or_fail(file + ": would be served on " + other.serve_.listen + " from " +
                                            other.serve_.db + "\n")
                            : wrong;
  }

  void add_plan() {
    auto* command = add("plan", "Make the planning pack of an account: a page, to print or as data",
                        "relmap plan --db bank.db oceanic-bank -o plan.pdf --date 2026-11-23",
                        [this] { return run_plan(plan_); });
    command->add_option("--db", plan_.db, kDbHelp)->required();
    command->add_option("ACCOUNT", plan_.account, "id of the account")->required();
    command->add_option("-o", plan_.out, "FILE.pdf (printed by WeasyPrint), .html or .json")->required();
    command->add_option("--since", plan_.since,
                        "earlier version to compare with: its number, a date or a datetime (default: the "
                        "last planning session)");
    command->add_option("--date", plan_.date, kDateHelp);
    add_as_of(command, plan_.as_of);
    add_policy_file(command, plan_.policy);
    add_lang(command, plan_.lang);
  }

  void add_serve() {
    auto* command = add(
        "serve", "Serve the HTTP API and the web pages on this machine",
        "relmap serve --db bank.db --listen 127.0.0.1:7171\n  relmap serve --config /etc/relmap/relmap.toml",
        [this] { return run_serve(serve_); });
    command->fallthrough();  // --config belongs to all of them
    add_serve_options(*command, serve_);
  }

  void add_token() {
    add_token_command(app_, token_, [this](std::function<int()> act) { chosen_ = std::move(act); });
  }

  void add_demo() {
    auto* command = add("demo", "Show what relmap does: sample accounts, a report, the server", "relmap demo",
                        [this] { return run_demo(demo_); });
    command->add_option("--db", demo_.db, "store; the samples are imported where it is empty")
        ->capture_default_str();
    command->add_option("--samples", demo_.samples, "folder of the samples (default: samples/world)");
    command->add_option("--listen", demo_.listen, "loopback HOST:PORT; port 0: any that is free")
        ->capture_default_str();
    command->add_option("--date", demo_.date, "date of judgement")->capture_default_str();
    add_lang(command, demo_.lang);
  }

  void add_verify() {
    auto* command = add("verify", "Check every record of a store against the others",
                        "relmap verify --db bank.db", [this] { return run_verify(verify_); });
    command->add_option("--db", verify_.db, kDbHelp)->required();
  }

  void add_backup() {
    auto* command =
        add("backup", "Add the store as it is to a folder of backups",
            "relmap backup --db bank.db backups --keep 7", [this] { return run_backup(backup_); });
    command->add_option("--db", backup_.db, kDbHelp)->required();
    command->add_option("DIR", backup_.dir, "folder of backups; only what is new is copied")->required();
    command->add_option("--keep", backup_.keep, "delete all but the newest N backups")
        ->check(CLI::Range(1, 10'000));
  }

  void add_restore() {
    auto* command = add("restore", "Make a store of a backup, and verify it",
                        "relmap restore --db new.db backups", [this] { return run_restore(restore_); });
    command->add_option("--db", restore_.db, "store to make; must not exist: rocksdb:PATH, or a bare PATH")
        ->required();
    command->add_option("DIR", restore_.dir, "folder of backups")->required();
    command->add_option("--backup", restore_.backup, "number of the backup (default: the newest)")
        ->check(CLI::Range(1u, 4'000'000'000u));
  }

  void add_schema() {
    auto* command =
        add("schema", "Show a store's schema, extend it from a file, or bring it up to this program's",
            "relmap schema apply --db bank.db ours.json\n  relmap schema upgrade --db bank.db",
            [this] { return run_schema(schema_); });
    command
        ->add_option("ACTION", schema_.action,
                     "show; check FILE: would it fit the data?; apply FILE: this program's schema with that "
                     "extension becomes the store's; upgrade: this program's with the extension it has")
        ->required()
        ->check(CLI::IsMember({"show", "check", "apply", "upgrade"}));
    command->add_option("FILE", schema_.file, "extension: JSON as in docs/schema.md");
    command->add_option("--db", schema_.db, kDbHelp)->required();
  }

  void add_search() {
    auto* command = add("search", "Find people and others by name, in any script",
                        "relmap search --db bank.db lin", [this] { return run_search(search_); });
    command->add_option("TEXT", search_.text, "words, or parts of words, of a name or an e-mail address")
        ->required();
    command->add_option("--db", search_.db, kDbHelp)->required();
    add_as_of(command, search_.as_of);
    command->add_option("--label", search_.labels, "only nodes of this label; may be repeated")
        ->allow_extra_args(false);
    command->add_option("--limit", search_.limit, "most results")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
  }

  void add_merge() {
    auto* command = add("merge", "Make one of two nodes that are the same person or thing",
                        "relmap merge --db bank.db Contact/ann Contact/ann-2 --dry-run",
                        [this] { return run_merge(merge_); });
    command->add_option("KEEP", merge_.keep, "Label/id of the node that stays")->required();
    command->add_option("GONE", merge_.gone, "Label/id of the one that becomes part of it")->required();
    command->add_option("--db", merge_.db, kDbHelp)->required();
    command->add_flag("--dry-run", merge_.dry_run, "say what would be done, write nothing");
  }

  static void add_as_of(CLI::App* command, std::string& as_of) {
    command->add_option("--as-of", as_of, "an earlier version: its number, a date or a datetime");
  }

  void add_changes() {
    auto* command =
        add("changes", "What has changed between two versions",
            "relmap changes --db bank.db --since 2026-11-01", [this] { return run_changes(changes_); });
    command->add_option("--db", changes_.db, kDbHelp)->required();
    command->add_option("ACCOUNT", changes_.account, "only what concerns this account, in sentences");
    add_lang(command, changes_.lang);
    command->add_option("--since", changes_.since, "the earlier one: a version, a date or a datetime")
        ->required();
    command->add_option("--until", changes_.until, "the later one (default: the newest)");
    command->add_option("--limit", changes_.limit, "most changes")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command->add_option("--format", changes_.format, "form of the answer")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
  }

  void add_compact() {
    auto* command =
        add("compact", "Drop old history, as far as the store's retention says, and rewrite its files",
            "relmap compact --db bank.db --keep-days 730", [this] { return run_compact(compact_); });
    command->add_option("--db", compact_.db, kDbHelp)->required();
    auto* days = command
                     ->add_option("--keep-days", compact_.keep_days,
                                  "keep the last N days of history from now on; the store remembers it")
                     ->check(CLI::Range(1, 36'500));
    command->add_flag("--keep-all", compact_.keep_all, "keep all history from now on")->excludes(days);
  }

  void add_subject() {
    auto* command = app_.add_subcommand("subject", "All that is stored about one person, or never again");
    command->footer(
        "Example:\n  relmap subject export --db bank.db Contact/ann -o ann.json\n"
        "  relmap subject erase --db bank.db Contact/ann");
    command->require_subcommand(1);
    const auto add_action = [&](const char* name, const char* what, int (*act)(const SubjectCommand&)) {
      auto* action = command->add_subcommand(name, what);
      action->add_option("NODE", subject_.node, "Label/id")->required();
      action->add_option("--db", subject_.db, kDbHelp)->required();
      action->callback([this, act] { chosen_ = [this, act] { return act(subject_); }; });
      return action;
    };
    add_action("export", "Record, edges, history and mentions, as JSON", run_subject_export)
        ->add_option("-o", subject_.out, "FILE.json (default: the standard output)");
    auto* erase = add_action("erase", "Take it out of the store and its history for good", run_subject_erase);
    erase->add_flag("--redact-mentions", subject_.redact_mentions,
                    "rewrite other records' texts that name it");
    erase->add_flag("--yes", subject_.yes, "do not ask");
  }

  void add_policy() {
    auto* command = app_.add_subcommand("policy", "The coverage policy: thresholds, weights, roles, as JSON");
    command->footer(
        "Example:\n  relmap policy show > ours.policy.json\n  relmap policy check ours.policy.json");
    command->require_subcommand(1);
    auto* check = command->add_subcommand("check", "Say whether a policy is valid, or what is wrong with it");
    check->add_option("FILE", policy_.file, "policy: JSON as in docs/policy.md")->required();
    check->callback([this] { chosen_ = [this] { return run_policy_check(policy_); }; });
    auto* show =
        command->add_subcommand("show", "Print the policy that a file amounts to, or the built-in one");
    show->add_option("FILE", policy_.file, "policy");
    show->callback([this] { chosen_ = [this] { return run_policy_show(policy_); }; });
  }

  // What the row says: its own parameters are options, "_" in their names becomes "-".
  void add_analysis(const Analysis& analysis) {
    AnalysisCommand& asked = analyses_.emplace_back();
    asked.analysis = &analysis;
    auto* command = add(std::string(analysis.name), std::string(analysis.what), std::string(analysis.example),
                        [&asked] { return run_analysis(asked); });
    command->add_option("--db", asked.db, kDbHelp)->required();
    if (analysis.of_account) command->add_option("ACCOUNT", asked.account, "id of the account")->required();
    for (const Param& param : analysis.params) {
      std::string option = "--" + std::string(param.name);
      std::replace(option.begin(), option.end(), '_', '-');
      std::string doc(param.doc);
      if (!param.fallback.empty()) doc += " (default: " + std::string(param.fallback) + ")";
      if (param.repeated) doc += "; may be repeated";
      auto* added = command->add_option(option, asked.values[std::string(param.name)], doc);
      added->allow_extra_args(false);
      if (param.required) added->required();
    }
    command->add_option("--date", asked.date, kDateHelp);
    add_policy_file(command, asked.policy);
    add_lang(command, asked.lang);
    add_format(command, asked.format);
  }

  CLI::App app_;
  std::function<int()> chosen_ = [] { return static_cast<int>(kExitUsage); };
  ImportCommand import_;
  ExportCommand export_;
  MappingCommand mapping_;
  CoverageCommand coverage_;
  PathCommand path_;
  MapCommand map_;
  PlanCommand plan_;
  ServeCommand serve_;
  TokenCommand token_;
  std::string config_file_;
  DemoCommand demo_;
  VerifyCommand verify_;
  BackupCommand backup_;
  RestoreCommand restore_;
  SchemaCommand schema_;
  SearchCommand search_;
  MergeCommand merge_;
  ChangesCommand changes_;
  CompactCommand compact_;
  SubjectCommand subject_;
  PolicyCommand policy_;
  std::deque<AnalysisCommand> analyses_;
};

}  // namespace

int run_program(int argc, char** argv) {
  // First, and without the command-line parser: workers start often and need nothing else of the program.
  if (argc == 2 && std::string_view(argv[1]) == "render-worker") {
    return viz::run_render_worker(STDIN_FILENO, STDOUT_FILENO);
  }
  try {
    return CommandLine().run(argc, argv);
  } catch (const std::exception& error) {
    return fail(Status::internal(error.what()));
  }
}

}  // namespace relmap::server

// changes, compact, subject export, subject erase: the commands on what was.
#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "commands.h"
#include "exit_codes.h"
#include "graphstore/history.h"
#include "history_json.h"
#include "query/changes.h"
#include "target.h"

namespace relmap::server {
namespace {

constexpr std::size_t kShownMentions = 50;

unsigned long long number(std::uint64_t n) { return n; }

std::string value_text(const graphstore::Value& value) {
  return value.is_null() ? "nothing" : "'" + graphstore::to_text(value) + "'";
}

// "changed Contact/nia: support 'neutral' → 'supporter'"
std::string change_line(const graphstore::EntityChange& change) {
  using graphstore::ChangeKind;
  const char* what = change.kind == ChangeKind::kCreated   ? "new "
                     : change.kind == ChangeKind::kDeleted ? "gone "
                                                           : "changed ";
  std::string line = what + record_name(change);
  std::string separator = ": ";
  for (const auto& property : change.properties) {
    if (change.kind == ChangeKind::kDeleted) break;
    line += std::exchange(separator, ", ") + property.name + " ";
    line += change.kind == ChangeKind::kCreated
                ? value_text(property.after)
                : value_text(property.before) + " → " + value_text(property.after);
  }
  return line;
}

int print_json(const nlohmann::json& body) {
  std::printf("%s\n", body.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  return kExitOk;
}

int print_diff(const graphstore::Diff& diff, const std::string& format) {
  if (format == "json") {
    nlohmann::json changes = nlohmann::json::array();
    for (const auto& change : diff.entities) changes.push_back(change_json(change));
    return print_json({{"from", diff.from},
                       {"to", diff.to},
                       {"incomplete", diff.erasures > 0},
                       {"more", diff.more},
                       {"changes", std::move(changes)}});
  }
  std::printf("From version %llu to %llu:\n", number(diff.from), number(diff.to));
  for (const auto& change : diff.entities) std::printf("  %s\n", change_line(change).c_str());
  if (diff.entities.empty()) std::printf("  nothing has changed\n");
  if (diff.more) std::printf("  … and more; raise --limit\n");
  if (diff.erasures > 0) std::printf("incomplete: somebody known then has been erased since\n");
  return kExitOk;
}

Result<graphstore::NodeRef> node_of(const std::string& text) {
  auto parts = parse_label_and_id(text);
  if (!parts) return parts.status();
  return graphstore::NodeRef::by_key(std::move(parts->label), std::move(parts->id));
}

// Asks on a terminal; elsewhere only --yes will do.
bool is_confirmed(const SubjectCommand& command) {
  if (command.yes) return true;
  if (!::isatty(STDIN_FILENO)) return false;
  std::printf("Erase %s and all its history for good? Type yes: ", command.node.c_str());
  std::fflush(stdout);
  std::string answer;
  return static_cast<bool>(std::getline(std::cin, answer)) && answer == "yes";
}

std::string mention_line(const graphstore::Mention& mention) {
  const std::string where =
      mention.record.empty() ? "commit " + std::to_string(mention.version) : mention.record;
  const bool in_history = mention.version > 0 && !mention.record.empty();
  return where + ": " + mention.property +
         (in_history ? " (as it was before version " + std::to_string(mention.version) + ")" : "");
}

int print_erasure(const graphstore::ErasureReport& report) {
  std::printf(
      "erased: %zu edges and %zu earlier states with it; %zu texts of commits rewritten; version %llu\n",
      report.edges, report.images, report.commit_texts, number(report.version));
  std::printf("backups made before still hold it: make a new one and delete them\n");
  std::size_t left = 0, shown = 0;
  for (const auto& mention : report.mentions) left += mention.redacted ? 0 : 1;
  left += report.mention_count - report.mentions.size();
  if (left == 0) return kExitOk;
  std::printf("%zu other texts mention it (--redact-mentions rewrites them):\n", left);
  for (const auto& mention : report.mentions) {
    if (mention.redacted || ++shown > kShownMentions) continue;
    std::printf("  %s\n", mention_line(mention).c_str());
  }
  if (left > kShownMentions) std::printf("  … and %zu more\n", left - kShownMentions);
  return kExitFindings;
}

}  // namespace

int run_changes(const ChangesCommand& command) {
  const auto graph = open_to_read(command.db);
  if (!graph) return fail(graph.status());
  const auto from = (*graph)->parse_as_of(command.since);
  if (!from) return fail(from.status().with_context("--since"));
  auto to = command.until.empty() ? Result<graphstore::Version>((*graph)->version())
                                  : (*graph)->parse_as_of(command.until);
  if (!to) return fail(to.status().with_context("--until"));
  const auto diff = (*graph)->diff(*from, *to, command.limit);
  if (!diff) return fail(diff.status());
  if (command.account.empty()) return print_diff(*diff, command.format);
  const auto lang = query::parse_lang(command.lang);
  if (!lang) return fail(lang.status());
  const auto older = (*graph)->snapshot_at(*from), newer = (*graph)->snapshot_at(*to);
  if (!older) return fail(older.status());
  if (!newer) return fail(newer.status());
  const auto changes =
      query::account_changes(*older->snapshot, *newer->snapshot, *diff, command.account, *lang);
  if (!changes) return fail(changes.status());
  std::printf(
      "%s",
      (command.format == "json" ? query::to_json(*changes) + "\n" : query::to_text(*changes, *lang)).c_str());
  return kExitOk;
}

int run_compact(const CompactCommand& command) {
  const auto graph = open_alone(command.db);
  if (!graph) return fail(graph.status());
  if (command.keep_all || command.keep_days > 0) {
    const auto days = command.keep_all ? std::nullopt : std::optional<std::uint32_t>(command.keep_days);
    if (const auto set = (*graph)->set_retention(days); !set.ok()) return fail(set);
  }
  const auto report = (*graph)->compact({});
  if (!report) return fail(report.status());
  const auto info = (*graph)->history_info();
  if (!info) return fail(info.status());
  std::printf("dropped %zu commits and %zu earlier states; history begins with version %llu\n",
              report->commits_dropped, report->images_dropped, number(report->horizon));
  if (info->retention_days) {
    std::printf("the last %u days are kept\n", *info->retention_days);
  } else {
    std::printf("history is kept for ever (--keep-days N for less)\n");
  }
  return kExitOk;
}

int run_subject_export(const SubjectCommand& command) {
  const auto node = node_of(command.node);
  if (!node) return fail(node.status());
  const auto graph = open_to_read(command.db);
  if (!graph) return fail(graph.status());
  const auto subject = (*graph)->subject(*node, {});
  if (!subject) return fail(subject.status());
  const auto body = subject_json(*subject);
  if (command.out.empty()) return print_json(body);
  const auto bytes = body.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  if (const auto written = write_file(command.out, bytes); !written.ok()) return fail(written);
  std::fprintf(stderr, "%s: %zu bytes\n", command.out.c_str(), bytes.size());
  return kExitOk;
}

int run_subject_erase(const SubjectCommand& command) {
  const auto node = node_of(command.node);
  if (!node) return fail(node.status());
  const auto graph = open_alone(command.db);
  if (!graph) return fail(graph.status());
  if (!is_confirmed(command)) return fail(Status::invalid_argument("nothing was erased: say --yes to erase"));
  graphstore::EraseOptions options;
  options.author = "relmap subject erase";
  options.reason = "erasure";
  options.redact_mentions = command.redact_mentions;
  const auto report = (*graph)->erase(*node, options);
  if (!report) return fail(report.status());
  if (const auto compacted = (*graph)->compact({}); !compacted) {
    return fail(compacted.status().with_context("erased, but its bytes are still in the store's files"));
  }
  return print_erasure(*report);
}

}  // namespace relmap::server

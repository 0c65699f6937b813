// introduction_paths: from references to vertices, the ends' reasons, and the search.
#include "query/paths.h"

#include <algorithm>

#include "paths/hops.h"
#include "texts.h"

namespace relmap::query {
namespace {

constexpr std::string_view kTeamPrefix = "team:";

// The ends of a request, resolved.
struct Ends {
  std::vector<Vertex> sources;
  Vertex from = graphstore::kNoVertex;  // the person, or the account of a team
  Vertex to = graphstore::kNoVertex;
  bool team = false;
  std::vector<Vertex> avoid;
};

Status wrong_label(std::string_view what, std::string_view ref, std::string_view allowed) {
  return Status::invalid_argument(std::string(what) + " '" + std::string(ref.substr(0, 200)) + "' is not " +
                                  std::string(allowed));
}

Result<Ends> resolve(const Model& model, const PathGraph& graph, std::string_view from, std::string_view to,
                     const std::vector<std::string>& avoid) {
  Ends ends;
  if (from.starts_with(kTeamPrefix)) {
    Result<Vertex> account = model.find_account(from.substr(kTeamPrefix.size()));
    if (!account) return account.status();
    ends.team = true;
    ends.from = *account;
    ends.sources = graph.hub_members(*account);
  } else {
    Result<Vertex> person = model.find_ref(from);
    if (!person) return person.status();
    if (!graph.is_member(*person) && !graph.is_contact(*person)) {
      return wrong_label("from", from, "a TeamMember, a Contact or team:ACCOUNT");
    }
    ends.from = *person;
    ends.sources = {*person};
  }
  Result<Vertex> target = model.find_ref(to);
  if (!target) return target.status();
  if (!graph.is_contact(*target)) return wrong_label("to", to, "a Contact");
  ends.to = *target;
  for (const std::string& ref : avoid) {
    Result<Vertex> person = model.find_ref(ref);
    if (!person) return person.status().with_context("avoid");
    ends.avoid.push_back(*person);
  }
  return ends;
}

bool contains(const std::vector<Vertex>& list, Vertex v) {
  return std::find(list.begin(), list.end(), v) != list.end();
}

// Why no path can be looked for; "" where one can. Takes sources that are to be avoided out.
std::string refusal(const Model& model, Ends& ends, Lang lang) {
  const Args target = Args().with("name", model.display_name(ends.to));
  if (model.has_left(ends.to)) return say(lang, "path.target-left", target);
  if (contains(ends.avoid, ends.to)) return say(lang, "path.target-avoided", target);
  if (ends.from == ends.to) return say(lang, "path.same");
  const Args source =
      Args().with("name", model.display_name(ends.from)).with("account", model.display_name(ends.from));
  if (ends.sources.empty()) return say(lang, "path.no-team", source);
  if (!ends.team && model.has_left(ends.from)) return say(lang, "path.source-left", source);
  std::erase_if(ends.sources, [&](Vertex v) { return contains(ends.avoid, v); });
  if (ends.sources.empty()) return say(lang, "path.source-avoided");
  return "";
}

std::string from_text(const PathResult& result, Lang lang) {
  if (!result.from_team) return result.from.name;
  return say(lang, "path.team", Args().with("account", result.from.name));
}

}  // namespace

Status PathOptions::validate() const {
  if (k < 1 || k > kMaxPaths)
    return Status::invalid_argument("k must be from 1 to " + std::to_string(kMaxPaths));
  if (max_hops < 1 || max_hops > kMaxHops) {
    return Status::invalid_argument("max_hops must be from 1 to " + std::to_string(kMaxHops));
  }
  if (avoid.size() > kMaxAvoid) {
    return Status::invalid_argument("avoid may name at most " + std::to_string(kMaxAvoid) + " people");
  }
  return {};
}

Result<PathResult> introduction_paths(const Snapshot& snapshot, std::string_view from, std::string_view to,
                                      const PathOptions& options) {
  if (Status status = options.validate(); !status.ok()) return status;
  const Policy& policy = options.policy ? *options.policy : Policy::built_in();
  Model model(snapshot, options.date);
  // The account of a team decides by which tier's constants ties are judged; else the base holds.
  const StrengthPolicy* strength = &policy.base().strength;
  if (from.starts_with(kTeamPrefix)) {
    Result<Vertex> account = model.find_account(from.substr(kTeamPrefix.size()));
    if (!account) return account.status();
    strength = &policy.tier(model.tier(*account)).strength;
  }
  PathGraph graph(model, *strength);
  Result<Ends> ends = resolve(model, graph, from, to, options.avoid);
  if (!ends) return ends.status();

  PathResult result;
  result.from = model.name(ends->from);
  result.to = model.name(ends->to);
  result.from_team = ends->team;
  result.date = options.date;
  result.reason = refusal(model, *ends, options.lang);
  if (!result.reason.empty()) return result;

  FindOptions find;
  find.k = options.k;
  find.max_hops = options.max_hops;
  find.avoid = ends->avoid;
  SourceSide sources(graph, ends->sources);
  BackwardLinks links(graph);
  Found found = find_paths(graph, sources, links, ends->to, find);
  for (const FoundPath& path : found.paths) result.paths.push_back(describe(graph, path));
  result.complete = found.complete;
  if (result.paths.empty()) {
    result.reason = say(options.lang, "path.none",
                        Args()
                            .with("from", from_text(result, options.lang))
                            .with("to", result.to.name)
                            .with("hops", options.max_hops));
  }
  return result;
}

}  // namespace relmap::query

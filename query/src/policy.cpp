// The coverage policy: parse (bounded), merge over the built-in one, then read every field by its path.
// Reading is validating: a field that no reader asked for is unknown and refused.
#include "query/policy.h"

#include <cassert>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "coverage/rule.h"
#include "query_data.h"

namespace relmap::query {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxPolicyBytes = 1 << 20;
constexpr int kMaxDepth = 8;

struct Range {
  double min, max;
  bool whole = false;
};
constexpr Range kShare{0, 1};
constexpr Range kWeight{0, 1e6};
constexpr Range kDays{1, 36'500, true};

std::string number_text(double value) { return Json(value).dump(); }

std::string range_text(const Range& range) {
  return std::string("must be ") + (range.whole ? "a whole number" : "a number") + " from " +
         (range.whole ? std::to_string(static_cast<long long>(range.min)) : number_text(range.min)) + " to " +
         (range.whole ? std::to_string(static_cast<long long>(range.max)) : number_text(range.max));
}

// One JSON object being read. The first error sticks; finish() adds "unknown" for fields nobody asked for.
class Fields {
 public:
  Fields(const Json& object, std::string path, Status& status)
      : object_(&object), path_(std::move(path)), status_(&status) {
    if (!object.is_object()) fail("", "must be an object");
  }

  bool ok() const { return status_->ok(); }

  void fail(std::string_view field, std::string_view reason) {
    if (!status_->ok()) return;
    *status_ = Status::invalid_argument("policy: " + at(field) + ": " + std::string(reason));
  }

  // nullptr where the field is absent; `required` makes that an error.
  const Json* find(std::string_view field, bool required) {
    if (!ok()) return nullptr;
    read_.insert(std::string(field));
    auto it = object_->find(field);
    if (it != object_->end()) return &*it;
    if (required) fail(field, "is missing");
    return nullptr;
  }

  double number(std::string_view field, const Range& range) {
    const Json* value = find(field, true);
    if (!value) return 0;
    double number = value->is_number() ? value->get<double>() : NAN;
    bool fits = number >= range.min && number <= range.max && (!range.whole || number == std::floor(number));
    if (!fits) fail(field, range_text(range));
    return fits ? number : 0;
  }

  void share(double& out, std::string_view field) { out = number(field, kShare); }
  void weight(double& out, std::string_view field) { out = number(field, kWeight); }
  void days(int& out, std::string_view field) { out = static_cast<int>(number(field, kDays)); }

  bool flag(std::string_view field) {
    const Json* value = find(field, true);
    if (value && !value->is_boolean()) fail(field, "must be true or false");
    return value && value->is_boolean() && value->get<bool>();
  }

  std::string text(std::string_view field) {
    const Json* value = find(field, true);
    if (value && !value->is_string()) fail(field, "must be text");
    return value && value->is_string() ? value->get<std::string>() : std::string();
  }

  std::optional<Severity> severity(std::string_view field, bool required) {
    const Json* value = find(field, required);
    if (!value) return std::nullopt;
    for (Severity s : {Severity::kRed, Severity::kAmber, Severity::kInfo, Severity::kWhitespace}) {
      if (value->is_string() && value->get<std::string>() == severity_name(s)) return s;
    }
    fail(field, "must be one of red, amber, info, whitespace");
    return std::nullopt;
  }

  const Json* child(std::string_view field) { return find(field, true); }
  std::string at(std::string_view field) const {
    if (field.empty()) return path_.empty() ? "the document" : path_;
    return path_.empty() ? std::string(field) : path_ + "." + std::string(field);
  }
  Status& status() { return *status_; }

  void finish() {
    if (!ok()) return;
    for (const auto& item : object_->items()) {
      if (!read_.contains(item.key())) return fail(item.key().substr(0, 100), "is not a field of the policy");
    }
  }

 private:
  const Json* object_;
  std::string path_;
  Status* status_;
  std::set<std::string, std::less<>> read_;
};

// Runs `read` on the object in `field` and checks that nothing of it was left over.
template <class Read>
void section(Fields& in, std::string_view field, Read read) {
  const Json* object = in.child(field);
  if (!object) return;
  Fields fields(*object, in.at(field), in.status());
  if (!fields.ok()) return;
  read(fields);
  fields.finish();
}

void read_strength(Fields& in, StrengthPolicy& out) {
  in.share(out.unknown_level, "unknown_level");
  in.share(out.vendor, "vendor");
  in.share(out.credible_source, "credible_source");
  in.share(out.problem_solver, "problem_solver");
  in.share(out.trusted_advisor, "trusted_advisor");
  out.half_life_days = in.number("half_life_days", {0.01, 36'500});
  in.share(out.decay_floor, "decay_floor");
  in.share(out.influence_weak, "influence_weak");
  in.share(out.influence_moderate, "influence_moderate");
  in.share(out.influence_strong, "influence_strong");
  in.share(out.reports_to, "reports_to");
  in.share(out.works_with, "works_with");
  in.share(out.same_team, "same_team");
}

void read_cadence(Fields& in, CadencePolicy& out) {
  in.days(out.champion, "champion");
  in.days(out.key_player, "key_player");
  in.days(out.director_and_above, "director_and_above");
  in.days(out.other, "other");
}

void read_score(Fields& in, ScorePolicy& out) {
  in.weight(out.people, "people");
  in.weight(out.team, "team");
  in.weight(out.lines, "lines");
  in.weight(out.opportunities, "opportunities");
  in.weight(out.inner_circle, "inner_circle");
  in.weight(out.political_structure, "political_structure");
  in.weight(out.other_key_player, "other_key_player");
  in.share(out.strong_tie, "strong_tie");
  in.share(out.live_tie, "live_tie");
  in.share(out.any_tie, "any_tie");
  if (in.ok() && out.people + out.team + out.lines + out.opportunities <= 0) {
    in.fail("", "at least one of people, team, lines, opportunities must be above 0");
  }
}

// Calls read(Fields&) for each element of the list in `field`.
template <class Read>
void list(Fields& in, std::string_view field, Read read) {
  const Json* array = in.child(field);
  if (!array) return;
  if (!array->is_array() || array->size() > 100)
    return in.fail(field, "must be a list of at most 100 entries");
  for (std::size_t i = 0; i < array->size() && in.ok(); ++i) {
    Fields element((*array)[i], in.at(field) + "[" + std::to_string(i) + "]", in.status());
    if (!element.ok()) return;
    read(element);
    element.finish();
  }
}

void read_required_role(Fields& in, std::vector<RequiredRole>& out) {
  RequiredRole required;
  const Json* any_of = in.child("any_of");
  if (!any_of) return;
  if (!any_of->is_array() || any_of->empty())
    return in.fail("any_of", "must be a list of at least one team role");
  for (const Json& entry : *any_of) {
    TeamRole role = entry.is_string() ? parse_team_role(entry.get<std::string>()) : TeamRole::kNone;
    if (role == TeamRole::kNone) return in.fail("any_of", entry.dump().substr(0, 60) + " is not a team role");
    required.any_of.push_back(role);
  }
  required.severity = in.severity("severity", true).value_or(Severity::kAmber);
  out.push_back(std::move(required));
}

void read_buying_role(Fields& in, std::vector<RequiredBuyingRole>& out) {
  std::string text = in.text("role");
  BuyingRole role = parse_buying_role(text);
  if (in.ok() && role == BuyingRole::kNone)
    in.fail("role", "'" + text.substr(0, 60) + "' is not a buying role");
  out.push_back({role, in.severity("severity", true).value_or(Severity::kAmber)});
}

void read_rule(Fields& in, const Rule& rule, RuleSetting& out) {
  out.on = in.flag("on");
  out.severity = in.severity("severity", false);
  for (const NumberSpec& spec : rule.numbers) {
    out.numbers.emplace(spec.name, in.number(spec.name, {spec.min, spec.max, spec.whole}));
  }
}

void read_tier(Fields& in, TierPolicy& out) {
  section(in, "strength", [&](Fields& f) { read_strength(f, out.strength); });
  section(in, "cadence_days", [&](Fields& f) { read_cadence(f, out.cadence_days); });
  section(in, "score", [&](Fields& f) { read_score(f, out.score); });
  list(in, "required_roles", [&](Fields& f) { read_required_role(f, out.required_roles); });
  list(in, "buying_roles", [&](Fields& f) { read_buying_role(f, out.buying_roles); });
  section(in, "rules", [&](Fields& rules) {
    for (const Rule* rule : policy_rules()) {
      RuleSetting& setting = out.rules[std::string(rule->info.id)];
      section(rules, rule->info.id, [&](Fields& f) { read_rule(f, *rule, setting); });
    }
  });
}

// The document, or why it is none. Nesting is bounded before anything recurses over it.
Result<Json> parse_bounded(std::string_view text) {
  if (text.size() > kMaxPolicyBytes) return Status::resource_exhausted("policy: longer than 1 MiB");
  bool too_deep = false;
  Json document = Json::parse(
      text.begin(), text.end(),
      [&too_deep](int depth, Json::parse_event_t, Json&) {
        if (depth > kMaxDepth) too_deep = true;
        return !too_deep;
      },
      false);
  if (too_deep) return Status::invalid_argument("policy: nested deeper than " + std::to_string(kMaxDepth));
  if (document.is_discarded()) return Status::invalid_argument("policy: is not JSON");
  if (!document.is_object()) return Status::invalid_argument("policy: must be an object");
  return document;
}

}  // namespace

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::kRed:
      return "red";
    case Severity::kAmber:
      return "amber";
    case Severity::kInfo:
      return "info";
    case Severity::kWhitespace:
      break;
  }
  return "whitespace";
}

std::string_view severity_spoken(Severity severity, Lang lang) {
  if (lang == Lang::kEn) return severity_name(severity);
  switch (severity) {
    case Severity::kRed:
      return "红色";
    case Severity::kAmber:
      return "黄色";
    case Severity::kInfo:
      return "提示";
    case Severity::kWhitespace:
      break;
  }
  return "空白商机";
}

double RuleSetting::number(std::string_view name) const {
  auto it = numbers.find(name);
  assert(it != numbers.end());
  return it == numbers.end() ? 0 : it->second;
}

const RuleSetting& TierPolicy::rule(std::string_view id) const {
  auto it = rules.find(id);
  assert(it != rules.end());
  return it->second;
}

const Policy& Policy::built_in() {
  static const Policy policy = [] {
    Result<Policy> parsed = parse("{}");
    assert(parsed.ok());
    return std::move(parsed).value();
  }();
  return policy;
}

Result<Policy> Policy::parse(std::string_view text) {
  Result<Json> given = parse_bounded(text);
  if (!given) return given.status();
  Json merged = Json::parse(data::default_policy, nullptr, false);
  assert(merged.is_object());
  merged.merge_patch(*given);

  auto read = std::make_shared<Data>();
  Status status;
  Fields in(merged, "", status);
  read->name = in.text("name");
  section(in, "base", [&](Fields& base) { read_tier(base, read->base); });
  section(in, "tiers", [&](Fields& tiers) {
    for (int i = 0; i < kTierCount; ++i) {
      std::string_view tier = word(static_cast<Tier>(i));
      const Json* overrides = tiers.child(tier);
      if (!overrides) return;
      Json effective = merged["base"];
      effective.merge_patch(*overrides);
      Fields fields(effective, tiers.at(tier), status);
      if (!fields.ok()) return;
      read_tier(fields, read->tiers[static_cast<std::size_t>(i)]);
      fields.finish();
    }
  });
  in.finish();
  if (!status.ok()) return status;
  read->json = merged.dump(2);
  Policy policy;
  policy.data_ = std::move(read);
  return policy;
}

}  // namespace relmap::query

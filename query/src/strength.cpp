#include "query/strength.h"

#include <algorithm>
#include <cmath>

namespace relmap::query {
namespace {

// Properties the schema does not narrow (an open store) may hold any number.
double unit_interval(double value) { return std::clamp(value, 0.0, 1.0); }

double base_strength(const Model& model, const StrengthPolicy& policy, const PropertyView& knows) {
  if (std::optional<double> given = knows.number(model.symbols().strength)) return unit_interval(*given);
  switch (model.relationship_level(knows)) {
    case RelationshipLevel::kVendor:
      return policy.vendor;
    case RelationshipLevel::kCredibleSource:
      return policy.credible_source;
    case RelationshipLevel::kProblemSolver:
      return policy.problem_solver;
    case RelationshipLevel::kTrustedAdvisor:
      return policy.trusted_advisor;
    case RelationshipLevel::kNone:
      break;
  }
  return policy.unknown_level;
}

}  // namespace

std::optional<int> days_since_contact(const Model& model, const PropertyView& knows) {
  std::optional<Date> last = model.last_contact(knows);
  if (!last) return std::nullopt;
  return model.date() - *last;
}

double tie_strength(const Model& model, const StrengthPolicy& policy, const PropertyView& knows) {
  double decay = policy.decay_floor;
  if (std::optional<int> days = days_since_contact(model, knows)) {
    decay = std::max(decay, std::exp2(-*days / policy.half_life_days));
  }
  return base_strength(model, policy, knows) * decay;
}

double influence_strength(const Model& model, const StrengthPolicy& policy, const PropertyView& influences) {
  const Symbol strength = model.symbols().strength;
  if (std::optional<double> given = influences.number(strength)) return unit_interval(*given);
  std::optional<std::string_view> text = influences.text(strength);
  if (text == "weak") return policy.influence_weak;
  if (text == "strong") return policy.influence_strong;
  return policy.influence_moderate;
}

double works_with_strength(const Model& model, const StrengthPolicy& policy, const PropertyView& works_with) {
  std::optional<double> given = works_with.number(model.symbols().strength);
  return given ? unit_interval(*given) : policy.works_with;
}

}  // namespace relmap::query

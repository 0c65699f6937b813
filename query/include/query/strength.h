// Strength of one edge between two people at the date of judgement, in [0,1]; 0 carries nothing.
//
// A tie (KNOWS): base × decay. base = `strength` if given, else by relationship level; decay = 2^(−days since
// last_contact / half-life), not below the policy's floor; without a date: the floor (not recording a contact
// must not pay).
#pragma once

#include <optional>

#include "query/model.h"
#include "query/policy.h"

namespace relmap::query {

double tie_strength(const Model& model, const StrengthPolicy& policy, const PropertyView& knows);

// `strength` as a number or one of the words weak, moderate, strong; moderate where none is given.
double influence_strength(const Model& model, const StrengthPolicy& policy, const PropertyView& influences);

// `strength`, else the policy's.
double works_with_strength(const Model& model, const StrengthPolicy& policy, const PropertyView& works_with);

// Days since last_contact (0 for a later date than D); nullopt without one.
std::optional<int> days_since_contact(const Model& model, const PropertyView& knows);

}  // namespace relmap::query

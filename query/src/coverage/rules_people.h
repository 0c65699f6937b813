// Whom rules name and offer to meet.
#pragma once

#include <string>
#include <vector>

#include "coverage/facts.h"

namespace relmap::query {

// Those worth meeting, the weightiest first, then by level and id. Without placeholders: nobody can be
// introduced to a position.
std::vector<Vertex> best_first(std::vector<const ContactFact*> people);

// The account's present executives (C-level, VP), best first.
std::vector<Vertex> named_executives(const Facts& facts);

// At most the first `limit`.
std::vector<Vertex> first_of(const std::vector<Vertex>& people, std::size_t limit);

}  // namespace relmap::query

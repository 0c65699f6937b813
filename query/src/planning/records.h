// What is recorded for an account beside its people: campaigns, leads, opportunities, orders, tasks and
// objectives, and how they hang together. Shared by the analyses on them. Included by .cpp files only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json_out.h"
#include "query/coverage.h"
#include "query/model.h"

namespace relmap::query {

// Nodes of `label` that are FOR_ACCOUNT the account, by id.
std::vector<Vertex> recorded_for(const Model& model, Vertex account, Symbol label);

// The other ends of edges of `type` at `v` that have `label`, each once, by id.
std::vector<Vertex> linked(const Model& model, Vertex v, graphstore::Direction direction, Symbol type,
                           Symbol label);

// The account that something is FOR_ACCOUNT; nullopt: none.
std::optional<Vertex> account_of(const Model& model, Vertex v);

// Who of us looks after something (OWNED_BY): the first by id who is still here, else of those who have left.
struct Owner {
  std::optional<NodeName> member;
  bool left = false;

  bool present() const { return member && !left; }
};
Owner owner_of(const Model& model, Vertex v);

std::vector<NodeName> names_of(const Model& model, const std::vector<Vertex>& nodes);
std::optional<NodeName> first_of(const Model& model, const std::vector<Vertex>& nodes);
std::string text_of(const Model& model, Vertex v, Symbol property);  // "" where none is recorded

// A word of the schema as people read it ("handed_over" → "handed over"), the word itself where it is none.
std::string spoken_word(std::string_view word, Lang lang);

// The id of the opportunity that a gap of the report is on, be its subject the opportunity or somebody with a
// role on it; "" where it is on none.
std::string opportunity_of(const Gap& gap);

Json or_null(const std::optional<NodeName>& node);
Json or_null(const std::optional<Date>& date);
Json or_null(const std::optional<graphstore::Decimal>& amount);
Json or_null(const std::string& text);  // null for ""

// For CSV: "" where there is none.
std::string or_empty(const std::optional<NodeName>& node);  // "Label/id"
std::string or_empty(const std::optional<Date>& date);
std::string or_empty(const std::optional<graphstore::Decimal>& amount);

}  // namespace relmap::query

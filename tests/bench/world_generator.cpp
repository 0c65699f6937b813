#include "world_generator.h"

#include <algorithm>
#include <string_view>

#include "world_parts.h"

namespace relmap::bench {

using graphstore::NodeRef;
using graphstore::WriteEdge;
using graphstore::WriteNode;

void emit_node(const Emit& emit, std::string label, std::string id, Properties properties) {
  WriteNode node;
  node.node = NodeRef::by_key(std::move(label), std::move(id));
  node.properties = std::move(properties);
  emit(std::move(node));
}

void emit_edge(const Emit& emit, const char* type, End from, End to, Properties properties) {
  WriteEdge edge;
  edge.type = type;
  edge.from = NodeRef::by_key(from.label, std::move(from.id));
  edge.to = NodeRef::by_key(to.label, std::move(to.id));
  edge.properties = std::move(properties);
  emit(std::move(edge));
}

Date world_date() { return Date::from_ymd(2026, 6, 30); }

Date date_before(Random& random, std::size_t most_days) {
  return world_date() + -static_cast<std::int32_t>(random.between(1, most_days));
}

std::size_t earlier(const WorldPlan& plan, std::size_t region, std::size_t Region::*first, std::size_t own,
                    Random& random) {
  const std::size_t here = plan.regions[region].*first;
  if (region > 0 && random.chance(0.1)) {
    const std::size_t before = plan.regions[region - 1].*first;
    return before + random.below(here - before);
  }
  return own == here ? own : here + random.below(own - here);
}

namespace {

void generate_by_account(const WorldPlan& plan, const Emit& emit) {
  write_business_lines(emit);
  std::size_t next_block = 0;
  for (const AccountPlan& account : plan.accounts) {
    AccountDraft draft{plan, account, emit, Random(plan.options.seed, 1 + account.number)};
    for (; next_block <= std::max(account.team, account.delivery); ++next_block) {
      write_block(plan, plan.blocks[next_block], emit);
    }
    write_account_and_team(draft);
    write_units(draft);
    write_contacts(draft);
    write_lines_between_contacts(draft);
    write_ties(draft);
    write_business(draft);
  }
}

// The label of a node, "" of an edge.
std::string_view label_of(const graphstore::Change& change) {
  const auto* node = std::get_if<WriteNode>(&change);
  return node ? std::string_view(node->node.label) : std::string_view();
}

}  // namespace

void generate_world(const WorldPlan& plan, const Emit& emit) {
  if (!plan.options.by_label) return generate_by_account(plan, emit);
  // Making a world is cheap beside storing it: so make it once for each label and keep that part.
  for (const std::string_view label :
       {"Account", "BusinessLine", "Contact", "Opportunity", "OrgUnit", "TeamMember", ""}) {
    generate_by_account(plan, [&](graphstore::Change change) {
      if (label_of(change) == label) emit(std::move(change));
    });
  }
}

}  // namespace relmap::bench

#include "coverage/rules_people.h"

#include <algorithm>

namespace relmap::query {

std::vector<Vertex> best_first(std::vector<const ContactFact*> people) {
  std::erase_if(people, [](const ContactFact* contact) { return contact->placeholder; });
  std::stable_sort(people.begin(), people.end(), [](const ContactFact* a, const ContactFact* b) {
    return a->weight != b->weight ? a->weight > b->weight : a->level > b->level;
  });
  std::vector<Vertex> best;
  best.reserve(people.size());
  for (const ContactFact* contact : people) best.push_back(contact->vertex);
  return best;
}

std::vector<Vertex> named_executives(const Facts& facts) {
  std::vector<const ContactFact*> found;
  for (const ContactFact& contact : facts.contacts) {
    if (contact.counts() && is_executive(contact.level)) found.push_back(&contact);
  }
  return best_first(std::move(found));
}

std::vector<Vertex> first_of(const std::vector<Vertex>& people, std::size_t limit) {
  return {people.begin(), people.begin() + static_cast<std::ptrdiff_t>(std::min(limit, people.size()))};
}

}  // namespace relmap::query

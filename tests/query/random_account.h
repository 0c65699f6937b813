// Random small accounts with a bit of everything, for comparing an analysis with its oracle.
#pragma once

#include <random>
#include <string>
#include <utility>
#include <vector>

namespace relmap::query::testing {

// A world as world.h reads it, with the account "a" (and "b", in which some of its people sit on deals):
// nodes first, then edges, so that either may be shuffled.
struct RandomAccount {
  std::vector<std::string> nodes, edges;
  std::vector<std::string> contacts, members;  // ids

  std::string text() const;
  // The same world with its records in another order, and every id of `ids` by another name.
  std::string reordered(std::mt19937& random,
                        const std::vector<std::pair<std::string, std::string>>& ids) const;
  // A bijection of all ids but "a" onto new ones.
  std::vector<std::pair<std::string, std::string>> renaming(std::mt19937& random) const;
};

// `size`: about how many contacts.
RandomAccount random_account(std::mt19937& random, std::size_t size);

}  // namespace relmap::query::testing

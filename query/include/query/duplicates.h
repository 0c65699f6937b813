// Duplicates: contacts that are probably one person. What to do with them is for people to decide (relmap
// merge).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/date.h"
#include "graphstore/snapshot.h"

namespace relmap::query {

struct DuplicateGroup {
  enum class Kind { kEmail, kName };
  Kind kind = Kind::kEmail;
  std::string value;                  // what they share, folded (base/fold.h)
  std::string account;                // id; of names only
  std::vector<std::string> contacts;  // "Contact/id", ascending, at least two, at most kMaxContacts
  std::size_t count = 0;              // of all of them
  static constexpr std::size_t kMaxContacts = 20;
};

struct Duplicates {
  std::vector<DuplicateGroup> groups;  // e-mail addresses first, then names by account, each by value
  std::size_t count = 0;               // of all groups
};

// Contacts with the same e-mail address anywhere, and those with the same name in the same account on `date`
// (unless they share an address as well). Without regard to case, accents and width. Placeholders do not
// count. At most `limit` groups are given, all are counted. O(contacts).
Duplicates find_duplicates(const graphstore::Snapshot& snapshot, Date date, std::size_t limit);

// "Contact/ann, Contact/ann-2: the same e-mail address ann@bank.com"
std::string to_text(const DuplicateGroup& group);

}  // namespace relmap::query

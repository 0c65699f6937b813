// Finds and replaces a few given texts (names, e-mail addresses) in longer ones.
//
// A text is found where it stands as a word or phrase, whatever the case of its ASCII letters: "Ann Li" in
// "ask ann li's office", not in "Joann Li". A text that begins (ends) with anything but an ASCII letter or
// digit, as Chinese names do, is found anywhere.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graphstore/value.h"

namespace relmap::graphstore {

class TextFinder {
 public:
  static constexpr std::string_view kErased = "(erased)";

  // Empty texts, and single ASCII characters unless `short_too`, are left out: they would be found
  // everywhere.
  explicit TextFinder(const std::vector<std::string>& texts, bool short_too = false);

  bool empty() const { return texts_.empty(); }
  // Whether the bytes of a record may hold one of the texts: false means no. Fast.
  bool may_be_in(std::string_view bytes) const;
  bool is_in(std::string_view text) const { return next(text, 0).length > 0; }
  // `text` with kErased in place of each text found.
  std::string redact(std::string_view text) const;
  // The same in all strings of a value, names of a map among them.
  bool is_in(const Value& value) const;
  Value redact(const Value& value) const;

 private:
  struct Match {
    std::size_t at = 0, length = 0;  // length 0: none
  };
  Match next(std::string_view text, std::size_t from) const;

  std::vector<std::string> texts_;  // lower case, longest first
};

}  // namespace relmap::graphstore

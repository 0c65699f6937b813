// The dictionary of a store: symbols (labels, edge types, property names) and words (of the schema's
// enumerations). Immutable; a commit that needs a new name makes a longer copy. Ids never change and are
// never used again.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/utf8.h"
#include "graphstore/snapshot.h"

namespace relmap::graphstore {

class NameTable {
 public:
  // The id of `name`, or `none`. O(1) expected.
  std::uint16_t find(std::string_view name, std::uint16_t none) const {
    const auto it = ids_.find(name);
    return it == ids_.end() ? none : it->second;
  }
  const std::string& text(std::uint16_t id) const { return texts_[id]; }
  std::size_t size() const { return texts_.size(); }
  void add(std::string name) {
    ids_.emplace(name, static_cast<std::uint16_t>(texts_.size()));
    texts_.push_back(std::move(name));
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };
  std::vector<std::string> texts_;
  std::unordered_map<std::string, std::uint16_t, Hash, std::equal_to<>> ids_;
};

class Names {
 public:
  // Ids stop below kNoSymbol; a store with that many names is misused and told so.
  static constexpr std::size_t kMaxNames = 65'000;

  static constexpr std::size_t kMaxNameBytes = 200;

  // Whether a label, edge type or property may be called so: 1 to kMaxNameBytes bytes of UTF-8 without NUL.
  static bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= kMaxNameBytes && utf8::is_valid(text) &&
           text.find('\0') == std::string_view::npos;
  }

  Names() { words.add(""); }  // word 0 means "none"
  NameTable symbols;
  NameTable words;
};

}  // namespace relmap::graphstore

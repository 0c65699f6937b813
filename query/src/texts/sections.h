// The sections of the catalogues of sentences: for each one a file in every language, en_SECTION.cpp and
// zh_SECTION.cpp, with the same keys in the same order. A new section is a row here and those files.
#pragma once

#include <span>

#include "texts.h"

#define RELMAP_TEXT_SECTIONS(X) \
  X(general)                    \
  X(account)                    \
  X(team)                       \
  X(line)                       \
  X(opportunity)                \
  X(report)                     \
  X(paths)                      \
  X(changes)                    \
  X(whatif)                     \
  X(network)                    \
  X(planning)                   \
  X(cycle)                      \
  X(portfolio)

namespace relmap::query {

#define RELMAP_DECLARE(section)                 \
  std::span<const Text> en_##section##_texts(); \
  std::span<const Text> zh_##section##_texts();
RELMAP_TEXT_SECTIONS(RELMAP_DECLARE)
#undef RELMAP_DECLARE

}  // namespace relmap::query

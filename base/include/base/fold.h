// Text as searches and comparisons of names see it: without regard to case, accents, width and spacing, in
// any script.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace relmap {

// The folded form: compatibility decomposition (NFKD), case folding, marks stripped ("É" → "e", "Ｌｉｎ" →
// "lin"), Latin letters that do not decompose as people type them ("Ø" → "o", "ß" → "ss", "Æ" → "ae"), dashes
// and quotes alike, Arabic without vowel signs and tatweel, each run of white space one space, none at the
// ends, no control characters. Other letters stay as they are. fold(fold(x)) == fold(x). What is not UTF-8
// comes back unchanged.
std::string fold(std::string_view text);

// Whether a word of the folded text begins at `offset`: what stands before it is no letter or digit, and what
// stands there is not white space. Chinese is not cut into words. Precondition: a boundary of code points.
bool begins_word(std::string_view folded, std::size_t offset);

}  // namespace relmap

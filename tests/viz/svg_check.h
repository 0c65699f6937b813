// A strict little XML checker for tests: well-formed tags and entities, and what is found in them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace relmap::viz::testing {

struct SvgFacts {
  std::string error;  // empty: well-formed
  std::map<std::string, int> ids;
  std::map<std::string, int> elements;
  std::string text;  // all character data
};

inline bool good_references(std::string_view text) {
  for (std::size_t at = 0; (at = text.find('&', at)) != std::string_view::npos; ++at) {
    const std::size_t end = text.find(';', at);
    if (end == std::string_view::npos || end == at + 1 || end - at > 8) return false;
    const std::string_view name = text.substr(at + 1, end - at - 1);
    if (name[0] == '#') continue;
    if (name != "amp" && name != "lt" && name != "gt" && name != "quot" && name != "apos") return false;
  }
  for (char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r') return false;
  }
  return true;
}

// `tag` is what stands between < and >, without the slashes. Returns false on bad attributes.
inline bool read_attributes(std::string_view tag, SvgFacts& facts) {
  std::map<std::string, std::string> seen;
  std::size_t at = tag.find_first_of(" \n");
  while (at != std::string_view::npos) {
    at = tag.find_first_not_of(" \n", at);
    if (at == std::string_view::npos) return true;
    const std::size_t equals = tag.find('=', at);
    if (equals == std::string_view::npos || equals + 1 >= tag.size() || tag[equals + 1] != '"') return false;
    const std::size_t close = tag.find('"', equals + 2);
    if (close == std::string_view::npos) return false;
    const std::string name(tag.substr(at, equals - at)), value(tag.substr(equals + 2, close - equals - 2));
    if (!good_references(value) || value.find('<') != std::string::npos) return false;
    if (!seen.emplace(name, value).second) return false;
    if (name == "id") ++facts.ids[value];
    at = close + 1;
    if (at < tag.size() && tag[at] != ' ' && tag[at] != '\n') return false;
  }
  return true;
}

inline SvgFacts check_svg(std::string_view svg) {
  SvgFacts facts;
  std::vector<std::string> open;
  std::size_t at = 0;
  const auto fail = [&](const std::string& why) {
    facts.error = why + " near: " + std::string(svg.substr(at, 80));
    return facts;
  };
  while (at < svg.size()) {
    const std::size_t tag = svg.find('<', at);
    const std::string_view text = svg.substr(at, tag == std::string_view::npos ? tag : tag - at);
    if (!good_references(text)) return fail("bad reference or character");
    facts.text += text;
    if (tag == std::string_view::npos) break;
    at = tag;
    const std::size_t end = svg.find('>', at);
    if (end == std::string_view::npos) return fail("tag without end");
    std::string_view inner = svg.substr(at + 1, end - at - 1);
    if (inner.starts_with("?")) {
      at = end + 1;
      continue;
    }
    if (inner.starts_with("!")) return fail("comment or doctype");
    if (inner.starts_with("/")) {
      if (open.empty() || open.back() != inner.substr(1)) return fail("wrong end tag");
      open.pop_back();
    } else {
      const bool empty = inner.ends_with("/");
      if (empty) inner.remove_suffix(1);
      const std::string name(inner.substr(0, inner.find_first_of(" \n")));
      ++facts.elements[name];
      if (!read_attributes(inner, facts)) return fail("bad attributes");
      if (!empty) open.push_back(name);
    }
    at = end + 1;
  }
  if (!open.empty()) facts.error = "not closed: " + open.back();
  return facts;
}

}  // namespace relmap::viz::testing

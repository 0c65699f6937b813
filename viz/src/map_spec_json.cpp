// MapSpec ↔ JSON. One list of members a struct serves both directions.
#include <nlohmann/json.hpp>
#include <set>
#include <span>

#include "enum_words.h"
#include "viz/map_spec.h"

namespace relmap::viz {
namespace {

using Json = nlohmann::ordered_json;

// ---- The members, in the order in which they are written. V is Writer or Reader. ----

template <class V>
void members(V& v, UnitCounts& x, const UnitCounts& d) {
  v("people", x.people, d.people);
  v("key_players", x.key_players, d.key_players);
  v("covered", x.covered, d.covered);
  v("gaps", x.gaps, d.gaps);
}

template <class V>
void members(V& v, Unit& x, const Unit& d) {
  v("id", x.id, d.id);
  v("name", x.name, d.name);
  v("parent", x.parent, d.parent);
  v("order", x.order, d.order);
  v("folded", x.folded, d.folded);
  v("placeholder", x.placeholder, d.placeholder);
  v("counts", x.counts, d.counts);
  v("tooltip", x.tooltip, d.tooltip);
  v("side", x.side, d.side);
}

template <class V>
void members(V& v, Chip& x, const Chip& d) {
  v("member", x.member, d.member);
  v("initials", x.initials, d.initials);
  v("name", x.name, d.name);
  v("level", x.level, d.level);
  v("stale", x.stale, d.stale);
  v("detail", x.detail, d.detail);
}

template <class V>
void members(V& v, Card& x, const Card& d) {
  v("id", x.id, d.id);
  v("side", x.side, d.side);
  v("name", x.name, d.name);
  v("title", x.title, d.title);
  v("unit", x.unit, d.unit);
  v("support", x.support, d.support);
  v("key_player", x.key_player, d.key_player);
  v("placeholder", x.placeholder, d.placeholder);
  v("rank", x.rank, d.rank);
  v("roles", x.roles, d.roles);
  v("chips", x.chips, d.chips);
  v("no_contact", x.no_contact, d.no_contact);
  v("frame", x.frame, d.frame);
  v("reasons", x.reasons, d.reasons);
  v("change", x.change, d.change);
  v("focus", x.focus, d.focus);
  v("tooltip", x.tooltip, d.tooltip);
}

template <class V>
void members(V& v, Line& x, const Line& d) {
  v("type", x.type, d.type);
  v("from", x.from, d.from);
  v("to", x.to, d.to);
  v("strength", x.strength, d.strength);
  v("level", x.level, d.level);
  v("stale", x.stale, d.stale);
  v("change", x.change, d.change);
  v("side", x.side, d.side);
  v("tooltip", x.tooltip, d.tooltip);
}

template <class V>
void members(V& v, Hop& x, const Hop& d) {
  v("label", x.label, d.label);
  v("strength", x.strength, d.strength);
  v("weak", x.weak, d.weak);
}

template <class V>
void members(V& v, PathPerson& x, const PathPerson& d) {
  v("id", x.id, d.id);
  v("side", x.side, d.side);
  v("name", x.name, d.name);
  v("title", x.title, d.title);
  v("support", x.support, d.support);
  v("key_player", x.key_player, d.key_player);
}

template <class V>
void members(V& v, PathChain& x, const PathChain& d) {
  v("people", x.people, d.people);
  v("hops", x.hops, d.hops);
  v("probability", x.probability, d.probability);
}

template <class V>
void members(V& v, PathSpec& x, const PathSpec& d) {
  v("chains", x.chains, d.chains);
}

template <class V>
void members(V& v, HeatHead& x, const HeatHead& d) {
  v("id", x.id, d.id);
  v("name", x.name, d.name);
  v("depth", x.depth, d.depth);
  v("tooltip", x.tooltip, d.tooltip);
}

template <class V>
void members(V& v, HeatCell& x, const HeatCell& d) {
  v("state", x.state, d.state);
  v("text", x.text, d.text);
  v("second", x.second, d.second);
  v("tooltip", x.tooltip, d.tooltip);
}

template <class V>
void members(V& v, HeatTable& x, const HeatTable& d) {
  v("rows", x.rows, d.rows);
  v("columns", x.columns, d.columns);
  v("cells", x.cells, d.cells);
}

template <class V>
void members(V& v, BarPart& x, const BarPart& d) {
  v("value", x.value, d.value);
  v("tone", x.tone, d.tone);
  v("text", x.text, d.text);
}

template <class V>
void members(V& v, Bar& x, const Bar& d) {
  v("id", x.id, d.id);
  v("name", x.name, d.name);
  v("full", x.full, d.full);
  v("parts", x.parts, d.parts);
  v("value", x.value, d.value);
  v("tooltip", x.tooltip, d.tooltip);
}

template <class V>
void members(V& v, BarChart& x, const BarChart& d) {
  v("bars", x.bars, d.bars);
  v("good", x.good, d.good);
  v("fair", x.fair, d.fair);
  v("bad", x.bad, d.bad);
  v("rest", x.rest, d.rest);
}

template <class V>
void members(V& v, MapSpec& x, const MapSpec& d) {
  v("kind", x.kind, d.kind);
  v("lang", x.lang, d.lang);
  v("theme", x.theme, d.theme);
  v("title", x.title, d.title);
  v("subtitle", x.subtitle, d.subtitle);
  v("note", x.note, d.note);
  v("units", x.units, d.units);
  v("cards", x.cards, d.cards);
  v("lines", x.lines, d.lines);
  v("paths", x.paths, d.paths);
  v("heat", x.heat, d.heat);
  v("bars", x.bars, d.bars);
  v("legend", x.legend, d.legend);
}

// ---- Writing ----

class Writer {
 public:
  static Json scalar(const std::string& x) { return x; }
  static Json scalar(bool x) { return x; }
  static Json scalar(int x) { return x; }
  static Json scalar(double x) { return x; }
  template <class E>
  requires std::is_enum_v<E>
  static Json scalar(E x) { return enum_word(x); }
  template <class T>
  requires std::is_class_v<T>
  static Json scalar(const T& x) {
    Writer writer;
    // members() also serves reading, so it takes its object as changeable; Writer does not change it.
    members(writer, const_cast<T&>(x), T{});
    return std::move(writer.out_);
  }
  template <class T>
  static Json scalar(const std::vector<T>& list) {
    Json out = Json::array();
    for (const T& x : list) out.push_back(scalar(x));
    return out;
  }

  template <class T>
  void operator()(const char* key, const T& value, const T& fallback) {
    Json json = scalar(value);
    if (json != scalar(fallback)) out_[key] = std::move(json);
  }

 private:
  Json out_ = Json::object();
};

// ---- Reading ----

// Reads one object; the first failure is kept and everything after it is skipped.
class Reader {
 public:
  Reader(const Json& in, std::string where) : in_(in), where_(std::move(where)) {
    if (!in_.is_object()) fail("must be an object");
  }

  template <class T>
  void operator()(const char* key, T& value, const T&) {
    if (!status_.ok()) return;
    known_.insert(key);
    if (auto it = in_.find(key); it != in_.end()) status_ = read(*it, value, where_ + "." + key);
  }

  // Call last: refuses members that nobody asked for.
  Status finish() {
    if (!status_.ok()) return status_;
    for (const auto& [key, value] : in_.items()) {
      if (!known_.contains(key)) return Status::invalid_argument(where_ + ": unknown member '" + key + "'");
    }
    return {};
  }

  static Status mismatch(const std::string& where, std::string_view wanted) {
    return Status::invalid_argument(where + ": must be " + std::string(wanted));
  }
  static Status read(const Json& in, std::string& out, const std::string& where) {
    if (!in.is_string()) return mismatch(where, "a text");
    out = in.get_ref<const std::string&>();
    return {};
  }
  static Status read(const Json& in, bool& out, const std::string& where) {
    if (!in.is_boolean()) return mismatch(where, "true or false");
    out = in.get<bool>();
    return {};
  }
  static Status read(const Json& in, int& out, const std::string& where) {
    constexpr std::int64_t kBound = 1'000'000'000;
    const bool big = in.is_number_unsigned() && in.get<std::uint64_t>() > kBound;
    if (!in.is_number_integer() || big) return mismatch(where, "a whole number up to 10^9");
    const auto value = in.get<std::int64_t>();
    if (value < -kBound || value > kBound) return mismatch(where, "a whole number up to 10^9");
    out = static_cast<int>(value);
    return {};
  }
  static Status read(const Json& in, double& out, const std::string& where) {
    if (!in.is_number()) return mismatch(where, "a number");
    out = in.get<double>();
    return {};
  }
  template <class E>
  requires std::is_enum_v<E>
  static Status read(const Json& in, E& out, const std::string& where) {
    const auto words = EnumWords<E>::words();
    std::string choices;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (in.is_string() && in.get_ref<const std::string&>() == words[i]) {
        out = static_cast<E>(i);
        return {};
      }
      choices += (i == 0 ? "" : ", ") + std::string(words[i]);
    }
    return mismatch(where, "one of " + choices);
  }
  template <class T>
  requires std::is_class_v<T>
  static Status read(const Json& in, T& out, const std::string& where) {
    Reader reader(in, where);
    members(reader, out, T{});
    return reader.finish();
  }
  template <class T>
  static Status read(const Json& in, std::vector<T>& out, const std::string& where) {
    if (!in.is_array()) return mismatch(where, "an array");
    out.reserve(in.size());
    for (const Json& element : in) {
      T value{};
      Status status = read(element, value, where + "[" + std::to_string(out.size()) + "]");
      if (!status.ok()) return status;
      out.push_back(std::move(value));
    }
    return {};
  }

 private:
  void fail(std::string_view what) { status_ = Status::invalid_argument(where_ + ": " + std::string(what)); }

  const Json& in_;
  std::string where_;
  std::set<std::string, std::less<>> known_;
  Status status_;
};

}  // namespace

std::string to_json(const MapSpec& spec) {
  return Writer::scalar(spec).dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<MapSpec> from_json(std::string_view json) {
  if (json.size() > MapLimits::kJsonBytes) {
    return Status::resource_exhausted("map: more than " + std::to_string(MapLimits::kJsonBytes) +
                                      " bytes of JSON");
  }
  // The parser is iterative (no stack to overflow); its exceptions must not cross the module's border.
  Json parsed;
  try {
    parsed = Json::parse(json);
  } catch (const nlohmann::json::exception& error) {
    return Status::invalid_argument(std::string("map: not JSON: ") + error.what());
  }
  MapSpec spec;
  Status status = Reader::read(parsed, spec, "map");
  if (status.ok()) status = validate(spec);
  if (!status.ok()) return status;
  return spec;
}

}  // namespace relmap::viz

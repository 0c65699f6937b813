// Keys and records of any bytes: either they are refused, or what they decode to encodes back, and the
// unchecked readers of Snapshots see in them what the checked ones do. Input: a byte that chooses the kind of
// record, then it.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "codec.h"
#include "graph_impl.h"
#include "keys.h"
#include "names.h"

namespace {

using namespace relmap::graphstore;

void require(bool condition) {
  if (!condition) std::abort();
}

const Names& names() {
  static const Names* const all = [] {
    auto* n = new Names;
    for (const char* text : {"id", "level", "age", "KNOWS", "Person", "tags"}) n->symbols.add(text);
    for (const char* text : {"low", "high", "äußerst hoch"}) n->words.add(text);
    return n;
  }();
  return *all;
}

void check_key(std::string_view key) {
  if (const auto node = keys::parse_node(key)) require(keys::node(*node) == key);
  const auto edge = keys::parse_edge(key);
  if (!edge) return;
  require((key[0] == 'o' ? keys::out_edge(*edge) : keys::in_edge(*edge)) == key);
}

void check_packed(std::string_view packed) {
  const bool good = codec::check_list(packed, names());
  const auto checked = codec::unpack(packed, names());
  require(!good || checked.ok());
  if (!good) return;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(packed.data());
  require(codec::list_size(bytes) == packed.size());
  const std::string text = to_json(Value(*checked));
  require(to_json(Value(codec::unpack_trusted(bytes, names()))) == text);
  std::string again;
  codec::pack(*checked, names(), again);
  const auto twice = codec::unpack(again, names());
  require(twice.ok() && to_json(Value(*twice)) == text);
  for (Symbol s = 0; s < names().symbols.size(); ++s) {
    const std::uint8_t* value = codec::find_value(bytes, s);
    require((value != nullptr) == checked->contains(names().symbols.text(s)));
    if (value) (void)codec::decode_trusted(value, names());
  }
}

void check_commit(std::string_view value) {
  const auto record = decode_commit(keys::commit(7), value);
  if (!record) return;
  const auto again = decode_commit(keys::commit(7), encode_commit(*record));
  require(again.ok() && again->author == record->author && again->reason == record->reason &&
          again->time == record->time && again->changed == record->changed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 5) {
    case 0:
      check_key(bytes);
      break;
    case 1:
      check_packed(bytes);
      break;
    case 2:
      if (const auto node = codec::decode_node(bytes, names())) check_packed(node->packed);
      break;
    case 3:
      if (const auto edge = codec::decode_edge(bytes, names())) check_packed(edge->packed);
      break;
    default:
      check_commit(bytes);
  }
  return 0;
}

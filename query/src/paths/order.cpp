#include "paths/order.h"

namespace relmap::query {

int compare_ids(const Model& model, Vertex a, Vertex b) {
  if (a == b) return 0;
  const int order = model.id(a).compare(model.id(b));
  if (order != 0) return order;
  return model.snapshot().label(a).compare(model.snapshot().label(b));
}

int compare_people(const Model& model, std::span<const Vertex> a, std::span<const Vertex> b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (const int order = compare_ids(model, a[i], b[i]); order != 0) return order;
  }
  return a.size() < b.size() ? -1 : (a.size() > b.size() ? 1 : 0);
}

}  // namespace relmap::query

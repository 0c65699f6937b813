// Reading the history of one published version: horizon, tombstones, before-images, the state of one entity
// at an earlier version.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph_impl.h"
#include "graphstore/history.h"

namespace relmap::graphstore {

// The bytes of an entity's record; nullopt: it does not exist.
using Image = std::optional<std::string>;

// Whether something that is known from version `e.first` and gone since `e.version` is missing at `version`.
inline bool misses(const Erasure& e, Version version) { return e.first <= version && version < e.version; }

class HistoryView {
 public:
  // `at` must outlive this.
  HistoryView(const Published& at, const Schema& schema) : at_(at), schema_(schema) {}

  Version newest() const { return at_.snapshot->version(); }
  const Published& at() const { return at_; }
  const KvView& view() const { return *at_.view; }
  const Names& names() const { return *at_.names; }
  const Schema& schema() const { return schema_; }

  Result<Version> horizon() const;
  Result<std::optional<std::uint32_t>> retention_days() const;
  Result<std::vector<Erasure>> erasures() const;
  // kNotFound where `version` is before the horizon or not there yet.
  Status check_readable(Version version) const;

  Result<CommitRecord> commit(
      Version version) const;  // precondition: horizon ≤ version ≤ newest, version > 0

  // The last readable version whose commit is at or before `time` (0 where that is before the first commit);
  // nullopt where the horizon's commit is after it.
  Result<std::optional<Version>> last_at(DateTime time) const;

  // Calls visit(version, entity, image) for the before-images of the commits in (after, last], ascending by
  // (version, entity), until it returns an error, or false. `image`: nullopt, or the record's bytes.
  using VisitImage = std::function<Result<bool>(Version version, std::string_view entity,
                                                std::optional<std::string_view> image)>;
  Status visit_images(Version after, Version last, const VisitImage& visit) const;
  // The same of one commit, from behind `entity` on.
  Status visit_images_from(Version version, std::string_view entity, const VisitImage& visit) const;

  // The entity's record as `version` left it. Precondition: version is readable.
  Result<Image> state_at(std::string_view entity, Version version) const;
  // The commits after `after` that changed it, ascending.
  Result<std::vector<Version>> touched(std::string_view entity, Version after) const;
  // Calls visit(edge, version) for each change after `after` of an edge that the node has or had, those out
  // of it first. A loop is met twice.
  Status visit_touched_edges(NodeId node, Version after,
                             const std::function<void(const keys::EdgeKey&, Version)>& visit) const;
  Result<Image> before_image(std::string_view entity, Version version) const;  // kCorrupt where there is none

  // How texts call a node: as of `version`, or (it was not there) of `other`, or "node 17".
  Result<std::string> name_at(NodeId node, Version version, Version other) const;

  // What the two images of an entity differ in, names of ends as of `version` or `other`. nullopt: nothing.
  Result<std::optional<EntityChange>> compare(std::string_view entity, const Image& before,
                                              const Image& after, Version version, Version other) const;
  // What the commit `version` changed of an entity; `before`: its image before that. nullopt: nothing.
  Result<std::optional<EntityChange>> change_by(Version version, std::string_view entity,
                                                const Image& before) const;
  Result<std::optional<EntityChange>> change_by(Version version, std::string_view entity) const;

 private:
  Status visit_range(std::string_view begin, std::string_view end, const VisitImage& visit) const;
  Status compare_nodes(NodeId id, const Image& before, const Image& after, EntityChange& change) const;
  Status compare_edges(const keys::EdgeKey& key, const Image& before, const Image& after,
                       EntityChange& change) const;

  const Published& at_;
  const Schema& schema_;
};

}  // namespace relmap::graphstore

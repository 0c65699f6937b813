#include "graphstore/export.h"

#include <array>
#include <utility>

#include "export_place.h"
#include "export_writers.h"

namespace relmap::graphstore {
namespace {

struct Format {
  std::string_view word;
  ExportFormat format;
  ExportPlace::Kind kind;
  Status (*write)(ExportRun&, const std::string&);
};
constexpr std::array<Format, 4> kFormats = {
    {{"csv", ExportFormat::kCsv, ExportPlace::Kind::kFolder, export_csv},
     {"ndjson", ExportFormat::kNdjson, ExportPlace::Kind::kFolder, export_ndjson},
     {"graphml", ExportFormat::kGraphml, ExportPlace::Kind::kFile, export_graphml},
     {"dot", ExportFormat::kDot, ExportPlace::Kind::kFile, export_dot}}};

bool name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

void append_name(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (const char c : text) {
    if (name_byte(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '_';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
}

}  // namespace

std::optional<ExportFormat> export_format(std::string_view word) {
  for (const Format& format : kFormats) {
    if (format.word == word) return format.format;
  }
  return std::nullopt;
}

std::string export_node_id(const ExportOrder& order, Vertex v) {
  const ExportOrder::Group& group = order.group(v);
  std::string id;
  append_name(id, group.label);
  id += group.keyed ? ":" : "::";
  append_name(id, group.keyed ? order.key(v) : std::to_string(order.rank(v)));
  return id;
}

void ExportRun::tell(std::size_t done) {
  if (!options_.progress || done % 256 != 0) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  options_.progress(done, snapshot_.node_count() + snapshot_.edge_count());
}

Result<ExportReport> export_graph(const Snapshot& snapshot, const std::string& out,
                                  const ExportOptions& options) {
  const Format& format = kFormats[static_cast<std::size_t>(options.format)];
  Result<ExportPlace> place = ExportPlace::prepare(out, format.kind, options.force);
  if (!place) return place.status();
  ExportRun run(snapshot, options);
  if (Status s = format.write(run, place->path()); !s.ok()) return s;
  Result<std::string> aside = place->take_place(options.sync);
  if (!aside) return aside.status();
  run.report().moved_aside = *std::move(aside);
  return std::move(run.report());
}

}  // namespace relmap::graphstore

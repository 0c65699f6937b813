#include "upload.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "http.h"
#include "zip_archive.h"

namespace relmap::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxSubject = 200;

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool ends_with(std::string_view name, std::string_view extension) {
  return name.size() > extension.size() &&
         equal_without_case(name.substr(name.size() - extension.size()), extension);
}

// A label or type as the name of a file.
Status check_subject(std::string_view what, std::string_view name) {
  const auto is_odd = [](unsigned char c) { return c < 0x20 || c == 0x7F || c == '/' || c == '\\'; };
  if (name.size() <= kMaxSubject && !name.starts_with('.') && utf8::is_valid(name) &&
      std::none_of(name.begin(), name.end(), is_odd))
    return {};
  return Status::invalid_argument(std::string(what) + " is no name of a label or type");
}

bool is_hidden(std::string_view name) {
  return name.starts_with('.') || name.find("/.") != std::string_view::npos || name.starts_with("__MACOSX/");
}

// The one folder that all files are in, with its slash; "" where they are in none, or it is one of ours.
std::string common_top(const std::vector<std::string>& names) {
  std::optional<std::string> top;
  for (const auto& name : names) {
    if (is_hidden(name)) continue;
    const auto first = name.substr(0, name.find('/') + 1);  // "" where it has no slash
    if (top && *top != first) return "";
    top = first;
  }
  return !top || *top == "nodes/" || *top == "edges/" ? "" : *top;
}

// Whether the import reads a file of that name in its folder.
bool is_read(std::string_view name, bool mapped) {
  const auto slash = name.find('/');
  if (mapped) return slash == std::string_view::npos && (ends_with(name, ".csv") || ends_with(name, ".txt"));
  if (slash == std::string_view::npos) return ends_with(name, ".ndjson");
  const auto folder = name.substr(0, slash), file = name.substr(slash + 1);
  return (folder == "nodes" || folder == "edges") && file.find('/') == std::string_view::npos &&
         ends_with(file, ".csv");
}

std::string expected(bool mapped) {
  return mapped ? "the program's CSV files" : "nodes/LABEL.csv, edges/TYPE.csv and *.ndjson";
}

Status make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error) fs::permissions(path, fs::perms::owner_all, error);
  return error ? Status::io(path.string() + ": cannot be made: " + error.message()) : Status();
}

Result<UnpackedUpload> unpack_zip(std::string_view body, bool mapped, const std::string& folder) {
  auto zip = ZipReader::open(body);
  if (!zip) return zip.status();
  const auto top = common_top(zip->names());
  std::vector<std::pair<std::size_t, std::string>> files;  // number in the archive, name in the folder
  for (std::size_t i = 0; i < zip->names().size(); ++i) {
    const auto& name = zip->names()[i];
    if (is_hidden(name)) continue;
    auto inner = name.substr(top.size());
    if (inner == "rejects.csv") continue;
    if (!is_read(inner, mapped)) {
      return Status::schema_violation("'" + name + "' in the zip archive would not be read: it may hold " +
                                      expected(mapped));
    }
    files.emplace_back(i, std::move(inner));
  }
  if (files.empty())
    return Status::schema_violation("nothing to import: the zip archive holds none of " + expected(mapped));
  UnpackedUpload unpacked;
  for (const auto& [index, name] : files) {
    const auto path = fs::path(folder) / name;
    if (Status s = make_folder(path.parent_path()); !s.ok()) return s;
    const auto size = zip->extract(index, path.string());
    if (!size) return size.status();
    unpacked.bytes += *size;
  }
  return unpacked;
}

Result<UnpackedUpload> write_one(std::string_view body, const Upload& upload, const std::string& folder) {
  UnpackedUpload unpacked{body.size(), "upload.ndjson"};
  if (!upload.label.empty()) unpacked.only_file = "nodes/" + upload.label + ".csv";
  if (!upload.type.empty()) unpacked.only_file = "edges/" + upload.type + ".csv";
  const auto path = fs::path(folder) / unpacked.only_file;
  if (Status s = make_folder(path.parent_path()); !s.ok()) return s;
  std::ofstream out(path, std::ios::binary);
  out.write(body.data(), static_cast<std::streamsize>(body.size()));
  out.close();
  if (!out) return Status::io(path.string() + ": cannot be written");
  return unpacked;
}

}  // namespace

Result<UploadKind> upload_kind(std::string_view content_type) {
  const auto semicolon = std::min(content_type.find(';'), content_type.size());
  const auto type = trim(content_type.substr(0, semicolon));
  const auto rest = trim(content_type.substr(std::min(semicolon + 1, content_type.size())));
  if (equal_without_case(type, "application/zip")) return UploadKind::kZip;
  const bool csv = equal_without_case(type, "text/csv");
  if (!csv && !equal_without_case(type, "application/x-ndjson")) {
    return Status::invalid_argument(
        "an import is application/zip, text/csv or application/x-ndjson, and the Content-Type says so");
  }
  if (equal_without_case(rest.substr(0, 8), "charset=") && !equal_without_case(rest.substr(8), "utf-8") &&
      !equal_without_case(rest.substr(8), "\"utf-8\""))
    return Status::invalid_argument("texts are UTF-8");
  return csv ? UploadKind::kCsv : UploadKind::kNdjson;
}

Status check_upload(const Upload& upload) {
  const bool named = !upload.label.empty() || !upload.type.empty();
  if (upload.kind != UploadKind::kCsv && named)
    return Status::invalid_argument("label and type go with text/csv only");
  if (upload.kind != UploadKind::kZip && upload.mapped)
    return Status::invalid_argument(
        "a mapping goes with application/zip only: it tells files by their names");
  if (upload.kind == UploadKind::kCsv && upload.label.empty() == upload.type.empty())
    return Status::invalid_argument("text/csv needs label=LABEL (of nodes) or type=TYPE (of edges)");
  if (Status s = check_subject("label", upload.label); !s.ok()) return s;
  return check_subject("type", upload.type);
}

Result<UnpackedUpload> unpack_upload(std::string_view body, const Upload& upload, const std::string& folder) {
  auto unpacked = upload.kind == UploadKind::kZip ? unpack_zip(body, upload.mapped, folder)
                                                  : write_one(body, upload, folder);
  if (!unpacked) {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
  return unpacked;
}

}  // namespace relmap::server

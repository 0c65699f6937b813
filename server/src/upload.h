// An import's upload: what the body of a request is, and how it becomes a folder that import_folder reads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/status.h"

namespace relmap::server {

enum class UploadKind { kZip, kCsv, kNdjson };

struct Upload {
  UploadKind kind = UploadKind::kZip;
  bool mapped = false;      // kZip: of another program's files, read through a mapping
  std::string label, type;  // kCsv: one of them is the file's label of nodes, or type of edges; else ""
};

// What a Content-Type says. kInvalidArgument: none of the three; or a text in another encoding than UTF-8.
Result<UploadKind> upload_kind(std::string_view content_type);

// kInvalidArgument where the rest of `upload` does not go with its kind, or its label or type names no file.
Status check_upload(const Upload& upload);

struct UnpackedUpload {
  std::uint64_t bytes = 0;  // of all files
  std::string only_file;    // where the upload was one file and no archive: its name in the folder
};

// Writes the body to the new folder `folder`, 0700. What is wrong with an archive: as ZipReader
// (zip_archive.h) says, and kSchemaViolation where it holds a file that the import would not read, or none
// that it would; kIo. Hidden files, and the rejects.csv of an import that comes back corrected, are passed
// over. Where it fails nothing is left.
Result<UnpackedUpload> unpack_upload(std::string_view body, const Upload& upload, const std::string& folder);

}  // namespace relmap::server

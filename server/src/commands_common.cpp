#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "commands.h"
#include "exit_codes.h"
#include "query/schema.h"

namespace relmap::server {

int fail(const Status& status) {
  std::fprintf(stderr, "relmap: %s\n", status.message().c_str());
  return exit_code(status);
}

Result<std::unique_ptr<graphstore::Graph>> open_store(const std::string& url, bool create) {
  graphstore::OpenOptions options;
  options.url = url;
  options.create = create;
  if (create) {
    auto schema = query::relationship_schema();
    if (!schema) return schema.status();
    options.schema = *std::move(schema);
  }
  return graphstore::Graph::open(options);
}

Result<Date> date_or_today(const std::string& text) {
  if (text.empty()) return Date::today();
  auto date = Date::parse(text);
  if (!date) return date.status().with_context("--date");
  return date;
}

Status write_file(const std::string& path, std::string_view bytes) {
  const auto temporary = path + ".part" + std::to_string(::getpid());
  const auto failed = [&] {
    const auto why = std::string(std::strerror(errno));
    std::remove(temporary.c_str());
    return Status::io("cannot write " + path + ": " + why);
  };
  std::ofstream file(temporary, std::ios::binary);
  if (!file) return failed();
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file || std::rename(temporary.c_str(), path.c_str()) != 0) return failed();
  return {};
}

Result<std::string> picture_format(const std::string& path) {
  for (const std::string_view format : {"svg", "png", "dot", "json"}) {
    if (path.ends_with("." + std::string(format))) return std::string(format);
  }
  return Status::invalid_argument("'" + path + "' does not end in .svg, .png, .dot or .json");
}

}  // namespace relmap::server

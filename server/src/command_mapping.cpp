#include <array>
#include <cstdio>
#include <fstream>
#include <optional>
#include <string_view>

#include "commands.h"
#include "exit_codes.h"
#include "mapping_data.h"

namespace relmap::server {
namespace {

constexpr std::size_t kMaxMappingBytes = 1 << 20;

struct BuiltIn {
  std::string_view name;
  const std::string_view* json;
};
constexpr std::array<BuiltIn, 3> kBuiltIn = {
    {{"salesforce", &data::salesforce}, {"hubspot", &data::hubspot}, {"dynamics", &data::dynamics}}};

std::optional<std::string_view> built_in(std::string_view name) {
  for (const BuiltIn& mapping : kBuiltIn) {
    if (mapping.name == name) return *mapping.json;
  }
  return std::nullopt;
}

Status unknown(const std::string& name) {
  return Status::not_found("there is no mapping '" + name +
                           "': built in are salesforce, hubspot and dynamics, and there is no such file");
}

}  // namespace

Result<graphstore::Mapping> open_mapping(const std::string& name_or_file) {
  if (const auto json = built_in(name_or_file)) return graphstore::Mapping::parse(*json);
  std::ifstream file(name_or_file, std::ios::binary);
  if (!file) return unknown(name_or_file);
  std::string text(kMaxMappingBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || (file.fail() && !file.eof())) return Status::io(name_or_file + ": cannot be read");
  text.resize(static_cast<std::size_t>(file.gcount()));
  auto mapping = graphstore::Mapping::parse(text);
  if (!mapping) return mapping.status().with_context(name_or_file);
  return mapping;
}

int run_mapping_show(const MappingCommand& command) {
  const auto json = built_in(command.name);
  if (!json) return fail(unknown(command.name));
  std::fwrite(json->data(), 1, json->size(), stdout);
  return kExitOk;
}

}  // namespace relmap::server

// What people show to prove who they are, of any bytes: a JWT (never valid here: nobody has the keys), a
// Cookie header, a file of tokens, a file of keys. The first byte chooses.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

#include "authenticator.h"
#include "jwt.h"
#include "token_file.h"

namespace {

using namespace relmap::server;

constexpr const char* kKeys =
    R"({"keys":[{"kty":"RSA","kid":"r","e":"AQAB","n":")"
    "6txOhkHNaVYI-3jpZCg-f3-JpccBqP9GzsS6gt832PDsK91L1v6s_9mAAOvd4BRjRuVUnycQr8-GsYyRHySbhDEUhB"
    "UKoWlugBGTudP_j3t6P84oAFIb-anGHXo0_cxqh1lDR9FAwRB0dr3r9CgeDir-Jlf2vdoemUeHElpXrFlxUosRAr2b"
    "mbNvH3DWdR0hrJnXm5fls4mtqvC5lVkd4bi_VkNS3TjmVcp60ey6GBAVyNqUNWFjYldLA5XyS03tHOqWUC7F2VT6x-"
    "aPoBI8GZX_N1JMj29PuSPEW0fuhsVdX9ik0Fk-D15-mgajVQZEiqEd79XySjta3Qi0mjyExw"
    R"("},{"kty":"EC","kid":"e","crv":"P-256","x":"7zgepvVoJBQyRaty8zQvGd9fqPswHaKzgt0anV7Ac_k",)"
    R"("y":"9_Lxzkb9vppxmJFbhMt6RKP_Y7No0HD8EBHYE4LtE88"}]})";

void require(bool condition) {
  if (!condition) std::abort();
}

// A file of this process's, with that content.
std::string file_of(std::string_view content) {
  static const std::string path =
      (std::filesystem::temp_directory_path() / ("relmap-fuzz-" + std::to_string(::getpid()))).string();
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

void verify(std::string_view token) {
  static const auto verifier = [] {
    JwtOptions options;
    options.keys = file_of(kKeys);
    options.issuer = "i";
    options.audience = "a";
    auto opened = JwtVerifier::open(options);
    require(opened.ok());
    return *std::move(opened);
  }();
  const auto verified = verifier->verify(token, relmap::DateTime{1'700'000'000'000'000});
  require(!verified.ok() && !verified.status().message().empty());
}

void read_cookie(std::string_view header) {
  Request request;
  request.headers.emplace_back("Cookie", std::string(header));
  const auto secret = session_cookie(request);
  require(secret.find(';') == std::string_view::npos);
  require(secret.empty() || header.find(secret) != std::string_view::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 4) {
    case 0:
      verify(text);
      break;
    case 1:
      read_cookie(text);
      break;
    case 2:
      (void)read_tokens(file_of(text));
      break;
    default: {
      JwtOptions options;
      options.keys = file_of(text);
      options.issuer = options.audience = "x";
      (void)JwtVerifier::open(options);
    }
  }
  return 0;
}

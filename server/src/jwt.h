// JSON Web Tokens (RFC 7519) of a company's identity provider: signed with RS256 or ES256 by one of the keys
// in a file (JWK Set, RFC 7517), which is read again when it changes. What a token says becomes a Caller.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access.h"
#include "base/date.h"
#include "base/status.h"
#include "watched_file.h"

namespace relmap::server {

inline constexpr std::size_t kMaxJwtBytes = 16 << 10;
// How far the clocks of provider and server may differ.
inline constexpr std::int64_t kJwtLeewaySeconds = 60;

struct JwtOptions {
  std::string keys;              // file of a JWK Set; "": no JWT is taken
  std::string issuer, audience;  // what `iss` must be and `aud` must hold
  // Claims, each a name or (with a leading "/") a JSON pointer. A role may be a text or a list, of which the
  // highest role counts; accounts are a list of ids, or "*" for all. A token without either is refused: what
  // is not said must not mean everything.
  std::string role_claim = "relmap_role", accounts_claim = "relmap_accounts", name_claim = "sub";

  Status Validate() const;  // kInvalidArgument
};

struct JwtCaller {
  Caller caller;
  DateTime expires;
};

class JwtVerifier {
 public:
  // kIo; kInvalidArgument where the file holds no key of use: RSA of 2048 bits or more, or P-256.
  static Result<std::unique_ptr<JwtVerifier>> open(const JwtOptions& options);
  ~JwtVerifier();

  // kInvalidArgument says what is wrong with the token. Thread-safe.
  Result<JwtCaller> verify(std::string_view token, DateTime now);

 private:
  struct Key {
    std::string id, algorithm;  // `kid`, "" where it has none; RS256 or ES256
    std::string jwk;            // JSON
  };
  using Keys = std::vector<Key>;
  static Result<Keys> read_keys(const std::string& path);

  explicit JwtVerifier(const JwtOptions& options);

  const JwtOptions options_;
  Reloaded<Keys> keys_;
};

}  // namespace relmap::server

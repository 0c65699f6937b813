// Who sent a request: by a token or a JWT in its Authorization header, or by the cookie of a session.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "access.h"
#include "base/status.h"
#include "http.h"
#include "jwt.h"
#include "sessions.h"
#include "token_file.h"

namespace relmap::server {

struct AuthOptions {
  std::string tokens;  // file of tokens (token_file.h); "": none are taken
  JwtOptions jwt;

  bool wanted() const { return !tokens.empty() || !jwt.keys.empty(); }
};

class Authenticator {
 public:
  // Reads the files. As TokenTable::open() and JwtVerifier::open().
  static Result<std::unique_ptr<Authenticator>> open(const AuthOptions& options);

  struct Identity {
    std::optional<Caller> caller;  // nullopt: nobody that is known
    std::string why;               // then: what was wrong with what he showed; "" where he showed nothing
    bool by_cookie = false;        // the browser sends it by itself, also on behalf of other sites' pages
  };
  // Thread-safe, as all below.
  Identity identify(const Request& request);

  struct Login {
    Caller caller;
    std::string secret;  // of the new session, for the cookie
  };
  // `credential`: the text of a token, or a JWT. kPermissionDenied says what is wrong with it.
  Result<Login> log_in(std::string_view credential);
  void log_out(const Request& request);

 private:
  // As `log_in`, without a session.
  struct Proof {
    Caller caller;
    std::string token_id;  // "" of a JWT
    DateTime expires;
  };
  Result<Proof> prove(std::string_view credential);
  std::optional<Caller> caller_of(const Sessions::Session& session);

  std::unique_ptr<TokenTable> tokens_;  // nullptr: none are taken
  std::unique_ptr<JwtVerifier> jwt_;    // likewise
  Sessions sessions_;
};

// The cookie of a session, "" where the request has none.
std::string_view session_cookie(const Request& request);
// The value of Set-Cookie that begins or (with "") ends a session. `secure`: only to be sent over TLS.
std::string set_session_cookie(std::string_view secret, bool secure);

}  // namespace relmap::server

// Tokens: what programs and people prove with who they are. They stand in a file of JSON that `relmap token`
// writes and the server reads again when it changes, so that a token works or stops working within a second.
// Of a token's secret only its SHA-256 is kept; it has 256 random bits, so that nothing slower is called for.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access.h"
#include "base/date.h"
#include "base/status.h"
#include "watched_file.h"

namespace relmap::server {

inline constexpr std::size_t kMaxTokens = 10'000;
inline constexpr std::string_view kTokenPrefix = "relmap_";  // of the text that a caller sends

struct Token {
  std::string id;    // 8 characters, at the front of the text; not secret
  std::string name;  // whose it is, or what for
  std::string hash;  // SHA-256 of the whole text, in hex
  Role role = Role::kViewer;
  std::shared_ptr<const Scope> scope;  // nullptr: all accounts
  DateTime created, expires;
  std::optional<DateTime> revoked;

  bool valid_at(DateTime now) const { return !revoked && now < expires; }
};

// All in the file, oldest first; none where there is no file. kIo; kCorrupt names what is wrong in it.
Result<std::vector<Token>> read_tokens(const std::string& path);

struct NewToken {
  std::string name;
  Role role = Role::kViewer;
  std::optional<std::vector<std::string>> accounts;  // nullopt: all
  int days = 90;                                     // 1 to 3650
};
struct CreatedToken {
  Token token;
  std::string text;  // to be shown once
};
// Adds a token; makes the file (for its owner alone) where there is none. Safe beside other processes that do
// the same. kInvalidArgument, kResourceExhausted beyond kMaxTokens, and as read_tokens().
Result<CreatedToken> create_token(const std::string& path, const NewToken& wanted);
// Ends the token at once. kNotFound where there is none of that id.
Status revoke_token(const std::string& path, std::string_view id);

// The tokens as a server holds them. Thread-safe.
class TokenTable {
 public:
  // As read_tokens(); kNotFound where there is no file.
  static Result<std::unique_ptr<TokenTable>> open(const std::string& path);

  // The valid token of this text, or nullptr.
  std::shared_ptr<const Token> find(std::string_view text);
  // The token of this id while it is valid, or nullptr: of a session that began with it.
  std::shared_ptr<const Token> find_id(std::string_view id);

 private:
  explicit TokenTable(const std::string& path);

  using Tokens = std::vector<std::shared_ptr<const Token>>;  // ascending by id
  static Result<Tokens> read(const std::string& path);

  Reloaded<Tokens> tokens_;
};

}  // namespace relmap::server

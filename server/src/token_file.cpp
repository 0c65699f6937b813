#include "token_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/utf8.h"
#include "digest.h"
#include "files.h"
#include "json_body.h"

namespace relmap::server {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t kMaxFileBytes = 64u << 20;
constexpr std::size_t kIdLength = 8, kSecretBytes = 32;
constexpr std::size_t kMaxNameBytes = 200;

Result<DateTime> time_member(const json& object, const char* name) {
  const auto at = object.find(name);
  if (at == object.end() || !at->is_string()) return Status::corrupt(std::string(name) + " is missing");
  auto time = DateTime::parse(at->get<std::string>());
  return time ? time : Result<DateTime>(Status::corrupt(std::string(name) + " is no datetime"));
}

Result<std::shared_ptr<const Scope>> scope_member(const json& object) {
  const auto at = object.find("accounts");
  // What is not said must not mean everything.
  if (at == object.end()) return Status::corrupt("accounts is missing");
  if (*at == "*") return std::shared_ptr<const Scope>();
  if (!at->is_array() || !std::all_of(at->begin(), at->end(), [](const json& id) { return id.is_string(); }))
    return Status::corrupt("accounts is neither \"*\" nor a list of ids");
  return std::shared_ptr<const Scope>(std::make_shared<Scope>(at->get<std::vector<std::string>>()));
}

Result<Token> parse_token(const json& object) {
  if (!object.is_object()) return Status::corrupt("not an object");
  Token token;
  token.id = text_member(object, "id");
  token.name = text_member(object, "name");
  token.hash = text_member(object, "sha256");
  if (token.id.size() != kIdLength || token.hash.size() != 64)
    return Status::corrupt("id or sha256 is missing");
  const auto role = parse_role(text_member(object, "role"));
  if (!role) return Status::corrupt("role is neither viewer, editor nor admin");
  token.role = *role;
  auto scope = scope_member(object);
  const auto created = time_member(object, "created"), expires = time_member(object, "expires");
  for (const Status& s : {scope ? Status() : scope.status(), created ? Status() : created.status(),
                          expires ? Status() : expires.status()}) {
    if (!s.ok()) return s;
  }
  token.scope = *std::move(scope);
  token.created = *created;
  token.expires = *expires;
  if (object.contains("revoked")) {
    const auto revoked = time_member(object, "revoked");
    if (!revoked) return revoked.status();
    token.revoked = *revoked;
  }
  return token;
}

Result<std::vector<Token>> parse_tokens(const std::string& text) {
  const auto document = json::parse(text, nullptr, false);
  if (!document.is_object() || !document.contains("tokens") || !document["tokens"].is_array())
    return Status::corrupt("not of the form {\"tokens\": […]}");
  std::vector<Token> tokens;
  for (const auto& object : document["tokens"]) {
    auto token = parse_token(object);
    if (!token) return token.status().with_context("token " + std::to_string(tokens.size()));
    tokens.push_back(*std::move(token));
  }
  if (tokens.size() > kMaxTokens) return Status::corrupt("more tokens than a server takes");
  return tokens;
}

std::string print_tokens(const std::vector<Token>& tokens) {
  ordered_json list = ordered_json::array();
  for (const Token& token : tokens) {
    ordered_json object = {{"id", token.id}, {"name", token.name}, {"role", role_name(token.role)}};
    object["accounts"] = token.scope ? ordered_json(token.scope->accounts) : ordered_json("*");
    object["created"] = token.created.to_string();
    object["expires"] = token.expires.to_string();
    if (token.revoked) object["revoked"] = token.revoked->to_string();
    object["sha256"] = token.hash;
    list.push_back(std::move(object));
  }
  return ordered_json{{"tokens", std::move(list)}}.dump(1) + "\n";
}

// Held while the file is read, changed and written: another `relmap token` waits.
class FileLock {
 public:
  explicit FileLock(const std::string& path)
      : fd_(::open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {
    if (fd_ < 0) return;
    give_to_owner_of_folder(fd_, path);
    int result = 0;
    do {
      result = ::flock(fd_, LOCK_EX);
    } while (result != 0 && errno == EINTR);
    held_ = result == 0;
  }
  ~FileLock() {
    if (fd_ >= 0) ::close(fd_);
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  bool held() const { return held_; }

 private:
  const int fd_;
  bool held_ = false;
};

Status check_new(const NewToken& wanted) {
  if (wanted.name.empty() || wanted.name.size() > kMaxNameBytes || !utf8::is_valid(wanted.name))
    return Status::invalid_argument("a token's name has 1 to 200 bytes of UTF-8");
  if (std::any_of(wanted.name.begin(), wanted.name.end(),
                  [](unsigned char c) { return c < 0x20 || c == 0x7F; }))
    return Status::invalid_argument("a token's name has no control characters");
  if (wanted.days < 1 || wanted.days > 3650) return Status::invalid_argument("a token lasts 1 to 3650 days");
  if (wanted.accounts && (wanted.accounts->empty() || wanted.accounts->size() > kMaxScopeAccounts))
    return Status::invalid_argument("a token is for 1 to " + std::to_string(kMaxScopeAccounts) +
                                    " accounts, or for all");
  return {};
}

// Its id has no "_", which stands between id and secret.
std::string new_id() {
  for (;;) {
    std::string id = random_text(kIdLength).substr(0, kIdLength);
    if (id.find_first_of("_-") == std::string::npos) return id;
  }
}

}  // namespace

Result<std::vector<Token>> read_tokens(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error) && !error) return std::vector<Token>();
  const auto text = read_small_file(path, kMaxFileBytes);
  if (!text) return text.status();
  auto tokens = parse_tokens(*text);
  return tokens ? tokens : Result<std::vector<Token>>(tokens.status().with_context(path));
}

Result<CreatedToken> create_token(const std::string& path, const NewToken& wanted) {
  if (const auto valid = check_new(wanted); !valid.ok()) return valid;
  const FileLock lock(path);
  if (!lock.held()) return Status::io("cannot write " + path + ".lock: " + std::strerror(errno));
  auto tokens = read_tokens(path);
  if (!tokens) return tokens.status();
  if (tokens->size() >= kMaxTokens)
    return Status::resource_exhausted(path + " has as many tokens as a server takes");
  CreatedToken made;
  do {
    made.token.id = new_id();
  } while (
      std::any_of(tokens->begin(), tokens->end(), [&](const Token& t) { return t.id == made.token.id; }));
  made.text = std::string(kTokenPrefix) + made.token.id + '_' + random_text(kSecretBytes);
  made.token.name = wanted.name;
  made.token.hash = sha256_hex(made.text);
  made.token.role = wanted.role;
  if (wanted.accounts) made.token.scope = std::make_shared<Scope>(*wanted.accounts);
  made.token.created = DateTime::now();
  made.token.expires.micros = made.token.created.micros + std::int64_t{wanted.days} * 86'400'000'000;
  tokens->push_back(made.token);
  if (const auto written = write_private_file(path, print_tokens(*tokens)); !written.ok()) return written;
  return made;
}

Status revoke_token(const std::string& path, std::string_view id) {
  const FileLock lock(path);
  if (!lock.held()) return Status::io("cannot write " + path + ".lock: " + std::strerror(errno));
  auto tokens = read_tokens(path);
  if (!tokens) return tokens.status();
  const auto at = std::find_if(tokens->begin(), tokens->end(), [&](const Token& t) { return t.id == id; });
  if (at == tokens->end()) return Status::not_found(path + " has no token '" + utf8::truncate(id, 100) + "'");
  if (!at->revoked) at->revoked = DateTime::now();
  return write_private_file(path, print_tokens(*tokens));
}

Result<std::unique_ptr<TokenTable>> TokenTable::open(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    return Status::not_found("there is no file of tokens " + path +
                             "; relmap token create --tokens FILE makes one");
  }
  if (const auto valid = read_tokens(path); !valid) return valid.status();
  return std::unique_ptr<TokenTable>(new TokenTable(path));
}

TokenTable::TokenTable(const std::string& path) : tokens_(path, "the tokens", read) {}

Result<TokenTable::Tokens> TokenTable::read(const std::string& path) {
  auto tokens = read_tokens(path);
  if (!tokens) return tokens.status();
  Tokens sorted;
  for (Token& token : *tokens) sorted.push_back(std::make_shared<Token>(std::move(token)));
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a->id < b->id; });
  return sorted;
}

std::shared_ptr<const Token> TokenTable::find_id(std::string_view id) {
  const auto all = tokens_.get();
  const auto at =
      std::lower_bound(all->begin(), all->end(), id,
                       [](const auto& token, std::string_view wanted) { return token->id < wanted; });
  return at != all->end() && (*at)->id == id && (*at)->valid_at(DateTime::now()) ? *at : nullptr;
}

std::shared_ptr<const Token> TokenTable::find(std::string_view text) {
  if (!text.starts_with(kTokenPrefix)) return nullptr;
  auto token = find_id(text.substr(kTokenPrefix.size(), kIdLength));
  return token && equal_in_constant_time(token->hash, sha256_hex(text)) ? token : nullptr;
}

}  // namespace relmap::server

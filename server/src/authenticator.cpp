#include "authenticator.h"

#include <algorithm>

namespace relmap::server {
namespace {

constexpr std::string_view kCookie = "relmap_session";
// Over TLS: browsers take a cookie of such a name from this very host only.
constexpr std::string_view kSecureCookie = "__Host-relmap_session";
constexpr std::string_view kBearer = "Bearer ";

Caller caller_of_token(const Token& token) {
  return {token.name + " (token " + token.id + ")", token.role, token.scope};
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

namespace {

// The value of the one cookie of that name; "" where there is none, or there are several.
std::string_view cookie_named(std::string_view header, std::string_view name) {
  std::string_view found;
  std::size_t count = 0;
  while (!header.empty()) {
    const auto end = std::min(header.find(';'), header.size());
    const auto pair = trimmed(header.substr(0, end));
    header.remove_prefix(std::min(end + 1, header.size()));
    if (!pair.starts_with(name) || !pair.substr(name.size()).starts_with('=')) continue;
    found = pair.substr(name.size() + 1);
    ++count;
  }
  return count == 1 ? found : std::string_view();
}

auto count_of(const Request& request, std::string_view name) {
  return std::count_if(request.headers.begin(), request.headers.end(),
                       [&](const auto& header) { return equal_without_case(header.first, name); });
}

}  // namespace

std::string_view session_cookie(const Request& request) {
  const auto* header = request.header("Cookie");
  if (!header || count_of(request, "Cookie") > 1) return {};
  const auto secure = cookie_named(*header, kSecureCookie);
  return secure.empty() ? cookie_named(*header, kCookie) : secure;
}

std::string set_session_cookie(std::string_view secret, bool secure) {
  std::string cookie(secure ? kSecureCookie : kCookie);
  // Lax: a link in a mail leads a person who has logged in to the page. Writes look at where they come from.
  cookie += '=' + std::string(secret) + "; Path=/; HttpOnly; SameSite=Lax";
  cookie +=
      "; Max-Age=" + std::to_string(secret.empty() ? 0 : std::chrono::seconds(Sessions::kLasts).count());
  if (secure) cookie += "; Secure";
  return cookie;
}

Result<std::unique_ptr<Authenticator>> Authenticator::open(const AuthOptions& options) {
  auto authenticator = std::make_unique<Authenticator>();
  if (!options.tokens.empty()) {
    auto tokens = TokenTable::open(options.tokens);
    if (!tokens) return tokens.status();
    authenticator->tokens_ = *std::move(tokens);
  }
  if (!options.jwt.keys.empty()) {
    auto jwt = JwtVerifier::open(options.jwt);
    if (!jwt) return jwt.status();
    authenticator->jwt_ = *std::move(jwt);
  }
  return authenticator;
}

Result<Authenticator::Proof> Authenticator::prove(std::string_view credential) {
  if (tokens_ && credential.starts_with(kTokenPrefix)) {
    const auto token = tokens_->find(credential);
    // Unknown, ended and expired are told alike: whoever holds a valid one need not know.
    if (!token) return Status::permission_denied("the token is not valid (any more)");
    return Proof{caller_of_token(*token), token->id, token->expires};
  }
  if (!jwt_) return Status::permission_denied("this is no token of relmap");
  auto verified = jwt_->verify(credential, DateTime::now());
  if (!verified) return Status::permission_denied(verified.status().message());
  return Proof{std::move(verified->caller), "", verified->expires};
}

std::optional<Caller> Authenticator::caller_of(const Sessions::Session& session) {
  if (session.token_id.empty()) return session.caller;
  // As the token is now: it may have been revoked, or given another role.
  const auto token = tokens_ ? tokens_->find_id(session.token_id) : nullptr;
  return token ? std::optional(caller_of_token(*token)) : std::nullopt;
}

Authenticator::Identity Authenticator::identify(const Request& request) {
  Identity identity;
  if (const auto* header = request.header("Authorization")) {
    if (count_of(request, "Authorization") > 1) {
      identity.why = "the request has several Authorization headers";
      return identity;
    }
    if (!equal_without_case(std::string_view(*header).substr(0, kBearer.size()), kBearer)) {
      identity.why = "the Authorization header is not of the form: Bearer TOKEN";
      return identity;
    }
    auto proof = prove(trimmed(std::string_view(*header).substr(kBearer.size())));
    if (proof)
      identity.caller = std::move(proof->caller);
    else
      identity.why = proof.status().message();
    return identity;
  }
  const auto cookie = session_cookie(request);
  if (cookie.empty()) return identity;
  identity.by_cookie = true;
  if (const auto session = sessions_.find(cookie, DateTime::now())) identity.caller = caller_of(*session);
  if (!identity.caller) identity.why = "the session has ended: log in again";
  return identity;
}

Result<Authenticator::Login> Authenticator::log_in(std::string_view credential) {
  auto proof = prove(trimmed(credential));
  if (!proof) return proof.status();
  Sessions::Session session;
  session.owner = proof->caller.name;
  session.token_id = proof->token_id;
  if (session.token_id.empty()) session.caller = proof->caller;
  auto secret = sessions_.begin(std::move(session), proof->expires, DateTime::now());
  return Login{std::move(proof->caller), std::move(secret)};
}

void Authenticator::log_out(const Request& request) { sessions_.end(session_cookie(request)); }

}  // namespace relmap::server

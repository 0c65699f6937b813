// The only file that includes José (latchset/jose), which checks signatures. Which algorithms and keys may be
// used is decided here, before it sees anything.
#include "jwt.h"

extern "C" {  // José's headers do not say it
#include <jansson.h>
#include <jose/b64.h>
#include <jose/jws.h>
}

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/utf8.h"
#include "files.h"
#include "json_body.h"

namespace relmap::server {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxKeyFileBytes = 1 << 20, kMaxKeys = 100;
constexpr std::size_t kMinRsaModulus = 342;  // characters of base64: 2048 bits
constexpr std::size_t kMaxCallerName = 200;

Status refused(std::string why) { return Status::invalid_argument("the JWT " + std::move(why)); }

Result<std::string> decode_base64url(std::string_view text) {
  std::string out(text.size(), '\0');
  const auto length = ::jose_b64_dec_buf(text.data(), text.size(), out.data(), out.size());
  if (length == SIZE_MAX || length > out.size()) return refused("is not base64url");
  out.resize(length);
  return out;
}

Result<json> decode_part(std::string_view text) {
  const auto bytes = decode_base64url(text);
  if (!bytes) return bytes.status();
  auto object = parse_json_object(*bytes);
  return object ? object : Result<json>(refused("holds no JSON object"));
}

// The three parts of the compact form.
std::optional<std::array<std::string_view, 3>> split(std::string_view token) {
  const auto first = token.find('.');
  const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
    return std::nullopt;
  return std::array{token.substr(0, first), token.substr(first + 1, second - first - 1),
                    token.substr(second + 1)};
}

bool signature_holds(const std::array<std::string_view, 3>& parts, const std::string& jwk) {
  const auto text = [](std::string_view s) { return json_stringn(s.data(), s.size()); };
  json_t* jws = json_object();
  json_object_set_new(jws, "protected", text(parts[0]));
  json_object_set_new(jws, "payload", text(parts[1]));
  json_object_set_new(jws, "signature", text(parts[2]));
  json_t* key = json_loadb(jwk.data(), jwk.size(), 0, nullptr);
  const bool holds = key && ::jose_jws_ver(nullptr, jws, nullptr, key, false);
  json_decref(key);
  json_decref(jws);
  return holds;
}

// A claim by its name, or by a JSON pointer; null where there is none.
json claim(const json& claims, const std::string& where) {
  if (!where.starts_with('/')) return claims.value(where, json());
  const json::json_pointer pointer(where);
  return claims.contains(pointer) ? claims.at(pointer) : json();
}

// Of a NumericDate: whole seconds, or with a fraction. nullopt: absent.
Result<std::optional<double>> seconds(const json& claims, const char* name) {
  const auto at = claims.find(name);
  if (at == claims.end()) return std::optional<double>();
  if (!at->is_number()) return refused(std::string("has no number as ") + name);
  return std::optional(at->get<double>());
}

Status check_times(const json& claims, DateTime now) {
  const auto expires = seconds(claims, "exp"), begins = seconds(claims, "nbf");
  if (!expires) return expires.status();
  if (!begins) return begins.status();
  const double at = static_cast<double>(now.micros) / 1e6, leeway = kJwtLeewaySeconds;
  if (!*expires) return refused("never expires (it has no exp)");
  if (**expires > 253'402'300'799.0 || **expires < 0) return refused("has an exp out of range");
  if (at >= **expires + leeway) return refused("has expired");
  if (*begins && at < **begins - leeway) return refused("is not valid yet");
  return {};
}

bool holds_text(const json& claims, const char* name, const std::string& wanted) {
  const auto at = claims.find(name);
  if (at == claims.end()) return false;
  if (!at->is_array()) return *at == wanted;
  return std::find(at->begin(), at->end(), wanted) != at->end();
}

// The highest of the roles that the claim names; other words in it are somebody else's.
std::optional<Role> role_of(const json& claimed) {
  std::optional<Role> highest;
  for (const json& word : claimed.is_array() ? claimed : json::array({claimed})) {
    if (!word.is_string()) continue;
    const auto role = parse_role(word.get<std::string>());
    if (role && (!highest || *role > *highest)) highest = role;
  }
  return highest;
}

Status add_scope(const json& claimed, const std::string& where, Caller& caller) {
  if (claimed == "*") return {};
  if (!claimed.is_array() || claimed.size() > kMaxScopeAccounts ||
      !std::all_of(claimed.begin(), claimed.end(), [](const json& id) { return id.is_string(); }))
    return refused("names no accounts: " + where + " must be a list of ids, or \"*\"");
  caller.scope = std::make_shared<Scope>(claimed.get<std::vector<std::string>>());
  return {};
}

Result<Caller> caller_of(const json& claims, const JwtOptions& options) {
  Caller caller;
  const json name = claim(claims, options.name_claim);
  if (!name.is_string() || name.get_ref<const std::string&>().empty())
    return refused("does not say whose it is: " + options.name_claim + " must be a text");
  // With what it is, so that no claim can pass for somebody's token.
  caller.name = utf8::truncate(name.get<std::string>(), kMaxCallerName) + " (JWT)";
  const auto role = role_of(claim(claims, options.role_claim));
  if (!role) return refused("gives no role: " + options.role_claim + " must be viewer, editor or admin");
  caller.role = *role;
  if (auto s = add_scope(claim(claims, options.accounts_claim), options.accounts_claim, caller); !s.ok())
    return s;
  return caller;
}

// RS256 and ES256 alone: "none" and secrets shared with clients are not among them.
std::string algorithm_of(const json& jwk) {
  const auto type = text_member(jwk, "kty"), use = text_member(jwk, "use"), alg = text_member(jwk, "alg");
  if (!use.empty() && use != "sig") return "";
  std::string algorithm;
  if (type == "RSA" && text_member(jwk, "n").size() >= kMinRsaModulus) algorithm = "RS256";
  if (type == "EC" && text_member(jwk, "crv") == "P-256") algorithm = "ES256";
  return alg.empty() || alg == algorithm ? algorithm : "";
}

}  // namespace

Status JwtOptions::Validate() const {
  if (keys.empty()) return {};
  if (issuer.empty() || audience.empty())
    return Status::invalid_argument(
        "jwt-keys needs jwt-issuer and jwt-audience: else a token for another service would do");
  for (const auto& where : {role_claim, accounts_claim, name_claim}) {
    if (where.empty()) return Status::invalid_argument("a claim of the JWT has no name");
    try {
      if (where.starts_with('/')) json::json_pointer check(where);
    } catch (const json::exception&) {
      return Status::invalid_argument("'" + where + "' is no JSON pointer");
    }
  }
  return {};
}

JwtVerifier::JwtVerifier(const JwtOptions& options)
    : options_(options), keys_(options.keys, "the keys of the JWT", read_keys) {}
JwtVerifier::~JwtVerifier() = default;

Result<JwtVerifier::Keys> JwtVerifier::read_keys(const std::string& path) {
  const auto text = read_small_file(path, kMaxKeyFileBytes);
  if (!text) return text.status();
  const auto document = parse_json_object(*text);
  if (!document) return document.status().with_context(path);
  const auto list = document->find("keys");
  if (list == document->end() || !list->is_array() || list->size() > kMaxKeys)
    return Status::invalid_argument(path + " is no JWK Set of at most " + std::to_string(kMaxKeys) + " keys");
  Keys keys;
  for (const json& jwk : *list) {
    const auto algorithm = jwk.is_object() ? algorithm_of(jwk) : std::string();
    if (algorithm.empty()) continue;
    json kept = {{"kty", jwk["kty"]}, {"alg", algorithm}};
    for (const char* member : {"n", "e", "crv", "x", "y"}) {
      if (jwk.contains(member)) kept[member] = jwk[member];
    }
    keys.push_back({text_member(jwk, "kid"), algorithm, kept.dump()});
  }
  if (keys.empty())
    return Status::invalid_argument(path + " holds no key for RS256 (2048 bits or more) or ES256");
  return keys;
}

Result<std::unique_ptr<JwtVerifier>> JwtVerifier::open(const JwtOptions& options) {
  if (const auto valid = options.Validate(); !valid.ok()) return valid;
  if (const auto keys = read_keys(options.keys); !keys) return keys.status();
  return std::unique_ptr<JwtVerifier>(new JwtVerifier(options));
}

Result<JwtCaller> JwtVerifier::verify(std::string_view token, DateTime now) {
  if (token.size() > kMaxJwtBytes) return refused("is too long");
  const auto parts = split(token);
  if (!parts) return refused("is not of three parts");
  const auto header = decode_part((*parts)[0]);
  if (!header) return header.status();
  const auto algorithm = text_member(*header, "alg"), id = text_member(*header, "kid");
  if (algorithm != "RS256" && algorithm != "ES256") return refused("is signed with neither RS256 nor ES256");
  if (header->contains("crit")) return refused("has critical extensions, of which none is known");
  const auto usable = keys_.get();
  const bool signed_well = std::any_of(usable->begin(), usable->end(), [&](const Key& key) {
    return key.algorithm == algorithm && (id.empty() || key.id.empty() || key.id == id) &&
           signature_holds(*parts, key.jwk);
  });
  if (!signed_well) return refused("is not signed by a key that this server knows");
  const auto claims = decode_part((*parts)[1]);
  if (!claims) return claims.status();
  if (auto s = check_times(*claims, now); !s.ok()) return s;
  if (text_member(*claims, "iss") != options_.issuer) return refused("comes from another issuer");
  if (!holds_text(*claims, "aud", options_.audience)) return refused("is meant for another service");
  auto caller = caller_of(*claims, options_);
  if (!caller) return caller.status();
  const auto expires = claims->at("exp").get<double>();
  return JwtCaller{*std::move(caller), DateTime{static_cast<std::int64_t>(expires * 1e6)}};
}

}  // namespace relmap::server

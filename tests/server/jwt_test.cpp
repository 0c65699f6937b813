// JSON Web Tokens of an identity provider: what is taken, and what is not.
#include <gmock/gmock.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "client.h"
#include "jwt.h"

namespace relmap::server {
namespace {

using ::testing::HasSubstr;
using testing::TempDir;

// Keys and signatures are made here by OpenSSL, not by the library that checks them

std::string base64url(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  out.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                                      reinterpret_cast<const unsigned char*>(bytes.data()),
                                                      static_cast<int>(bytes.size()))));
  while (out.ends_with('=')) out.pop_back();
  for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return out;
}

std::string number_of(EVP_PKEY* key, const char* name, std::size_t width = 0) {
  BIGNUM* number = nullptr;
  EXPECT_EQ(EVP_PKEY_get_bn_param(key, name, &number), 1) << name;
  std::string bytes(width ? width : static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  BN_free(number);
  return base64url(bytes);
}

struct SigningKey {
  explicit SigningKey(bool rsa) : is_rsa(rsa), key(rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256")) {}
  ~SigningKey() { EVP_PKEY_free(key); }
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;

  nlohmann::json jwk(const std::string& id) const {
    if (is_rsa)
      return {{"kty", "RSA"},
              {"kid", id},
              {"use", "sig"},
              {"n", number_of(key, OSSL_PKEY_PARAM_RSA_N)},
              {"e", number_of(key, OSSL_PKEY_PARAM_RSA_E)}};
    return {{"kty", "EC"},
            {"crv", "P-256"},
            {"kid", id},
            {"x", number_of(key, OSSL_PKEY_PARAM_EC_PUB_X, 32)},
            {"y", number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y, 32)}};
  }

  std::string sign(const std::string& text) const {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key);
    std::size_t size = 1024;
    std::string signature(size, '\0');
    EXPECT_EQ(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                             reinterpret_cast<const unsigned char*>(text.data()), text.size()),
              1);
    EVP_MD_CTX_free(context);
    signature.resize(size);
    if (is_rsa) return signature;
    const auto* der = reinterpret_cast<const unsigned char*>(signature.data());
    ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &der, static_cast<long>(size));
    std::string raw(64, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), reinterpret_cast<unsigned char*>(raw.data()), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), reinterpret_cast<unsigned char*>(raw.data()) + 32, 32);
    ECDSA_SIG_free(pair);
    return raw;
  }

  std::string jwt(const nlohmann::json& claims, const std::string& id, nlohmann::json header = {}) const {
    header["kid"] = id;
    if (!header.contains("alg")) header["alg"] = is_rsa ? "RS256" : "ES256";
    const auto signed_part = base64url(header.dump()) + "." + base64url(claims.dump());
    return signed_part + "." + base64url(sign(signed_part));
  }

  const bool is_rsa;
  EVP_PKEY* const key;
};

class Jwt : public ::testing::Test {
 protected:
  Jwt() {
    std::ofstream(dir_.path("jwks.json")) << nlohmann::json{{"keys", {rsa_.jwk("r1"), ec_.jwk("e1")}}}.dump();
    options_.keys = dir_.path("jwks.json");
    options_.issuer = "https://login.example";
    options_.audience = "relmap";
    verifier_ = *JwtVerifier::open(options_);
  }
  nlohmann::json claims(nlohmann::json more = nlohmann::json::object()) const {
    nlohmann::json all{{"iss", "https://login.example"}, {"aud", "relmap"},
                       {"sub", "eva@example.com"},       {"exp", 1'800'000'000},
                       {"relmap_role", "editor"},        {"relmap_accounts", {"bank"}}};
    all.update(more);
    return all;
  }
  std::string why_not(const std::string& token) {
    const auto verified = verifier_->verify(token, now_);
    return verified ? "" : verified.status().message();
  }

  const TempDir dir_;
  const SigningKey rsa_{true}, ec_{false}, stranger_{true};
  JwtOptions options_;
  std::unique_ptr<JwtVerifier> verifier_;
  const DateTime now_{1'700'000'000'000'000};
};

TEST_F(Jwt, BecomesACaller) {
  for (const auto& token : {rsa_.jwt(claims(), "r1"), ec_.jwt(claims(), "e1")}) {
    const auto verified = verifier_->verify(token, now_);
    ASSERT_TRUE(verified.ok()) << verified.status().to_string();
    EXPECT_EQ(verified->caller.name, "eva@example.com (JWT)");
    EXPECT_EQ(verified->caller.role, Role::kEditor);
    EXPECT_EQ(verified->caller.scope->accounts, std::vector<std::string>{"bank"});
  }
  const auto admin = verifier_->verify(rsa_.jwt(claims({{"relmap_role", {"other", "viewer", "admin"}},
                                                        {"relmap_accounts", "*"},
                                                        {"aud", {"x", "relmap"}}}),
                                                "r1"),
                                       now_);
  ASSERT_TRUE(admin.ok()) << admin.status().to_string();
  EXPECT_EQ(admin->caller.role, Role::kAdmin);
  EXPECT_TRUE(admin->caller.sees_all());
}

TEST_F(Jwt, RefusesWhatIsNotSignedForIt) {
  const auto good = rsa_.jwt(claims(), "r1");
  EXPECT_EQ(why_not(good), "");
  EXPECT_THAT(why_not(stranger_.jwt(claims(), "r1")), HasSubstr("not signed by a key"));
  EXPECT_THAT(why_not(rsa_.jwt(claims(), "r2")), HasSubstr("not signed by a key"));
  // A signature made as one algorithm and told to be another; none; a secret that is the public key.
  EXPECT_THAT(why_not(rsa_.jwt(claims(), "r1", {{"alg", "ES256"}})), HasSubstr("not signed by a key"));
  for (const char* alg : {"none", "HS256", "RS512", "", "rs256"}) {
    EXPECT_THAT(why_not(rsa_.jwt(claims(), "r1", {{"alg", alg}})), HasSubstr("neither RS256 nor ES256"))
        << alg;
  }
  EXPECT_THAT(why_not(rsa_.jwt(claims(), "r1", {{"crit", {"x"}}})), HasSubstr("critical"));
  EXPECT_THAT(why_not(good.substr(0, good.rfind('.') + 1)), HasSubstr("not signed"));
  const auto middle = good.find('.');
  EXPECT_NE(why_not(good.substr(0, middle + 1) + base64url(claims({{"relmap_role", "admin"}}).dump()) +
                    good.substr(good.rfind('.'))),
            "");
  for (const char* odd : {"", ".", "..", "...", "a.b.c", "eyJ.eyJ.x", "é.é.é"})
    EXPECT_NE(why_not(odd), "") << odd;
  EXPECT_THAT(why_not(std::string(20'000, 'a')), HasSubstr("too long"));
}

TEST_F(Jwt, RefusesWhatItDoesNotSay) {
  const auto with = [&](nlohmann::json more) { return why_not(rsa_.jwt(claims(std::move(more)), "r1")); };
  EXPECT_THAT(with({{"exp", 1'600'000'000}}), HasSubstr("expired"));
  EXPECT_THAT(with({{"exp", nullptr}}), HasSubstr("no number"));
  EXPECT_THAT(with({{"exp", 1e30}}), HasSubstr("out of range"));
  EXPECT_THAT(with({{"nbf", 1'750'000'000}}), HasSubstr("not valid yet"));
  EXPECT_THAT(with({{"iss", "https://evil.example"}}), HasSubstr("another issuer"));
  EXPECT_THAT(with({{"aud", "mail"}}), HasSubstr("another service"));
  EXPECT_THAT(with({{"relmap_role", "boss"}}), HasSubstr("no role"));
  EXPECT_THAT(with({{"relmap_accounts", nullptr}}), HasSubstr("no accounts"));
  EXPECT_THAT(with({{"relmap_accounts", {1, 2}}}), HasSubstr("no accounts"));
  EXPECT_THAT(with({{"sub", ""}}), HasSubstr("whose it is"));
  auto endless = claims();
  endless.erase("exp");
  EXPECT_THAT(why_not(rsa_.jwt(endless, "r1")), HasSubstr("never expires"));
}

TEST_F(Jwt, ClaimsMayStandDeeper) {
  options_.role_claim = "/realm/roles";
  verifier_ = *JwtVerifier::open(options_);
  EXPECT_EQ(why_not(rsa_.jwt(claims({{"realm", {{"roles", {"viewer"}}}}}), "r1")), "");
  EXPECT_NE(why_not(rsa_.jwt(claims(), "r1")), "");
  options_.role_claim = "/bad~pointer";
  EXPECT_FALSE(JwtVerifier::open(options_).ok());
}

TEST_F(Jwt, KeysThatAreOfNoUseAreRefused) {
  std::ofstream(options_.keys)
      << R"({"keys":[{"kty":"oct","k":"c2VjcmV0"},{"kty":"RSA","n":"abc","e":"AQAB"}]})";
  EXPECT_FALSE(JwtVerifier::open(options_).ok());
  options_.issuer.clear();
  EXPECT_THAT(JwtVerifier::open(options_).status().message(), HasSubstr("jwt-issuer"));
}

}  // namespace
}  // namespace relmap::server

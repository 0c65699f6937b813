// The server under TLS: its files, what a client sees, and clients that do not speak it.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "client.h"
#include "connection.h"
#include "http_server.h"
#include "tls.h"
#include "world.h"

namespace relmap::server {
namespace {

using ::testing::HasSubstr;
using testing::RawClient;
using testing::ServiceTest;
using testing::TempDir;

template <class T, void (*kFree)(T*)>
struct Free {
  void operator()(T* pointer) const { kFree(pointer); }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY, EVP_PKEY_free>>;

struct File {
  explicit File(const std::string& path) : file(std::fopen(path.c_str(), "w")) {}
  ~File() { std::fclose(file); }
  std::FILE* file;
};

// A key of its own and a certificate that it signs itself, for `name`.
void write_certificate(const TlsFiles& files, const char* name) {
  const Key key(EVP_EC_gen("P-256"));
  const std::unique_ptr<X509, Free<X509, X509_free>> certificate(X509_new());
  ASSERT_TRUE(key && certificate);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 24L * 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name), -1,
                             -1, 0);
  X509_set_issuer_name(certificate.get(), subject);
  ASSERT_GT(X509_sign(certificate.get(), key.get(), EVP_sha256()), 0);
  ASSERT_EQ(PEM_write_X509(File(files.certificate).file, certificate.get()), 1);
  ASSERT_EQ(PEM_write_PrivateKey(File(files.key).file, key.get(), nullptr, nullptr, 0, nullptr, nullptr), 1);
}

// A client that trusts whom it meets. Its socket's waits are bounded, so that no test hangs.
class TlsClient {
 public:
  explicit TlsClient(int port, int newest = TLS1_3_VERSION) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{60, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    context_.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), newest);
    SSL_CTX_set_security_level(context_.get(), 0);  // else it is this side that refuses what is old
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), socket_);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                 SSL_connect(ssl_.get()) == 1;
  }
  ~TlsClient() { ::close(socket_); }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  bool connected() const { return connected_; }
  std::string version() const { return SSL_get_version(ssl_.get()); }
  std::string server_name() const {
    const std::unique_ptr<X509, Free<X509, X509_free>> theirs(SSL_get1_peer_certificate(ssl_.get()));
    char text[64] = "";
    X509_NAME_get_text_by_NID(X509_get_subject_name(theirs.get()), NID_commonName, text, sizeof text);
    return text;
  }
  bool send(std::string_view bytes) {
    return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
  }
  // The status and the body of the next answer; 0 where none comes.
  std::pair<int, std::string> receive() {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!more()) return {};
    }
    const testing::RawResponse head{0, buffer_.substr(0, end + 2), ""};
    const auto length = static_cast<std::size_t>(std::atoll(head.header("Content-Length").c_str()));
    while (buffer_.size() < end + 4 + length) {
      if (!more()) return {};
    }
    const std::pair<int, std::string> answer{std::atoi(head.head.substr(9, 3).c_str()),
                                             buffer_.substr(end + 4, length)};
    buffer_.erase(0, end + 4 + length);
    return answer;
  }
  std::pair<int, std::string> get(const std::string& target, const std::string& more = "") {
    if (!send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n")) return {};
    return receive();
  }
  std::pair<int, std::string> put(const std::string& target, const std::string& body,
                                  const std::string& more = "") {
    if (!send("PUT " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more +
              "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body))
      return {};
    return receive();
  }
  // Whether the server ended with a close_notify, so that nobody can have cut the answer off.
  bool said_goodbye() {
    while (more()) continue;
    return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
  }
  bool renegotiates() {
    return SSL_renegotiate(ssl_.get()) == 1 && SSL_do_handshake(ssl_.get()) == 1 &&
           get("/healthz").first == 200;
  }

 private:
  bool more() {
    char data[16'384];
    const int n = SSL_read(ssl_.get(), data, sizeof data);
    if (n > 0) buffer_.append(data, static_cast<std::size_t>(n));
    return n > 0;
  }

  int socket_ = -1;
  bool connected_ = false;
  std::string buffer_;
  std::unique_ptr<SSL_CTX, Free<SSL_CTX, SSL_CTX_free>> context_;
  std::unique_ptr<SSL, Free<SSL, SSL_free>> ssl_;
};

class Tls : public ServiceTest {
 protected:
  Tls() {
    files_ = {dir_.path("chain.pem"), dir_.path("key.pem")};
    write_certificate(files_, "first");
    start({});
  }
  ~Tls() override { stop(); }

  void start(HttpServerOptions http) {
    stop();
    options_.max_body_bytes = 1u << 20;
    service_ = std::make_unique<Service>(*graph_, nullptr, options_);
    ListenAddress any;
    any.port = 0;
    http.tls_certificate = files_.certificate;
    http.tls_key = files_.key;
    auto server = HttpServer::bind(*service_, any, http);
    ASSERT_TRUE(server.ok()) << server.status().to_string();
    server_ = *std::move(server);
    thread_ = std::thread([this] { EXPECT_TRUE(server_->run().ok()); });
  }
  void stop() {
    if (!thread_.joinable()) return;
    server_->stop();
    thread_.join();
  }
  Status bind_error(const TlsFiles& files) {
    ListenAddress any;
    any.port = 0;
    HttpServerOptions http;
    http.tls_certificate = files.certificate;
    http.tls_key = files.key;
    EXPECT_EQ(check_tls_files(files).to_string(),
              HttpServer::bind(*service_, any, http).status().to_string());
    return check_tls_files(files);
  }
  int port() const { return server_->port(); }

  TempDir dir_;
  TlsFiles files_;
  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
};

TEST_F(Tls, ManyRequestsOnOneConnection) {
  EXPECT_EQ(server_->url(), "https://127.0.0.1:" + std::to_string(port()));
  TlsClient client(port());
  ASSERT_TRUE(client.connected());
  EXPECT_EQ(client.version(), "TLSv1.3");
  for (int i = 0; i < 20; ++i) ASSERT_EQ(client.get("/api/v1/accounts/bank").first, 200) << i;
  ASSERT_TRUE(client.send(
      "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  EXPECT_EQ(client.receive().first, 200) << "sent ahead, in one record";
  EXPECT_EQ(client.receive().first, 404);
  EXPECT_EQ(client.get("/healthz", "Connection: close\r\n").first, 200);
  EXPECT_TRUE(client.said_goodbye());
}

TEST_F(Tls, BodiesLargerThanARecordGoBothWays) {
  TlsClient client(port());
  const std::string notes(1'000'000, 'n');
  const std::string body = R"({"properties":{"name":"Big","notes":")" + notes + "\"}}";
  ASSERT_EQ(client.put("/api/v1/nodes/Contact/big", body).first, 201);
  const auto [status, text] = client.get("/api/v1/nodes/Contact/big");
  EXPECT_EQ(status, 200);
  const auto json = nlohmann::json::parse(text, nullptr, false);
  ASSERT_TRUE(json.is_object()) << text.substr(0, 200);
  EXPECT_EQ(json["properties"]["notes"], notes);
  EXPECT_EQ(client.put("/api/v1/nodes/Contact/huge", std::string(2u << 20, ' ')).first, 413);
}

TEST_F(Tls, NothingOlderThanTls12AndNoRenegotiation) {
  TlsClient older(port(), TLS1_1_VERSION);
  EXPECT_FALSE(older.connected());
  TlsClient old(port(), TLS1_2_VERSION);
  ASSERT_TRUE(old.connected());
  EXPECT_EQ(old.version(), "TLSv1.2");
  EXPECT_EQ(old.get("/healthz").first, 200);
  EXPECT_FALSE(old.renegotiates());
}

TEST_F(Tls, TheOriginIsThatOfThePage) {
  TlsClient own(port());
  EXPECT_EQ(own.put("/api/v1/nodes/Contact/x", R"({"properties":{}})", "Origin: https://localhost\r\n").first,
            201);
  // What does TLS in front of the server makes one of the other; a page of another host stays out.
  EXPECT_EQ(own.put("/api/v1/nodes/Contact/y", R"({"properties":{}})", "Origin: http://localhost\r\n").first,
            201);
  EXPECT_EQ(
      own.put("/api/v1/nodes/Contact/z", R"({"properties":{}})", "Origin: https://evil.example\r\n").first,
      403);
}

TEST_F(Tls, FilesThatDoNotServeAreNamed) {
  const TlsFiles other{dir_.path("other.pem"), dir_.path("other_key.pem")};
  write_certificate(other, "other");
  const auto mismatch = bind_error({files_.certificate, other.key});
  EXPECT_EQ(mismatch.code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(mismatch.message(), HasSubstr("other_key.pem' is not that of the certificate in"));
  const auto missing = bind_error({dir_.path("nowhere.pem"), files_.key});
  EXPECT_EQ(missing.code(), StatusCode::kIo);
  EXPECT_THAT(missing.message(), HasSubstr("nowhere.pem"));
  EXPECT_EQ(bind_error({files_.certificate, ""}).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(bind_error({"", files_.key}).code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(bind_error({files_.key, files_.key}).message(), HasSubstr("as a certificate in PEM"));
  EXPECT_THAT(bind_error({files_.certificate, files_.certificate}).message(), HasSubstr("as a private key"));
  EXPECT_EQ(bind_error({dir_.path(""), files_.key}).code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(check_tls_files({}).ok());
  EXPECT_TRUE(check_tls_files(files_).ok());
}

TEST_F(Tls, AKeyWithAPassphraseIsRefusedAndNotAskedFor) {
  const Key key(EVP_EC_gen("P-256"));
  const auto* words = reinterpret_cast<const unsigned char*>("secret");
  ASSERT_EQ(PEM_write_PrivateKey(File(dir_.path("locked.pem")).file, key.get(), EVP_aes_256_cbc(), words, 6,
                                 nullptr, nullptr),
            1);
  EXPECT_THAT(bind_error({files_.certificate, dir_.path("locked.pem")}).message(),
              HasSubstr("without a passphrase"));
}

// The name in the server's certificate, once it is `wanted` or the patience is over.
std::string name_soon(int port, const std::string& wanted) {
  std::string name;
  for (int i = 0; i < 100 && name != wanted; ++i) {
    TlsClient client(port);
    if (!client.connected()) return "no connection";
    name = client.server_name();
    if (name != wanted) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return name;
}

TEST_F(Tls, ANewCertificateIsUsedAndABadOneIsNot) {
  TlsClient before(port());
  EXPECT_EQ(before.server_name(), "first");
  write_certificate(files_, "second");
  EXPECT_EQ(name_soon(port(), "second"), "second");
  EXPECT_EQ(before.get("/healthz").first, 200) << "open connections go on";
  std::ofstream(files_.certificate) << "rubbish";
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // the server looks once a second
  for (int i = 0; i < 2; ++i) {
    TlsClient after(port());
    ASSERT_TRUE(after.connected());
    EXPECT_EQ(after.server_name(), "second");
  }
  write_certificate(files_, "third");
  EXPECT_EQ(name_soon(port(), "third"), "third");
}

TEST_F(Tls, ClientsThatNeverShakeHandsGiveWay) {
  HttpServerOptions http;
  http.max_connections = 4;
  start(http);
  std::vector<std::unique_ptr<RawClient>> silent;
  for (int i = 0; i < 12; ++i) silent.push_back(std::make_unique<RawClient>(port()));
  for (int i = 0; i < 5; ++i) {
    TlsClient client(port());
    ASSERT_TRUE(client.connected());
    EXPECT_EQ(client.get("/healthz").first, 200);
  }
}

TEST_F(Tls, AHandshakeHasItsTime) {
  HttpServerOptions http;
  http.request_time = std::chrono::milliseconds(200);
  start(http);
  RawClient half(port());
  ASSERT_TRUE(
      half.send(std::string_view("\x16\x03\x01\x02\x00\x01", 6)));  // a record of 512 bytes that never come
  EXPECT_TRUE(half.closed());
}

TEST_F(Tls, ThoseWhoSpeakSomethingElseAreLetGo) {
  for (const std::string& bytes :
       {std::string("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"), std::string(100'000, 'x'),
        std::string("\x16\x03\x01\xff\xff", 5) + std::string(70'000, '\0'),
        std::string("\x80\x2e\x01\x00\x02", 5) + std::string(60, '\0')}) {
    RawClient client(port());
    client.send(bytes);
    EXPECT_FALSE(client.receive()) << "nothing that looks like HTTP";
    EXPECT_TRUE(client.closed());
  }
  EXPECT_EQ(TlsClient(port()).get("/healthz").first, 200);
}

TEST_F(Tls, StopEndsIdleConnections) {
  TlsClient idle(port());
  ASSERT_EQ(idle.get("/healthz").first, 200);
  RawClient silent(port());
  stop();
  EXPECT_TRUE(idle.said_goodbye());
  EXPECT_TRUE(silent.closed());
}

// The address of a client that came from `family`'s loopback address to a socket that listens on `listen_on`.
std::string peer_over(const char* listen_on, const char* connect_to) {
  const int listener = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int off = 0;
  ::setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  ::inet_pton(AF_INET6, listen_on, &address.sin6_addr);
  socklen_t size = sizeof address;
  auto* const at = reinterpret_cast<sockaddr*>(&address);
  std::string peer = "no IPv6";
  if (::bind(listener, at, size) == 0 && ::listen(listener, 1) == 0 &&
      ::getsockname(listener, at, &size) == 0) {
    ::inet_pton(AF_INET6, connect_to, &address.sin6_addr);
    const int client = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(::connect(client, at, size), 0);
    Connection connection(::accept(listener, nullptr, nullptr), {});
    peer = connection.peer();
    connection.close_gently(false);
    ::close(client);
  }
  ::close(listener);
  return peer;
}

TEST(Peer, AnAddressOfIPv4LooksLikeOne) {
  const auto mapped = peer_over("::", "::ffff:127.0.0.1");
  if (mapped == "no IPv6") GTEST_SKIP() << "this machine has no IPv6";
  EXPECT_EQ(mapped, "127.0.0.1");
  EXPECT_EQ(peer_over("::1", "::1"), "::1");
}

}  // namespace
}  // namespace relmap::server

#include "tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

namespace relmap::server {
namespace {

constexpr off_t kMaxFileBytes = 1 << 20;
constexpr std::chrono::seconds kLookEvery{1};
// For TLS 1.2: forward secrecy and authenticated encryption only. TLS 1.3 has nothing else.
constexpr const char* kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using ContextPtr = std::unique_ptr<SSL_CTX, FreeContext>;

// OpenSSL's own socket BIO blocks where the socket does, and raises SIGPIPE where the client has gone.
int socket_of(BIO* bio) { return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio))); }

bool is_for_later(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

int bio_read(BIO* bio, char* data, int size) {
  BIO_clear_retry_flags(bio);
  const auto n = ::recv(socket_of(bio), data, static_cast<std::size_t>(size), MSG_DONTWAIT);
  if (n < 0 && is_for_later(errno)) BIO_set_retry_read(bio);
  return static_cast<int>(n);
}

int bio_write(BIO* bio, const char* data, int size) {
  BIO_clear_retry_flags(bio);
  const auto n = ::send(socket_of(bio), data, static_cast<std::size_t>(size), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (n < 0 && is_for_later(errno)) BIO_set_retry_write(bio);
  return static_cast<int>(n);
}

long bio_control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

const BIO_METHOD* socket_method() {
  static const BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "relmap socket");
    if (!made) return made;
    BIO_meth_set_read(made, bio_read);
    BIO_meth_set_write(made, bio_write);
    BIO_meth_set_ctrl(made, bio_control);
    return made;
  }();
  return method;
}

BIO* new_socket_bio(int socket) {
  BIO* bio = BIO_new(socket_method());
  if (!bio) return nullptr;
  BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(socket)));
  BIO_set_init(bio, 1);
  return bio;
}

// The first of OpenSSL's reasons, to which those after it add nothing; the queue is empty afterwards.
std::string openssl_reason() {
  const auto error = ERR_peek_error();
  const char* reason = ERR_reason_error_string(error);
  ERR_clear_error();
  return reason ? reason : "no reason is given";
}

Status check_file(const std::string& what, const std::string& file) {
  struct stat now {};
  if (::stat(file.c_str(), &now) != 0 || ::access(file.c_str(), R_OK) != 0)
    return Status::io("the " + what + " file '" + file + "' cannot be read: " + std::strerror(errno));
  if (!S_ISREG(now.st_mode))
    return Status::invalid_argument("the " + what + " file '" + file + "' is not a file");
  if (now.st_size > kMaxFileBytes)
    return Status::invalid_argument("the " + what + " file '" + file + "' is larger than " +
                                    std::to_string(kMaxFileBytes) + " bytes");
  return {};
}

// What changes with the content of the files, as far as that can be told without reading them.
std::string stamp_of(const TlsFiles& files) {
  std::string stamp;
  for (const auto& file : {files.certificate, files.key}) {
    struct stat now {};
    if (::stat(file.c_str(), &now) != 0) now = {};
    for (const auto part : {static_cast<std::int64_t>(now.st_dev), static_cast<std::int64_t>(now.st_ino),
                            static_cast<std::int64_t>(now.st_size), now.st_mtim.tv_sec, now.st_mtim.tv_nsec,
                            now.st_ctim.tv_sec, now.st_ctim.tv_nsec}) {
      stamp += std::to_string(part) + ' ';
    }
  }
  return stamp;
}

ContextPtr new_context() {
  ContextPtr context(SSL_CTX_new(TLS_server_method()));
  if (!context) return nullptr;
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(context.get(), kCiphers);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);  // tickets hold what is resumed
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_RELEASE_BUFFERS);
  // So that each record comes back to the caller, who looks at the clock: a client that sends nothing but key
  // updates would hold the thread otherwise.
  SSL_CTX_clear_mode(context.get(), SSL_MODE_AUTO_RETRY);
  // A key with a passphrase is an error; OpenSSL would ask on the terminal.
  SSL_CTX_set_default_passwd_cb(context.get(), [](char*, int, int, void*) { return 0; });
  return context;
}

Status use_files(SSL_CTX* context, const TlsFiles& files) {
  if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1)
    return Status::invalid_argument("'" + files.certificate +
                                    "' cannot be read as a certificate in PEM: " + openssl_reason());
  if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) == 1) return {};
  const int reason = ERR_GET_REASON(ERR_peek_last_error());
  const bool other_key = ERR_GET_LIB(ERR_peek_last_error()) == ERR_LIB_X509 &&
                         (reason == X509_R_KEY_VALUES_MISMATCH || reason == X509_R_KEY_TYPE_MISMATCH);
  const auto text = openssl_reason();
  if (other_key)
    return Status::invalid_argument("the key in '" + files.key + "' is not that of the certificate in '" +
                                    files.certificate + "'");
  return Status::invalid_argument("'" + files.key +
                                  "' cannot be read as a private key in PEM without a passphrase: " + text);
}

void warn_if_out_of_date(SSL_CTX* context, const std::string& file) {
  const X509* certificate = SSL_CTX_get0_certificate(context);
  if (!certificate) return;
  if (X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0) {
    spdlog::warn("the certificate in '{}' has expired", file);
  } else if (X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0) {
    spdlog::warn("the certificate in '{}' is not valid yet", file);
  }
}

}  // namespace

struct TlsContext::Loaded {
  ContextPtr context;
};

struct TlsSession::Impl {
  explicit Impl(SSL* made) : ssl(made) {}
  ~Impl() { SSL_free(ssl); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  SSL* ssl;
  bool established = false;
  bool failed = false;  // OpenSSL must not be called any more
};

TlsSession::TlsSession(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TlsSession::~TlsSession() = default;

// `result`: what SSL_… returned, 1 for success. To be called before anything else of OpenSSL.
IoStep TlsSession::step_of(int result) {
  const int error = SSL_get_error(impl_->ssl, result);
  ERR_clear_error();
  switch (error) {
    case SSL_ERROR_NONE:
      return {IoStep::State::kDone, 0};
    case SSL_ERROR_WANT_READ:
      return {IoStep::State::kWantsRead, 0};
    case SSL_ERROR_WANT_WRITE:
      return {IoStep::State::kWantsWrite, 0};
    case SSL_ERROR_ZERO_RETURN:
      return {IoStep::State::kEnd, 0};
    default:
      impl_->failed = true;
      return {IoStep::State::kFailed, 0};
  }
}

IoStep TlsSession::handshake() {
  if (impl_->failed) return {};
  ERR_clear_error();
  const auto step = step_of(SSL_accept(impl_->ssl));
  impl_->established = step.state == IoStep::State::kDone;
  return step;
}

bool TlsSession::established() const { return impl_->established; }

IoStep TlsSession::read(char* data, std::size_t size) {
  if (impl_->failed || !impl_->established) return {};
  ERR_clear_error();
  std::size_t moved = 0;
  auto step = step_of(SSL_read_ex(impl_->ssl, data, size, &moved));
  step.bytes = moved;
  return step;
}

IoStep TlsSession::write(const char* data, std::size_t size) {
  if (impl_->failed || !impl_->established) return {};
  ERR_clear_error();
  std::size_t moved = 0;
  auto step = step_of(SSL_write_ex(impl_->ssl, data, size, &moved));
  step.bytes = moved;
  return step;
}

bool TlsSession::has_pending() const { return impl_->established && SSL_has_pending(impl_->ssl) == 1; }

void TlsSession::say_goodbye() {
  if (impl_->failed || !impl_->established) return;
  SSL_shutdown(impl_->ssl);
  ERR_clear_error();
}

TlsContext::TlsContext(TlsFiles files) : files_(std::move(files)) {}
TlsContext::~TlsContext() = default;

Result<std::shared_ptr<TlsContext::Loaded>> TlsContext::read(const TlsFiles& files) {
  if (files.certificate.empty() || files.key.empty())
    return Status::invalid_argument("TLS needs a certificate file and a key file; only one is named");
  if (auto s = check_file("certificate", files.certificate); !s.ok()) return s;
  if (auto s = check_file("key", files.key); !s.ok()) return s;
  ERR_clear_error();
  auto context = new_context();
  if (!context) return Status::internal("TLS cannot be set up: " + openssl_reason());
  if (auto s = use_files(context.get(), files); !s.ok()) return s;
  warn_if_out_of_date(context.get(), files.certificate);
  return std::make_shared<Loaded>(Loaded{std::move(context)});
}

Result<std::unique_ptr<TlsContext>> TlsContext::load(TlsFiles files) {
  std::unique_ptr<TlsContext> made(new TlsContext(std::move(files)));
  made->stamp_ = stamp_of(made->files_);  // before they are read: what changes later shall be seen
  auto loaded = read(made->files_);
  if (!loaded) return loaded.status();
  made->loaded_ = *std::move(loaded);
  made->looked_ = std::chrono::steady_clock::now();
  return made;
}

std::shared_ptr<TlsContext::Loaded> TlsContext::current() {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (now - looked_ < kLookEvery) return loaded_;
  looked_ = now;
  auto stamp = stamp_of(files_);
  if (stamp == stamp_) return loaded_;
  stamp_ = std::move(stamp);
  if (auto fresh = read(files_)) {
    loaded_ = *std::move(fresh);
    spdlog::info("the certificate in '{}' has been read anew", files_.certificate);
  } else {
    spdlog::error("the changed TLS files do not load, those before stay in use: {}",
                  fresh.status().message());
  }
  return loaded_;
}

std::unique_ptr<TlsSession> TlsContext::session(int socket) {
  const auto loaded = current();
  SSL* ssl = SSL_new(loaded->context.get());  // which keeps the context for itself
  if (!ssl) return nullptr;
  auto impl = std::make_unique<TlsSession::Impl>(ssl);
  BIO* bio = new_socket_bio(socket);
  if (!bio) return nullptr;
  SSL_set_bio(ssl, bio, bio);  // owns it now
  return std::unique_ptr<TlsSession>(new TlsSession(std::move(impl)));
}

Status check_tls_files(const TlsFiles& files) {
  if (files.certificate.empty() && files.key.empty()) return {};
  return TlsContext::load(files).status();
}

}  // namespace relmap::server

// TLS from certificate files. The only door to OpenSSL's libssl: whoever includes this sees none of it.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>

#include "base/status.h"

namespace relmap::server {

// What one attempt at a socket that never blocks came to.
struct IoStep {
  enum class State { kDone, kWantsRead, kWantsWrite, kEnd, kFailed };
  State state = State::kFailed;
  std::size_t bytes = 0;  // that were moved; at least 1 where a read or write is kDone
};

// The server's side of TLS on one socket, which it does not own. Nothing here waits: a step that wants the
// socket to become readable or writable is tried again afterwards. One thread at a time.
class TlsSession {
 public:
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  IoStep handshake();
  bool established() const;
  // Before the handshake is done, and after a failure, these are kFailed.
  IoStep read(char* data, std::size_t size);
  IoStep write(const char* data, std::size_t size);
  // Bytes have been taken from the socket that read() has not given out: poll() does not know of them.
  bool has_pending() const;
  // Tells the client that no more will come (close_notify), as far as the socket takes it at once.
  void say_goodbye();

 private:
  friend class TlsContext;
  struct Impl;
  explicit TlsSession(std::unique_ptr<Impl> impl);
  IoStep step_of(int result);
  std::unique_ptr<Impl> impl_;
};

struct TlsFiles {
  std::string certificate;  // PEM: the server's certificate, then those that lead to a known authority
  std::string key;          // PEM: its private key, without a passphrase
};

// A certificate and its key, read anew when the files change. At least TLS 1.2; no renegotiation, no client
// certificates. Threads: any number.
class TlsContext {
 public:
  // kInvalidArgument: one of the two is not named, holds no PEM of its kind, or they do not fit each other;
  // kIo: a file cannot be read. The message names the file.
  static Result<std::unique_ptr<TlsContext>> load(TlsFiles files);
  ~TlsContext();

  // For a new connection. Looks at most once a second whether the files have changed; where the new ones do
  // not load, that is logged and the old ones stay. nullptr: out of memory.
  std::unique_ptr<TlsSession> session(int socket);

 private:
  struct Loaded;
  explicit TlsContext(TlsFiles files);
  std::shared_ptr<Loaded> current();
  static Result<std::shared_ptr<Loaded>> read(const TlsFiles& files);

  const TlsFiles files_;
  std::mutex mutex_;
  std::shared_ptr<Loaded> loaded_;
  std::string stamp_;  // of the files when they were last tried
  std::chrono::steady_clock::time_point looked_;
};

// Whether a server could start with these files; the errors are those of TlsContext::load. Both empty: ok,
// that is a server without TLS.
Status check_tls_files(const TlsFiles& files);

}  // namespace relmap::server

// A plain HTTP client over one socket, and a way to run the program: for tests of what crosses a process's
// border.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relmap::server::testing {

struct RawResponse {
  int status = 0;
  std::string head, body;

  // The value of a header, "" where there is none.
  std::string header(std::string_view name) const;
};

// One connection to 127.0.0.1. Every wait is bounded by kPatience; what does not come by then is nullopt.
class RawClient {
 public:
  explicit RawClient(int port);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return socket_ >= 0; }
  bool send(std::string_view bytes) const;
  std::optional<RawResponse> receive(bool without_body = false);
  std::optional<RawResponse> get(const std::string& target);
  std::optional<RawResponse> request(const std::string& method, const std::string& target,
                                     const std::string& body);
  // All that has come, once it holds `text`; "" where that does not come in time.
  std::string wait_for(std::string_view text);
  // True once the server has closed, within the patience.
  bool closed();

 private:
  bool more();

  int socket_ = -1;
  std::string buffer_;
};

// A folder of its own, removed in the end.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  std::string path(const std::string& name) const { return dir_ + "/" + name; }

 private:
  std::string dir_;
};

struct Outcome {
  int exit_code = -1;
  std::string out, err;
};

// Runs `relmap ARGUMENTS…` to its end.
Outcome run_relmap(const std::vector<std::string>& arguments);

// A program that runs beside the test; killed in the end.
class Child {
 public:
  // Its standard output is read through read_line().
  explicit Child(const std::vector<std::string>& command, const std::vector<std::string>& environment = {});
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  std::optional<std::string> read_line();  // nullopt: nothing more came, or not in time
  void kill(int signal) const;
  int wait();  // its exit code, or −signal

 private:
  pid_t pid_ = -1;
  int out_ = -1;
  std::string buffer_;
};

// `relmap serve --db URL` on a free port.
class ServerProcess {
 public:
  explicit ServerProcess(const std::string& db);
  int port() const { return port_; }
  Child& child() { return child_; }

 private:
  Child child_;
  int port_ = 0;
};

// What the test program does as `server_tests import-for-ever ROOT FROM` (crash_test.cpp): imports folder
// after folder into ROOT/db, and tells each number once it is in. Returns only where that fails.
int import_for_ever(const std::string& root, int from);

}  // namespace relmap::server::testing

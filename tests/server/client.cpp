#include "client.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "http.h"

extern char** environ;

namespace relmap::server::testing {
namespace {

constexpr int kPatienceMs = 60'000;  // generous: only a hang should meet it

bool readable(int fd) {
  pollfd poll_fd{fd, POLLIN, 0};
  return ::poll(&poll_fd, 1, kPatienceMs) > 0;
}

std::string slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (const auto& text : texts) out.push_back(const_cast<char*>(text.c_str()));
  return out;
}

// fork and exec; the standard output goes to `out`, the standard error to `err` (−1: as ours).
pid_t start(const std::vector<std::string>& command, const std::vector<std::string>& environment, int out,
            int err) {
  auto arguments = pointers(command);
  arguments.push_back(nullptr);
  auto variables = pointers(environment);
  for (char** at = environ; *at; ++at) variables.push_back(*at);
  variables.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::dup2(out, STDOUT_FILENO);
  if (err >= 0) ::dup2(err, STDERR_FILENO);
  ::execvpe(arguments[0], arguments.data(), variables.data());
  ::_exit(127);
}

int status_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status); }

}  // namespace

std::string RawResponse::header(std::string_view name) const {
  std::istringstream lines(head);
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find(':');
    if (colon == std::string::npos || !equal_without_case(line.substr(0, colon), name)) continue;
    auto value = line.substr(colon + 1);
    while (!value.empty() && (value.back() == '\r' || value.back() == ' ')) value.pop_back();
    return value.substr(value.find_first_not_of(' ') == std::string::npos ? value.size()
                                                                          : value.find_first_not_of(' '));
  }
  return "";
}

RawClient::RawClient(int port) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    socket_ = -1;
  }
}

RawClient::~RawClient() {
  if (socket_ >= 0) ::close(socket_);
}

bool RawClient::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool RawClient::more() {
  char data[16'384];
  if (!readable(socket_)) return false;
  const auto n = ::recv(socket_, data, sizeof data, 0);
  if (n <= 0) return false;
  buffer_.append(data, static_cast<std::size_t>(n));
  return true;
}

std::optional<RawResponse> RawClient::receive(bool without_body) {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!more()) return std::nullopt;
  }
  RawResponse response;
  response.head = buffer_.substr(0, end + 2);
  buffer_.erase(0, end + 4);
  response.status = std::atoi(response.head.substr(9, 3).c_str());
  const auto length = static_cast<std::size_t>(std::atoll(response.header("Content-Length").c_str()));
  while (!without_body && buffer_.size() < length) {
    if (!more()) return std::nullopt;
  }
  if (!without_body) {
    response.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
  }
  return response;
}

std::optional<RawResponse> RawClient::get(const std::string& target) {
  if (!send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n")) return std::nullopt;
  return receive();
}

std::optional<RawResponse> RawClient::request(const std::string& method, const std::string& target,
                                              const std::string& body) {
  if (!send(method + " " + target +
            " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
            std::to_string(body.size()) + "\r\n\r\n" + body)) {
    return std::nullopt;
  }
  return receive();
}

std::string RawClient::wait_for(std::string_view text) {
  while (buffer_.find(text) == std::string::npos) {
    if (!more()) return "";
  }
  return buffer_;
}

bool RawClient::closed() {
  while (true) {
    char data[4'096];
    if (!readable(socket_)) return false;
    if (::recv(socket_, data, sizeof data, 0) <= 0) return true;
  }
}

TempDir::TempDir() {
  std::string name = (std::filesystem::temp_directory_path() / "relmap_server_XXXXXX").string();
  dir_ = ::mkdtemp(name.data());
}
TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(dir_, ignored);
}

Outcome run_relmap(const std::vector<std::string>& arguments) {
  const TempDir dir;
  const int out = ::open(dir.path("out").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  const int err = ::open(dir.path("err").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  std::vector<std::string> command = {RELMAP_PROGRAM};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const pid_t pid = start(command, {}, out, err);
  int status = 0;
  ::waitpid(pid, &status, 0);
  ::close(out);
  ::close(err);
  return {status_of(status), slurp(dir.path("out")), slurp(dir.path("err"))};
}

Child::Child(const std::vector<std::string>& command, const std::vector<std::string>& environment) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return;
  pid_ = start(command, environment, ends[1], -1);
  ::close(ends[1]);
  out_ = ends[0];
}

Child::~Child() {
  if (pid_ > 0) {
    kill(SIGKILL);
    wait();
  }
  if (out_ >= 0) ::close(out_);
}

std::optional<std::string> Child::read_line() {
  std::size_t end = 0;
  while ((end = buffer_.find('\n')) == std::string::npos) {
    char data[4'096];
    if (!readable(out_)) return std::nullopt;
    const auto n = ::read(out_, data, sizeof data);
    if (n <= 0) return std::nullopt;
    buffer_.append(data, static_cast<std::size_t>(n));
  }
  auto line = buffer_.substr(0, end);
  buffer_.erase(0, end + 1);
  return line;
}

void Child::kill(int signal) const { ::kill(pid_, signal); }

int Child::wait() {
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return status_of(status);
}

ServerProcess::ServerProcess(const std::string& db)
    : child_({RELMAP_PROGRAM, "serve", "--db", db, "--listen", "127.0.0.1:0", "--date", "2026-11-23"}) {
  const auto line = child_.read_line().value_or("");
  const std::string before = "http://127.0.0.1:";
  const auto at = line.find(before);
  EXPECT_NE(at, std::string::npos) << line;
  if (at != std::string::npos) port_ = std::atoi(line.substr(at + before.size()).c_str());
}

}  // namespace relmap::server::testing

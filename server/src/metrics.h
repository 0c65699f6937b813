// What monitoring wants to know of a running server, as Prometheus reads it (text format 0.0.4, /metrics).
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace relmap::server {

struct Context;

// Threads: request() and text() from any number.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // A request that was answered. `route`: the pattern, "none" where there is no such route: never a path, of
  // which there is no end. It must live as long as the program.
  void request(std::string_view method, std::string_view route, int status, double seconds);

  // All of it, with the state of the graph, the caches and the renderer as it is now.
  std::string text(const Context& context) const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace relmap::server

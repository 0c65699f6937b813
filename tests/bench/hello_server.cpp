// hello_server PORT FILE CONTENT_TYPE: answers every GET with the file's bytes, from memory, on 127.0.0.1.
// The HTTP library alone with the settings that relmap uses: what relmap's own answers are measured against.
#include <httplib.h>
#include <netinet/in.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: hello_server PORT FILE CONTENT_TYPE\n", stderr);
    return 2;
  }
  std::ifstream file(argv[2], std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  const std::string body = bytes.str();
  const std::string type = argv[3];

  httplib::Server server;
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(100'000);
  server.set_keep_alive_timeout(30);
  server.new_task_queue = [] { return new httplib::ThreadPool(64); };
  server.Get(".*", [&](const httplib::Request&, httplib::Response& response) {
    response.set_content(body, type.c_str());
  });
  return server.listen("127.0.0.1", std::atoi(argv[1])) ? 0 : 1;
}

// Heads and chunks, byte by byte.
#include "framing.h"

#include <gtest/gtest.h>

namespace relmap::server {
namespace {

std::string fields_of(std::string_view bytes) {
  const auto head = parse_head(bytes);
  if (!head) return "refused";
  std::string out = head->method + " " + head->target + " " + head->version + ";";
  for (const auto& [name, value] : head->headers) out += name + "=" + value + ";";
  return out;
}

TEST(ParseHead, TakesWhatTheStandardHas) {
  EXPECT_EQ(fields_of("GET / HTTP/1.1\r\n\r\n"), "GET / HTTP/1.1;");
  EXPECT_EQ(fields_of("GET / HTTP/1.1\r\nHost: a\r\nX-y_z:1\r\nE:\r\nT: \t a b\t \r\n\r\n"),
            "GET / HTTP/1.1;Host=a;X-y_z=1;E=;T=a b;");
  EXPECT_EQ(fields_of("GET /\xe6\x9d\x8e#f HTTP/1.1\r\nX: %41\xff\r\n\r\n"),
            "GET /\xe6\x9d\x8e#f HTTP/1.1;X=%41\xff;")
      << "nothing is decoded";
}

TEST(ParseHead, RefusesEverythingElse) {
  using namespace std::string_view_literals;
  for (const auto head : {""sv,
                          "\r\n"sv,
                          "\r\n\r\n"sv,
                          "GET / HTTP/1.1\r\n"sv,
                          "GET / HTTP/1.1\n\n"sv,
                          "GET / HTTP/1.1\r\nA: b\n\r\n"sv,
                          "GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n"sv,
                          "GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n"sv,
                          "GET / HTTP/1.1\r\nA: b\r\n C\r\n\r\n"sv,
                          "GET / HTTP/1.1\r\n A: b\r\n\r\n"sv,
                          "GET / HTTP/1.1\r\nA : b\r\n\r\n"sv,
                          "GET / HTTP/1.1\r\nA\r\n\r\n"sv,
                          "GET / HTTP/1.1\r\n: b\r\n\r\n"sv,
                          "GET / HTTP/1.1\r\nA: \0\r\n\r\n"sv,
                          "GET / HTTP/1.1\r\nA\0: b\r\n\r\n"sv,
                          "GET / HTTP/1.1\r\n\xc3\xa4: b\r\n\r\n"sv,
                          "GET /\0 HTTP/1.1\r\n\r\n"sv,
                          "GET  / HTTP/1.1\r\n\r\n"sv,
                          "GET / HTTP/1.1 \r\n\r\n"sv,
                          "GET\t/ HTTP/1.1\r\n\r\n"sv,
                          "GET / x HTTP/1.1\r\n\r\n"sv,
                          "GET /\r\n\r\n"sv,
                          "G(T / HTTP/1.1\r\n\r\n"sv,
                          "GET / HTTP/1.1\r\n\r\nmore"sv}) {
    EXPECT_EQ(fields_of(head), "refused") << head;
  }
}

std::string framing_text(const Headers& headers, std::string_view version = "HTTP/1.1") {
  const auto framing = framing_of(headers, version);
  if (!framing) return "refused";
  if (!framing->body) return "none";
  return framing->chunked ? "chunked" : std::to_string(framing->length);
}

TEST(FramingOf, OneLengthAndOneOnly) {
  EXPECT_EQ(framing_text({}), "none");
  EXPECT_EQ(framing_text({{"content-length", "0"}}), "none");
  EXPECT_EQ(framing_text({{"CONTENT-LENGTH", "17"}}), "17");
  EXPECT_EQ(framing_text({{"Transfer-Encoding", "Chunked"}}), "chunked");
  EXPECT_EQ(framing_text({{"Transfer-Encoding", "chunked"}}, "HTTP/1.0"), "refused");
  EXPECT_EQ(framing_text({{"Content-Length", "1"}, {"content-length", "1"}}), "refused");
  EXPECT_EQ(framing_text({{"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}}), "refused");
  for (const char* value : {"", "+1", "-1", "0x1", "1 ", "1,1", "%31", "9999999999999999"})
    EXPECT_EQ(framing_text({{"Content-Length", value}}), "refused") << value;
  for (const char* value : {"", "gzip", "gzip, chunked", "chunked, chunked", "chunke%64"})
    EXPECT_EQ(framing_text({{"Transfer-Encoding", value}}), "refused") << value;
}

// Whether the bytes are taken; in one piece and one by one the answer must be the same.
bool takes(std::string_view bytes) {
  ChunkCheck whole(1ull << 33), single(1ull << 33);
  const bool taken = whole.take(bytes);
  bool each = true;
  for (const char& c : bytes) each = single.take({&c, 1}) && each;
  EXPECT_EQ(taken, each) << bytes;
  EXPECT_EQ(whole.broken(), !taken);
  return taken;
}

TEST(ChunkCheck, SeesWhereAChunkIsNone) {
  EXPECT_TRUE(takes(""));
  EXPECT_TRUE(takes("0\r\n\r\n"));
  EXPECT_TRUE(takes("5\r\nhello\r\nA;name=value\r\n0123456789\r\n00\r\n\r\n"));
  EXPECT_TRUE(takes("FFFFFFFF\r\nonly the beginning"));
  EXPECT_TRUE(takes("2\r\n\r\n\r\n0\r\n\r\n"));
  using namespace std::string_view_literals;
  for (const auto bytes :
       {"\r\n"sv, "+5\r\n"sv, "-5\r\n"sv, "0x5\r\n"sv, " 5\r\n"sv, "5 \r\n"sv, "5\n"sv, "g\r\n"sv, "5\rx"sv,
        ";a\r\n"sv, "5;a\nb"sv, "5;a\0"sv, "100000000\r\n"sv, "5\r\nhellox"sv, "5\r\nhello\n"sv,
        "5\r\nhello\r\n\r\n"sv, "0\r\nX: y\r\n"sv, "0\r\n\n"sv, "0\r\n\r\nmore"sv}) {
    EXPECT_FALSE(takes(bytes)) << bytes;
  }
  EXPECT_FALSE(takes("5;" + std::string(2000, 'x')));
}

TEST(ChunkCheck, AddsUpWhatIsAnnounced) {
  ChunkCheck exact(5);
  EXPECT_TRUE(exact.take("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
  ChunkCheck more(5);
  EXPECT_FALSE(more.take("3\r\nabc\r\n3\r\n"));
  EXPECT_TRUE(more.too_large());
  EXPECT_FALSE(more.take("x"));
}

}  // namespace
}  // namespace relmap::server

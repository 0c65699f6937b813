// The test program; and what a test of crashes runs beside itself and kills.
#include <gmock/gmock.h>

#include <cstdlib>
#include <string_view>

#include "client.h"

int main(int argc, char** argv) {
  if (argc == 4 && std::string_view(argv[1]) == "import-for-ever") {
    return relmap::server::testing::import_for_ever(argv[2], std::atoi(argv[3]));
  }
  ::testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}

// The relmap program. All that it does lives in the library, so that tests can call it.
#include "server/program.h"

int main(int argc, char** argv) { return relmap::server::run_program(argc, argv); }

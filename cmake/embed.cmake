# Run by relmap_embed at build time: writes HEADER.h and HEADER.cpp with the files' bytes.
set(decls "")
set(defs "")
foreach(pair ${PAIRS})
  string(REGEX MATCH "^[^=]*" symbol ${pair})
  string(REGEX REPLACE "^[^=]*=" "" file ${pair})
  file(READ ${ROOT}/${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  string(APPEND decls "extern const std::string_view ${symbol};  // ${file}\n")
  string(APPEND defs "static const char ${symbol}_bytes[] = {${bytes}'\\0'};\n"
                     "const std::string_view ${symbol}(${symbol}_bytes, sizeof ${symbol}_bytes - 1);\n")
endforeach()
file(WRITE ${OUT}/${HEADER}.h "#pragma once\n#include <string_view>\nnamespace ${NS} {\n${decls}}\n")
file(WRITE ${OUT}/${HEADER}.cpp "#include \"${HEADER}.h\"\nnamespace ${NS} {\n${defs}}\n")

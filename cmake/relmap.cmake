# What every target of relmap has in common.

add_library(relmap_warnings INTERFACE)
target_compile_options(relmap_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
                                                 -Wnon-virtual-dtor -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 warns of impossible overlaps when it inlines std::string concatenation (GCC bug 105651).
  target_compile_options(relmap_warnings INTERFACE -Wno-restrict)
endif()

# A module: one static library, public headers in MODULE/include, everything else private in MODULE/src, so that
# a wrong include does not compile. Usage: relmap_module(NAME [DEPENDS module...] [PRIVATE library...])
function(relmap_module name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;PRIVATE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/src/*.cpp)
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC include PRIVATE src)
  target_link_libraries(${name} PUBLIC ${ARG_DEPENDS} PRIVATE relmap_warnings ${ARG_PRIVATE})
endfunction()

# Compiles files into the program: embeds each FILE as `extern const std::string_view SYMBOL` in namespace NS.
# Usage: relmap_embed(TARGET HEADER NAMESPACE SYMBOL=FILE...)
function(relmap_embed target header namespace)
  relmap_embed_as("" ${target} ${header} ${namespace} ${ARGN})
endfunction()

# The same as one table of names: relmap_embed_table(TARGET HEADER NAMESPACE SYMBOL NAME=FILE[+FILE...]...)
function(relmap_embed_table target header namespace symbol)
  relmap_embed_as(${symbol} ${target} ${header} ${namespace} ${ARGN})
endfunction()

function(relmap_embed_as table target header namespace)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  set(source ${out}/${header}.cpp)
  set(depends)
  foreach(pair ${ARGN})
    string(REGEX REPLACE "^[^=]*=" "" files ${pair})
    string(REPLACE "+" ";" files ${files})
    foreach(file ${files})
      cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
      list(APPEND depends ${file})
    endforeach()
  endforeach()
  add_custom_command(
    OUTPUT ${source} ${out}/${header}.h
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DHEADER=${header} -DNS=${namespace} "-DPAIRS=${ARGN}" -DTABLE=${table}
            -DROOT=${CMAKE_CURRENT_SOURCE_DIR} -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${depends} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${source} ${out}/${header}.h)
  target_include_directories(${target} PRIVATE ${out})
endfunction()

#!/bin/bash
# run.sh BUILD_DIR [--full]: runs all benchmarks of a build (preset bench, target relmap_bench) and prints their tables.
# --full: a million people too; the first such run makes that world, which takes minutes (README.md).
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: $0 BUILD_DIR [--full]" >&2; exit 2; }
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
sizes=10000,100000
if [ "${2:-}" = --full ]; then sizes=10000,100000,1000000; fi
export RELMAP_BENCH_DATA=${RELMAP_BENCH_DATA:-$build/bench-data}
mkdir -p "$RELMAP_BENCH_DATA"

failed=0
section() {
  printf '\n== %s\n' "$1"
  shift
  "$@" || { failed=1; echo "failed: $*"; }
}
# The benchmarks' own lines go to files; here the tables are enough.
table() {
  local log=$build/tests/bench/${1##*/}.log
  "$@" >"$log" || { cat "$log"; return 1; }
  grep -v -e '^-' -e '^Benchmark' -e '/iterations:' "$log" || true
  echo "(all lines: $log)"
}
section "store: one small commit, and memory" table "$build/tests/bench/store_bench" --sizes=$sizes
section "store: durable commits of many writers" "$build/tests/bench/writers_bench"
section "query: paths and coverage" table "$build/tests/bench/query_bench" --sizes=$sizes
section "http: cached reads" bash "$here/http_bench.sh" "$build"
exit $failed

#!/bin/bash
# run.sh BUILD_DIR [store|query|analyses|viz|http] [--full]: runs all benchmarks of a build (preset bench, target relmap_bench), or
# those of one part, and prints their tables. --full: a million people too.
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: $0 BUILD_DIR [store|query|analyses|viz|http] [--full]" >&2; exit 2; }
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
shift
part=all sizes=10000,100000 loaded=100000
for option in "$@"; do
  case $option in
    store | query | analyses | viz | http) part=$option ;;
    # 1,150,000 people have ten million edges.
    --full) sizes=10000,100000,1000000 loaded=1150000 ;;
    *) echo "run.sh: what is '$option'?" >&2; exit 2 ;;
  esac
done
export RELMAP_BENCH_DATA=${RELMAP_BENCH_DATA:-$build/bench-data}
mkdir -p "$RELMAP_BENCH_DATA"

failed=0
# section PART TITLE COMMAND...
section() {
  if [ "$part" != all ] && [ "$part" != "$1" ]; then return; fi
  printf '\n== %s\n' "$2"
  shift 2
  "$@" || { failed=1; echo "failed: $*"; }
}
# The benchmarks' own lines go to files; here the tables are enough.
table() {
  local log=$build/tests/bench/${1##*/}.log
  "$@" >"$log" || { cat "$log"; return 1; }
  grep -v -e '^-' -e '^Benchmark' -e '/iterations:' "$log" || true
  echo "(all lines: $log)"
}
section store "store: bulk load, opening, memory" "$build/tests/bench/load_bench" "$loaded"
section store "store: one small commit, and memory" table "$build/tests/bench/store_bench" --sizes=$sizes
section store "store: durable commits of many writers" "$build/tests/bench/writers_bench"
section query "query: paths and coverage" table "$build/tests/bench/query_bench" --sizes=$sizes
section analyses "query: the analyses of one account" table "$build/tests/bench/analyses_bench" --sizes=$sizes
section viz "viz: drawing in a worker, beside Graphviz's own programs" "$build/tests/bench/viz_bench" "$build/relmap"
section http "http: cached reads" bash "$here/http_bench.sh" "$build"
exit $failed

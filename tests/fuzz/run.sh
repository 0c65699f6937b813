#!/bin/sh
# run.sh BUILD SECONDS: runs every fuzz target of a build tree for so long, one after another, from the corpus in the
# repository. What a target finds lies in BUILD/findings; the first finding ends the run with its exit code.
set -eu
build=$1
seconds=$2
here=$(cd "$(dirname "$0")" && pwd)
found=0
for target in "$build"/tests/fuzz/*_fuzz; do
  [ -x "$target" ] || continue
  name=$(basename "$target" _fuzz)
  work=$build/findings/$name
  mkdir -p "$work/corpus"
  echo "fuzz: $name for $seconds s"
  # Without -entropic=0 the packaged libFuzzer spends four fifths of its time weighing its corpus.
  if ! "$target" -max_total_time="$seconds" -entropic=0 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
      -artifact_prefix="$work/" "$work/corpus" "$here/corpus/$name" > "$work/log" 2>&1; then
    tail -40 "$work/log"
    exit 1
  fi
  grep -E 'executed_units|peak_rss' "$work/log"
  found=$((found + 1))
done
if [ "$found" -eq 0 ]; then
  echo "no fuzz target in $build/tests/fuzz" >&2
  exit 1
fi

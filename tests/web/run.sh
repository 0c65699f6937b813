#!/bin/bash
# run.sh RELMAP [SAMPLES] [NAME...]: the tests of the web pages in Debian's Chromium, all or those of the files NAME.test.mjs; or a
# script of this folder, run.sh RELMAP SAMPLES paint.mjs [...]. What goes wrong leaves a picture in build/web.
set -euo pipefail
export RELMAP RELMAP_SAMPLES
RELMAP=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
RELMAP_SAMPLES=$(realpath "${2:-$here/../../samples}")
cd "$here"
if [ ! -d node_modules ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --no-audit --no-fund --loglevel=error
  touch node_modules/.package-lock.json
fi
if [[ "${3:-}" == *.mjs ]]; then exec timeout --kill-after=20 900 node "${@:3}"; fi

files=("${@:3}")
if [ ${#files[@]} -eq 0 ]; then files=(*.test.mjs); else files=("${files[@]/%/.test.mjs}"); fi
exec timeout --kill-after=20 900 node --test --test-concurrency=2 --test-reporter="${RELMAP_WEB_REPORTER:-spec}" "${files[@]}"

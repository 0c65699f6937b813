#!/usr/bin/env bash
# Format, layers, sizes, clang-tidy. Called by ./dev lint.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bad=0
say() { echo "lint: $*" >&2; bad=1; }

git ls-files '*.cpp' '*.h' | xargs clang-format --dry-run -Werror || say "format: run ./dev fmt"

# server → {query, viz} → graphstore → base, never upward; viz and query do not see each other.
forbid() {
  local module=$1 pattern=$2
  if grep -rnE "#include [<\"]($pattern)/" "$module"; then say "$module may not include these"; fi
}
forbid base 'graphstore|query|viz|server'
forbid graphstore 'query|viz|server'
forbid query 'viz|server'
forbid viz 'graphstore|query|server'

# One door each.
door() {
  local header=$1 where=$2
  if git grep -nE "#include [<\"]$header" -- '*.cpp' '*.h' | grep -vE "^($where)"; then say "$header belongs to $where"; fi
}
door 'rocksdb/' 'graphstore/src/kv_rocksdb|tests/bench/'
door 'graphviz/|gvc.h|cgraph' 'viz/src/'
door 'openssl/ssl\.h' 'server/src/tls\.cpp|tests/'
door 'jose/|jansson' 'server/src/jwt\.cpp'
door 'zip\.h' 'server/src/zip_archive|tests/'
door 'httplib' 'server/src/|tests/'

# A ratchet on size: no source file of the product beyond 540 lines.
git ls-files '*.cpp' '*.h' | xargs wc -l | awk '$2 != "total" && $1 > 540 {print "lint: " $2 ": " $1 " lines"; bad = 1} END {exit bad}' || bad=1

if [ ! -f build/dev/compile_commands.json ]; then cmake --preset dev >/dev/null; fi
git ls-files '*.cpp' | grep -vE '^tests/(fuzz|bench)/' | xargs -P "$(nproc)" -n 4 clang-tidy -p build/dev --quiet --extra-arg=-Wno-unknown-warning-option 2>/dev/null || say "clang-tidy"
exit $bad

#!/bin/bash
# run.sh RELMAP BUILD_DIR: generates a TypeScript client from the /openapi.json of a relmap that runs on the sample world,
# type-checks it, and runs report.ts with it. All of it in BUILD_DIR; the packages are those of package-lock.json.
set -euo pipefail
program=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2"
cd "$2"
cp "$here"/*.json "$here"/*.ts .
npm ci --no-audit --no-fund --loglevel=error

store=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$store"' EXIT
"$program" import --db "$store/db" "$here/../../samples/world" >/dev/null
"$program" serve --db "$store/db" --listen 127.0.0.1:0 --date 2026-11-24 >"$store/out" 2>"$store/log" &
server=$!
url=
for _ in $(seq 100); do
  url=$(sed -n 's|.*\(http://127\.0\.0\.1:[0-9]*\).*|\1|p' "$store/out")
  [ -z "$url" ] || break
  kill -0 "$server" || { cat "$store/log" >&2; exit 1; }
  sleep 0.1
done

node -e 'fetch(process.argv[1]).then(r => r.text()).then(t => process.stdout.write(t))' "$url/openapi.json" >openapi.json
rm -rf generated out
npx --no-install openapi-ts
npx --no-install tsc
node out/report.js "$url"

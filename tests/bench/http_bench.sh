#!/bin/bash
# http_bench.sh BUILD_DIR [SECONDS [PEOPLE [ROUNDS]]]: requests a second that `relmap serve` answers on one small cached
# read over keep-alive connections, beside hello_server with the same bytes, in turns: what else the machine does then
# falls on both alike. Needs wrk and curl.
set -euo pipefail
build=$(cd "$1" && pwd)
seconds=${2:-4}
people=${3:-10000}
rounds=${4:-3}
connections=8
port=${RELMAP_BENCH_PORT:-17171}

for tool in wrk curl; do
  command -v $tool >/dev/null || { echo "http: skipped, $tool is not installed"; exit 0; }
done

work=$(mktemp -d)
servers=()
stop() {
  for server in "${servers[@]}"; do
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  done
  servers=()
}
trap 'stop; rm -rf "$work"' EXIT

# start URL COMMAND...: runs the server until stop, and returns once it answers.
start() {
  local url=$1
  shift
  "$@" >"$work/log" 2>&1 &
  local server=$!
  servers+=("$server")
  for _ in $(seq 100); do
    curl -sf -o "$work/body" -D "$work/head" "$url" 2>/dev/null && return
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  echo "http: $1 does not answer $url" >&2
  cat "$work/log" >&2
  exit 1
}

# measure NAME URL: one line, and the figure into $rate.
measure() {
  wrk -t1 -c$connections -d1s "$2" >/dev/null  # warm
  wrk -t1 -c$connections -d"${seconds}s" --latency "$2" >"$work/wrk"
  rate=$(awk '/^Requests\/sec/ {print $2}' "$work/wrk")
  printf '%-34s %10s req/s   p50 %s  p99 %s%s\n' "$1" "$rate" "$(awk '$1 == "50%" {print $2}' "$work/wrk")" \
    "$(awk '$1 == "99%" {print $2}' "$work/wrk")" \
    "$(awk '/Non-2xx|Socket errors/ {printf "   %s", $0}' "$work/wrk")"
}

store=$("$build/tests/bench/relmap_world" "$people" 2>/dev/null)
base=http://127.0.0.1:$port
hello=http://127.0.0.1:$((port + 1))
echo "HTTP: $connections keep-alive connections, $rounds times ${seconds} s each, one core for the client"
for path in /api/v1/nodes/Account/acc-1 /api/v1/accounts/acc-1 /api/v1/accounts/acc-1/coverage \
  "/api/v1/accounts/acc-1/map?format=svg"; do
  start "$base$path" "$build/relmap" serve --db "$store" --listen 127.0.0.1:$port
  type=$(awk 'tolower($1) == "content-type:" {print $2}' "$work/head" | tr -d '\r;')
  bytes=$(stat -c %s "$work/body")
  cp "$work/body" "$work/answer"
  start "$hello/" "$build/tests/bench/hello_server" $((port + 1)) "$work/answer" "$type"
  for _ in $(seq "$rounds"); do
    measure "${path#/api/v1} ($bytes bytes)" "$base$path"
    relmap_rate=$rate
    measure "hello server, same bytes" "$hello/"
    awk -v a="$relmap_rate" -v b="$rate" 'BEGIN {print a / b}' >>"$work/ratios"
  done
  stop
  sort -g "$work/ratios" | awk -v name=ratio '
    {r[NR] = $1}
    END {printf "%-34s %10.2f   (median; from %.2f to %.2f)\n", name, r[int((NR + 1) / 2)], r[1], r[NR]}'
  rm "$work/ratios"
done

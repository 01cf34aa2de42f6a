#!/usr/bin/env bash
# Runs the clients that people already have (npm: openai, ai with @ai-sdk/openai-compatible, @anthropic-ai/sdk) against a
# running gateway in front of the fake upstream.
#
#   eng/clients.sh             builds, installs, starts both, runs tests/clients, stops both
#   eng/clients.sh --no-build  takes what is built
#   eng/clients.sh --direct    asks the fake upstream itself: shows what the clients do, without what a gateway mends
#
# The last line is `clients: N passed, N failed, N skipped`; a failure, a skipped test or none at all is exit code 1.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=true direct=false
for argument; do
  case $argument in
    --no-build) build=false ;;
    --direct) direct=true ;;
    *) echo "clients.sh: unknown argument $argument; see the head of the file." >&2; exit 2 ;;
  esac
done

command -v node >/dev/null && command -v npm >/dev/null || { echo "clients.sh: Node.js 20 or later with npm is needed." >&2; exit 1; }

work=$(mktemp -d)
children=()
stop() {
  for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
  for child in "${children[@]}"; do wait "$child" 2>/dev/null || true; done
  rm -rf "$work"
}
trap stop EXIT

retry() {
  local attempt
  for attempt in 1 2 3; do
    "$@" && return 0
    [ "$attempt" = 3 ] || { echo "clients.sh: try $attempt of '$*' failed, again in $((attempt * 5)) s" >&2; sleep $((attempt * 5)); }
  done
  return 1
}

if $build; then
  dotnet build tests/Baton.Testing -nologo -v q
  $direct || dotnet build src/Baton.Cli -nologo -v q
fi
(cd tests/clients && retry npm ci --ignore-scripts --no-progress --loglevel=error) >"$work/npm.log" 2>&1 || { cat "$work/npm.log" >&2; exit 1; }

# Waits until a process has said something or answers; shows what it wrote where it does not.
await() { # PID LOG COMMAND...
  local pid=$1 log=$2
  shift 2
  for _ in $(seq 300); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  echo "clients.sh: it did not start: $*" >&2
  cat "$log" >&2
  exit 1
}

# The programs themselves, not `dotnet run`: what is started must be what is stopped.
program() { dotnet msbuild "$1" -getProperty:TargetPath; }

fake=$(program tests/Baton.Testing)
dotnet "$fake" --urls http://127.0.0.1:0 --record >"$work/fake.log" 2>&1 &
children+=($!)
await "$!" "$work/fake.log" grep -q 'listens on' "$work/fake.log"
FAKE_URL=$(sed -n 's/.*listens on //p' "$work/fake.log")
export FAKE_URL

if $direct; then
  export BATON_URL=$FAKE_URL
else
  port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
  export BATON_URL=http://127.0.0.1:$port
  node tests/clients/config.mjs "$FAKE_URL" "$BATON_URL" "$work/data" >"$work/baton.yaml"
  baton=$(program src/Baton.Cli)
  dotnet "$baton" serve --config "$work/baton.yaml" >"$work/baton.log" 2>&1 &
  children+=($!)
  await "$!" "$work/baton.log" node -e "fetch('$BATON_URL/readyz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
fi

result=0
(cd tests/clients && timeout 240 node --test --test-timeout=60000 --test-reporter=tap --test-reporter-destination="$work/tap" \
  --test-reporter=spec --test-reporter-destination=stdout) || result=$?
count() { sed -n "s/^# $1 //p" "$work/tap" 2>/dev/null | tail -n 1 | grep . || echo 0; }
passed=$(count pass) failed=$(($(count fail) + $(count cancelled))) skipped=$(($(count skipped) + $(count todo)))
[ "$failed" != 0 ] || [ "$result" = 0 ] || failed=1 # it ended in another way than by a test

if [ "$failed" != 0 ] && ! $direct; then
  echo "The gateway's log ends with:" >&2
  tail -n 40 "$work/baton.log" >&2
fi
echo "clients: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ] && { $direct || [ "$skipped" = 0 ]; }

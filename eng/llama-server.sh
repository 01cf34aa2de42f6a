#!/usr/bin/env bash
# Brings a real llama-server onto a Debian machine, beside the system, and prints the path of its wrapper.
#
#   eng/llama-server.sh            install once into .tools (or $BATON_TOOLS); says nothing more when it is there
#   eng/llama-server.sh --force    install anew
#
# Debian's unstable release carries llama.cpp. Its packages need a newer C library than a stable machine has, so they
# and everything they depend on are unpacked into a folder of their own and run with their own loader: nothing of the
# system is touched, and no root is needed. The archive's address is the one that this machine's apt already uses.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=${BATON_TOOLS:-$root/.tools}
mkdir -p "$tools"
tools=$(cd "$tools" && pwd)
target=$tools/llama
wrapper=$tools/bin/llama-server
package=llama.cpp-tools

fail() { echo "llama-server.sh: $*" >&2; exit 1; }

works() { [ -x "$wrapper" ] && timeout 30 "$wrapper" --version >/dev/null 2>&1; }

if [ "${1:-}" != --force ] && works; then
  echo "$wrapper"
  exit 0
fi

for tool in apt-get dpkg dpkg-deb; do
  command -v "$tool" >/dev/null || fail "$tool is missing: this script needs a Debian or a release derived from it."
done

# Two runs at once would unpack into one another.
exec 9>"$tools/llama.lock"
flock -w 600 9 || fail "another run has held $tools/llama.lock for ten minutes; end it and try again."
if [ "${1:-}" != --force ] && works; then
  echo "$wrapper"
  exit 0
fi

# apt itself reads the machine's sources, in whichever of the two formats they are written.
archive=$(apt-get indextargets --no-release-info --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
  awk '$3 == "main" && $2 !~ /[-\/]/ && $1 ~ /debian\/?$/ { print $1; exit }')
[ -n "$archive" ] || fail "no Debian archive found among this machine's apt sources; add one (main) and try again."

work=$(mktemp -d "$tools/llama.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$work/root"
: >"$work/status" # an empty system: whatever the package depends on is taken along, the C library too
echo "deb $archive ${BATON_LLAMA_SUITE:-sid} main" >"$work/sources.list"

own_apt() {
  apt-get -q -y \
    -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
    -o Dir::State="$work/state" -o Dir::State::status="$work/status" -o Dir::Cache="$work/cache" \
    -o APT::Sandbox::User="$(id -un)" -o APT::Install-Recommends=false -o Acquire::Languages=none \
    -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false -o Acquire::Retries=3 -o Acquire::http::Timeout=60 "$@"
}

persistently() {
  local attempt
  for attempt in 1 2 3; do
    if "$@" >"$work/log" 2>&1; then return 0; fi
    [ "$attempt" = 3 ] || sleep $((attempt * 5))
  done
  tail -n 15 "$work/log" >&2
  return 1
}

persistently own_apt -o APT::Update::Error-Mode=any update ||
  fail "the archive's index could not be read (see above); check the network and try again."
persistently own_apt --download-only install "$package" ||
  fail "$package or something it depends on could not be downloaded (see above); try again."

for deb in "$work"/cache/archives/*.deb; do
  dpkg-deb -x "$deb" "$work/root" || fail "$(basename "$deb") could not be unpacked; is the disk full?"
done
[ -x "$work/root/usr/bin/llama-server" ] || fail "$package no longer carries usr/bin/llama-server."

# A machine that runs this needs neither manuals nor the tools that convert weights.
rm -rf "$work/root/usr/share/doc" "$work/root/usr/share/man" "$work/root/usr/share/llama.cpp/llama.cpp-tools"
rm -rf "$target"
mv "$work/root" "$target"

mkdir -p "$tools/bin"
cat >"$wrapper.new" <<'WRAPPER'
#!/bin/sh
# Written by eng/llama-server.sh. Runs llama-server with the loader and libraries that it was built for.
here=$(cd "$(dirname "$(readlink -f "$0")")/../llama" && pwd) || exit 127
for loader in "$here"/usr/lib64/ld-linux-*.so.? "$here"/usr/lib/ld-linux-*.so.? "$here"/usr/lib/*/ld-linux-*.so.?; do
  [ -e "$loader" ] && break
done

for libraries in "$here"/usr/lib/*-linux-gnu; do :; done

# ggml would look for its backends where Debian installs them. One is chosen here, the same on all machines of the last
# ten years, so that an answer at temperature 0 does not depend on who runs the test.
backends=$libraries/ggml/backends0
[ -d "$backends" ] || for backends in "$libraries"/ggml/backends*; do :; done
has() { for flag; do grep -qm1 -w "$flag" /proc/cpuinfo || return 1; done; }
if [ -z "${GGML_BACKEND_PATH:-}" ]; then
  if has avx2 fma f16c bmi2; then level=haswell
  elif has avx; then level=sandybridge
  elif has sse4_2; then level=sse42
  else level=x64; fi
  GGML_BACKEND_PATH=$backends/libggml-cpu-$level.so
  if [ ! -e "$GGML_BACKEND_PATH" ]; then
    for GGML_BACKEND_PATH in "$backends"/libggml-cpu*.so; do break; done
  fi
  export GGML_BACKEND_PATH
fi


exec "$loader" --library-path "$libraries:$libraries/llama:$libraries/ggml" "$here/usr/bin/llama-server" "$@"
WRAPPER
chmod +x "$wrapper.new"
mv "$wrapper.new" "$wrapper"

works || { "$wrapper" --version >&2 || true; fail "llama-server was unpacked to $target but does not run (see above)."; }
echo "$wrapper"

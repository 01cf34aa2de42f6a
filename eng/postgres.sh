#!/usr/bin/env bash
# Brings PostgreSQL's programs onto a Debian machine, and prints the folder that they are in.
#
#   eng/postgres.sh    installs Debian's package as root where they are missing; says nothing more when they are there
#
# Only the programs are wanted: tests start servers of their own on loopback, each in a folder that goes with it.
set -euo pipefail

fail() { echo "postgres.sh: $*" >&2; exit 1; }

# The newest of those installed; Debian keeps each major version in a folder of its own, off the PATH.
folder() {
  local bin
  bin=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
  [ -n "$bin" ] && [ -x "$bin/initdb" ] && [ -x "$bin/postgres" ] && echo "$bin"
}

folder && exit 0
command -v apt-get >/dev/null || fail "apt-get is missing: this script needs a Debian or a release derived from it."
[ "$(id -u)" -eq 0 ] || fail "PostgreSQL is missing and only root can install it: apt-get install postgresql"

export DEBIAN_FRONTEND=noninteractive
for attempt in 1 2 3; do
  apt-get -q update >&2 && apt-get -q -y install --no-install-recommends postgresql >&2 && break
  [ "$attempt" -lt 3 ] || fail "Debian's package postgresql could not be installed (see above); check the network and try again."
  sleep $((attempt * 10))
done
folder || fail "the package postgresql was installed and brought no initdb under /usr/lib/postgresql."

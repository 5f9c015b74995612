#!/usr/bin/env bash
# Runs the browser suite against a freshly started system, inside a network namespace of its own: the namespace has a veth
# pair (a browser gathers no ICE candidates on loopback alone) and no way out.
#   system-tests/run-browser.sh [FILE.test.mjs ...]       all files of browser/ when none is named
# VEDETTE_SHOTS=DIR keeps screenshots, VEDETTE_KEEP=1 keeps the data folder.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")

if [ "${VEDETTE_NETNS:-}" != 1 ]; then
  for tool in ip chromium ffmpeg node; do
    command -v "$tool" >/dev/null || [ -x "/usr/sbin/$tool" ] || { echo "run-browser: '$tool' is missing; on Debian: apt-get install iproute2 chromium ffmpeg nodejs" >&2; exit 3; }
  done
  # Before the namespace is entered: in there no registry can be reached.
  [ -d "$here/browser/node_modules/playwright-core" ] || (cd "$here/browser" && npm ci --no-audit --no-fund --loglevel=error)
  export VEDETTE_NETNS=1 PATH="$PATH:/usr/sbin:/sbin"
  if [ "$(id -u)" = 0 ]; then exec unshare --net -- "$0" "$@"; fi
  exec unshare --net --map-root-user -- "$0" "$@"
fi

ip link set lo up
ip link add vd0 type veth peer name vd1
ip addr add 10.99.0.1/24 dev vd0
ip link set vd0 up; ip link set vd1 up
ip route add default via 10.99.0.2 dev vd0

export VEDETTE_DATA=${VEDETTE_DATA:-$(mktemp -d /tmp/vedette-system-XXXXXX)}
export VEDETTE_URL=http://127.0.0.1:8080
"$root/vedette" up --detach --data "$VEDETTE_DATA" --port 8080 ${VEDETTE_UP_ARGS:-}
finish() {
  status=$?
  "$root/vedette" down --data "$VEDETTE_DATA" >/dev/null 2>&1 || true
  if [ $status -ne 0 ]; then echo "The system's log: $VEDETTE_DATA/logs/vedette.log" >&2; elif [ "${VEDETTE_KEEP:-}" != 1 ]; then rm -rf "$VEDETTE_DATA"; fi
  exit $status
}
trap finish EXIT

cd "$here/browser"
mkdir -p "$here/target"
if [ $# -gt 0 ] && [[ $1 != *.test.mjs ]]; then node "$@"; exit; fi # a program of its own: bench-live.mjs, flow-docs.mjs
files=("$@"); [ ${#files[@]} -gt 0 ] || files=(*.test.mjs)
node --test --test-concurrency=1 --test-force-exit --test-timeout=600000 --test-reporter=spec --test-reporter-destination=stdout \
     --test-reporter=junit --test-reporter-destination="$here/target/browser-junit.xml" "${files[@]}"

#!/usr/bin/env bash
# Runs the network suite: the platform at a public address, cameras and viewers behind NATs, all in network namespaces that end
# with this script. The script itself runs on the server of that network (libs/testkit, vedette.testkit.net).
#   system-tests/run-nat.sh [FILE.test.mjs ...]       all files of nat/ when none is named
# VEDETTE_KEEP=1 keeps the data folder. Needs a built system: ./vedette build.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")

if [ "${VEDETTE_NETNS:-}" != nat ]; then
  export PATH="$PATH:/usr/sbin:/sbin"
  for tool in ip nft tc conntrack sysctl unshare chromium ffmpeg node python3; do
    command -v "$tool" >/dev/null || { echo "run-nat: cannot run here: '$tool' is missing; on Debian: apt-get install iproute2 nftables conntrack procps util-linux chromium ffmpeg nodejs python3" >&2; exit 3; }
  done
  # Before the namespaces are entered: in there no registry can be reached.
  [ -d "$here/browser/node_modules/playwright-core" ] || (cd "$here/browser" && npm ci --no-audit --no-fund --loglevel=error)
  export VEDETTE_NETNS=nat
  user=(); [ "$(id -u)" = 0 ] || user=(--map-root-user)
  exec unshare "${user[@]}" --net --mount --pid --fork --kill-child --mount-proc -- "$0" "$@"
fi

trap 'exit 143' TERM INT
VEDETTE_LAB=$(mktemp -d "${TMPDIR:-/tmp}/vedette-nat-XXXXXX")
export VEDETTE_LAB VEDETTE_DATA=$VEDETTE_LAB/data VEDETTE_ROOT=$root
finish() {
  status=$?
  "$root/vedette" down --data "$VEDETTE_DATA" >/dev/null 2>&1 || true
  if [ $status -ne 0 ]; then echo "Logs: $VEDETTE_DATA/logs/vedette.log and those in $VEDETTE_LAB" >&2; elif [ "${VEDETTE_KEEP:-}" != 1 ]; then rm -rf "$VEDETTE_LAB"; fi
  exit $status
}
trap finish EXIT

# The network: its console takes commands and gives answers through two pipes, which the suite uses after this script.
mkfifo "$VEDETTE_LAB/ask" "$VEDETTE_LAB/answer"
exec 7<>"$VEDETTE_LAB/ask" 8<>"$VEDETTE_LAB/answer"
"$root/vedette" run vedette.testkit.net.LabConsole <"$VEDETTE_LAB/ask" >"$VEDETTE_LAB/answer" 2>"$VEDETTE_LAB/lab.log" 7>&- 8>&- &
read -r -t 30 -u 8 network || { cat "$VEDETTE_LAB/lab.log" >&2; echo "run-nat: the network lab does not answer" >&2; exit 3; }
[[ $network == ok* ]] || { echo "run-nat: ${network#error }" >&2; exit 3; }

export VEDETTE_URL=https://203.0.113.10
"$root/vedette" up --detach --data "$VEDETTE_DATA" --lan --address 203.0.113.10 --https-addresses 203.0.113.11,203.0.113.12,203.0.113.13 --no-demo 7>&- 8>&-
export NODE_EXTRA_CA_CERTS=$VEDETTE_DATA/lan-ca/ca.crt

cd "$here/nat"
mkdir -p "$here/target"
files=("$@"); [ ${#files[@]} -gt 0 ] || files=(*.test.mjs)
# One process for all files: they share the network, the cameras and the browsers.
VEDETTE_NAT_FILES="${files[*]}" node --test-reporter=spec --test-reporter-destination=stdout \
  --test-reporter=junit --test-reporter-destination="$here/target/nat-junit.xml" all.mjs

#!/usr/bin/env bash
# Installs what the tests need where it may, builds everything, runs every test.
# Cutting silos off from each other needs root (nft).
# Ends with "N passed, N failed, N skipped"; non-zero on any failure.
#   ./test.sh              everything but the long runs
#   ./test.sh Grains Data  only these test projects
#   MZ_LONG=1 ./test.sh    the long runs too (more kills, more seeds)
set -uo pipefail
cd "$(dirname "$0")" || exit 1
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# package → a file that shows it is there
needs=(
  postgresql-15:/usr/lib/postgresql/15/bin/initdb
  git:/usr/bin/git
  sqlite3:/usr/bin/sqlite3
  systemd:/usr/bin/systemd-analyze
  nginx-light:/usr/sbin/nginx
  haproxy:/usr/sbin/haproxy
  php8.2-fpm:/usr/sbin/php-fpm8.2
  php8.2-cli:/usr/bin/php8.2
  php8.2-mysql:/usr/lib/php/20220829/mysqli.so
  mariadb-server:/usr/sbin/mariadbd
  wordpress:/usr/share/wordpress/wp-load.php
  wordpress-theme-twentytwentythree:/usr/share/wordpress/wp-content/themes/twentytwentythree/style.css
  certbot:/usr/bin/certbot
  pebble:/usr/bin/pebble
  zlib1g-dev:/usr/include/zlib.h
  clang:/usr/bin/clang
  lld:/usr/bin/ld.lld
  gcc-aarch64-linux-gnu:/usr/bin/aarch64-linux-gnu-gcc
  nftables:/usr/sbin/nft
  restic:/usr/bin/restic
  openssh-server:/usr/sbin/sshd
  openssh-client:/usr/bin/ssh-keygen
  shellcheck:/usr/bin/shellcheck
  nodejs:/usr/bin/node
  npm:/usr/bin/npm
  chromium:/usr/bin/chromium
  libc6-dev-arm64-cross:/usr/aarch64-linux-gnu/lib/libc.so.6
)
missing=()
for need in "${needs[@]}"; do [ -e "${need#*:}" ] || missing+=("${need%%:*}"); done
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Missing: ${missing[*]}. Install them (Debian packages), or run as root so that this script may." >&2
    exit 1
  fi
  echo "Installing ${missing[*]} …"
  export DEBIAN_FRONTEND=noninteractive
  # The tests start what they need by themselves: nothing that is installed for them is to run beside them.
  policy=/usr/sbin/policy-rc.d own=
  [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod 755 "$policy"; own=1; }
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/tmp/mzpanel-apt.log 2>&1
  installed=$?
  [ -z "$own" ] || rm -f "$policy"
  [ "$installed" = 0 ] || { tail -n 20 /tmp/mzpanel-apt.log >&2; exit 1; }
fi

echo "Building …"
dotnet build MzPanel.sln -p:DashboardRequired=true --nologo -v quiet -clp:NoSummary || exit 1

logs=$(mktemp -d)
back=''
# What runs behind does not hear Ctrl-C by itself.
end() { [ -z "$back" ] || { kill "$back"; pkill -P "$back"; } 2>/dev/null; rm -rf "$logs"; }
trap end EXIT
passed=0 failed=0 skipped=0

run() { # name: "Dashboard" are the parts of the dashboard that need no browser; its pages are in the end-to-end tests
  local command=("tests/MzPanel.$1.Tests/bin/Debug/net10.0/MzPanel.$1.Tests" -noColor)
  [ "$1" = Dashboard ] && command=(env NO_COLOR=1 npm test --silent --prefix src/MzPanel.Dashboard)
  "${command[@]}" >"$logs/$1" 2>&1
  echo $? >"$logs/$1.code"
}

report() { # name
  local log="$logs/$1" code line bad
  code=$(cat "$log.code" 2>/dev/null || echo 1)
  echo "== $1"
  line=$(grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+|^ *Tests +[0-9]' "$log" | tail -n 1)
  if [[ $line =~ Total:\ ([0-9]+),\ Errors:\ ([0-9]+),\ Failed:\ ([0-9]+),\ Skipped:\ ([0-9]+) ]]; then
    bad=$((BASH_REMATCH[2] + BASH_REMATCH[3]))
    passed=$((passed + BASH_REMATCH[1] - BASH_REMATCH[3] - BASH_REMATCH[4])) failed=$((failed + bad)) skipped=$((skipped + BASH_REMATCH[4]))
    # A runner that fails without a failed test is a failure too.
    [ "$code" != 0 ] && [ "$bad" = 0 ] && failed=$((failed + 1))
    [ "${BASH_REMATCH[1]}" = 0 ] && { echo "no test ran"; failed=$((failed + 1)); }
  elif [[ $line =~ ([0-9]+)\ passed ]]; then
    passed=$((passed + BASH_REMATCH[1]))
    if [[ $line =~ ([0-9]+)\ failed ]]; then failed=$((failed + BASH_REMATCH[1])); else [ "$code" = 0 ] || failed=$((failed + 1)); fi
  else
    failed=$((failed + 1))
  fi
  echo "${line# }"
  [ "$code" = 0 ] || tail -n 200 "$log"
}

names=(Dashboard)
for project in tests/*.Tests; do
  name=$(basename "$project" .Tests)
  names+=("${name#MzPanel.}")
done
# Those with room in their limits run beside the others, which leave much of the machine alone.
patient=" Agent Architecture Dashboard Protocol Simulation "
behind=() ahead=()
for name in "${names[@]}"; do
  [ $# = 0 ] || [[ " $* " == *" $name "* ]] || continue
  if [[ $patient == *" $name "* ]]; then behind+=("$name"); else ahead+=("$name"); fi
done
[ ${#behind[@]} = 0 ] || { for name in "${behind[@]}"; do run "$name"; done } &
back=$!
for name in "${ahead[@]}"; do run "$name"; report "$name"; done
wait && back=''
for name in "${behind[@]}"; do report "$name"; done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]

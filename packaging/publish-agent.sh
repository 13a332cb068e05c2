#!/bin/sh
# Publishes mzagent for both platforms it ships on: publish-agent.sh OUTDIR
# Needs clang and lld; for arm64 on an amd64 machine also gcc-aarch64-linux-gnu and libc6-dev-arm64-cross.
set -eu
out=${1:?usage: publish-agent.sh OUTDIR}
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$(dirname "$0")/.."
project=src/MzPanel.Agent/MzPanel.Agent.csproj
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Restored once for both platforms, in the form the lock files hold: a restore per platform would change theirs.
dotnet restore "$project" --locked-mode --nologo -v quiet

publish() {
    dotnet publish "$project" --no-restore --nologo -v quiet -c Release -r "$1" -p:LinkerFlavor=lld -o "$work/$1"
    install -m 0755 "$work/$1/mzagent" "$out/mzagent-$2"
    install -m 0644 "$work/$1/mzagent.dbg" "$out/mzagent-$2.dbg"
}
publish linux-x64 linux-amd64
publish linux-arm64 linux-arm64

cd "$out"
sha256sum mzagent-linux-amd64 mzagent-linux-arm64 > SHA256SUMS

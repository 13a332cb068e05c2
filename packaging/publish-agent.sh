#!/bin/sh
# Publishes mzagent for both platforms it ships on, or for those named: publish-agent.sh OUTDIR [amd64] [arm64]
# A silo hands out what lies in the folder "downloads" of its data directory or beside its program (publish-silo.sh fills that one).
# Needs clang and lld; for arm64 on an amd64 machine also gcc-aarch64-linux-gnu and libc6-dev-arm64-cross.
# Beside them it leaves release.json, which says of which version they are: that is what a silo updates agents by. MZ_SECURITY=true marks it as one
# that heals a fault of security.
# The glibc of the machine that publishes is the oldest that the program runs with.
set -eu
# No process of it outlives the script: who reads what it says would wait for that one.
export MSBUILDDISABLENODEREUSE=1
out=${1:?usage: publish-agent.sh OUTDIR [amd64] [arm64]}
shift
[ $# -gt 0 ] || set -- amd64 arm64
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$(dirname "$0")/.."
root=$PWD
project=src/MzPanel.Agent/MzPanel.Agent.csproj
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Restored once for both platforms, in the form the lock files hold: a restore per platform would change theirs.
dotnet restore "$project" --locked-mode --nologo -v quiet

# PLATFORM NAME BYTES: what has grown past that is to be looked at before it ships (docs/performance.md).
publish() {
    echo "Publishing mzagent for $2 …"
    dotnet publish "$project" --no-restore --nologo -v quiet -c Release -r "$1" -p:LinkerFlavor=lld -o "$work/$1"
    size=$(wc -c <"$work/$1/mzagent")
    if [ "$size" -gt "$3" ]; then
        echo "mzagent for $1 has $size bytes, more than the $3 it may have." >&2
        exit 1
    fi
    # By a rename: a silo may be reading the one before.
    install -m 0755 "$work/$1/mzagent" "$out/mzagent-$2.new"
    mv -f "$out/mzagent-$2.new" "$out/mzagent-$2"
    install -m 0644 "$work/$1/mzagent.dbg" "$out/mzagent-$2.dbg"
}
for platform; do
    case $platform in
        amd64) publish linux-x64 linux-amd64 10000000 ;;
        arm64) publish linux-arm64 linux-arm64 10350000 ;;
        *) echo "There is no platform $platform, only amd64 and arm64." >&2 && exit 2 ;;
    esac
done

cd "$out"
sha256sum mzagent-linux-a??64 > SHA256SUMS
# Last: until it is there nobody is asked to take the programs.
version=$(dotnet msbuild "$root/$project" -nologo -getProperty:Version)
printf '{"version":"%s","security":%s}\n' "$version" "${MZ_SECURITY:-false}" > release.json.new
mv -f release.json.new release.json

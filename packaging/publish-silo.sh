#!/bin/sh
# Publishes the silo for one platform, with the agents for all: publish-silo.sh OUTDIR [linux-x64|linux-arm64]
# The agents go into OUTDIR/downloads, from where the silo hands them out. They are published first (publish-agent.sh says what
# that needs), or taken from where publish-agent.sh left them: MZ_AGENTS=DIR publish-silo.sh …
# The silo needs the ASP.NET Core 10 runtime where it runs, and Node.js 20.19 or newer with npm where it is published: the dashboard
# is part of it.
set -eu
# No process of it outlives the script: who reads what it says would wait for that one.
export MSBUILDDISABLENODEREUSE=1
out=${1:?usage: publish-silo.sh OUTDIR [PLATFORM]}
platform=${2:-linux-x64}
agents=${MZ_AGENTS:+$(cd "$MZ_AGENTS" && pwd)}
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$(dirname "$0")/.."
project=src/MzPanel.Silo/MzPanel.Silo.csproj

# Restored for both platforms, in the form the lock files hold: a restore for one platform would change theirs.
dotnet restore "$project" --locked-mode --nologo -v quiet
echo "Publishing the silo for $platform …"
dotnet publish "$project" -p:DashboardRequired=true --no-restore --nologo -v quiet -c Release -r "$platform" --self-contained false -o "$out"

if [ -z "$agents" ]; then
    agents=$(mktemp -d)
    trap 'rm -rf "$agents"' EXIT
    packaging/publish-agent.sh "$agents"
fi
(cd "$agents" && sha256sum --check --quiet SHA256SUMS)
install -d "$out/downloads"
install -m 0755 "$agents"/mzagent-linux-a??64 "$out/downloads"
[ ! -e "$agents/release.json" ] || install -m 0644 "$agents/release.json" "$out/downloads"

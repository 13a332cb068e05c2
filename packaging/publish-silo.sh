#!/bin/sh
# Publishes the silo for one platform: publish-silo.sh OUTDIR [linux-x64|linux-arm64]
# It needs the ASP.NET Core 10 runtime where it runs.
set -eu
out=${1:?usage: publish-silo.sh OUTDIR [PLATFORM]}
platform=${2:-linux-x64}
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$(dirname "$0")/.."
project=src/MzPanel.Silo/MzPanel.Silo.csproj

# Restored for both platforms, in the form the lock files hold: a restore for one platform would change theirs.
dotnet restore "$project" --locked-mode --nologo -v quiet
dotnet publish "$project" --no-restore --nologo -v quiet -c Release -r "$platform" --self-contained false -o "$out"

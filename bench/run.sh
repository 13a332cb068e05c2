#!/usr/bin/env bash
# Publishes silo and agent, then measures: bench/run.sh [start|dispatch|log|readback|memory|agent …]
# Load goes to loopback only and ends by itself. Figures and how to read them: docs/performance.md
set -euo pipefail
cd "$(dirname "$0")/.."
export MZ_ARTIFACTS=$PWD/artifacts
# Restored first for both platforms, in the form the lock files hold: a restore for one platform would change theirs.
dotnet restore src/MzPanel.Silo --locked-mode --nologo -v quiet
dotnet publish src/MzPanel.Silo --no-restore -c Release -r linux-x64 --self-contained false -o artifacts/silo --nologo -v quiet
[ -x artifacts/agent/mzagent-linux-amd64 ] || packaging/publish-agent.sh artifacts/agent
exec dotnet run -c Release --project bench/MzPanel.Bench -- "$@"

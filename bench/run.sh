#!/usr/bin/env bash
# Publishes silo and agent, then measures: bench/run.sh [start|dispatch|many|site|rollout|rollout10k|schedules|noisy|watchers|soak|log|readback|heartbeat|memory|agent|signin|scale …]
# and bench/run.sh --postgres [start|dispatch|many|site|rollout|rollout10k|schedules|noisy|watchers|soak|three|remote|viewer|jobs|lines|return|return3|idle|idle3|growth …]
# --repeat N: medians and ranges of N runs; --record: the ratios into bench/recorded.json; --compare: non-zero where one is worse by over 15 %.
# heartbeat has a relay beside it where Debian's nats-server is installed (apt-get install nats-server).
# Load goes to loopback only and ends by itself. Figures and how to read them: docs/performance.md
set -euo pipefail
cd "$(dirname "$0")/.."
export MZ_ARTIFACTS=$PWD/artifacts
[ -x artifacts/agent/mzagent-linux-amd64 ] || packaging/publish-agent.sh artifacts/agent
MZ_AGENTS=artifacts/agent packaging/publish-silo.sh artifacts/silo
[ -d bench/peers/node/node_modules ] || npm ci --prefix bench/peers/node --no-audit --no-fund --silent
exec dotnet run -c Release --project bench/MzPanel.Bench -- "$@"

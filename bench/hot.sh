#!/usr/bin/env bash
# What is done for each frame, by itself (BenchmarkDotNet): bench/hot.sh [--filter '*Envelope*']. Figures: docs/performance.md
set -euo pipefail
cd "$(dirname "$0")/.."
exec dotnet run -c Release --project bench/MzPanel.Hot -- "$@"

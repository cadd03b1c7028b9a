#!/usr/bin/env bash
# The run in real windows: a small network, a meeting recorded from unlocking to approval,
# and the app killed ten times in the middle of it.
set -euo pipefail
cd "$(dirname "$0")/.."
exec scripts/demo.sh -small -headless -kills 10 -out build/xvfb-test

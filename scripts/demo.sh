#!/usr/bin/env bash
# Builds the app and the hub and lets tools/demo make and use a network on this machine.
# Arguments go to tools/demo (see `go run ./tools/demo -h`).
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p build
echo "demo: building (the first time takes about five minutes)" >&2
CGO_ENABLED=0 go build -o build/pendampingd ./cmd/pendampingd
CGO_ENABLED=0 go build -o build/demo-tool ./tools/demo
CGO_ENABLED=1 go build -tags "migrated_fynedo no_emoji drive" -ldflags '-w' -o build/pendamping-drive .
CGO_ENABLED=0 go build -tags migrated_fynedo -o build/month-tool ./tools/month/show
build/demo-tool "$@"
echo "demo: a month of one group, through the real widgets" >&2
exec build/month-tool

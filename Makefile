# Pendamping: `make help` lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GO            ?= go
BUILD         := build
# Only the root main package needs cgo (OpenGL and X11); everything else is built and tested without.
PURE          := CGO_ENABLED=0
# no_emoji: the toolkit reads its emoji font (4 MB) once for each weight of text, 12 MB in all.
APP_TAGS      := migrated_fynedo,no_emoji
GOLANGCI      := $(BUILD)/tools/golangci-lint-v2.15.0
VERSION       := $(shell sed -n 's/^ *Version = "\(.*\)"/\1/p' FyneApp.toml)
LDFLAGS       := -w
NO_UI         := ./fault/... ./kpuk/... ./sync/... ./store/... ./cmd/...

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup:
	@scripts/setup.sh run

.PHONY: build
build: ## build the app and the hub into build/
	@scripts/setup.sh build
	@mkdir -p $(BUILD)
	$(GO) build -tags $(APP_TAGS) -ldflags '$(LDFLAGS)' -o $(BUILD)/pendamping .
	$(PURE) $(GO) build -ldflags '$(LDFLAGS) -X main.version=$(VERSION)' -o $(BUILD)/pendampingd ./cmd/pendampingd

.PHONY: demo
demo: setup ## build, make the demo data, start hub, tablet and desktop (scripted where there is no display)
	@scripts/demo.sh

.PHONY: test
test: ## everything but the linter
	@scripts/setup.sh test
	$(PURE) $(GO) vet ./...
	$(PURE) $(GO) run ./tools/androidcheck
	$(PURE) $(GO) test ./...
	scripts/xvfb-test.sh

.PHONY: race
race: ## the race detector over everything that has no user interface
	CGO_ENABLED=1 $(GO) test -race -short $(NO_UI)

.PHONY: lint
lint: $(GOLANGCI) ## golangci-lint, pinned
	$(GOLANGCI) run --allow-parallel-runners ./...

$(GOLANGCI):
	@mkdir -p $(@D)
	GOBIN=$(abspath $(@D)) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
	@mv $(@D)/golangci-lint $@

SOAK ?= 100
.PHONY: soak
soak: ## play SOAK=100 fleets of 60 devices for 30 days with all faults
	@mkdir -p $(BUILD)
	$(PURE) $(GO) build -o $(BUILD)/pendampingd ./cmd/pendampingd
	@for seed in $$(seq 1 $(SOAK)); do $(BUILD)/pendampingd simulate --devices 60 --days 30 --faults all --seed $$seed --json || exit 1; done

.PHONY: planted
planted: ## plant defects into the program one by one; the fleet has to find each
	$(PURE) $(GO) run ./tools/planted

.PHONY: bench
bench: ## one JSON line per figure; BENCH=name runs one family
	@$(PURE) $(GO) run ./tools/bench $(BENCH)

.PHONY: screens
screens: ## draw every screen and widget anew, and the gallery docs/screens
	@scripts/screens.sh

.PHONY: assets
assets: ## fetch and convert fonts, icons and areas again (needs node and npm)
	assets/generate/generate.sh

.PHONY: apk
apk: ## the Android package (needs ANDROID_NDK_HOME)
	@scripts/apk.sh

.PHONY: apk-check
apk-check: ## type-check the whole app for Android, no NDK needed
	$(PURE) $(GO) run ./tools/androidcheck

.PHONY: fmt
fmt: $(GOLANGCI) ## format the code
	$(GOLANGCI) fmt ./...

.PHONY: clean
clean: ## delete build/
	rm -rf $(BUILD)

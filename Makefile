# Kith in two commands: `make run` opens a fictional school, `make test` proves everything.
export CGO_ENABLED = 0

GO_TOOLS = $(CURDIR)/bin/tools
GOLANGCI = github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOFUMPT = mvdan.cc/gofumpt@v0.12.0
DEMO_ADDR ?= 127.0.0.1:8090
SCHEDULES ?= 1000
SEED ?= 1

.PHONY: run build test bench clean generate app-parts tools
.PHONY: test-contract test-go test-app test-browser test-build test-ratio test-model soak fuzz soak-faults mutate-sync mutate-trust

run: build
	./bin/kith demo --addr $(DEMO_ADDR)

build: pwa/node_modules/.package-lock.json
	cd pwa && npm run --silent build
	go build -trimpath -ldflags "-s -w" -o bin/kith ./backend/cmd/kith

# The order is from quick to slow, so that what is wrong is told soon.
test: test-contract test-app test-build test-model test-go test-browser test-ratio
	@echo "Everything holds."

pwa/node_modules/.package-lock.json: pwa/package-lock.json
	cd pwa && npm ci --no-audit --no-fund
	@touch $@

generate: pwa/node_modules/.package-lock.json
	go generate ./backend/api
	cd pwa && npm run --silent types

# What is generated from the contract stands in the repository as it would be generated now.
test-contract: pwa/node_modules/.package-lock.json
	./scripts/contract-holds

test-app: pwa/node_modules/.package-lock.json
	cd pwa && npm run --silent format:check && npm run --silent lint && npm run --silent check && npm test

test-build: build
	cd pwa && npm run --silent sizes
	./scripts/build-holds

test-model: build
	cd pwa && npm run --silent test:model

# More of the same, for at most 45 minutes: make soak SCHEDULES=2000 SEED=1. A run that was ended goes on where it was.
# With them goes a minute for each fuzz target.
soak: build
	./scripts/soak $(SCHEDULES) $(SEED)
	@if [ $(SCHEDULES) -gt 1 ]; then ./scripts/fuzz; fi

# Every fuzz target alone.
fuzz:
	./scripts/fuzz

# Each of the defects that we know how to plant is planted in a copy, and has to be noticed.
mutate-sync: build
	./scripts/mutate-sync

# Each rule of who may do what is flipped in a copy, and a test has to notice it.
mutate-trust: pwa/node_modules/.package-lock.json
	./scripts/mutate-trust

test-go: tools build
	@test -z "$$($(GO_TOOLS)/gofumpt -l backend hooks pb_migrations pwa/*.go bench)" || { $(GO_TOOLS)/gofumpt -l backend hooks pb_migrations pwa/*.go bench; exit 1; }
	go vet ./...
	$(GO_TOOLS)/golangci-lint run ./...
	./scripts/vulnerable
	./scripts/stands strace
	go test ./...

test-browser: build
	./scripts/stands chromium "$$CHROMIUM" chromium-browser google-chrome
	cd pwa && npm run --silent test:screens && npm run --silent test:browser && npm run --silent e2e

test-ratio:
	./scripts/test-ratio

tools: $(GO_TOOLS)/golangci-lint $(GO_TOOLS)/gofumpt

$(GO_TOOLS)/golangci-lint:
	GOBIN=$(GO_TOOLS) go install $(GOLANGCI)

$(GO_TOOLS)/gofumpt:
	GOBIN=$(GO_TOOLS) go install $(GOFUMPT)

# Every fault at every call of a day and of a start, instead of the sample that stands in `make test`. Hours, and one line at the end.
soak-faults:
	go test ./backend/durability -run 'TestWhatever' -v -timeout 12h -args -whole

# The whole table: some half an hour on two cores. One row: go run ./bench -only pull -into ""
bench: build bench/browser/node_modules/.package-lock.json
	./scripts/stands chromium "$$CHROMIUM" chromium-browser google-chrome
	./scripts/stands libvips-tools vipsthumbnail
	go run ./bench

# What Kith is measured against in the browser; nothing of it is in the app.
bench/browser/node_modules/.package-lock.json: bench/browser/package-lock.json
	cd bench/browser && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

clean:
	rm -rf bin pwa/node_modules bench/browser/node_modules
	find pwa/dist -mindepth 1 -not -name .gitkeep -delete

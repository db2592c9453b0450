# reprise: rehearse incidents of a VPN control plane. `make help` lists what can be made.
GO ?= go

.DEFAULT_GOAL := help
.PHONY: help demo build test race verify check mysql soak xray-matrix bench bench-peers bench-fleet vectors lint fmt schema golden browser screenshots

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## replay Felis from its causes, its remedies beside it, and ask why
	$(GO) run ./cmd/reprise replay felis
	$(GO) run ./cmd/reprise why felis

build: ## the program, as ./bin/reprise
	$(GO) build -o bin/reprise ./cmd/reprise

test: ## every test, the slow proofs in part
	$(GO) test ./...

race: ## every test but the longest under the race detector, where there are goroutines: control and sim have none (walls_test.go)
	$(GO) test -race -short ./sim ./sim/alerts/... $$($(GO) list ./... | grep -vE '^reprise/(control|sim)(/|$$)')

verify: ## the slow proofs in full: queueing theory, the pool and trace hashes over 200 seeds (about 15 minutes)
	REPRISE_VERIFY=1 $(GO) test -count=1 -timeout 60m ./sim/... ./planning/trial
	REPRISE_VERIFY=1 $(GO) test -race -count=1 -timeout 60m -run SameSeedSameTrace ./sim

check: ## every shipped scenario and variant must do what its file says
	$(GO) run ./cmd/reprise check

xray-matrix: ## the configs of fixtures/xray on five versions of xray-core (the first time some minutes; FORMAT=json)
	@$(GO) run ./sim/xraycore/matrix -format $(or $(FORMAT),text)

bench: ## speed and allocations: the queue, a replay, the decisions, the real core
	$(GO) test -run '^$$' -bench . -skip FleetDay -benchmem ./sim ./sim/world ./sim/world/accounts ./sim/xraycore ./scenarios ./control/...

bench-peers: ## the engine beside ns-3 and container/heap, in one run (2 to 5 minutes; FORMAT=json)
	@$(GO) run ./bench/peers --format $(or $(FORMAT),text)

bench-fleet: ## a day of the whole fleet, 100,000 and 1,000,000 users, on one core (about 1 minute)
	$(GO) test -run '^$$' -bench FleetDay -benchtime 3x -cpu 1 ./scenarios

mysql: ## a MySQL and a MariaDB for load runs, from Debian's packages into the user's cache and as Docker images (about 1 minute)
	@load/mysql/fetch/fetch.sh

soak: ## a million claims and a hundred kills of a local MySQL, audited; interrupted, it goes on where it was (about 30 minutes)
	$(GO) run ./cmd/reprise load soak --db local --isolation read-committed --claims 1000000 --kills 100 --state soak.json

browser: ## what the browser tests need beside Chromium: axe-core, from npm as the lock file pins it
	npm ci --prefix reports/page/browsertest --ignore-scripts --no-audit --no-fund

screenshots: ## the pages as Chromium shows them, at laptop and phone size, light and dark, into ./screenshots
	@mkdir -p screenshots
	REPRISE_SCREENSHOTS=$(CURDIR)/screenshots $(GO) test -count=1 ./reports/page ./whatif

lint: ## formatting, go vet, staticcheck, a tidy go.mod
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then echo "not formatted (make fmt):"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) mod tidy -diff

fmt: ## format the code
	gofmt -w .

schema: ## write the JSON schema of scenario files anew
	$(GO) run ./cmd/reprise schema > scenarios/scenario.schema.json.new && mv scenarios/scenario.schema.json.new scenarios/scenario.schema.json

golden: ## write the golden files anew; read the difference before you commit it
	$(GO) test ./reports/... ./scenarios ./control/xray -update
	$(GO) test ./sim/arrivals -run Fixtures -update
	$(GO) test ./sim/xraycore -run 'Corpus$$' -update

vectors: ## write the test vectors of every decision anew; read the difference before you commit it
	$(GO) test ./control/vectors -update

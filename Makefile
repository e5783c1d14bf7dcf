# The few commands of this repository. `make` alone lists them; the work itself is in scripts/.
.DEFAULT_GOAL := help
.PHONY: help run test test-long bench fmt frontend

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

run: ## build and serve on http://localhost:8080 from ./data
	@scripts/need build
	@scripts/frontend
	cargo run -p clarion -- serve

test: ## everything CI checks; installs what it needs on Debian, or says what is missing
	@scripts/test

test-long: ## the checks that take hours: kills, large numbers, fuzzing
	@scripts/test-long

bench: ## measure, print the table and write bench.json into the target folder
	@scripts/bench

fmt: ## format the Rust sources
	cargo fmt --all

frontend: ## build the styles and scripts of the pages
	@scripts/frontend

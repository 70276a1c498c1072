# `make` lists the targets. Needed: Python 3.11 or newer, git, make.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
# Tests of one file share what they load, so a file goes to one process.
PARALLEL := -n auto --dist loadfile
# More words for the program that a target runs: make test ARGS="-k warranty"
ARGS ?=

# pip reads both; the second holds inside isolated builds since pip 25.3.
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The environment below must not see packages of the caller's.
export PYTHONNOUSERSITE := 1
unexport PYTHONPATH PYTHONHOME
PIP_INSTALL := $(BIN)/python -m pip install -qq

.DEFAULT_GOAL := help
.PHONY: help run test quick test-lowest docs changelog check lint types format build bench links coverage mutation linkml test-servers soak constraints clean
.DELETE_ON_ERROR:
# Two targets must not install into one environment at once.
.NOTPARALLEL:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: build ## build the graph and print what the labels cover
	$(BIN)/gppgraph $(ARGS)

test: $(VENV)/.test ## run the tests
	$(BIN)/python -m pytest $(PARALLEL) $(ARGS)

quick: $(VENV)/.test ## run the tests that take less than a minute together
	$(BIN)/python -m pytest -q $(PARALLEL) -m "not slow and not server" $(ARGS)

test-lowest: ## run the tests with the lowest versions that pyproject.toml allows
	PYTHON="$(PYTHON)" scripts/lowest-versions.sh $(PARALLEL) $(ARGS)

docs: $(VENV)/.dev ## write the documentation as a site to build/docs
	$(BIN)/mkdocs build --strict --quiet

changelog: $(VENV)/.dev ## move the fragments of changelog.d into CHANGELOG.md: make changelog VERSION=0.2.0
	$(BIN)/towncrier build --yes --version "$(VERSION)"

check: lint types docs $(VENV)/.dev ## lint, types, documentation, layout of the data, shapes and checks
	$(BIN)/gppgraph data format --check
	$(BIN)/gppgraph data validate --fail-on info

lint: $(VENV)/.dev ## check style and layout of the Python files
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.dev ## check the types
	$(BIN)/mypy

format: $(VENV)/.dev ## write Python and Turtle files in their one layout
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/gppgraph data format

build: $(VENV)/.run ## build the snapshot that queries read
	$(BIN)/gppgraph data build

bench: $(VENV)/.test ## measure the programs in benchmarks/
	@set -e; for program in benchmarks/bench_*.py; do \
		test -e "$$program" || { echo "benchmarks/ holds no bench_*.py" >&2; exit 1; }; \
		echo "$$program"; $(BIN)/python "$$program" $(ARGS); done

links: $(VENV)/.test ## ask the server for every name of the graph in every format
	GPPGRAPH_EVERY_NAME=1 $(BIN)/python -m pytest -q -s tests/server/test_server_links.py -k every_name

coverage: $(VENV)/.test ## run the tests and report the lines they miss
	$(BIN)/python -m pytest --cov --cov-report=term $(ARGS)

mutation: $(VENV)/.test ## break valid data everywhere, count what validation notices, write docs/mutation-score.md
	$(BIN)/python tests/support/mutation.py --write

linkml: ## check the LinkML rendering of the application profile with linkml's own tools
	PYTHON="$(PYTHON)" scripts/check-linkml.sh

test-servers: ## install the servers and the browser some tests can use (Debian)
	scripts/install-test-servers.sh

soak: $(VENV)/.dev ## ask a running server hard for ten minutes, or for as many seconds as make soak ARGS=60 says
	$(BIN)/python scripts/soak.py $(ARGS)

constraints: ## pin what a fresh install resolves to in constraints.txt
	PYTHON="$(PYTHON)" scripts/pin-constraints.sh

clean: ## remove the environment and everything generated
	rm -rf $(VENV) dist build site __pycache__ .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.* src/gppgraph/_shipped
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: each says that the environment holds what pyproject.toml and constraints.txt ask for.
$(VENV)/.created:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found; name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.created pyproject.toml constraints.txt
	$(PIP_INSTALL) -e '.[build,validate]'
	@touch $@

$(VENV)/.test: $(VENV)/.created pyproject.toml constraints.txt
	$(PIP_INSTALL) -e '.[test]'
	@touch $@ $(VENV)/.run

$(VENV)/.dev: $(VENV)/.created pyproject.toml constraints.txt
	$(PIP_INSTALL) -e '.[test,dev]'
	@touch $@ $(VENV)/.run $(VENV)/.test

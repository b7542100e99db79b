# Wardmote: `make demo` shows it, `make test` proves it, `make help` lists the rest.
# Needs python3 (3.11 or newer) with venv, git and make; everything else is fetched.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHON ?= python3
PORT ?= 8000
WARDMOTE_DATA ?= $(CURDIR)/var
export PORT WARDMOTE_DATA

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet install
INSTALLED := $(VENV)/.installed
DEV := $(VENV)/.installed-dev
CATALOGUES := $(shell find src/wardmote/locale -name '*.po' 2>/dev/null)
COMPILED := $(CATALOGUES:.po=.mo)

.PHONY: help demo run test bench bench-full check lint format types layers templates migrations messages messages-check lock install dev clean

help: ## List what make can do.
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

## Showing it

demo: install ## Fill a demo city under ./var and serve it on port 8000 (PORT=, WARDMOTE_DATA=).
	@exec $(BIN)/wardmote demo --serve

run: install ## Serve what stands in ./var.
	@exec $(BIN)/wardmote serve

## Proving it

test: dev ## Run every test, on SQLite and on PostgreSQL; fetches the browser they need.
	@scripts/test-tools
	@exec scripts/test

bench: install ## Measure what pages cost over 100,000 posts, in minutes; needs wrk (POSTS=, DATABASE=postgresql).
	@exec $(BIN)/python -m bench run --posts $(or $(POSTS),100000) --database $(or $(DATABASE),sqlite)

bench-full: install ## The same at length over 1,000,000 posts, and how cost grows up to POSTS= (10000000: 14 GB of SQLite).
	@$(BIN)/python -m bench growth --full --posts $(or $(POSTS),1000000) --database $(or $(DATABASE),sqlite)
	@$(BIN)/python -m bench run --full --posts 1000000 --database $(or $(DATABASE),sqlite)
	@$(BIN)/python -m bench plots

check: lint types layers templates migrations messages-check ## Everything but the tests.

lint: dev ## Style and likely mistakes (ruff).
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: dev ## Let ruff format the code.
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

types: dev ## Types (mypy --strict).
	$(BIN)/mypy

layers: dev ## Which package may import which (import-linter).
	$(BIN)/lint-imports

templates: dev ## Templates (djlint).
	$(BIN)/djlint --quiet --lint src/wardmote/templates

migrations: dev ## Are the migrations those of the models?
	@data=$$(mktemp -d); trap 'rm -rf "$$data"' EXIT; \
	WARDMOTE_DATA=$$data $(BIN)/wardmote makemigrations --check --dry-run

messages: dev ## Bring the message catalogues up to date with the code.
	$(BIN)/python scripts/messages.py update

messages-check: dev ## Is every message translated?
	$(BIN)/python scripts/messages.py check

## Tools

install: $(INSTALLED) $(COMPILED) ## Make .venv with Wardmote and what it runs on.

dev: $(DEV) $(COMPILED) ## Make .venv with everything to work on Wardmote.

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Wardmote needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1 || true)." >&2; \
	  echo "Another one can be named: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV) || { \
	  rm -rf $(VENV); echo "The venv module is missing: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(INSTALLED): $(VENV)/.made requirements.lock requirements-build.lock pyproject.toml hatch_build.py
	@echo "Installing Wardmote into $(VENV) …"
	@$(PIP) --require-hashes -r requirements-build.lock -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(INSTALLED) requirements-dev.lock
	@echo "Installing the development tools into $(VENV) …"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

%.mo: %.po $(INSTALLED)
	@$(BIN)/python hatch_build.py

lock: ## Pin the newest versions that pyproject.toml allows.
	@$(PYTHON) -m venv $(VENV)-lock && $(VENV)-lock/bin/python -m pip --quiet install pip-tools
	@scripts/lock $(VENV)-lock/bin/pip-compile --upgrade

clean: ## Remove what make made, except ./var.
	rm -rf $(VENV) $(VENV)-lock build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src -name '*.mo' -delete

# `make` prints this list. Everything installs what it needs into .venv, from files pinned by hash.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test check bench rules install lock format clean

help:  ## print this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

demo: install  ## a scripted model, the sidecar and two real notes: see what happens
	@$(BIN)/medguard demo

test: install  ## run every test
	@$(BIN)/pytest -n auto --dist loadfile

bench: install  ## how fast identifiers are found beside stock Presidio, and rules decide beside an OPA server
	@$(BIN)/python benchmarks/detection.py
	@$(BIN)/python benchmarks/rules.py
	@$(BIN)/python benchmarks/registry.py
	@$(BIN)/python benchmarks/ledger.py --quick

check: install  ## lint, format, types, import arrows, the rules' Rego
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@opa=$$(command -v opa || ls .tools/opa $$HOME/go/bin/opa 2>/dev/null | head -1); \
	if [ -n "$$opa" ]; then $$opa fmt --list --fail rego && $$opa check --strict --schema rego/schemas/input.json rego && $$opa test rego | tail -1; \
	else echo "no opa program: the rules were not checked"; fi

rules: install  ## compile the rules and write docs/law anew after a change; needs the opa program
	@$(BIN)/python -m medguard.rules.build
	@$(BIN)/python -m medguard.pages

format: install  ## mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

install: $(VENV)/installed  ## make .venv with what is pinned in requirements/dev.txt

$(VENV)/installed: requirements/dev.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "medguard needs Python 3.11: install it, or say PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "this Python has no venv module: on Debian, apt-get install python3-venv"; exit 1; }
	@echo "installing into $(VENV) (about a minute the first time) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

lock: install  ## pin again what pyproject.toml allows
	$(BIN)/pip-compile $(PIP_COMPILE) --extra demo --output-file requirements/run.txt pyproject.toml
	$(BIN)/pip-compile $(PIP_COMPILE) --extra demo --extra postgresql --extra opa --extra parquet --extra library --extra dev --output-file requirements/dev.txt pyproject.toml

PIP_COMPILE := --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url --no-emit-find-links

clean:  ## remove what was installed and built
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .import_linter_cache .hypothesis

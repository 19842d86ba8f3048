# `make run` starts Factionwatch, `make test` checks everything; both set up what they need in .venv.
# All that the set-up prints goes to stderr, so that stdout carries answers only.
MAKEFLAGS += --no-print-directory
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run web test check coverage bench bench-full pictures audit fuzz lock clean

run: $(VENV)/run.stamp
	@exec $(BIN)/factionwatch run

# The store in a browser, with what that needs beside.
web: $(VENV)/web.stamp
	@exec $(BIN)/factionwatch web

test: check
	@exec $(BIN)/python -m pytest -q -n 2 $(PYTEST)

# What needs no running code: style, types, import direction.
check: $(VENV)/test.stamp
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports >$(VENV)/imports.txt || { cat $(VENV)/imports.txt >&2; exit 1; }

# Branches of the packages that the tests go through, with those of the processes they start; some twenty minutes.
coverage: $(VENV)/test.stamp
	@exec $(BIN)/python -m pytest -q -n 2 --cov --cov-report=term --cov-fail-under=92 $(PYTEST)

$(VENV)/made.stamp:
	@test -n "$(PYTHON)" || { echo "Factionwatch needs Python 3.11 or newer; none was found." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "Python's venv module is missing. On Debian or Ubuntu: apt install $$($(PYTHON) -c \
		'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" >&2; exit 1; }
	@echo "Making the environment in $(VENV) (once) ..." >&2
	@$(PYTHON) -m venv --clear $(VENV) >&2
	@touch $@

# pip compiles what it installs to bytecode; our own packages are compiled here, so that the first start is quick.
$(VENV)/run.stamp: $(VENV)/made.stamp requirements.txt pyproject.toml
	@echo "Installing what Factionwatch needs (a minute, once) ..." >&2
	@$(PIP) install --no-deps --require-hashes -r requirements.txt >&2
	@$(PIP) install --no-deps --no-build-isolation -e . >&2
	@$(BIN)/python -m compileall -q bot feeds intel model store >&2
	@touch $@

$(VENV)/web.stamp: $(VENV)/run.stamp requirements-web.txt
	@echo "Installing what the web view needs (once) ..." >&2
	@$(PIP) install --no-deps --require-hashes -r requirements-web.txt >&2
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp requirements-dev.txt
	@echo "Installing what the tests need (once) ..." >&2
	@$(PIP) install --no-deps --require-hashes -r requirements-dev.txt >&2
	@touch $@

# Figures side by side with peers, within ten minutes; with scale curves, within hours.
bench: $(VENV)/bench.stamp
	@$(BIN)/python -m benchmarks.run

bench-full: $(VENV)/bench.stamp
	@$(BIN)/python -m benchmarks.run --full

# reader brings a copy of feedparser that needs sgmllib3k and does not ask for it.
$(VENV)/bench.stamp: $(VENV)/test.stamp
	@echo "Installing the peers to measure beside (once) ..." >&2
	@$(PIP) install reader sgmllib3k spacy flashtext >&2 || echo "Peers cannot be installed; only ours is measured." >&2
	@touch $@

# Pictures of the docs from real output; the page needs Chromium.
pictures: $(VENV)/test.stamp
	@$(BIN)/python -m benchmarks.pictures

# Known faults of the locked packages; skips with its reason without network.
audit: $(VENV)/run.stamp
	@$(BIN)/python tests/audit.py requirements.txt

# A minute for each target under atheris; skips with its reason where that is not installed.
fuzz: $(VENV)/run.stamp
	@$(BIN)/python -m tests.fuzz

# Renews the lock files; hashes for every Python from 3.11 on and every system, no index address.
lock:
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--upgrade --group build pyproject.toml -o requirements.txt
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--upgrade --group build --group dev pyproject.toml -c requirements.txt --extra web -o requirements-dev.txt
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--group build pyproject.toml -c requirements-dev.txt --extra web -o requirements-web.txt

clean:
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache

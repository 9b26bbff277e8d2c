# `make demo` and `make test` are all a newcomer needs; each target makes .venv when it is missing or stale.
PYTHON ?= python3
DATA ?= ../shared/data
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test soak check bench lock clean browser

demo: $(READY)
	$(BIN)/mixgraph demo

test: $(READY) browser
	$(BIN)/python -m pytest

# what takes too long for every run: many kills at random moments, whole crawls in every layout
soak: $(READY)
	$(BIN)/python -m pytest -m soak

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# all benchmarks, about an hour on two cores, into docs/performance.json and the table of docs/performance.md;
# DATA is a folder with relations.tsv, features.tsv and splits/ of real relations (without it, what needs them is left out)
bench: $(READY)
	$(BIN)/python -m pip install --quiet --no-build-isolation -e ".[bench]"
	$(BIN)/python -m benchmarks.suite --data $(DATA)

lock: $(READY)
	$(BIN)/uv pip compile setup.cfg --extra dev --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements.lock
	$(BIN)/jgo -f graph/server/jgo.toml lock

clean:
	rm -rf .venv build dist demo *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage

$(READY): requirements.lock setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "mixgraph needs Python 3.11 or newer: make PYTHON=python3.x")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# the tests look at pages in a real browser: the one that is there, else the system's, else Playwright's own
browser: $(READY)
	@$(BIN)/python -m tests.browser >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || $(BIN)/playwright install chromium

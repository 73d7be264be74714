# Everything runs in .venv, made of the versions locked in requirements.lock. Needs python3 >= 3.11, pip and make.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
PIP := $(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check
BROWSER := chromium chromium-driver fonts-noto-cjk

.PHONY: help setup demo test lint build bench detection browser docs clean

help:
	@echo "make demo    sample ledger, checked, on http://127.0.0.1:8501"
	@echo "make test    everything that can be tested, the pages in Chromium too"
	@echo "make lint    format, lint and types only"
	@echo "make build   wheel and source archive into dist/"
	@echo "make bench   measures speed and writes docs/benchmarks.md (about a quarter of an hour)"
	@echo "make detection  plants faults, looks for them and writes docs/detection.md"
	@echo "make docs    writes docs/problems.md, docs/cli.md and docs/controls.md"
	@echo "make clean   removes what the above made"

setup: $(READY)

# Debian keeps ensurepip in a package of its own, so the environment is made without pip and filled by the pip outside it.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version)'
	@$(PYTHON) -m pip --version >/dev/null || { echo "pip is missing: apt-get install python3-pip" >&2; exit 1; }
	$(PYTHON) -m venv --without-pip .venv
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

demo: setup
	$(BIN)/costctl demo

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

test: setup browser
	$(BIN)/pytest -n 3 --dist loadfile  # two at work, one at the pages, which mostly wait; see tests/conftest.py
	@$(MAKE) --no-print-directory lint

# Chromium and a Chinese font, for the tests of the pages.
browser:
	@have() { command -v chromium && command -v chromedriver && fc-list :lang=zh | grep -q .; }; \
	if have >/dev/null 2>&1; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then as=; elif sudo -n true 2>/dev/null; then as="sudo -n"; else \
		echo "The tests of the pages need Debian's packages $(BROWSER)." >&2; \
		echo "Please run: apt-get install $(BROWSER)" >&2; exit 1; fi; \
	$$as apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as apt-get install -y -qq --no-install-recommends $(BROWSER) fontconfig

build: setup
	rm -rf dist
	$(BIN)/hatchling build -t sdist -t wheel

bench: setup
	$(BIN)/python -m tests.bench

detection: setup
	$(BIN)/python -m tests.planted

docs: setup
	$(BIN)/python -m tests.problems_page
	$(BIN)/python -m tests.cli_page
	$(BIN)/python -m tests.controls_page

clean:
	rm -rf .venv dist build .demo .bench .mypy_cache .pytest_cache .ruff_cache .hypothesis

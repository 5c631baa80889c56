# Everything from a fresh clone with Python 3.11+, make and git: `make run`, `make test`.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
DEMO := env -u CLEW_DATABASE_URL -u CLEW_MASTER_KEY CLEW_HOME=$(CURDIR)/var/demo CLEW_PASSPHRASE="$${CLEW_PASSPHRASE:-for demonstration only}"

# Clew starts anew many times, in tests more than anywhere; without compiled files each start costs seconds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check bench model curve pins docs clean
.DEFAULT_GOAL := run

# -- The environment: made once, renewed when the pins change -----------------------------------------------

$(BIN)/run-ready: requirements/run.txt pyproject.toml requirements/run.in
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Clew needs Python 3.11 or newer.")'
	@test -d .venv || $(PYTHON) -m venv .venv
	@echo "Installing what Clew needs (once)"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(BIN)/test-ready: $(BIN)/run-ready requirements/test.txt
	@echo "Installing what the tests need (once)"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

# -- For everybody ---------------------------------------------------------------------------------------------

run: $(BIN)/run-ready  ## make the demonstration practice and serve it; make run PORT=8123 takes another port
	@$(DEMO) $(BIN)/clew demo --serve --port $(PORT)

# What says nothing new on a second database: tests that set up one of their own, and those that read what pages say.
SAME_TWICE := $(addsuffix .py,$(addprefix --ignore=tests/integration/test_,alliance_pages annomi_import around_every_page assessment_pages \
	backup_restore canary claims_lead_to_moments cli_practice couple_apart demo ending_pages formulation_page formulation_pages frame_and_phases guide \
	intake_pages knowledge no_course record_log roles_and_pages seen_in_the_demo shell sheets worth_a_look))

test: $(BIN)/test-ready  ## all tests; on PostgreSQL too where CLEW_TEST_POSTGRES names a server
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder
	@if [ -n "$$CLEW_TEST_POSTGRES" ]; then \
		echo "The same on PostgreSQL"; \
		CLEW_DATABASE_URL="$$CLEW_TEST_POSTGRES" $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder tests/integration tests/unit/practice $(SAME_TWICE); \
	else echo "No PostgreSQL: set CLEW_TEST_POSTGRES=postgresql://user@127.0.0.1:5432/name to test on it too."; fi

check: $(BIN)/test-ready  ## formatting, lint, types, migrations
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@CLEW_HOME=$(CURDIR)/var/check $(BIN)/python -m django makemigrations --check --dry-run --settings clew.config.settings practice

bench: $(BIN)/test-ready  ## speed and scale
	@$(BIN)/python -m benchmarks

model: $(BIN)/run-ready  ## train the coder's model anew from models/corpus, and write its card
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/model.txt
	@$(BIN)/python -m models.train

curve: $(BIN)/run-ready  ## measure how much more scenes help, and write the page and its picture
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/model.txt
	@$(BIN)/python -m models.curve

docs: $(BIN)/run-ready  ## write the generated reference pages
	@$(BIN)/python -m clew.cli.docs

pins: $(BIN)/test-ready  ## compile the pins anew
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q --upgrade requirements/run.in -o requirements/run.txt
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q --upgrade requirements/test.in -o requirements/test.txt
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q --upgrade requirements/model.in -o requirements/model.txt

clean:
	rm -rf .venv var artefacts

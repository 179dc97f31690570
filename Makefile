# The commands of the house. A fresh machine needs git, make and Python 3.11 with venv.
#
#   make run          serve on http://127.0.0.1:8000   (PORT=, DEMO=0, QUNCE_HOME=var, OCR=0)
#   make test         all tests                        (ARGS= are handed to pytest)
#   make check        format, lint, types, floors, house rules, templates, words, migrations

PORT ?= 8000
DEMO ?= 1
OCR ?= 1
QUNCE_HOME ?= var
export PORT DEMO QUNCE_HOME

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
STAMPS := .stamps
# The locks are complete: pip fetches exactly these files, from where the user's pip.conf says.
PIP := $(BIN)/pip --disable-pip-version-check install -qq --no-compile --no-deps --require-hashes
# Both cores compile what pip brought, which itself would use one; some packages bring odd files.
COMPILE := $(PY) -m compileall -qq -j 0 $(VENV)/lib > /dev/null 2>&1 || true
LINK := $(BIN)/pip --disable-pip-version-check install -qq --no-deps --no-build-isolation
HELP_PIP := { echo; echo "The packages could not be installed: see the lines above. Is the network there? A mirror is set by: $(BIN)/pip config --site set global.index-url ADDRESS"; exit 1; }

.DEFAULT_GOAL := help
.PHONY: help run test check bench eval docs pictures messages assets catalogues lock build format clean
.DELETE_ON_ERROR:

help:
	@sed -n '3,$$s/^#  //p' Makefile
	@echo "  make bench        the figures that README quotes"
	@echo "  make eval         how right judging is (DATA=DIRECTORY, ARGS=--quick or --errors)"
	@echo "  make docs         the handbook, in docs/_build/html"
	@echo "  make pictures     walk the way of README in a browser and take its pictures"
	@echo "  make messages     bring the catalogue of words in line with the code"
	@echo "  make format       format code and templates"
	@echo "  make lock         choose the newest versions and write requirements/*.txt"
	@echo "  make build        the wheel, in dist/"
	@echo "  make clean        remove everything that is made, but not the data"

run: $(STAMPS)/run-$(OCR) assets catalogues
	@exec $(BIN)/qunce run

test:
	@$(MAKE) --no-print-directory -j2 $(STAMPS)/dev assets
	@$(MAKE) --no-print-directory catalogues
	@$(PY) -m tools.run_tests $(ARGS)

check: $(STAMPS)/dev catalogues
	@$(PY) tools/check.py

bench: $(STAMPS)/dev assets catalogues
	@PYTHONPATH=src:tests:. $(PY) -m bench $(ARGS)

eval: $(STAMPS)/dev
	@PYTHONPATH=src:. $(PY) -m tools.evaluate $(if $(DATA),--data $(DATA)) $(ARGS)

docs: $(STAMPS)/dev
	@PYTHONPATH=src $(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

pictures: $(STAMPS)/dev assets catalogues
	@QUNCE_PICTURES=1 $(PY) -m pytest -n0 tests/browser/test_the_way.py

messages: $(STAMPS)/dev
	@$(PY) tools/messages.py

format: $(STAMPS)/dev
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format --quiet
	@find src -path '*/templates/*' -name '*.html' | xargs -r $(BIN)/djhtml --tabwidth 2

lock: $(STAMPS)/dev
	@for name in dev run ocr build node; do \
	  echo "requirements/$$name.txt"; \
	  $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	    --no-annotate --no-header $$([ $$name = dev ] || echo -c requirements/dev.txt) \
	    requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

build: $(STAMPS)/dev assets catalogues
	@rm -rf dist
	@$(PY) -m build --wheel --no-isolation --outdir dist > /dev/null
	@ls dist/*.whl

assets: $(STAMPS)/venv
	@$(PY) tools/build_assets.py || { [ $$? -eq 3 ] && { $(PIP) -r requirements/node.txt || $(HELP_PIP); } && $(PY) tools/build_assets.py; }

catalogues:
	@$(PY) tools/messages.py --compile

clean:
	rm -rf $(VENV) $(STAMPS) node_modules dist docs/_build .mypy_cache .ruff_cache .pytest_cache \
	  .hypothesis .import_linter_cache src/qunce/shell/static/vendor
	find src -name '*.mo' -delete

$(STAMPS)/venv:
	@found=; for python in $(PYTHON) python3.11 python3 python3.12; do \
	  if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; \
	  then found=$$python; break; fi; done; \
	[ -n "$$found" ] || { echo "Python 3.11 or newer with venv is missing (Debian: apt-get install python3-venv)."; exit 1; }; \
	echo "Making $(VENV) with $$($$found --version) ..."; \
	$$found -m venv --clear $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run-%: $(STAMPS)/venv requirements/run.txt requirements/ocr.txt requirements/build.txt pyproject.toml tools/hatch_metadata.py
	@echo "Installing what Qunce needs ..."
	@$(PIP) -r requirements/build.txt || $(HELP_PIP)
	@$(PIP) -r requirements/run.txt || $(HELP_PIP)
	@[ "$*" = 0 ] || $(PIP) -r requirements/ocr.txt \
	  || echo "The reader of screenshots could not be installed; all else works without it."
	@$(LINK) --editable .
	@$(COMPILE)
	@touch $@

$(STAMPS)/dev: $(STAMPS)/venv requirements/dev.txt requirements/build.txt pyproject.toml tools/hatch_metadata.py
	@echo "Installing what it takes to work on Qunce ..."
	@$(PIP) -r requirements/build.txt || $(HELP_PIP)
	@$(PIP) -r requirements/dev.txt || $(HELP_PIP)
	@$(LINK) --editable .
	@$(COMPILE)
	@touch $@

# Everything is done in .venv, made here. `make` alone says what there is.
PYTHON ?= python3
RUN := .venv/bin
PACKS := luan-2022 baodi-2023 zhengzhou-2018 xinxiang-2023 shuangyashan-2023-winter kaiping-2023
INSTALL := $(RUN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help demo test system bench office assets check lint types imports docs docs-serve format generate lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' Makefile

demo: .venv/.runtime ## set up, invent a year for each shipped pack, score it, and explain one score
	@rm -rf build/demo && mkdir -p build/demo
	@set -e; for pack in $(PACKS); do $(RUN)/zhaoshang demo build/demo/$$pack --scheme $$pack; echo; done
	@$(RUN)/zhaoshang explain kaiping-2023 build/demo/kaiping-2023/演示台账.xlsx --period 2023-Q1 --unit 双桥镇

test: system .venv/.development .venv/.assets ## set up and run every test; the office's once more on PostgreSQL
	$(RUN)/python -m pytest -n 2
	$(RUN)/python tools/with_postgresql.py $(RUN)/python -m pytest -n 2 -m "not browser" tests/office

system: ## what tests need of the system: Java, Chromium, LibreOffice; installed where apt-get may be used
	@tools/system_packages.sh

bench: .venv/.runtime ## measure against other engines, in an environment of its own (an hour)
	$(RUN)/python benchmarks/run.py

office: .venv/.office .venv/.assets ## set up and open the office on a fictional year, one login per role
	OFFICE_DEMONSTRATION=yes $(RUN)/zhaoshang office demo

assets: .venv/.assets ## bring in what the office's pages are made of

check: lint types imports docs ## style, types, the order of the rooms, the documentation

lint: .venv/.development
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .

types: .venv/.development
	$(RUN)/mypy

imports: .venv/.development
	$(RUN)/lint-imports

docs: .venv/.development ## build the documentation into site/
	NO_MKDOCS_2_WARNING=1 $(RUN)/mkdocs build --strict

docs-serve: .venv/.development ## read the documentation at http://127.0.0.1:8000
	$(RUN)/mkdocs serve

format: .venv/.development ## put the code into shape
	$(RUN)/ruff check --fix .
	$(RUN)/ruff format .

generate: .venv/.development ## write the generated pages of docs/reference anew
	$(RUN)/python tools/write_reference.py
	$(RUN)/python tools/write_permissions.py

lock: .venv/.development ## take the newest versions into the lock files
	$(INSTALL) uv
	tools/lock.sh

clean: ## remove .venv and everything built
	rm -rf .venv site dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# A stamp each, so that a second run starts at once and a changed lock file is noticed.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name it with: make PYTHON=/path/to/python3 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
	  { echo "Python's venv is missing; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.runtime: requirements.lock pyproject.toml | .venv/bin/python
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.office: requirements-office.lock .venv/.runtime
	$(INSTALL) --require-hashes -r requirements-office.lock
	@touch $@

TRANSLATIONS := $(wildcard src/zhaoshang/office/*/locale/en/LC_MESSAGES/django.po)
.venv/.assets: hatch_build.py src/zhaoshang/office/assets/package-lock.json $(TRANSLATIONS) | .venv/bin/python
	$(INSTALL) --require-hashes -r requirements-office.lock
	$(RUN)/python hatch_build.py
	@touch $@

.venv/.development: requirements-dev.lock .venv/.runtime
	$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

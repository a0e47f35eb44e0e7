# `make results` needs python3 (3.11 to 3.13) with pip and venv, and nothing else.
PYTHON3 ?= python3
PYTHON = .venv/bin/python
UV = $(PYTHON) -m uv
INSTALL = $(UV) pip install --quiet --python $(PYTHON) --compile-bytecode
AGAIN = $(shell test ! -e .venv/unfinished || echo --reinstall; touch .venv/unfinished)

.PHONY: results test check lint lock bench accuracy planted fuzz layout gallery screenshots mutate page-bench compare bundle relock chaos clean

# A .venv whose Python is gone, or that was moved here from another folder, is made anew.
$(shell test ! -e .venv/ready || { $(PYTHON) -c 'import rechallenge, uv' && test "$$(cat .venv/ready)" = "$(CURDIR)"; } 2>/dev/null || rm -f .venv/ready)

results: .venv/ready
	@$(PYTHON) -m rechallenge run

test: .venv/ready-dev
	@if command -v npm >/dev/null; then npm ci --silent --no-audit --no-fund --prefix tests/browser || true; fi
	$(PYTHON) -m pytest -n auto --dist worksteal --cov --cov-fail-under=90

check: .venv/ready
	@$(PYTHON) -m rechallenge check data/studies

# OLD: an earlier results folder, or a version of git such as HEAD~1.
compare: .venv/ready
	@$(PYTHON) -m rechallenge compare $(OLD) results --out build/changes; code=$$?; \
	[ $$code -eq 0 ] || [ $$code -eq 10 ] || [ $$code -eq 20 ]

bundle: results
	@$(PYTHON) -m rechallenge.release

lint: .venv/ready-dev
	$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check . && $(PYTHON) -m mypy
	$(PYTHON) -m snakefmt --check Snakefile workflow && $(PYTHON) -m snakemake --lint
	.venv/bin/zizmor --quiet --offline .github

relock: LOCK_OPTIONS = --upgrade
relock: lock

lock: .venv/ready
	$(UV) pip compile -q $(LOCK_OPTIONS) --universal --python-version 3.11 --generate-hashes --no-header -o requirements.txt pyproject.toml
	$(UV) pip compile -q $(LOCK_OPTIONS) --universal --python-version 3.11 --generate-hashes --no-header --extra dev -o requirements-dev.txt pyproject.toml
	$(UV) pip compile -q $(LOCK_OPTIONS) --universal --python-version 3.11 --generate-hashes --no-header --extra dev --extra mutate -o requirements-mutate.txt pyproject.toml

bench: .venv/ready-dev
	$(PYTHON) -m benchmarks

accuracy: .venv/ready-dev
	$(PYTHON) -m benchmarks.accuracy

planted: .venv/ready-dev
	$(PYTHON) -m benchmarks.planted --write

fuzz: .venv/ready-dev
	$(PYTHON) -m benchmarks.fuzz --files 100000 --seed 1

layout: .venv/ready-dev
	$(PYTHON) -m benchmarks.layout

gallery: results .venv/ready-dev
	$(PYTHON) -m benchmarks.gallery

screenshots: .venv/ready-dev
	$(PYTHON) -m benchmarks.getting_started

page-bench: results .venv/ready-dev
	$(PYTHON) -m benchmarks.page

chaos: .venv/ready-dev
	$(PYTHON) -m benchmarks.chaos --kills 100 --seed 1 --shipped 3

mutate: .venv/ready-mutate
	$(PYTHON) -m benchmarks.mutation

clean:
	rm -rf .venv .snakemake build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage

# A set-up that was cut off starts anew, as packages may be there by half.
.venv/ready: requirements.txt
	@$(PYTHON3) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info[:2] <= (3, 13) else "Python 3.11 to 3.13 is needed; name it: make PYTHON3=python3.13 results")'
	@test -e $@ && test ! -e .venv/unfinished || rm -rf .venv
	@$(PYTHON3) -m venv .venv && touch .venv/unfinished && $(PYTHON) -m pip install --quiet --disable-pip-version-check uv && $(INSTALL) --require-hashes -r requirements.txt
	@$(INSTALL) --no-deps -e . && $(PYTHON) -m compileall -q workflow/scripts && echo "$(CURDIR)" >$@.new && mv $@.new $@ && rm .venv/unfinished

.venv/ready-dev: .venv/ready requirements-dev.txt
	@$(INSTALL) $(AGAIN) --require-hashes -r requirements-dev.txt && touch $@ && rm .venv/unfinished

.venv/ready-mutate: .venv/ready-dev requirements-mutate.txt
	@$(INSTALL) $(AGAIN) --require-hashes -r requirements-mutate.txt && touch $@ && rm .venv/unfinished

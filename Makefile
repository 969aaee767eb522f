# The shop's commands. Each makes what it needs first, and only what changed.
PYTHON ?= python3
PY := .venv/bin/python
ARGS ?= -n 2 --dist loadgroup

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check bench torture lock environment environment-dev

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | expand -t 14

demo: environment ## the whole shop on this machine; Ctrl-C stops it, the data stays
	@exec $(PY) manage.py demo

demo-reset: ## forgets the demo's data
	@$(PYTHON) tools/forget.py

test: environment-dev ## every test; make test ARGS="tests/orders -q" for some of them
	@$(PY) -m pytest $(ARGS)

check: environment-dev ## style, types, arrows, doors, settings, migrations, words, known holes
	@$(PY) tools/check.py

bench: environment-dev ## the benchmark of docs/performance.md, to bench.json
	@DEMO=1 SECRET_KEY=bench $(PY) manage.py bench

torture: environment-dev ## the long form of the races and faults, about an hour
	@$(PY) -m pytest -m torture $(ARGS)

lock: environment-dev ## pins the newest versions that pyproject.toml and package.json allow
	@$(PY) tools/lock.py

environment:
	@$(PYTHON) tools/environment.py

environment-dev:
	@$(PYTHON) tools/environment.py --dev

# make run    everything on this machine        make test   every check and every test
# Needs Python >= 3.11, make, and the package registries. The rest is made here: .venv, nlu/.venv (Python 3.10), .data.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

UV_VERSION := 0.13.9
# looked for only when something is to be made
PYTHON = $(shell for p in python3.13 python3.12 python3.11 python3.14 python3 "$$HOME"/.pyenv/versions/3.1[1-9]*/bin/python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$$p"; break; }; done)
UV := $(shell command -v uv || echo .uv/bin/uv)
ASSA := .venv/bin/assa

.PHONY: help run test check unit bench lock train nlu-report messages format clean
help:
	@sed -n '1,2s/^# //p' Makefile; echo "also: make lock | train | bench | messages | format | check | clean"

run: .venv/.ready nlu/.venv/.ready
	@exec $(ASSA) run

# --- the two environments, made again when their locks change; compiled once, so that every start takes seconds ---

.uv/bin/uv:
	@test -n "$(PYTHON)" || { echo "assa: needs Python 3.11 or newer"; exit 1; }
	@echo "assa: getting uv"
	@"$(PYTHON)" -m venv .uv || { echo "assa: needs Python's venv module (Debian: python3-venv)"; exit 1; }
	@.uv/bin/pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"

.venv/.ready: requirements.lock pyproject.toml text/pyproject.toml | $(UV)
	@test -n "$(PYTHON)" || { echo "assa: needs Python 3.11 or newer"; exit 1; }
	@echo "assa: making .venv"
	@test -x .venv/bin/python || $(UV) venv --quiet --python "$(PYTHON)" .venv
	@VIRTUAL_ENV="$(CURDIR)/.venv" $(UV) pip sync --quiet --compile-bytecode requirements.lock
	@VIRTUAL_ENV="$(CURDIR)/.venv" $(UV) pip install --quiet --no-deps --editable .
	@touch $@

# Rasa's Python is 3.10. uv stops at pyenv's shims, so that an interpreter that runs is looked for first; else uv installs one.
nlu/.venv/.ready: nlu/requirements.lock text/pyproject.toml | $(UV)
	@echo "assa: making nlu/.venv (Rasa; the first time takes a minute)"
	@found=""; for p in "$$($(UV) python find --no-project 3.10 2>/dev/null)" "$$HOME"/.pyenv/versions/3.10*/bin/python python3.10; do \
		"$$p" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null && { found="$$p"; break; }; done; \
	if [ -z "$$found" ]; then echo "assa: installing Python 3.10"; $(UV) python install --quiet 3.10 && found=3.10; fi; \
	test -x nlu/.venv/bin/python || $(UV) venv --quiet --python "$$found" nlu/.venv
	@cd nlu && VIRTUAL_ENV="$(CURDIR)/nlu/.venv" $(if $(filter .uv/%,$(UV)),../)$(UV) pip sync --quiet --compile-bytecode requirements.lock
	@touch $@

# --- tests ---

test: .venv/.ready nlu/.venv/.ready check
	@bash tests/install_browser.sh
	nlu/.venv/bin/python -W ignore -m pytest -q nlu/tests -c nlu/pyproject.toml
	.venv/bin/python -m pytest -q

check: .venv/.ready
	.venv/bin/ruff format --check --quiet .
	.venv/bin/ruff check --quiet .
	.venv/bin/lint-imports --no-logo 2>/dev/null || .venv/bin/lint-imports
	.venv/bin/mypy
	.venv/bin/python -m core.i18n.update --check

unit: .venv/.ready
	.venv/bin/python -m pytest -q --ignore=tests/conversations

# --- chores ---

lock: | $(UV)
	$(UV) pip compile --universal --generate-hashes --no-emit-index-url --no-annotate --quiet --python-version 3.11 pyproject.toml --group dev -o requirements.lock
	grep -v '^-e ' requirements.lock > .lock.versions && $(UV) pip compile --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --python-version 3.11 pyproject.toml --constraint .lock.versions -o requirements.runtime.lock; rm -f .lock.versions
	cd nlu && $(if $(filter .uv/%,$(UV)),../)$(UV) pip compile --universal --generate-hashes --no-emit-index-url --no-annotate --quiet --python-version 3.10 pyproject.toml --group dev -o requirements.lock

train: .venv/.ready nlu/.venv/.ready
	.venv/bin/python -c "from assa import model; print(model.ensure())"

nlu-report: .venv/.ready nlu/.venv/.ready
	.venv/bin/assa nlu report

bench: .venv/.ready nlu/.venv/.ready
	@exec $(ASSA) bench $(BENCH)

messages: .venv/.ready
	.venv/bin/python -m core.i18n.update

format: .venv/.ready
	.venv/bin/ruff format --quiet .
	.venv/bin/ruff check --fix --quiet .
	.venv/bin/ruff format --quiet .

clean:
	rm -rf .venv nlu/.venv .uv nlu/models

# The tools live in .venv, made by `make setup`; set PYTHON to use another.
PYTHON ?= .venv/bin/python

.PHONY: check fix demo setup

check: setup
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	$(PYTHON) -m pytest -q

fix: setup
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

demo: setup
	$(PYTHON) -m searchlib search "помощь Северной Корее"

setup: .venv/ready

.venv/ready: pyproject.toml
	python3 -m venv .venv
	.venv/bin/pip install -q -e ".[dev]"
	touch .venv/ready

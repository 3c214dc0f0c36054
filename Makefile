# Each target makes .venv by itself, and again only when pyproject.toml changed.
PYTHON ?= $(or $(shell command -v python3.11),python3)
BIN := .venv/bin
export TF_CPP_MIN_LOG_LEVEL ?= 2
# seqeval comes as a setup.py, which pip alone builds with whatever setuptools is there.
export PIP_USE_PEP517 = 1

.PHONY: demo test slow lint bench clean

demo: .venv/base
	$(BIN)/python -c "from recipes import names; names.demo()"

# Tests trace more than they compute: two at a time, file by file. JAX compiles as
# little as it can.
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile
ON_JAX := KERAS_BACKEND=jax JAX_DISABLE_MOST_OPTIMIZATIONS=1 $(PYTEST)

test: .venv/test
	$(PYTEST) -m "not slow and not network"

slow: .venv/test
	$(ON_JAX) -m "not network" tests/layers tests/decoding tests/models tests/backend \
		tests/series tests/explain tests/test_losses.py tests/test_metrics.py \
		tests/test_noise.py
	$(BIN)/python -m pytest -m "slow and not network"

lint: .venv/test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

bench: .venv/bench .venv/joeynmt/ready
	$(BIN)/python -m tests.benchmarks

clean:
	rm -rf .venv

.venv/base: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

.venv/test: .venv/base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $@

# JoeyNMT needs an old protobuf. Where it cannot be installed, its rows are left out.
.venv/joeynmt/ready: .venv/base
	$(PYTHON) -m venv .venv/joeynmt
	-.venv/joeynmt/bin/python -m pip install --quiet --disable-pip-version-check \
		joeynmt==2.3.0 importlib-metadata torch==2.13.0 && touch $@

.venv/bench: .venv/test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	touch $@

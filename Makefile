# Everything a newcomer needs. `make run` and `make test` do their own set-up.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready
COMPILED := $(VENV)/.compiled

.PHONY: setup plain run test test-services test-slow services lint bench bench-register quality fuzz faults pins clean

# The hot modules are compiled, and again when what they were made from has changed (build/compiled.d, which setup.py
# writes). `INTERCEPTOR_PURE=1 make test` takes the compiled ones away and runs plain Python, which is handier while editing.
ifeq ($(INTERCEPTOR_PURE),1)
setup: $(STAMP) plain
	@echo "Not compiled, as INTERCEPTOR_PURE=1 asks: the same decisions, more slowly."
else
setup: $(COMPILED)
endif

plain:
	@find interceptor models streams -name '*.so' -delete
	@rm -f interceptor__mypyc.* build/compiled.d $(COMPILED)

-include build/compiled.d

# Without a compiler nothing is noted down, so that the next make looks again.
$(COMPILED): $(STAMP) setup.py compiled.txt compiled.h
	@rm -f $@
	@$(BIN)/python setup.py --quiet build_ext --inplace
	@test ! -e build/compiled.d || touch -r build/compiled.d $@

$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Interceptor needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	INTERCEPTOR_PURE=1 $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

run: setup
	@$(BIN)/interceptor demo

test: setup
	$(BIN)/pytest -n 2 -m "not slow and not services"

# Real Kafka and PostgreSQL; skipped without Java, Maven or PostgreSQL, unless CI=true.
test-services: setup
	$(BIN)/pytest -n 2 -m "services and not slow"

test-slow: setup
	$(BIN)/pytest -m slow

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Kafka and PostgreSQL on loopback until Ctrl-C, for a worker by hand; tests of this checkout use them too.
services: setup
	@$(BIN)/python -m tests.services up

# The engine on Kafka and PostgreSQL beside a plain echo, on servers of its own.
bench-stream: setup
	$(BIN)/python -m benchmarks.stream

bench: setup
	$(BIN)/python -m benchmarks

# Ten million transfers in PostgreSQL and what people ask of them; takes a quarter of an hour and 20 GB.
bench-register: setup
	$(BIN)/python -m benchmarks.register_queries

# Fraud caught and honest wires held up, in simulated worlds: `make quality SEEDS=101,102,103 SIZES=small,medium`.
SEEDS ?= 101,102,103
SIZES ?= small,medium
quality: setup
	$(BIN)/python -m benchmarks.quality --seeds $(SEEDS) --sizes $(SIZES)

# Guided fuzzing of every parser, in an environment of its own: `make fuzz SECONDS=600`. Findings go to .fuzz/findings.
# It runs plain Python, since that is all its guide can see into.
SECONDS ?= 600
fuzz: plain
	@test -x .venv-fuzz/bin/python || $(PYTHON) -m venv .venv-fuzz
	.venv-fuzz/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/fuzz.txt
	.venv-fuzz/bin/python -m tests.fuzz --seconds $(SECONDS)

# The engine on real Kafka and PostgreSQL under kill -9, restarts and an outage, compared with a quiet run; takes an hour.
WIRES ?= 100000
PARTITIONS ?= 4
WORKERS ?= 2
KILLS ?= 100
BROKER_RESTARTS ?= 10
POSTGRES_RESTARTS ?= 10
SEED ?= 1
faults: setup
	$(BIN)/python -m tests.faults.cluster --wires $(WIRES) --partitions $(PARTITIONS) --workers $(WORKERS) --kills $(KILLS) \
	  --broker-restarts $(BROKER_RESTARTS) --database-restarts $(POSTGRES_RESTARTS) --seed $(SEED)

# The same idea on the embedded log and SQLite, with torn files: `make faults-embedded WIRES=30000 KILLS=50`.
faults-embedded: setup
	$(BIN)/python -m tests.faults.engine --transfers $(WIRES) --kills $(KILLS) --seed $(SEED)

# Renew the exact pins with their hashes. Needs uv; writes no registry address.
pins:
	cd requirements && uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header run.in -o run.txt
	cd requirements && uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header build.in -o build.txt
	cd requirements && uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header dev.in -o dev.txt
	cd requirements && uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header fuzz.in -o fuzz.txt

clean: plain
	rm -rf build $(VENV) .venv-fuzz .fuzz .services .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

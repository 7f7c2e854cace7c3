# make demo        what claimwright does, on example encounters
# make test        lint, types and the quick tests
# make test-slow   the long tests
# make lint        style and types only
# make clean       remove everything that make and the tools create
#
# Needs python3 (3.11 to 3.13) and make. Another interpreter: make demo PYTHON=/path/to/python

PYTHONS = $(if $(PYTHON),'$(PYTHON)',python3 python3.13 python3.12 python3.11)
SUITABLE = import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
PIP_INSTALL = .venv/bin/python -m pip -qq --disable-pip-version-check install --constraint constraints.txt

unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV

.PHONY: demo test test-slow lint clean
.NOTPARALLEL:

demo: .venv/runtime.stamp
	@.venv/bin/claimwright demo

test: lint
	@.venv/bin/python -m pytest -m "not slow" -n auto --dist worksteal

# Without a single slow test pytest exits with 5, and so this fails.
test-slow: .venv/dev.stamp
	@HYPOTHESIS_PROFILE=slow .venv/bin/python -m pytest -m slow -n auto --dist worksteal

lint: .venv/dev.stamp
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy

clean:
	@rm -rf .venv build dist claimwright.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name .git -prune -o -type d -name __pycache__ -exec rm -rf {} +

# A virtual environment holds absolute paths: one that came along with a moved checkout, or lost its interpreter, is made anew.
ifneq ($(shell .venv/bin/python -c "" 2>/dev/null && cat .venv/created.stamp 2>/dev/null),$(CURDIR))
.PHONY: .venv/created.stamp
endif

.venv/created.stamp:
	@for python in $(PYTHONS); do \
	  "$$python" -c '$(SUITABLE)' 2>/dev/null || continue; \
	  echo "Setting up .venv, once" >&2; \
	  "$$python" -m venv --clear .venv && pwd >$@; exit; \
	done; \
	echo "claimwright needs Python 3.11, 3.12 or 3.13 with its venv module; none found (choose one: make PYTHON=/path/to/python)" >&2; \
	exit 1

.venv/runtime.stamp: .venv/created.stamp pyproject.toml constraints.txt
	@$(PIP_INSTALL) --editable .
	@touch $@

.venv/dev.stamp: .venv/created.stamp pyproject.toml constraints.txt
	@$(PIP_INSTALL) --editable '.[dev]'
	@touch .venv/runtime.stamp $@

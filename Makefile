# Each target does all the set-up it needs by itself, and is quick the second time.
#
#   make demo    watch it work: http://localhost:8069 and http://localhost:5000
#   make test    everything that can be checked
#   make test-wide   the same on other days, in other languages, beside other apps
#   make crash   Odoo is killed 40 times while it pushes: what Xero holds against Odoo
#   make reliability   every kind of fault at every place, for a day each
#   make bench   what it costs, measured against its targets
#   make screenshots   what a user sees
#   make upgrade-dump   what this version leaves, for later ones to upgrade from
#
# Variables: ODOO_PATH (an Odoo 19 of your own), ODOO_PORT, SANDBOX_PORT; for the demo
# ONCE=1 (end after the table) and XERO_URL (another Xero than the sandbox).

PYTHON ?= python3
DEV = .venv/bin/python -m dev

.PHONY: help setup demo lint test test-wide bench crash reliability screenshots \
  upgrade-dump stop clean lock

help:
	@sed -n 's/^#   //p' Makefile

setup:
	@$(PYTHON) -m dev.setup

demo: setup
	@$(DEV).demo

lint: setup
	@$(DEV).lint

# One suite, with pytest's arguments: .venv/bin/python -m dev.test addon -k contact
test: setup
	@$(DEV).test

# Takes an hour or two. Some: .venv/bin/python -m dev.wide french year-ahead
test-wide: setup
	@$(DEV).wide

# The figures are also in build/bench.json. Some: .venv/bin/python -m benchmarks ROW
bench: setup
	@.venv/bin/python -m benchmarks

# The figures are also in build/crash.json. Fewer: .venv/bin/python -m tests.crash -h
crash: setup
	@.venv/bin/python -m tests.crash

# Takes an hour or two; writes docs/reliability.md.
reliability: setup
	@$(DEV).reliability

# In build/screenshots. Some: .venv/bin/python -m tests.screenshots SCENE
screenshots: setup
	@.venv/bin/python -m tests.screenshots

# In tests/data/upgrade, under the version of the manifest: once for each.
upgrade-dump: setup
	@.venv/bin/python -m tests.upgrade

# Ends what was started here, by its own pid files, and the database server.
stop:
	@$(PYTHON) -m dev.stop

# Removes all that was made here; downloads stay in the cache.
clean:
	@$(PYTHON) -m dev.clean

# After a change of requirements.txt or dev/requirements.in.
lock: setup
	@.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.10 \
	  --generate-hashes --custom-compile-command "make lock" \
	  dev/requirements.in --output-file dev/requirements.lock

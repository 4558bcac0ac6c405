# Every target sets up what it needs; nothing has to be installed by hand but python3, make and git.
#
#   make demo        the whole loop on the sample pilot; prints where the results lie
#   make test        all tests
#   make dashboard   the dashboard on the demo's results
#   make lab         JupyterLab on the notebooks
#   make bench       speed and memory of the simulation
#   make backtest SETS=../shared/data  forecasts of real platforms scored, into BACKTEST.md
#   make backtest-calibrated  the model calibrated anew on them and scored, into CALIBRATED.md
#   make import-bench  speed and memory of imports of 5 million events
#   make validate-long  known parameters recovered from 50 simulated pilots; writes RECOVERY.md
#   make fuzz    20,000 damaged exports a platform, each read or refused by one message
#   make fuzz-guided TARGET=slack  the same guided by coverage, where atheris is installed
#   make lint        format, imports, docstrings, types
#   make sample      makes data/sample again, byte for byte
#   make odd         writes the parts of the model's ODD document that the code tells
#   make worked-example  writes the worked sizing from the sample pilot again
#   make pictures    takes the README's pictures again (Chromium, LibreOffice)
#   make docs        the documentation site in site/, its links checked
#   make lock        pins the dependencies of pyproject.toml again

SYSTEM_PYTHON ?= python3
UV := .tools/bin/uv
BIN := .venv/bin
READY := .venv/.ready
WORKSPACE ?= workspace

.PHONY: demo test dashboard lab bench import-bench fuzz fuzz-guided lint format sample odd pictures docs lock setup clean validate-long backtest backtest-calibrated worked-example

setup: $(READY)

demo: $(READY)
	@$(BIN)/rsne demo --out $(WORKSPACE)

test: $(READY)
	@$(BIN)/pytest -n 2 --dist loadscope --nbmake tests notebooks

dashboard: $(READY)
	@$(BIN)/rsne demo --out $(WORKSPACE) --serve

lab: $(READY)
	@$(BIN)/jupyter lab notebooks

bench: $(READY)
	@$(BIN)/rsne bench

SETS ?= ../shared/data

backtest: $(READY)
	@$(BIN)/python -m simulation.forecasting.document $(SETS)

backtest-calibrated: $(READY)
	@$(BIN)/python -m simulation.forecasting.recalibrated_document $(SETS)

import-bench: $(READY)
	@$(BIN)/python tests/pilot/scale/measure.py --out simulation/pilot/IMPORT_SPEED.md

PILOTS ?= 50

validate-long: $(READY)
	@$(BIN)/python -m simulation.calibration.recovery --pilots $(PILOTS)

INPUTS ?= 20000
TARGET ?= slack

fuzz: $(READY)
	@$(BIN)/python tests/pilot/fuzz/run.py --inputs $(INPUTS)

fuzz-guided: $(READY)
	@$(BIN)/python tests/pilot/fuzz/run.py --inputs $(INPUTS) --coverage $(TARGET)

lint: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: $(READY)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

sample: $(READY)
	@$(BIN)/python -m simulation.pilot.sample

odd: $(READY)
	@$(BIN)/python -m simulation.odd

worked-example: $(READY)
	@$(BIN)/python -m simulation.sizing.worked_example

pictures: $(READY)
	@$(BIN)/rsne demo --out $(WORKSPACE) --lang en
	@$(BIN)/python -m dashboards.pictures $(WORKSPACE) data/pictures

docs: $(READY)
	@$(BIN)/python docs/build.py

lock: $(UV)
	@$(UV) pip compile --quiet --system-certs --universal --python-version 3.12 --generate-hashes --no-annotate --no-header \
		--no-emit-index-url --no-emit-find-links --group dev pyproject.toml --output-file requirements.lock

clean:
	@rm -rf .venv .tools

# uv makes the environment (with the certificates of the system, for companies with their own): it finds a Python of 3.12 or newer, or obtains one.
$(UV):
	@$(SYSTEM_PYTHON) -m venv .tools || \
		{ echo "Set-up needs Python's venv module: install it (Debian: apt-get install python3-venv)." >&2; exit 1; }
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check "uv==0.13.9"

# The bytecode of all packages is kept from the start, even where Python is told not to: it halves every first and later start.
$(READY): pyproject.toml requirements.lock | $(UV)
	@echo "Setting up .venv (once)"
	@$(UV) venv --quiet --clear --python ">=3.12,<3.15" .venv || \
		{ echo "Set-up needs Python 3.12 or newer: install it and run make again." >&2; exit 1; }
	@$(UV) pip install --quiet --system-certs --compile-bytecode --python .venv --require-hashes --requirements requirements.lock
	@$(UV) pip install --quiet --system-certs --python .venv --no-deps --no-build-isolation --editable .
	@echo "Compiling the rules of the model (once)"
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m simulation.warm_up
	@$(BIN)/python -m dashboards.plotly_script
	@touch $@

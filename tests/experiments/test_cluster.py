"""The same draws on a Dask cluster, also when one of its workers is killed."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from known_company import with_coaching

from simulation.errors import InputError
from simulation.experiments import ensemble
from simulation.experiments.cluster import executor_at
from simulation.experiments.store import Store


class KnownColumn:
    """A run whose column is its replicate number; it takes a moment."""

    def __init__(self, seconds):
        self.seconds = seconds

    def __call__(self, scenario, replicate):
        from types import SimpleNamespace

        time.sleep(self.seconds)
        column = np.full(scenario.horizon_weeks, float(replicate))
        return SimpleNamespace(seed=replicate, seconds=0.0, weekly={"weekly_active": column})


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None,
        host="127.0.0.1",
    ) as running:  # fmt: skip
        yield running


def test_a_cluster_gives_the_draws_that_threads_give(cluster):
    scenario, run = with_coaching(0.5), KnownColumn(0.0)
    alone = ensemble(scenario, 6, simulate=run)
    with executor_at(cluster.scheduler_address) as executor:
        spread = ensemble(scenario, 6, executor=executor, simulate=run)
    np.testing.assert_array_equal(spread.weekly["weekly_active"], alone.weekly["weekly_active"])


def test_a_worker_killed_loses_and_doubles_nothing(cluster, tmp_path):
    scenario, run, store = with_coaching(0.5), KnownColumn(0.05), Store(tmp_path)
    first = next(iter(cluster.workers.values()))
    killed = []

    def kill_once(done, _):
        if done == 5 and not killed:
            killed.append(first.process.pid)
            os.kill(first.process.pid, signal.SIGKILL)

    with executor_at(cluster.scheduler_address) as executor:
        drawn = ensemble(
            scenario, 24, executor=executor, store=store, progress=kill_once, simulate=run
        )  # fmt: skip
    assert killed
    assert list(drawn.replicates) == list(range(24))
    (progress,) = store.progress()
    assert (progress.done, progress.missing) == (24, 0)


def test_an_address_nobody_listens_at_fails_in_seconds():
    begun = time.perf_counter()
    with pytest.raises(InputError) as refused, executor_at("tcp://127.0.0.1:9"):
        raise AssertionError("no executor was to be had")
    assert "127.0.0.1:9" in refused.value.message("en")
    assert time.perf_counter() - begun < 30


@pytest.mark.parametrize(
    "address", ["rubbish", "tcp://127.0.0.1:9", "127.0.0.1:9", "tcp://a:99999"]
)
def test_an_address_nobody_listens_at_is_refused_before_the_library_is_loaded(address):
    code = (
        "import sys; from simulation.experiments.cluster import executor_at\n"
        f"try: executor_at({address!r}).__enter__()\n"
        "except ValueError as refused: print(refused)\n"
        "assert 'distributed' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "--cluster" in done.stdout and not done.stderr

import numpy as np
import pytest

from simulation import randomness


def test_a_draw_depends_on_each_of_its_five_arguments():
    base = randomness.uniform(1, 2, 3, 4, 5)
    assert base == randomness.uniform(1, 2, 3, 4, 5)
    changed = [(9, 2, 3, 4, 5), (1, 9, 3, 4, 5), (1, 2, 9, 4, 5), (1, 2, 3, 9, 5), (1, 2, 3, 4, 9)]
    assert all(randomness.uniform(*arguments) != base for arguments in changed)


def test_uniform_numbers_are_uniform_and_unrelated_between_neighbours_weeks_and_purposes():
    one = randomness.uniforms(41, 7, 3, 100_000)
    assert np.histogram(one, bins=10, range=(0, 1))[0] == pytest.approx(10_000, rel=0.05)
    others = [
        one[np.r_[1:100_000, 0]],
        randomness.uniforms(41, 7, 4, 100_000),
        randomness.uniforms(41, 8, 3, 100_000),
        randomness.uniforms(42, 7, 3, 100_000),
        randomness.uniforms(41, 7, 3, 100_000, counter=1),
    ]
    for other in others:
        assert abs(np.corrcoef(one, other)[0, 1]) < 0.015


def test_normal_beta_and_poisson_numbers_have_their_moments():
    normal = randomness.normals(3, 1, 0, 100_000)
    assert normal.mean() == pytest.approx(0, abs=0.015)
    assert normal.var() == pytest.approx(1, abs=0.02)
    beta = randomness.betas(3, 1, 0, 100_000, mean=0.42, weight=6.0)
    assert beta.mean() == pytest.approx(0.42, abs=0.003)
    assert beta.var() == pytest.approx(0.42 * 0.58 / 7, rel=0.03)
    counts = [randomness.poisson(u, 1.3) for u in randomness.uniforms(3, 1, 0, 20_000)]
    assert np.mean(counts) == pytest.approx(1.3, abs=0.03)
    assert np.var(counts) == pytest.approx(1.3, abs=0.06)


def test_seeds_of_replicates_differ_and_do_not_run_in_step():
    seeds = {randomness.replicate_seed(seed, k) for seed in range(20) for k in range(50)}
    assert len(seeds) == 1000
    assert randomness.replicate_seed(1, 1) != randomness.replicate_seed(2, 0)

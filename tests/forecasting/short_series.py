"""A series of made-up weeks."""

import numpy as np
import pandas as pd

from simulation.forecasting.targets import Series


def series(counts, target="posters", first="2026-03-02"):
    weeks = pd.date_range(first, periods=len(counts), freq="7D")
    return Series(target, weeks, np.asarray(counts, float))

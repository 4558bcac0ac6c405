"""Forecasts with honest intervals, and the test of what they would have said before.

`forecast` foretells a record or the pilot of a posterior; `backtest` scores forecasts made at
earlier weeks against textbook baselines; `keep` and `score_kept` follow a pilot under way. The
table on real platforms stands in `BACKTEST.md`, as the program printed it.
"""

from simulation.forecasting.backtest import backtest, by_model, relative
from simulation.forecasting.forecast import Forecast, forecast
from simulation.forecasting.kept import Kept, keep, kept_about, read_kept, score_kept
from simulation.forecasting.targets import TARGETS, Series, series_of

__all__ = [
    "TARGETS",
    "Forecast",
    "Kept",
    "Series",
    "backtest",
    "by_model",
    "forecast",
    "keep",
    "kept_about",
    "read_kept",
    "relative",
    "score_kept",
    "series_of",
]

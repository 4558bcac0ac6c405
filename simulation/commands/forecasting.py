"""The commands that foretell: `rsne forecast`, `backtest` and `score-forecasts`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulation.errors import InputError
from simulation.places import check_html_file, check_json_file
from simulation.terminal import print_json, print_rows, progress_bar, say_written
from simulation.terminal.help import enlist
from simulation.terminal.options import LANGUAGE, AsJson, Lang, help_of, option
from simulation.words import say

if TYPE_CHECKING:
    import pandas as pd

BASELINES = "bass,logistic,gompertz,naive"
SCORES = ("crps", "log_score", "in_50", "in_90")
SHOWN = ("p05", "median", "p95")

Indicators = Annotated[list[str] | None, option("forecast_indicator", "--indicator")]
Page = Annotated[Path | None, option("forecast_page", "--page")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    commands = {
        "forecast": forecast,
        "backtest": backtest,
        "score-forecasts": score_forecasts,
    }
    enlist(app, commands, "decide")


def forecast(
    source: Annotated[Path, typer.Argument(help=help_of("option.forecast_of"))],
    weeks: Annotated[int, option("forecast_weeks", "--weeks")] = 12,
    indicator: Indicators = None,
    seed: Annotated[int, option("seed", "--seed")] = 0,
    out: Annotated[Path | None, option("forecast_out", "--out")] = None,
    to_page: Page = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Foretell the next weeks of a calibrated pilot or of a record."""
    from simulation.access import noted, settings_of
    from simulation.forecasting import forecast as foretell
    from simulation.forecasting import keep

    if out:
        check_json_file(out)
    if to_page:
        check_html_file(to_page)
    record = _record_behind(source)
    if record:
        noted(record, "rsne forecast")
    least = settings_of(record or source).min_group
    made = foretell(source, weeks, indicator or (), seed, least)
    if out:
        keep(made, out)
    if to_page:
        from simulation.report.forecast_page import write_forecast

        write_forecast(made, to_page, made.simulated, lang)
    if as_json:
        print_json(made.to_dict())
        return
    typer.echo(say("forecast.seen", lang, title=made.title, weeks=made.origin))
    if made.weeks_alone:
        typer.echo(say("forecast.weeks_alone", lang))
    heads = [
        say(f"forecast.head.{n}", lang) for n in ("indicator", "week", "low", "median", "high")
    ]
    rows = [
        [say(f"forecast.target.{row['indicator']}", lang), row["monday"]]
        + [round(row[name]) for name in SHOWN]
        for row in made.table().to_dict("records")
    ]
    print_rows(rows, lang, heads)
    for written in (out, to_page):
        if written:
            say_written(written, lang)


def backtest(
    record: Annotated[Path, typer.Argument(help=help_of("option.record"))],
    origins: Annotated[str, option("origins", "--origins")] = "",
    horizon: Annotated[int, option("horizon", "--horizon", min=1, max=52)] = 12,
    against: Annotated[str, option("against", "--against")] = BASELINES,
    indicator: Indicators = None,
    calibrate: Annotated[bool, option("backtest_calibrate", "--calibrate")] = False,
    scenario: Annotated[str | None, option("pilot_scenario", "--scenario")] = None,
    runs: Annotated[int | None, option("runs", "--runs")] = None,
    seed: Annotated[int, option("seed", "--seed")] = 0,
    to_page: Page = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Score forecasts made at earlier weeks of a record."""
    from simulation import forecasting
    from simulation.access import opened, settings_of
    from simulation.forecasting.backtest import check_models

    names = [name.strip() for name in against.split(",") if name.strip()]
    check_models(names)
    if to_page:
        check_html_file(to_page)
    chosen = _weeks(origins)
    read, least = opened(record, "rsne backtest"), settings_of(record).min_group
    with progress_bar(lang, quiet=as_json) as progress:
        if calibrate:
            from simulation.forecasting.recalibrated import backtest_calibrated
            from simulation.scenario import load

            told_by = load(scenario) if scenario else None
            table = backtest_calibrated(
                read, chosen, horizon, names, told_by, runs, seed, progress, least
            )
        else:
            table = forecasting.backtest(
                read, chosen, horizon, names, indicator or (), seed, progress, least
            )
    if to_page:
        from simulation.report.forecast_page import write_backtest

        write_backtest(table, read.manifest["title"], to_page, read.is_simulated, lang)
    if as_json:
        print_json(told(table))
        return
    heads = [say(f"backtest.head.{name}", lang) for name in ("model", *SCORES)]
    for target, part in table.groupby("target", sort=False):
        typer.echo(say(f"forecast.target.{target}", lang))
        means = forecasting.by_model(part)
        print_rows(_rows(means, lang), lang, heads)
        typer.echo("")
    typer.echo(say("backtest.read", lang))
    say_written(to_page, lang)


def score_forecasts(
    record: Annotated[Path, typer.Argument(help=help_of("option.record"))],
    kept: Annotated[
        list[Path] | None, typer.Argument(help=help_of("option.kept_forecasts"))
    ] = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Score kept forecasts as weeks arrive."""
    from simulation.access import opened, settings_of
    from simulation.forecasting import score_kept
    from simulation.workspace import workspace_of

    folder = workspace_of(record).forecasts
    files = kept or sorted(folder.glob("*.json"))
    if not files:
        raise InputError("forecast_none_kept", place=str(folder))
    read, least = opened(record, "rsne score-forecasts"), settings_of(record).min_group
    table = score_kept(files, read, least)
    if as_json:
        print_json(table)
        return
    if table.empty:
        typer.echo(say("backtest.none_came", lang))
        return
    heads = [say(f"forecast.head.{name}", lang) for name in ("forecast", "indicator", "weeks_come")]
    heads += [say(f"backtest.head.{name}", lang) for name in SCORES]
    table = table.assign(crps=table["crps"] / table["came"].clip(lower=1.0))
    rows = [
        [file, say(f"forecast.target.{target}", lang), len(part)]
        + [float(part[name].mean()) for name in SCORES]
        for (file, target), part in table.groupby(["forecast", "target"], sort=False)
    ]
    print_rows(rows, lang, heads)


def _record_behind(source: Path) -> Path | None:
    """The record that is foretold: the folder itself, or the one a calibration was made on."""
    if (source / "people.parquet").exists():
        return source
    if not (source / "draws.parquet").exists():
        return None
    from simulation.calibration import Posterior

    place = Posterior.read(source).manifest.get("record")
    return Path(place) if place else None


def told(table: pd.DataFrame) -> dict[str, Any]:
    """A backtest in plain values: mean scores by model, and by target and model."""
    from simulation.forecasting import by_model

    targets = {
        str(target): by_model(part).reset_index().to_dict("records")
        for target, part in table.groupby("target", sort=False)
    }
    origins = sorted(table["origin"].unique().tolist())
    return {
        "origins": origins,
        "horizon": int(table["step"].max()),
        "models": by_model(table).reset_index().to_dict("records"),
        "targets": targets,
    }


def _rows(means: pd.DataFrame, lang: str) -> list[list[Any]]:
    return [
        [say(f"backtest.model.{name}", lang), *(float(row[score]) for score in SCORES)]
        for name, row in means.iterrows()
    ]


def _weeks(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise InputError(
            "option_value", option="--origins", value=text, expected="8,12,16"
        ) from None

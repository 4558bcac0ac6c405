"""Readings of whole records: a planted effect is found, and what the design forbids is refused."""

import numpy as np
import pandas as pd
import pytest

from simulation import effects, tables
from simulation.effects import telling
from simulation.errors import InputError
from simulation.model.events import record_of
from simulation.model.run import Simulation
from simulation.scenario import load

WEEKS = 40
START = 24


@pytest.fixture(scope="module")
def simulated() -> tables.Record:
    """A company all invited in week 1, with its people's exchanges over 40 weeks."""
    plan = {"plan.waves": [{"week": 1, "share": 1.0}], "horizon_weeks": WEEKS}
    simulation = Simulation(load("sponsor_and_training").resized(900).changed(plan), events=True)
    simulation.work(WEEKS)
    return record_of(simulation)


def teams(record) -> pd.Series:
    people = record.people[record.people["invited_at"].notna()]
    units = people["unit"].groupby(people["team"]).transform("nunique")
    return people["team"].where(units == 1, people["unit"] + " / " + people["team"])


def planted(record, reached: pd.Index, share: float, seed: int = 1) -> tables.Record:
    """The same record where more of the reached people write each week from the start on."""
    draws = np.random.default_rng(seed)
    weeks = record.weeks()[START:]
    person = np.repeat(reached.to_numpy(), len(weeks))
    week = np.tile(weeks.to_numpy(), len(reached))
    drawn = draws.random(person.size) < share
    more = pd.DataFrame({"person": person[drawn], "week": week[drawn]})
    more = more.assign(
        time=pd.DatetimeIndex(more["week"]).tz_localize("UTC") + pd.Timedelta(hours=33),
        action="post",
        event=record.events["event"].max() + 1 + np.arange(len(more)),
    ).reindex(columns=list(tables.EVENTS.columns))
    events = pd.concat([record.events, more], ignore_index=True)
    return tables.Record(
        record.people, record.communities, record.memberships, record.ties, events, record.manifest
    ).checked()


def measure_of_half(record, folder, seed: int):
    """A measure that reached half of the teams, drawn by lot, and the people in them."""
    label = teams(record)
    names = sorted(label.unique())
    chosen = list(np.random.default_rng(seed).permutation(names)[: len(names) // 2])
    day = record.weeks()[START].date()
    file = folder / f"measures-{seed}.csv"
    file.write_text("team,start\n" + "\n".join(f"{name},{day}" for name in chosen), "utf-8")
    return file, label.index[label.isin(chosen)]


@pytest.fixture
def half(simulated, tmp_path):
    return measure_of_half(simulated, tmp_path, 0)


def test_a_planted_effect_is_found_again(simulated, half):
    file, people = half
    record = planted(simulated, simulated.people.loc[people, "person"], share=0.10)
    found = effects.read_measures(record, file, "contributors", by="team", assigned="lot")
    assert found.reason is None
    assert found.staggered.effect.is_established
    assert found.staggered.effect.low < 0.10 < found.staggered.effect.high + 0.02


def test_without_an_effect_hardly_any_is_established(simulated, tmp_path):
    """Of twenty measures drawn by lot that do nothing, one is expected beyond its interval.

    Five or more would come about three times in a thousand.
    """
    established = 0
    for seed in range(20):
        file, _ = measure_of_half(simulated, tmp_path, seed)
        found = effects.read_measures(simulated, file, "contributors", by="team", assigned="lot")
        assert found.reason in (None, "paths_apart")
        established += found.staggered is not None and found.staggered.effect.is_established
    assert established < 5


def test_what_the_design_forbids_is_refused_with_its_reason(simulated, half, tmp_path):
    def reason(content: str, by: str = "unit", **options) -> str:
        file = tmp_path / "m.csv"
        file.write_text(content, "utf-8")
        return effects.read_measures(simulated, file, "contributors", by=by, **options).reason

    units = sorted(simulated.people["unit"].dropna().unique())
    day = simulated.weeks()[START].date()
    assert effects.read_measures(simulated).reason == "all_at_once"
    assert effects.read_measures(simulated, half[0], assigned="volunteers").reason == "self_chosen"
    everyone = "unit,start\n" + "\n".join(f"{name},{day}" for name in units)
    assert reason(everyone) == "all_at_once"
    late = f"unit,start\n{units[0]},2030-01-07\n"
    assert reason(late) == "nobody_reached"
    early = "team,start\n" + "\n".join(
        f"{name},{simulated.weeks()[1].date()}" for name in sorted(teams(simulated).unique())[:9]
    )
    assert reason(early, by="team") == "too_few_weeks"


def test_waves_that_open_the_network_are_no_effect():
    waves = [{"week": 1, "share": 0.4}, {"week": 12, "share": 0.3}, {"week": 20, "share": 0.3}]
    scenario = load("no_support").resized(600)
    scenario = scenario.changed({"plan.waves": waves, "horizon_weeks": 34})
    simulation = Simulation(scenario, events=True)
    simulation.work(34)
    found = effects.read_measures(record_of(simulation))
    assert found.reason == "impossible_before"
    assert "open" in telling.context(found, "en")


def test_an_event_of_which_too_little_is_known_is_refused(simulated):
    weeks = simulated.weeks()
    assert effects.read_event(simulated, weeks[5]).reason == "too_few_weeks_around"
    assert effects.read_event(simulated, weeks[-3]).reason == "too_few_weeks_around"
    with pytest.raises(InputError) as caught:
        effects.read_event(simulated, pd.Timestamp("2030-01-01"))
    assert caught.value.key == "effects_day_outside"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_reading_is_told(simulated, half, lang):
    for found in (
        effects.read_measures(simulated, half[0], "contributors", by="team"),
        effects.read_measures(simulated),
        effects.read_event(simulated, simulated.weeks()[20]),
        effects.read_event(simulated, simulated.weeks()[2]),
    ):
        told = telling.as_dict(found, lang)
        assert told["title"]
        assert told["context"]
        assert bool(told["assumptions"]) == (told["refused"] is None)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("unit,start\nNowhere,2027-06-01\n", "effects_group_unknown"),
        ("unit\nA\n", "pilot_column_missing"),
        ("", "pilot_file_empty"),
    ],
)
def test_a_wrong_file_of_measures_is_refused(simulated, tmp_path, content, key):
    file = tmp_path / "m.csv"
    file.write_text(content, "utf-8")
    with pytest.raises(InputError) as caught:
        effects.read_measures(simulated, file, "contributors")
    assert caught.value.key == key


def company(draws, pilot_of: dict[str, float], size: int = 2000) -> tables.Record:
    unit = draws.choice(list(pilot_of), size)
    inside = draws.random(size) < np.array([pilot_of[name] for name in unit])
    people = pd.DataFrame({"person": np.arange(size), "unit": unit}).reindex(
        columns=list(tables.PEOPLE.columns)
    )
    people["wave"] = np.where(inside, 0, np.nan)
    people["tenure_years"] = draws.gamma(2, 3, size)
    return tables.Record(
        tables.check(people, "people"),
        *(tables.empty(name) for name in ("communities", "memberships", "ties", "events")),
        {
            "origin": "pilot", "has_hr": True, "timezone": "UTC", "records": ["post"],
            "first_week": "2026-01-05", "last_week": "2026-03-30",
        },
    )  # fmt: skip


def test_a_pilot_drawn_by_lot_is_rarely_called_unlike():
    draws = np.random.default_rng(8)
    found = [
        effects.representativeness(company(draws, dict.fromkeys("ABCDE", 0.15))) for _ in range(20)
    ]
    beyond = [one.is_beyond_chance for each in found for one in each.attributes]
    assert len(beyond) == 40
    assert sum(beyond) <= 6


def test_who_is_over_and_under_represented_is_told_with_its_ratio():
    record = company(np.random.default_rng(9), {"A": 0.30, "B": 0.15, "C": 0.05})
    found = effects.representativeness(record)
    unit = next(one for one in found.attributes if one.name == "unit")
    rows = unit.groups.set_index("group")
    assert rows["verdict"].to_dict()["A"] == "over"
    assert rows["verdict"].to_dict()["C"] == "under"
    assert rows.loc["A", "low"] < 0.30 / 0.1667 < rows.loc["A", "high"]
    assert found.widest.name == "unit"
    assert unit.distance == pytest.approx(
        (rows["pilot"] - rows["company"]).abs().sum() / 2, abs=1e-9
    )


def test_small_groups_are_merged_and_never_shown():
    record = company(np.random.default_rng(9), {"A": 0.3, "B": 0.2, "C": 0.3, "D": 0.2}, size=400)
    few = record.people["unit"].isin(["C"]) & (record.people["person"] > 30)
    record.people.loc[few, "unit"] = "A"
    for attribute in effects.representativeness(record, min_group=10).attributes:
        assert (attribute.groups["people"] >= 10).all()


def test_without_a_company_to_compare_with_it_is_refused():
    everybody = company(np.random.default_rng(1), {"A": 1.0})
    assert effects.representativeness(everybody).reason == "everybody"
    assert telling.who_title(effects.representativeness(everybody), "fr")
    manifest = dict(everybody.manifest) | {"has_hr": False}
    alone = tables.Record(
        everybody.people, everybody.communities, everybody.memberships, everybody.ties,
        everybody.events, manifest,
    )  # fmt: skip
    assert effects.representativeness(alone).reason == "no_hr"

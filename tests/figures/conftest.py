"""Hand-made tables, shaped like the finished tables that figures are given."""

import numpy as np
import pandas as pd
import pytest

from simulation.protection import Released

LEVELS = {"A": 0.09, "B": 0.18, "C": 0.27, "D": 0.205}


def fan(level: float, weeks: int = 78) -> pd.DataFrame:
    week = np.arange(1, weeks + 1)
    median = level * (1 - np.exp(-week / 18))
    return pd.DataFrame(
        {
            "week": week,
            "median": median,
            "p05": 0.75 * median,
            "p25": 0.9 * median,
            "p75": 1.12 * median,
            "p95": 1.25 * median,
            "mean": median,
        }
    )


@pytest.fixture
def fans() -> dict[str, pd.DataFrame]:
    return {letter: fan(level) for letter, level in LEVELS.items()}


@pytest.fixture
def names() -> dict[str, str]:
    return {
        "A": "Sans accompagnement",
        "B": "Sponsor et formation",
        "C": "Managers coachs, reconnaissance entre pairs",
        "D": "Prime à la contribution",
    }


@pytest.fixture
def draws() -> pd.DataFrame:
    rng = np.random.default_rng(7)
    parts = [
        pd.DataFrame(
            {
                "scenario": letter,
                "replicate": np.arange(200),
                "difference": rng.normal(mean, 0.017, 200),
            }
        )
        for letter, mean in (("C", 0.089), ("D", 0.006), ("A", -0.088))
    ]
    return pd.concat(parts, ignore_index=True)


@pytest.fixture
def differences(draws) -> pd.DataFrame:
    verdicts = {"C": "established", "D": "not_established", "A": "contrary"}
    rows = []
    for letter, own in draws.groupby("scenario", sort=False)["difference"]:
        rows.append(
            {
                "scenario": letter,
                "baseline": "B",
                "mean": own.mean(),
                "low": own.quantile(0.05),
                "high": own.quantile(0.95),
                "share_above": (own > 0).mean(),
                "verdict": verdicts[letter],
            }
        )
    return pd.DataFrame(rows)


@pytest.fixture
def weekly() -> Released:
    value = np.array([0.21, 0.35, 0.44, 0.49, 0.51, 0.5, np.nan, 0.4, 0.39, 0.43, 0.41, 0.39])
    return Released(
        {
            "week": pd.date_range("2026-08-31", periods=12, freq="W-MON"),
            "value": value,
            "people": 300,
            "available": True,
            "suppressed": np.isnan(value),
        }
    )


@pytest.fixture
def units() -> Released:
    return Released(
        {
            "group": ["RH et Com.", "Ingénierie", "Commerce", "Ateliers", "DSI"],
            "value": [0.67, 0.46, 0.0, 0.22, np.nan],
            "people": [21, 74, 62, 46, 8],
            "suppressed": [False, False, False, False, True],
        }
    )


@pytest.fixture
def profiles() -> Released:
    names = ["compulsive", "loyal", "assiduous", "initiate"]
    return Released(
        [
            {"week": week, "profile": name, "value": 0.02 * (5 - place) + 0.005 * week, "people": 9}
            for week in range(1, 13)
            for place, name in enumerate(names)
        ]
    )


@pytest.fixture
def held() -> pd.DataFrame:
    """Shares of the staff by state: more and more contribute, fewer are not reached."""
    rows = []
    for week in range(1, 79):
        reached = 1 - np.exp(-week / 20)
        shares = {
            "contributors": 0.1,
            "held_no_answer": 0.05,
            "held_no_time": 0.25,
            "held_not_safe": 0.2,
            "held_not_useful": 0.4,
        }
        told = {state: share * reached for state, share in shares.items()}
        told["held_not_reached"] = 1 - reached
        rows += [{"week": week, "state": state, "value": value} for state, value in told.items()]
    return pd.DataFrame(rows)


@pytest.fixture
def theories() -> pd.DataFrame:
    """Two scenarios against B under three theories; C is not established under the last."""
    means = {"composite": 0.09, "bass": 0.06, "managers_down": 0.01}
    return pd.DataFrame(
        [
            {
                "theory": theory,
                "scenario": letter,
                "baseline": "B",
                "mean": sign * mean,
                "low": sign * mean - 0.02,
                "high": sign * mean + 0.02,
                "conclusion": said if mean > 0.02 else "not_established",
            }
            for theory, mean in means.items()
            for letter, sign, said in (("C", 1, "gains"), ("A", -1, "loses"))
        ]
    )


@pytest.fixture
def exchanges() -> Released:
    units = ["Commerce", "Ingénierie", "Ateliers", "DSI"]
    counts = [[212, 41, 0, 12], [62, 148, 17, np.nan], [0, 11, 96, 0], [14, 12, 0, 31]]
    return Released(counts, index=units, columns=units, dtype=float)


@pytest.fixture
def plans() -> pd.DataFrame:
    cost = np.array([282, 318, 352, 366, 396, 410, 446, 491, 550, 380, 440, 520]) * 1000.0
    probability = np.array([0.06, 0.17, 0.4, 0.53, 0.75, 0.82, 0.89, 0.93, 0.95, 0.22, 0.36, 0.61])
    roles = ["", "", "", "", "cheaper", "chosen", "dearer", *[""] * 5]
    return pd.DataFrame(
        {
            "cost": cost,
            "probability": probability,
            "probability_low": np.clip(probability - 0.05, 0, 1),
            "probability_high": np.clip(probability + 0.04, 0, 1),
            "role": roles,
            "dominated": [False] * 9 + [True] * 3,
        }
    )


@pytest.fixture
def load() -> pd.DataFrame:
    week = np.arange(1, 79)
    p50 = 1.0 + 0.9 * np.sin(week / 25) ** 2
    posts = np.where((week >= 15) & (week < 53), 2.5, 1.5)
    return pd.DataFrame(
        {"week": week, "p50": p50, "p80": p50 * 1.15, "p95": p50 * 1.4, "posts": posts}
    )


@pytest.fixture
def waves() -> pd.DataFrame:
    return pd.DataFrame({"wave": [1, 2, 3], "week": [1, 16, 34], "people": [620, 880, 900]})


@pytest.fixture
def training() -> pd.DataFrame:
    weeks = [week for week in range(2, 44) if week % 3]
    tool = pd.DataFrame({"week": weeks, "kind": "tool", "sessions": 2})
    manager = pd.DataFrame({"week": weeks[::3], "kind": "manager", "sessions": 1})
    return pd.concat([tool, manager], ignore_index=True)


@pytest.fixture
def budget() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": ["Animation", "Licences", "Formation", "Total"],
            "amount": [158e3, 96e3, 72e3, 326e3],
            "low": [140e3, 92e3, 65e3, 300e3],
            "high": [185e3, 104e3, 80e3, 360e3],
            "total": [False, False, False, True],
        }
    )


@pytest.fixture
def curve() -> pd.DataFrame:
    people = np.linspace(0, 1, 41)
    return pd.DataFrame({"people": people, "contributions": people**3})


@pytest.fixture
def composition() -> Released:
    return Released(
        {
            "group": ["Ateliers", "Ingénierie", "DSI"],
            "pilot": [0.15, 0.25, np.nan],
            "company": [0.33, 0.21, 0.04],
            "suppressed": [False, False, True],
        }
    )


@pytest.fixture
def alike() -> pd.DataFrame:
    """Real organisations and drawn companies on two measures."""
    rows = [
        ("reciprocity", "share", False, "mail", "maker: e-mails", 0.88),
        ("reciprocity", "share", False, "advice", "law firm: advice", 0.39),
        ("reciprocity", "share", True, "1", "", 0.69),
        ("reciprocity", "share", True, "2", "", 0.71),
        ("modularity", "ratio", False, "advice", "managers: advice", -0.02),
        ("modularity", "ratio", False, "mail", "institution: e-mails", 0.32),
        ("modularity", "ratio", True, "1", "", 0.29),
        ("modularity", "ratio", True, "2", "", 0.31),
    ]
    return pd.DataFrame(rows, columns=["measure", "unit", "drawn", "name", "label", "value"])


@pytest.fixture
def lives() -> Released:
    """Two groups of communities: those of broadcast die sooner."""
    rows = []
    for group, rate in (("conversation", 0.012), ("broadcast", 0.05)):
        for week in range(0, 53, 2):
            value = float(np.exp(-rate * week))
            rows.append((group, week, value, max(0, value - 0.1), min(1, value + 0.1), 60 - week))
    return Released(rows, columns=["group", "duration", "value", "low", "high", "at_risk"])


@pytest.fixture
def moves() -> Released:
    rows = [
        ("inactive", "inactive", 120), ("inactive", "compulsive", 30), ("compulsive", "loyal", 14),
        ("compulsive", "inactive", 22), ("loyal", "loyal", 25), ("loyal", "assiduous", 12),
        ("assiduous", "assiduous", 18), ("other", "other", 17),
    ]  # fmt: skip
    table = Released(rows, columns=["profile_from", "profile_to", "people"])
    return table.assign(suppressed=False)

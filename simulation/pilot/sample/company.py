"""The staff of the invented company and the people chosen for its pilot.

A tree of five levels: the top manager, a director per unit, heads of department, team
leaders, and their teams. A team works on one site.
"""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from random import Random

import pandas as pd

from simulation.pilot.sample.facts import facts, stream

LEVELS = ("top", "director", "head", "leader", "member")


def staff() -> pd.DataFrame:
    """Everybody who works at the company on the first day of the pilot.

    Returns:
        One row a person, the top manager first, managers before their reports: manager
        (row, -1 at the top), level (0 at the top), unit, site, job_family, hired (date),
        remote_days (a week, 0 to 5), key (six digits), first_name, last_name, email.
    """
    people = pd.concat([_top_manager(), *map(_branch, facts()["units"])], ignore_index=True)
    people = _shared_managers(people)
    people = _names(people)
    return people.assign(key=_keys(len(people)))


def pilot(people: pd.DataFrame) -> pd.Series:
    """Who is invited: whole teams and all their managers up to the top, more at the head office.

    People of a pilot know each other, and its sponsors are in it. The head office and some
    units are over-represented, as in real pilots.

    Args:
        people: the staff, as `staff` returns it.

    Returns:
        True for the members of the pilot; same index as `people`.
    """
    draws = stream("pilot")
    manager = people["manager"].tolist()
    chosen: set[int] = set()
    for unit, content in facts()["units"].items():
        leaders = people[(people["unit"] == unit) & (people["level"] == 3)]
        weights = {
            leader: 2.0 if site == facts()["head_office"] else 1.0
            for leader, site in leaders["site"].items()
        }
        order = sorted(weights, key=lambda row: draws.random() ** (1 / weights[row]), reverse=True)
        invited = [0] if unit == facts()["top_manager_unit"] else []
        for leader in order:
            head = manager[leader]
            director = manager[head]
            team = people.index[people["manager"] == leader]
            invited += [director, head, leader, *team]
        chosen.update(list(dict.fromkeys(invited))[: content["pilot"]])
    return pd.Series(people.index.isin(chosen), index=people.index)


def plain(text: str) -> str:
    """Lower case without accents or spaces, as in an e-mail address."""
    letters = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())


def _top_manager() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "manager": [-1],
            "level": [0],
            "unit": [facts()["top_manager_unit"]],
            "site": [facts()["head_office"]],
            "job_family": ["Direction"],
            "hired": [date(2009, 9, 1)],
            "remote_days": [0.0],
        }
    )


def _branch(unit: str) -> pd.DataFrame:
    """One unit: managers are rows of this table, -1 for the director's."""
    content = facts()["units"][unit]
    draws = stream(f"unit {unit}")
    size = content["people"] - (unit == facts()["top_manager_unit"])
    teams = round((size - 1) / (1 + facts()["team_size"] + 1 / facts()["teams_per_head"]))
    heads = -(-teams // facts()["teams_per_head"])
    managers = [-1, *[0] * heads, *[1 + team % heads for team in range(teams)]]
    leaders = range(1 + heads, 1 + heads + teams)
    attraction = [draws.uniform(0.7, 1.3) for _ in leaders]
    members = size - len(managers)
    managers += draws.choices(leaders, attraction, k=members)
    levels = [1, *[2] * heads, *[3] * teams, *[4] * members]
    return pd.DataFrame(
        {
            "manager": managers,
            "level": levels,
            "unit": unit,
            "site": _sites(managers, levels, content["sites"], draws),
            "job_family": [
                "Direction" if level < 2 else draws.choice(content["families"]) for level in levels
            ],
            "hired": [_hired(level, draws) for level in levels],
            "remote_days": [
                draws.choice(facts()["remote_days"]) if draws.random() < content["remote"] else 0.0
                for _ in levels
            ],
        }
    )


def _sites(
    managers: list[int], levels: list[int], shares: dict[str, float], draws: Random
) -> list[str]:
    """The unit's main site for its director and heads, one site a team below."""
    main = max(shares, key=lambda site: shares[site])
    sites: list[str] = []
    for manager, level in zip(managers, levels, strict=True):
        if level == 3:
            sites += draws.choices(list(shares), list(shares.values()))
        else:
            sites.append(main if level < 3 else sites[manager])
    return sites


def _hired(level: int, draws: Random) -> date:
    """A date of hire, one to twenty-five years before the pilot, earlier for managers."""
    years = min(25.0, draws.expovariate(1 / (7 + 2 * (4 - level)))) + 0.2
    return facts()["first_day"] - timedelta(days=round(365.25 * years))


def _shared_managers(people: pd.DataFrame) -> pd.DataFrame:
    """Turn each branch's own manager rows into rows of the whole staff."""
    starts = people["level"].eq(1)
    start = pd.Series(people.index.where(starts), index=people.index).ffill().fillna(0).astype(int)
    below = people["level"] > 1
    manager = people["manager"].where(~below, people["manager"] + start).where(~starts, 0)
    return people.assign(manager=manager.astype("int32"))


def _names(people: pd.DataFrame) -> pd.DataFrame:
    """First names from a list, last names from syllables, one e-mail address each."""
    draws = stream("names")
    syllables = facts()["last_names"]
    taken: dict[str, int] = {}
    rows = []
    for _ in people.index:
        first = draws.choice(facts()["first_names"])
        last = "".join(draws.choice(syllables[part]) for part in ("starts", "middles", "ends"))
        local = f"{plain(first)}.{plain(last)}"
        taken[local] = taken.get(local, 0) + 1
        number = taken[local] if taken[local] > 1 else ""
        rows.append((first, last, f"{local}{number}@{facts()['domain']}"))
    return people.assign(
        **pd.DataFrame(rows, columns=["first_name", "last_name", "email"], index=people.index)
    )


def _keys(number: int) -> list[str]:
    """Six-digit staff numbers, many with leading zeros, in no order."""
    return [f"{key:06d}" for key in stream("keys").sample(range(1200, 250000), number)]

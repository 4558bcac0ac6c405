"""Read a bridge file: which account of the platform belongs to which employee.

It is for platforms that know people by logins or numbers of their own. It is used before
pseudonyms are made, and nothing of it is kept.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from simulation.errors import InputError
from simulation.pilot.archive import opened
from simulation.pilot.csv_reading import columns_by_role, keys, read_csv
from simulation.pilot.hr_columns import ALIASES

BRIDGE_ALIASES: dict[str, tuple[str, ...]] = {
    "account": (
        "account id", "platform id", "platform account", "member id", "user id", "user", "login",
        "username", "slack id", "compte", "identifiant plateforme", "id plateforme",
        "identifiant de connexion", "nom d'utilisateur", "utilisateur",
    ),
    "employee_id": tuple(name for name in ALIASES["employee_id"] if name != "userid"),
    "email": ALIASES["email"],
}  # fmt: skip
"""Role -> names accepted for its column; an employee is told by key, by e-mail, or by both."""


def read_bridge(path: Path) -> pd.DataFrame:
    """The bridge as text: `account` (lower case), `key`, `email` (lower case, may be missing).

    Raises:
        InputError: the file is unreadable, lacks a column, or gives one account to two people.
    """
    with opened([path]) as archive:
        if len(archive.members) > 1:
            raise InputError("hr_several_files", place=archive.label)
        table = read_csv(archive.members[0].read(), archive.members[0].place)
    columns = columns_by_role(table, BRIDGE_ALIASES, ["account"])
    if not {"employee_id", "email"} & set(columns):
        columns_by_role(table, BRIDGE_ALIASES, ["employee_id"])  # says which names are accepted
    text = {role: keys(table.frame[column]) for role, column in columns.items()}
    nothing = pd.Series(pd.NA, index=table.frame.index, dtype="string")
    bridge = pd.DataFrame(
        {
            "account": text["account"].str.lower(),
            "key": text.get("employee_id", nothing),
            "email": text.get("email", nothing).str.lower(),
        }
    )
    told = bridge["account"].notna() & (bridge["key"].notna() | bridge["email"].notna())
    once = bridge[told].drop_duplicates()
    twice = once.index[once["account"].duplicated(keep=False)]
    if len(twice):
        of_one = once.index[once["account"] == once.loc[twice[0], "account"]]
        raise InputError(
            "bridge_two_people",
            place=table.place,
            column=columns["account"],
            lines=", ".join(str(table.line(int(row))) for row in of_one[:5]),
            count=once.loc[twice, "account"].nunique(),
        )
    return once.reset_index(drop=True)

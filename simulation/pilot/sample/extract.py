"""The HR extract of the whole company, as a French payroll system gives it.

Semicolons, Windows-1252, day first, decimal comma; and the defects such files have: leading
zeros that a spreadsheet lost, people without e-mail, capitals in addresses, a team whose
manager belongs to another legal entity, and nobody who left before the extract was made.
"""

from __future__ import annotations

from simulation.pilot.sample.activity import Activity
from simulation.pilot.sample.export import csv_bytes
from simulation.pilot.sample.facts import stream

COLUMNS = (
    "Matricule,Nom,Prénom,Courriel,Matricule N+1,Unité,Site,Famille d'emploi,Niveau,"
    "Date d'embauche,Type de contrat,Temps de travail,Jours de télétravail"
)
WITHOUT_EMAIL = 25
"""People of the workshops who have no address; none of them is in the pilot."""


def hr_extract(activity: Activity) -> bytes:
    """The file, one row a person, in the order of the keys."""
    draws = stream("extract")
    people = activity.people
    without_email = set(draws.sample(_workshop(activity, level=4), WITHOUT_EMAIL))
    manager_elsewhere = _workshop(activity, level=3)[0]
    absent = {activity.leaver, manager_elsewhere}
    rows = []
    for row in people.sort_values("key").index:
        person = people.loc[row]
        email = person.email.title() if draws.random() < 0.1 else person.email
        key = person.key.lstrip("0") if draws.random() < 0.1 else person.key
        part_time = person.level == 4 and draws.random() < 0.08
        contract = "CDI" if person.level < 4 or draws.random() < 0.93 else "CDD"
        if row in absent:
            continue
        rows.append(
            {
                "Matricule": key,
                "Nom": person.last_name.upper(),
                "Prénom": person.first_name,
                "Courriel": "" if row in without_email else email,
                "Matricule N+1": people.at[person.manager, "key"] if person.manager >= 0 else "",
                "Unité": person.unit,
                "Site": person.site,
                "Famille d'emploi": person.job_family,
                "Niveau": person.level,
                "Date d'embauche": f"{person.hired:%d/%m/%Y}",
                "Type de contrat": contract,
                "Temps de travail": "0,8" if part_time else "1,0",
                "Jours de télétravail": f"{person.remote_days:.1f}".replace(".", ","),
            }
        )
    return csv_bytes(COLUMNS, rows, delimiter=";", encoding="cp1252")


def _workshop(activity: Activity, level: int) -> list[int]:
    """People of the workshops outside the pilot, of one level."""
    people = activity.people
    chosen = (people["unit"] == "Ateliers") & (people["level"] == level)
    return people.index[chosen & ~people.index.isin(activity.members)].tolist()

"""Who the pilot is beside who the company is (S21), as it may be shown."""

from __future__ import annotations

import pandas as pd

from simulation.indicators.protected import shown_group
from simulation.protection import Released, check_min_group, release
from simulation.tables import Record


def published_composition(
    record: Record, by: str, untouched: str, min_group: int = 10, lang: str = "fr"
) -> Released | None:
    """Shares of pilot and company by group, those with few of the pilot merged as everywhere.

    People whose group is not known are left out, as are community managers hired to animate.

    Args:
        record: of a pilot.
        by: "unit" or "site".
        untouched: name of the groups of which nobody was invited, together.
        min_group: smallest number of invited people shown, at least 5.
        lang: language of joined names.

    Returns:
        Columns group, people (invited), pilot, company (shares), suppressed; largest in the
        company first. None when everybody was invited, or nobody.

    Raises:
        InputError: `min_group` is under 5.
    """
    check_min_group(min_group)
    employees = ~record.people["is_community_manager"].fillna(False)
    people = record.people[employees]
    if not 0 < people["invited_at"].notna().sum() < len(people):
        return None
    company = shown_group(record, by, min_group, lang)[employees].dropna()
    invited = people.loc[company.index, "invited_at"].notna()
    merged = company.where(company.isin(company[invited]), untouched)
    table = pd.DataFrame(
        {
            "people": merged[invited].value_counts(),
            "pilot": merged[invited].value_counts(normalize=True),
            "company": merged.value_counts(normalize=True),
        }
    ).fillna(0)
    table = table.sort_values("company", ascending=False).rename_axis("group").reset_index()
    return release(
        table.astype({"people": int}).assign(all=0),
        min_group,
        cells=("all",),
        measures=("people", "pilot", "company"),
        simulated=record.is_simulated,
    ).drop(columns="all")

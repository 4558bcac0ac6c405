"""Who the pilot is beside who the company is (S21), as it may be shown."""

from __future__ import annotations

import pandas as pd

from simulation.indicators.standing import employees, of_pilot, standing
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
    inside = pd.Series(of_pilot(employees(record)), index=employees(record).index)
    if not 0 < inside.sum() < len(inside):
        return None
    company = standing(record, min_group, lang)[by].dropna()
    invited = inside[company.index]
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

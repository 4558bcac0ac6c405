"""The real organisations, read from their public data as `real_organisations.yaml` says."""

from pathlib import Path

import numpy as np
import pandas as pd

from simulation.organisation.likeness import (
    measures_of_chart,
    measures_of_ties,
    measures_of_units,
)

EMAILS_OF_INSTITUTION = {"institution_3": 3, "institution_4": 4, "institution_5": 5}
EMAILS_OF_MANUFACTURER = {"manufacturer_5": 5, "manufacturer_8": 8, "manufacturer_10": 10}


def remeasured(data: Path) -> dict[str, dict[str, float]]:
    """Measures and number of people of each reading, computed anew from the data."""
    return {
        **_mails(pd.read_csv(data / "email_eu_core" / "daily_events.csv"), EMAILS_OF_INSTITUTION),
        **_institution_departments(data / "email_eu_core"),
        **_mails(
            pd.read_csv(data / "manufacturing_email" / "events.csv").assign(n=1),
            EMAILS_OF_MANUFACTURER,
        ),
        "manufacturer_chart": _chart(data / "manufacturing_email" / "org_chart.csv"),
        **_law_firm(data / "law_firm"),
        **_high_tech_managers(data / "high_tech_managers"),
    }


def _mails(events: pd.DataFrame, least: dict[str, int]) -> dict[str, dict[str, float]]:
    """A tie from who sent at least so many e-mails over the whole period."""
    sent = _pairs(events).groupby(["source", "target"])["n"].sum()
    readings = {}
    for name, number in least.items():
        ties = sent[sent >= number].index.to_frame().to_numpy()
        readings[name] = measures_of_ties(ties) | {"people": np.unique(ties).size}
    return readings


def _institution_departments(folder: Path) -> dict[str, dict[str, float]]:
    ties = _pairs(pd.read_csv(folder / "edges.csv")).to_numpy()
    department = pd.read_csv(folder / "nodes.csv").set_index("id")["department"].to_dict()
    written = set(map(tuple, ties.tolist()))
    returned = np.array(sorted(pair for pair in written if pair[::-1] in written))
    both = measures_of_units(returned, department)
    del both["unit_gini"]  # that of the other reading
    return {
        "institution_departments": measures_of_units(ties, department)
        | {"people": np.unique(ties).size},
        "institution_departments_both_ways": both | {"people": np.unique(returned).size},
    }


def _chart(file: Path) -> dict[str, float]:
    chart = pd.read_csv(file)
    reports = chart[chart["employee"] != chart["reports_to"]]["reports_to"].value_counts()
    return measures_of_chart(reports, chart["level"].nunique(), len(chart)) | {"people": len(chart)}


def _law_firm(folder: Path) -> dict[str, dict[str, float]]:
    office = pd.read_csv(folder / "nodes.csv").set_index("id")["office"].to_dict()
    named = pd.read_csv(folder / "edges.csv")
    readings = {}
    for name, relation in (("law_firm_work", "cowork"), ("law_firm_advice", "advice")):
        ties = _pairs(named[named["relation"] == relation]).to_numpy()
        readings[name] = _returned_and_inside(ties, office)
    return readings


def _high_tech_managers(folder: Path) -> dict[str, dict[str, float]]:
    department = pd.read_csv(folder / "nodes.csv").set_index("id")["department"].to_dict()
    named = pd.read_csv(folder / "edges.csv")
    advice = _pairs(named[named["relation"] == "advice"]).to_numpy()
    reports = named[named["relation"] == "reports_to"]["target"].value_counts()
    chart = measures_of_chart(reports, 3, len(department))
    spans = {name: chart[name] for name in ("span_mean", "span_unevenness", "span_most")}
    return {
        "managers_advice": _returned_and_inside(advice, department),
        "managers_chart": spans | {"people": len(department)},
    }


def _returned_and_inside(ties: np.ndarray, unit: dict[int, int]) -> dict[str, float]:
    return measures_of_units(ties, unit) | {
        "reciprocity": measures_of_ties(ties)["reciprocity"],
        "people": np.unique(ties).size,
    }


def _pairs(ties: pd.DataFrame) -> pd.DataFrame:
    """Ties between two people, without what one sent to oneself."""
    kept = ties[ties["source"] != ties["target"]]
    return kept[[name for name in ("source", "target", "n") if name in kept]]

"""Likeness to the company and the network before and after, as pictures."""

import numpy as np
import pandas as pd
import pytest

from simulation.figures import before_after, representation
from simulation.protection import release

GROUPS = pd.DataFrame(
    {
        "group": ["A", "B", "C"], "people": [40, 30, 12], "pilot": [0.5, 0.35, 0.15],
        "company": [0.2, 0.35, 0.45], "ratio": [2.5, 1.0, 0.33], "low": [2.0, 0.8, 0.2],
        "high": [5.5, 1.2, 0.5], "verdict": ["over", "chance", "under"], "cell": 0,
    }
)  # fmt: skip
MEASURES = pd.DataFrame(
    {
        "period": ["before", "after"] * 2,
        "measure": ["reciprocity", "reciprocity", "linked_people", "linked_people"],
        "value": [0.2, 0.3, 0.5, 0.6], "low": [0.1, 0.2, 0.4, 0.5], "high": [0.3, 0.4, 0.6, 0.7],
        "people": [40, 40, 3, 40],
    }
)  # fmt: skip


def texts(figure) -> str:
    told = [str(note.text) for note in figure.layout.annotations]
    return " ".join([*told, *(str(trace.text) for trace in figure.data)])


def released_measures():
    table = MEASURES.assign(group="all")
    return release(table, cells=("period", "measure"), measures=["value", "low", "high", "people"])


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_group_has_its_ratio_and_is_filled_when_beyond_chance(lang):
    figure = representation(release(GROUPS, cells=("cell",)), ["A", "<b>B</b>", "C"], lang=lang)
    markers = [trace for trace in figure.data if "markers" in (trace.mode or "")]
    assert [float(trace.y[0]) for trace in markers] == [0, 1, 2]
    assert markers[0].marker.color == markers[2].marker.color != markers[1].marker.color
    assert max(float(np.max(trace.x)) for trace in figure.data) <= figure.layout.xaxis.range[1]
    assert "&lt;b&gt;B" in texts(figure), "a name from outside is shown as it is"


def test_a_ratio_beyond_the_axis_is_an_arrow_and_no_dot_at_another_value():
    far = GROUPS.assign(ratio=[9.0, 1.0, 0.33], high=[12.0, 1.2, 0.5])
    figure = representation(release(far, cells=("cell",)), ["A", "B", "C"], lang="en")
    dots = [trace for trace in figure.data if "markers" in (trace.mode or "")]
    arrows = [trace for trace in dots if trace.marker.symbol == "triangle-right"]
    assert [float(trace.y[0]) for trace in arrows] == [0]
    assert [float(trace.x[0]) for trace in dots if trace not in arrows] == [1.0, 0.33]
    assert "× 9" in texts(figure)


def test_no_number_is_struck_through_by_the_line_of_one():
    close = GROUPS.assign(ratio=[1.02, 1.0, 0.97])
    figure = representation(release(close, cells=("cell",)), ["A", "B", "C"], lang="en")
    sides = [trace.textposition for trace in figure.data if "text" in (trace.mode or "")]
    assert sides == ["top right", "top right", "top left"]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_measure_has_a_ring_before_and_a_dot_after_and_what_is_hidden_says_so(lang):
    figure = before_after(released_measures(), lang=lang)
    markers = [trace for trace in figure.data if trace.mode == "markers"]
    assert sorted(float(trace.x[0]) for trace in markers) == [0.2, 0.3, 0.6]
    assert ("masqué" if lang == "fr" else "suppressed") in texts(figure)


def test_likeness_refuses_a_table_that_has_not_passed_the_gate():
    with pytest.raises(TypeError, match="gate"):
        representation(GROUPS, ["A", "B", "C"])

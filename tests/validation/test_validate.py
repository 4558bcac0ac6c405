"""The whole validation, on few small companies: well-formed, told, and not contradicted."""

import json
import math
from pathlib import Path

import pytest

from simulation.errors import InputError
from simulation.terminal import print_json
from simulation.validation import PATTERNS, telling, validate
from simulation.words import LANGUAGES, say

PAGE = Path(telling.__file__).with_name("VALIDATION.md")
"""The validation of the model as it stands, written by `rsne validate --ablate --out`."""


@pytest.fixture(scope="module")
def validation():
    return validate(replicates=2, employees=300, workers=2)


@pytest.fixture(scope="module")
def ablated():
    return validate(["P2", "P7", "P17"], replicates=2, employees=300, workers=1, ablate=True)


def test_every_pattern_is_judged_on_all_its_checks(validation):
    assert [judged.pattern.key for judged in validation.patterns] == list(PATTERNS)
    for judged in validation.patterns:
        assert [c.check for c in judged.checks] == list(judged.pattern.checks)
        for checked in judged.checks:
            estimate = checked.estimate
            assert checked.verdict == checked.check.expected.verdict(estimate)
            if estimate.known:
                assert estimate.low <= estimate.value <= estimate.high


def test_most_figures_are_known_even_in_small_companies(validation):
    checks = [checked for judged in validation.patterns for checked in judged.checks]
    unknown = [c.check.name for c in checks if math.isnan(c.estimate.value)]
    assert len(unknown) <= 0.2 * len(checks), unknown


def test_processes_do_not_change_the_figures(ablated):
    shared = validate(["P2", "P7", "P17"], replicates=2, employees=300, workers=2)
    alone = [c.estimate for judged in ablated.patterns for c in judged.checks]
    assert [c.estimate for judged in shared.patterns for c in judged.checks] == alone


def test_json_tells_each_pattern_with_its_interval_verdict_and_use(validation, capsys):
    print_json(validation.to_dict())
    told = json.loads(capsys.readouterr().out)
    keys = {"expected", "simulated", "interval", "verdict", "kept_out", "use", "mended", "checks"}
    for pattern in told["patterns"]:
        assert keys <= set(pattern)
        assert pattern["kept_out"] == (pattern["use"] == "kept_out")
        decided = {check["check"]: check for check in pattern["checks"]}[pattern["decided_by"]]
        assert decided["verdict"] == pattern["verdict"]
        assert decided["interval"] == pattern["interval"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_tells_the_rows_of_the_table(validation, lang):
    page = validation.to_markdown(lang)
    assert page.startswith(telling.HEADING + "\n")
    lines = [line.strip("| ").split(" | ") for line in page.splitlines() if line[:1] == "|"]
    table = [[cell.strip() for cell in line] for line in lines]
    for row in telling.rows(validation, lang):
        assert [cell for cell in row if cell] in [[c for c in line if c] for line in table]
    assert validation.version in page and "300" in page


def test_the_same_work_gives_the_same_page(ablated):
    again = validate(["P2", "P7", "P17"], replicates=2, employees=300, workers=1, ablate=True)
    assert again.to_markdown() == ablated.to_markdown()


def test_an_ablation_is_told_with_and_without_its_mechanism(ablated):
    assert [a.ablation.pattern for a in ablated.ablations] == ["P7", "P17"]
    told = ablated.to_dict()["ablations"][0]
    assert told["with"]["check"] == told["without"]["check"] == told_check(ablated, 0)
    assert say("validation.ablations", "en") in ablated.to_markdown("en")
    assert len(telling.ablation_rows(ablated, "fr")) == 2


def told_check(validation, place):
    return validation.ablations[place].ablation.check


def test_progress_is_told_up_to_the_end():
    seen = []
    validate(["P2"], 2, 300, workers=1, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"patterns": ["P2", "P99"]}, "P99"),
        ({"patterns": []}, "--patterns"),
        ({"employees": 150}, "200"),
    ],
)
def test_what_cannot_be_validated_is_refused_in_two_languages(arguments, named):
    with pytest.raises(InputError) as refusal:
        validate(**arguments)
    assert all(named in refusal.value.message(lang) for lang in LANGUAGES)


# The model as it stands, on fewer replicates than the page: a fast look, not the verdict.

FAST = ["P2", "P3", "P4", "P5", "P8", "P9", "P12", "P17"]


@pytest.fixture(scope="module")
def fast():
    return validate(FAST, replicates=6)


def verdicts_of_the_page() -> dict[str, str]:
    """Verdict of each pattern, as the page kept beside the code tells it."""
    cells = [line.strip("| ").split(" | ") for line in PAGE.read_text("utf-8").splitlines()]
    return {line[0].split()[0]: line[-2] for line in cells if len(line) > 4 and line[0][:1] == "P"}


@pytest.mark.parametrize("key", FAST)
def test_a_pattern_that_holds_on_the_page_does_not_fail_in_a_fast_look(fast, key):
    judged = next(judged for judged in fast.patterns if judged.pattern.key == key)
    if verdicts_of_the_page()[key] == "holds":
        assert judged.verdict != "fails", judged.deciding

"""What a report claims, and what it never shows."""

import dataclasses

import pandas as pd
import pytest

from simulation.errors import InputError
from simulation.protection import release
from simulation.report import build_report
from simulation.report.comparison_story import barriers_of, lever_table
from simulation.report.exhibits import Groups, Table
from simulation.report.pilot_story import composition_of, last_week_by_unit
from simulation.report.plan_story import checkpoints
from simulation.report.receipts import receipt


def test_the_story_runs_from_the_decision_asked_to_the_decisions_taken(report):
    keys = [section.key for section in report.sections]
    assert keys == [
        "decision", "answer", "objective", "pilot", "studies", "representativeness", "scenarios",
        "comparison", "barriers", "plan", "price", "change", "decisions",
    ]  # fmt: skip


def test_a_chapter_without_its_data_is_left_out(record, comparison):
    only_pilot = build_report("fr", record=record)
    assert [section.key for section in only_pilot.sections] == [
        "pilot",
        "studies",
        "representativeness",
    ]
    only_scenarios = build_report("fr", comparison=comparison)
    assert [section.origin for section in only_scenarios.sections] == ["simulated"] * 3


def test_real_and_simulated_are_told_apart(report):
    origins = {section.key: section.origin for section in report.sections}
    assert origins["pilot"] == origins["representativeness"] == "real"
    assert origins["comparison"] == origins["plan"] == "simulated"


def test_titles_fit_in_two_lines(report):
    assert all(len(section.title) <= 115 for section in report.sections)


def test_every_section_names_its_source_and_its_receipt(report):
    for section in report.sections:
        assert section.source
        assert section.receipt in report.receipts
        assert report.receipts[section.receipt].facts["command"] == "rsne demo"


def test_a_difference_that_is_not_established_is_not_claimed(comparison):
    close = dataclasses.replace(
        comparison, differences=comparison.differences.assign(verdict="not_established")
    )
    titles = {
        section.key: section.title for section in build_report("fr", comparison=close).sections
    }
    assert "non établi" in titles["comparison"] or "trop petit" in titles["comparison"]
    assert "gagner" not in titles["comparison"]


def test_units_are_set_against_each_other_only_when_their_intervals_part(record):
    apart = build_report("fr", record=record).sections[0]
    assert "Commerce" in apart.title and "Ateliers" in apart.title
    few = record.events[record.events["action"] != "visit"]
    first = few.groupby("week").head(6)
    quiet = dataclasses.replace(record, events=first.reset_index(drop=True))
    together = build_report("fr", record=quiet).sections[0]
    assert "sans écart net" in together.title


def test_a_group_too_small_is_told_with_its_neighbour_only(record):
    table = last_week_by_unit(record, "weekly_active").set_index("group")
    [joined] = [name for name in table.index if "Laboratoire" in name]
    assert joined != "Laboratoire"
    assert table.loc[joined, "people"] >= 10


def test_who_the_pilot_was_merges_what_is_too_small(record):
    table = composition_of(record, "fr").set_index("group")
    assert "Laboratoire" not in table.index
    assert table["pilot"].sum() == pytest.approx(1)
    assert table["company"].sum() == pytest.approx(1)
    invited = int(record.people["invited_at"].notna().sum())
    assert (table.loc[table["pilot"] > 0, "pilot"] * invited >= 10).all()
    assert table.loc["Unités hors pilote", "pilot"] == 0


def test_levers_that_do_not_differ_are_not_told(comparison):
    table = lever_table(comparison, "fr")
    assert table.headings[1:] == ("A", "B", "C", "D")
    assert table.cells
    told = [cells for cells in table.cells if cells[1]]
    assert all(len(set(cells[1:])) > 1 for cells in told)


def test_where_a_company_lies_on_a_disk_is_no_lever(comparison):
    ensembles = {
        name: dataclasses.replace(
            each, scenario=each.scenario.changed({"company.record": f"/somewhere/{name}/pilot"})
        )
        for name, each in comparison.ensembles.items()
    }
    table = lever_table(dataclasses.replace(comparison, ensembles=ensembles), "en")
    assert table.cells == lever_table(comparison, "en").cells
    assert "/somewhere" not in str(table)


def test_barriers_are_those_of_the_highest_scenario(comparison):
    name, table = barriers_of(comparison)
    levels = comparison.levels[comparison.levels["indicator"] == "weekly_active"]
    assert name == levels.sort_values("mean")["scenario"].iloc[-1]
    assert table["people"].is_monotonic_decreasing


def test_checkpoints_come_before_the_next_wave_and_read_the_plans_own_fan(sizing):
    table = checkpoints(sizing)
    opened = sizing.waves["week"].to_numpy()
    assert table["week"].is_monotonic_increasing and table["week"].iloc[-1] < sizing.target.week
    assert not set(table["week"]) & set(opened), "newcomers would flatter the level"
    for week in table["week"]:
        assert 0 < week - opened[opened <= week].max() <= 8
    fan = sizing.fan.set_index("week")
    assert (table["p05"].to_numpy() == fan.loc[table["week"], "p05"].to_numpy()).all()


def test_where_everybody_is_invited_at_once_the_target_alone_judges_the_plan(sizing):
    at_once = dataclasses.replace(sizing, waves=sizing.waves.iloc[:1])
    assert list(checkpoints(at_once)["week"]) == [sizing.target.week]
    section = {s.key: s for s in build_report("en", sizing=at_once).sections}["change"]
    assert section.title.startswith("No checkpoint before")


def test_what_a_plan_reaches_is_the_median_that_its_fan_draws(sizing):
    drawn = sizing.fan.set_index("week").loc[sizing.target.week]
    assert sizing.assurance.level == pytest.approx(drawn["median"])
    assert sizing.assurance.level_low <= sizing.assurance.level <= sizing.assurance.level_high


def test_decisions_commit_the_whole_budget(sizing):
    from simulation.report.plan_story import DECISIONS

    lines = [line for lines in DECISIONS.values() for line in lines]
    assert sorted(lines) == sorted(sizing.budget.loc[~sizing.budget["total"], "line"])


def test_an_unreachable_target_asks_for_no_commitment(out_of_reach):
    sections = {s.key: s for s in build_report("fr", sizing=out_of_reach).sections}
    assert "revoir la cible" in sections["decision"].title
    assert "Ne pas engager" in sections["decisions"].title
    assert not sections["decisions"].asides
    table = sections["decisions"].exhibits[0].numbers("fr")
    assert not any("€" in cell for cells in table.cells for cell in cells)


def test_equal_facts_have_equal_receipts_and_a_seed_changes_them():
    assert receipt(a=1, b=None).short == receipt(a=1).short
    assert receipt(seed=1).short != receipt(seed=2).short
    assert "version" in receipt(a=1).facts


def test_french_numbers_keep_their_unbreakable_spaces(report):
    if report.lang == "fr":
        told = " ".join(section.title + section.context for section in report.sections)
        assert "\u202f" in told
        assert " %" not in told and " ;" not in told


def test_every_exhibit_tells_its_numbers(report):
    for section in report.sections:
        for exhibit in section.exhibits:
            table = exhibit.numbers(report.lang)
            assert isinstance(table, Table) and table.cells
            assert all(len(cells) == len(table.headings) for cells in table.cells)


@pytest.mark.parametrize(("lang", "word"), [("fr", "masqué"), ("en", "suppressed")])
def test_suppressed_groups_are_told_as_such(lang, word):
    sizes = pd.DataFrame({"group": ["A", "B"], "value": 0.5, "people": [4, 4], "all": 0})
    groups = Groups(heading="", table=release(sizes, cells=("all",)))
    told = {cells[0]: cells[1:] for cells in groups.numbers(lang).cells}
    assert told["A"] == (word, word)


def test_a_pilot_of_too_few_people_gives_one_clear_refusal(record):
    few = dataclasses.replace(
        record, people=record.people.assign(invited_at=pd.NaT), events=record.events.iloc[:0]
    )
    with pytest.raises(InputError, match="nothing to report"):
        build_report("fr", record=few.checked(), min_group=1000)


def test_a_report_shows_no_unit_under_the_minimum_of_the_workspace(record):
    with_twenty = build_report("fr", record=record, min_group=30)
    [groups] = [
        exhibit
        for section in with_twenty.sections
        for exhibit in section.exhibits
        if isinstance(exhibit, Groups)
    ]
    people = groups.table["people"].dropna()
    assert len(people) and (people >= 30).all()

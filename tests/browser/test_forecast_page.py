"""A pilot calibrated from the page, in a real browser; the page fixture forbids any complaint."""

import re

import pytest
from playwright.sync_api import expect

from simulation import tables
from simulation.calibration.recovery import pilot_scenario
from simulation.demo import SAMPLE
from simulation.model import simulate
from simulation.workspace import Workspace

expect.set_options(timeout=30_000)

A_CALIBRATION = 240_000
"""Milliseconds within which a quick calibration of a tiny pilot ends on a busy machine."""


@pytest.fixture(scope="module")
def tiny(workspace) -> str:
    """A record of a hundred people over six weeks, beside the others."""
    place = Workspace(workspace)
    record = simulate(pilot_scenario(100, 6), events=True).record
    tables.write(record, place.runs / "tiny")
    return "runs/tiny"


def title_of(page):
    return page.locator("h1").first


def test_a_calibration_outlives_the_page_and_every_part_has_its_address(page, address, tiny):
    page.goto(f"{address}/?page=forecast&lang=fr&record={tiny}")
    expect(title_of(page)).to_contain_text("pas encore calé")
    page.get_by_role("button", name="Caler", exact=True).click()
    expect(page.get_by_role("progressbar", name=re.compile("^Calage de"))).to_be_visible()
    page.reload()
    expect(title_of(page)).to_contain_text(re.compile("devrait|non établie"), timeout=A_CALIBRATION)
    expect(page).to_have_url(re.compile("calibration=tiny"))
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(2)
    found = title_of(page).inner_text()
    page.reload()
    expect(title_of(page)).to_have_text(found)
    page.get_by_role("tab", name="Prévisions passées").click()
    expect(page).to_have_url(re.compile("part=past"))
    expect(title_of(page)).to_contain_text("Aucune semaine prévue")
    page.get_by_role("tab", name="Vérifications").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("part=checks"))
    expect(title_of(page)).to_contain_text("un pilote comme celui-ci")
    page.reload()
    expect(title_of(page)).to_contain_text("un pilote comme celui-ci")


def test_the_calibration_is_offered_where_parameters_are_drawn(page, address, tiny):
    page.goto(f"{address}/?page=size&lang=en&drawn=tiny")
    expect(page.get_by_role("combobox", name="Parameters")).to_have_value(re.compile("up to W6"))
    page.goto(f"{address}/?page=home&lang=en")
    expect(page.get_by_text(re.compile("parameters of .* told by the pilot"))).to_be_visible()


def test_an_import_is_shown_before_it_is_kept_and_can_be_put_away(page, address, tmp_path):
    wrong = tmp_path / "export.zip"
    wrong.write_bytes(b"this is no zip")
    page.goto(f"{address}/?page=home&lang=en")
    drop = page.locator("input[type=file]").first
    drop.set_input_files(wrong)
    expect(page.locator("[data-filepond-item-state=processing-complete]")).to_be_visible()
    page.get_by_role("button", name="Read the files").click()
    expect(page.locator(".box.error")).to_contain_text("export.zip")
    page.locator(".filepond--action-revert-item-processing").first.click()
    expect(page.locator("[data-filepond-item-state=processing-complete]")).to_have_count(0)
    drop.set_input_files(sorted(SAMPLE.glob("*.zip"))[0])
    expect(page.locator("[data-filepond-item-state=processing-complete]")).to_be_visible()
    page.get_by_role("button", name="Read the files").click()
    expect(page.get_by_text("This is what was understood")).to_be_visible()
    expect(page.get_by_text("Viva Engage", exact=True)).to_be_visible()
    page.get_by_role("button", name="Put away").click()
    expect(page.get_by_role("button", name="Read the files")).to_be_visible()
    expect(title_of(page)).to_contain_text("No pilot yet")

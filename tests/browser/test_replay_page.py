"""The replay in a real browser: people on demand, layers, two records, and the file from disk."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from dashboards.replay_file import replay_record

expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def replay(address, workspace):
    """Address of the replay; a second record lies beside the first."""
    if not (workspace / "runs" / "second").exists():
        shutil.copytree(workspace / "runs" / "small", workspace / "runs" / "second")
    return f"{address}/?page=pilot&view=replay&lang=fr&record=runs/small"


def test_an_opened_unit_shows_its_people_and_stands_in_the_address(page, replay):
    page.goto(f"{replay}&week=4")
    unit = page.locator(".unit").first
    unit.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".lens .dot").first).to_be_visible()
    expect(page).to_have_url(re.compile("unit="))
    assert page.locator(".lens .dot").count() >= 10
    expect(page.get_by_text("Pseudonymes, équipe projet seulement")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".lens .dot").first).to_be_hidden()


def test_layer_moves_and_speed_stand_in_the_address_and_are_found_again(page, replay):
    page.goto(f"{replay}&week=9")
    page.get_by_role("button", name="Communautés").first.click()
    page.get_by_role("button", name="Passages entre profils").click()
    page.get_by_role("button", name="2×").click()
    expect(page).to_have_url(re.compile("layer=communities"))
    expect(page).to_have_url(re.compile("beside=flows"))
    expect(page).to_have_url(re.compile("speed=2"))
    page.reload()
    expect(page.locator(".map")).to_have_attribute("aria-label", "Carte des communautés")
    expect(page.locator(".flow").first).to_be_visible()
    expect(page.get_by_role("button", name="2×")).to_have_attribute("aria-pressed", "true")


def test_areas_stay_put_from_week_to_week(page, replay):
    page.goto(f"{replay}&week=2")
    shapes = ".unit .area"
    expect(page.locator(shapes).first).to_be_visible()
    before = [shape.get_attribute("d") for shape in page.locator(shapes).all()]
    page.keyboard.press("End")
    expect(page.get_by_role("slider", name="Semaine")).to_have_attribute("aria-valuenow", "10")
    assert [shape.get_attribute("d") for shape in page.locator(shapes).all()] == before


def test_the_timeline_is_dragged(page, replay):
    page.goto(f"{replay}&week=1")
    expect(page.locator(".unit").first).to_be_visible()
    timeline = page.get_by_role("slider", name="Semaine")
    timeline.hover(position={"x": 5, "y": 30})  # waits until the page no longer moves
    page.mouse.down()
    timeline.hover(position={"x": timeline.bounding_box()["width"] * 0.65, "y": 30})
    page.mouse.up()
    expect(timeline).to_have_attribute("aria-valuenow", "7")


def test_two_records_go_in_step(page, replay):
    page.goto(replay)
    page.get_by_label("Comparer à").select_option("runs/second")
    expect(page.locator(".map")).to_have_count(2)
    expect(page).to_have_url(re.compile("against=runs"))
    page.keyboard.press("End")
    facts = page.locator(".map").evaluate_all(
        "maps => maps.map(map => [...map.querySelectorAll('.unit .facts')].map(f => f.textContent))"
    )
    assert facts[0] == facts[1] and any(facts[0])


def test_what_the_map_shows_can_be_read_as_a_table(page, replay):
    page.goto(f"{replay}&week=5")
    expect(page.locator(".unit").first).to_be_visible()
    page.keyboard.press("t")
    rows = page.get_by_role("region", name="Voir les chiffres").locator("table").first
    expect(rows).to_be_visible()
    assert rows.locator("tbody tr").count() == page.locator(".unit").count()


def test_the_page_hands_out_the_file(page, replay):
    page.goto(replay)
    with page.expect_download() as download:
        page.get_by_role("button", name="Exporter en HTML").click()
    assert download.value.suggested_filename.endswith(".html")


def test_the_file_plays_from_disk_and_keeps_its_state_behind_the_address(
    browser, workspace, tmp_path
):
    replay_record([workspace / "runs" / "small"], tmp_path / "replay.html", lang="en")
    context = browser.new_context()
    page = context.new_page()
    asked, faults = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
    page.goto(f"{(tmp_path / 'replay.html').as_uri()}#week=3")
    timeline = page.get_by_role("slider", name="Week")
    expect(timeline).to_have_attribute("aria-valuenow", "3")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("week=4"))
    page.locator(".unit").first.click()
    expect(page.get_by_text("People are not shown here")).to_be_visible()
    context.close()
    assert faults == []
    assert all(url.startswith(("file:", "data:")) for url in asked)


OVERLAPS = """names => {
  const boxes = names.filter(name => getComputedStyle(name).display !== "none" && name.textContent)
    .map(name => name.getBoundingClientRect())
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
    && a.top < b.bottom - 2 && b.top < a.bottom - 2
  return [boxes.length, boxes.filter((a, i) => boxes.some((b, j) => j < i && meet(a, b))).length]
}"""


@pytest.mark.parametrize("layer", ["units", "communities"])
def test_names_on_a_crowded_map_never_cover_each_other(page, replay, layer):
    page.set_viewport_size({"width": 420, "height": 640})
    page.goto(f"{replay}&week=6&layer={layer}")
    expect(page.locator(".unit .area").first).to_be_visible()
    page.wait_for_timeout(500)
    shown, covered = page.locator(".unit .name").evaluate_all(OVERLAPS)
    assert shown >= 1 and covered == 0
    assert all(page.locator(".unit").evaluate_all("all => all.map(e => e.ariaLabel)"))

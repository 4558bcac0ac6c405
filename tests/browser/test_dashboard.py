"""What a reader sees and does, in a real browser; the page fixture forbids any complaint."""

import re

import pytest
from playwright.sync_api import expect

expect.set_options(timeout=30_000)


def title_of(page):
    return page.locator("h1:visible").first


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("home", "Aucun pilote encore"),
        ("forecast", "pas encore calé"),
        ("pilot", "devraient"),
        ("scenarios", "devrait|non établi|trop petit"),
        ("size", "chances sur 100|hors d"),
    ],
)
def test_each_page_opens_at_its_address_with_a_finding(page, address, name, seen):
    page.goto(f"{address}/?page={name}&lang=fr")
    expect(title_of(page)).to_contain_text(re.compile(seen))
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_figures_are_drawn_by_the_script_of_the_installed_package(page, address):
    page.goto(f"{address}/?page=size&lang=fr")
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(3)


ASKED = "performance.getEntriesByType('resource').map(each => each.name.split(/[?#]/)[0])"


def test_what_is_asked_for_early_is_what_the_page_needs(page, address):
    page.goto(f"{address}/?page=size&lang=fr")
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    asked = [file for file in page.evaluate(ASKED) if file.endswith((".js", ".woff"))]
    assert len(asked) == len(set(asked))
    assert len([file for file in asked if file.endswith(".woff")]) == 2


def test_a_slider_moved_by_the_keyboard_changes_the_figure_and_the_words(page, address):
    page.goto(f"{address}/?page=scenarios&lang=fr")
    chart = page.locator(".js-plotly-plot").first
    expect(chart.locator(".main-svg").first).to_be_visible()
    before = chart.inner_html()
    slider = page.get_by_role("slider", name="Communication interne")
    slider.focus()
    for _ in range(6):
        slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("40"))
    expect(page.get_by_text(re.compile("Communication interne.*au lieu de"))).to_be_visible()
    page.wait_for_function(
        "([chart, before]) => chart.innerHTML !== before", arg=[chart.element_handle(), before]
    )
    expect(page.get_by_role("radio", name=re.compile("modifié"))).to_be_visible()


def test_the_player_advances_by_keys_and_by_itself_and_the_address_follows(page, address):
    page.goto(f"{address}/?page=pilot&view=replay&lang=fr&record=runs/small&week=3")
    timeline = page.get_by_role("slider", name="Semaine")
    expect(timeline).to_have_attribute("aria-valuenow", "3")
    first = title_of(page).inner_text()
    page.keyboard.press("ArrowRight")
    expect(timeline).to_have_attribute("aria-valuenow", "4")
    expect(title_of(page)).not_to_have_text(first)
    expect(page).to_have_url(re.compile("week=4"))
    page.keyboard.press("Space")
    expect(timeline).to_have_attribute("aria-valuenow", re.compile("^([6-9]|10)$"))
    page.keyboard.press("Space")
    page.keyboard.press("End")
    expect(timeline).to_have_attribute("aria-valuenow", "10")
    page.keyboard.press("Home")
    expect(timeline).to_have_attribute("aria-valuenow", "1")


def test_the_language_switches_everywhere_and_stays_in_the_address(page, address):
    page.goto(f"{address}/?page=size&lang=fr")
    expect(page.get_by_role("tab", name="Dimensionner")).to_be_visible()
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page.get_by_role("tab", name="Size")).to_have_attribute("aria-selected", "true")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(title_of(page)).to_contain_text(re.compile("chances in 100|out of reach"))
    expect(page).to_have_url(re.compile("lang=en"))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_sponsor_reads_everything_on_one_screen_under_the_tabs_and_presented(
    page, address, lang
):
    page.goto(f"{address}/?page=sponsor&lang={lang}")
    decision = page.locator(".decision")
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    for press in (None, "Présenter" if lang == "fr" else "Present"):
        if press:
            page.get_by_role("button", name=press).click()
        page.wait_for_timeout(1500)
        place = decision.bounding_box()
        assert place["y"] + place["height"] <= 900


def test_a_wave_moves_by_the_mouse_and_the_keys_between_its_neighbours_and_in_the_table(
    page, address
):
    page.goto(f"{address}/?page=size&lang=en")
    heads = page.get_by_role("slider", name="% of the staff")
    expect(heads.first).to_be_visible()
    weeks = page.locator("table[aria-label='% of the staff'] tbody tr td:first-child input")

    def shown() -> list[int]:
        return [int(heads.nth(row).get_attribute("aria-valuenow")) for row in range(heads.count())]

    before = shown()
    assert len(before) > 2 and before == [int(field.input_value()) for field in weeks.all()]
    second = heads.nth(1)
    second.scroll_into_view_if_needed()
    ground = second.bounding_box()
    page.mouse.move(ground["x"] + ground["width"] / 2, ground["y"] + 10)
    page.mouse.down()
    page.mouse.move(ground["x"] + 2000, ground["y"] + 10, steps=4)
    page.mouse.up()
    furthest = before[2] - 1
    expect(weeks.nth(1)).to_have_value(str(furthest))
    second.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(weeks.nth(1)).to_have_value(str(furthest - 2))
    weeks.nth(1).fill(str(before[1]))
    page.keyboard.press("Tab")
    expect(second).to_have_attribute("aria-valuenow", str(before[1]))
    assert shown() == before


def test_the_theme_turns_dark_and_is_remembered(page, address):
    page.goto(f"{address}/?page=home&lang=en")
    page.get_by_role("button", name="Light or dark").click()
    expect(page.locator("html")).to_have_attribute("data-tone", "dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(19, 23, 28)")
    [kept] = [each for each in page.context.cookies() if each["name"] == "rsne-theme"]
    assert kept["value"] == "dark"  # figures are made in it at once
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-tone", "dark")


def test_tabs_are_reached_by_the_keyboard_and_the_address_keeps_the_page(page, address):
    page.goto(f"{address}/?page=home&lang=en")
    page.get_by_role("tab", name="Home").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("page=audit"))


def test_a_file_that_is_no_export_is_refused_in_words(page, address, tmp_path):
    wrong = tmp_path / "export.zip"
    wrong.write_bytes(b"this is no zip")
    page.goto(f"{address}/?page=pilot&lang=fr&record=runs/small")
    expect(title_of(page)).to_contain_text("devraient")
    page.get_by_role("button", name="Importer un pilote").click()
    page.locator("input[type=file]").first.set_input_files(wrong)
    expect(page.locator("[data-filepond-item-state=processing-complete]")).to_be_visible()
    page.get_by_role("button", name="Importer", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("export.zip")
    expect(page.get_by_text("le pilote précédent est intact")).to_be_visible()
    expect(title_of(page)).to_contain_text("devraient")


def test_an_unknown_word_in_the_address_is_ignored(page, address):
    page.goto(f"{address}/?page=nowhere&lang=xx&record=none")
    expect(title_of(page)).to_be_visible()


def test_a_team_answers_the_audit_on_the_page_and_loading_it_again_keeps_the_answers(page, address):
    page.goto(f"{address}/?page=audit&lang=en")
    page.get_by_role("button", name="Answer here, together").click()
    draw = page.get_by_role("button", name="Draw the settings")
    expect(draw).to_be_disabled()
    answer = page.get_by_label("q15 Managers")
    answer.select_option("5 Strongly agree")
    draw.click()
    expect(page.get_by_role("heading", name="What the team estimates")).to_be_visible()
    expect(page.locator(".main-svg").first).to_be_visible()
    page.reload()
    expect(answer).to_have_value("5 Strongly agree")
    answer.select_option("–")
    expect(draw).to_be_disabled()
    page.get_by_role("button", name="Back to the questions").click()
    expect(answer).to_have_count(0)
    expect(page.locator("dd", has_text="When I ask another department for help")).to_be_visible()

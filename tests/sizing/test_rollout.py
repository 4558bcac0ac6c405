"""After a calibration the company is sized, not its pilot; who is not known is asked for."""

import json

import pytest

from simulation import tables
from simulation.errors import InputError
from simulation.scenario import Scenario
from simulation.sizing import rollout_of
from simulation.tables import Record

PEOPLE, UNTIL = 120, 12


def calibration(folder, **told):
    """A folder as `calibrate` writes it, as far as a roll-out is read from it."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = {"people": PEOPLE, "until": UNTIL, "told": None, "record": None, **told}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return folder


def test_who_knows_the_pilot_only_is_asked_for_the_company(tmp_path):
    with pytest.raises(InputError) as refused:
        rollout_of(calibration(tmp_path / "post"))
    for part in (str(PEOPLE), "--employees", "--posterior", str(tmp_path / "post")):
        assert part in refused.value.message("en") and part in refused.value.message("fr")


def test_a_headcount_makes_a_company_whose_first_wave_is_the_pilot(tmp_path):
    scenario = rollout_of(calibration(tmp_path / "post"), 2400)
    pilot, *later = scenario.plan.waves
    assert scenario.company.employees == 2400
    assert pilot.share * 2400 == pytest.approx(PEOPLE)
    assert pilot.share + sum(wave.share for wave in later) == pytest.approx(
        sum(wave.share for wave in Scenario().plan.waves)
    )
    assert later[0].week > UNTIL, "nobody is invited while the pilot lasts"


def test_whoever_wants_the_pilot_alone_says_its_headcount(tmp_path):
    waves = rollout_of(calibration(tmp_path / "post"), PEOPLE).plan.waves
    assert [wave.share for wave in waves] == [1.0]


def test_the_scenario_told_is_the_company_s_with_the_waves_it_had(tmp_path):
    told = Scenario().resized(1000)
    known = calibration(tmp_path / "post", told=told.model_dump(mode="json"))
    assert rollout_of(known) == told
    assert rollout_of(known, 3000).company.employees == 3000
    alone = Scenario().resized(PEOPLE).model_dump(mode="json")
    with pytest.raises(InputError):
        rollout_of(calibration(tmp_path / "alone", told=alone))


def test_the_hr_extract_behind_the_pilot_is_the_company(tmp_path, company_record):
    place, size = company_record
    scenario = rollout_of(calibration(tmp_path / "post", record=str(place)))
    assert scenario.company.record == str(place)
    assert scenario.plan.waves[0].share * size == pytest.approx(PEOPLE)
    moved = calibration(tmp_path / "moved", record=str(tmp_path / "gone"))
    with pytest.raises(InputError):
        rollout_of(moved)


@pytest.mark.parametrize("text", ["", "[]", '{"people": 3}'])
def test_a_folder_that_is_no_calibration_is_refused(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(InputError, match="rsne calibrate"):
        rollout_of(tmp_path)


@pytest.fixture
def company_record(tmp_path):
    """A record that knows three times the people of the pilot."""
    size = 3 * PEOPLE
    people = tables.empty("people").reindex(range(size))
    people["person"], people["unit"] = range(size), "Sales"
    people["pseudonym"] = [f"p{person}" for person in range(size)]
    others = {name: tables.empty(name) for name in tables.SCHEMAS if name != "people"}
    manifest = {"origin": "pilot", "title": "Pilot", "timezone": "UTC", "records": ["post"]}
    manifest |= {"first_week": "2026-03-02", "last_week": "2026-05-18", "findings": []}
    record = Record(people=people, **others, manifest=manifest | {"counts": {}})
    return tables.write(record, tmp_path / "pilot"), size

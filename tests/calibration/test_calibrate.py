"""From a record to a posterior and back from its folder."""

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_pilot import PEOPLE, RUNS, UNTIL, WEEKS

from simulation import tables
from simulation.calibration import Posterior, StoppedError, simulated, telling
from simulation.calibration import calibrate as calibrate_on
from simulation.calibration.checks import BAD_FIT, discrepancies
from simulation.calibration.pilot import pilot_of
from simulation.calibration.targets import SERIES
from simulation.calibration.unknowns import unknowns
from simulation.catalogue import parameters
from simulation.errors import InputError
from simulation.figures import predictive_check
from simulation.protection import Released
from simulation.words import LANGUAGES, say

ROOT = Path(__file__).resolve().parents[2]


def test_a_pilot_tells_of_what_it_shows_and_names_the_rest(calibrated):
    posterior, _ = calibrated
    told = {entry["parameter"]: entry for entry in posterior.manifest["parameters"]}
    assert "invitation_hazard" in posterior.identified
    assert "silence_risk" not in posterior.identified
    entry = told["invitation_hazard"]
    assert entry["median"] < entry["prior_median"], "people were slow to register"
    assert entry["high"] - entry["low"] < entry["prior_high"] - entry["prior_low"]
    for name, values in posterior.draws.items():
        low, high = parameters()[name].range
        assert values.between(low, high).all()


def test_a_folder_gives_back_what_was_written(calibrated):
    posterior, place = calibrated
    again = Posterior.read(place)
    pd.testing.assert_frame_equal(again.draws, posterior.draws)
    pd.testing.assert_frame_equal(again.observed, posterior.observed)
    pd.testing.assert_frame_equal(again.checks, posterior.checks)
    assert again.scenario == posterior.scenario
    assert again.identified == posterior.identified and again.until == UNTIL
    assert not {"people.parquet", "events.parquet"} & {f.name for f in place.iterdir()}


def test_another_week_uses_the_simulations_that_were_kept(calibrated, folder, scenario, tmp_path):
    posterior, place = calibrated
    kept = tmp_path / "posterior"
    posterior.write(kept)
    (kept / "design.npz").write_bytes((place / "design.npz").read_bytes())
    longer = calibrate_on(folder, scenario, UNTIL + 1, kept, runs=RUNS, workers=1)
    assert longer.manifest["design"]["kept"] and longer.until == UNTIL + 1
    afresh = calibrate_on(folder, scenario, UNTIL + 1, runs=RUNS, workers=1)
    assert not afresh.manifest["design"]["kept"]
    wide = afresh.draws.std()
    assert ((longer.draws.mean() - afresh.draws.mean()).abs() < wide).all()


def test_nothing_of_a_later_week_is_read(folder, scenario, record):
    start = pd.Timestamp(record.manifest["first_week"])
    later = record.events["week"] >= start + pd.Timedelta(weeks=UNTIL)
    cut = dataclasses.replace(record, events=record.events[~later])
    ours, theirs = (pilot_of(one, UNTIL, scenario) for one in (record, cut))
    np.testing.assert_array_equal(ours.organisation.tie_target, theirs.organisation.tie_target)
    np.testing.assert_array_equal(ours.people, theirs.people)
    whole, short = (p.acts(r, UNTIL) for p, r in ((ours, record), (theirs, cut)))
    np.testing.assert_array_equal(whole.week, short.week)
    np.testing.assert_array_equal(whole.registered, short.registered)


def test_the_posterior_plays_the_pilot_on(calibrated):
    _, place = calibrated
    posterior = Posterior.read(place)
    paths = simulated(posterior, WEEKS + 1, draws=6, seed=2, workers=1)
    assert set(paths) == set(SERIES)
    assert all(path.shape == (6, WEEKS + 1) for path in paths.values())
    assert (np.diff(paths["registered"], axis=1) >= 0).all()
    assert paths["registered"].max() <= PEOPLE
    again = simulated(posterior, WEEKS + 1, draws=6, seed=2, workers=1)
    np.testing.assert_array_equal(paths["posts"], again["posts"])


def test_a_pilot_too_short_keeps_its_priors_and_says_what_is_missing(folder, scenario):
    posterior = calibrate_on(folder, scenario, 2, runs=RUNS, workers=1)
    assert posterior.identified == () and not posterior.discrepancy
    told = " ".join(telling.sentences(posterior, "en"))
    assert "2 used, 4 are needed" in told and "between" in told
    for entry in posterior.manifest["parameters"]:
        prior = parameters()[entry["parameter"]].prior
        assert posterior.draws[entry["parameter"]].median() == pytest.approx(
            float(prior.quantile(0.5)), rel=0.1, abs=0.05
        )


def test_a_pilot_that_the_model_cannot_give_is_said_to_fit_badly(record, folder, scenario):
    posts = record.events[record.events["action"].isin(["post", "question"])]
    copies = pd.concat([posts] * 60)
    copies = copies.assign(event=range(10**6, 10**6 + len(copies)))
    odd = dataclasses.replace(record, events=pd.concat([record.events, copies]))
    posterior = calibrate_on(odd, scenario, UNTIL, runs=RUNS, workers=1)
    assert not posterior.manifest["fit"]["fits"]
    assert posterior.discrepancy["posts"].bias > 0.5
    for lang, words in (("en", "The model fits badly"), ("fr", "Le modèle s’ajuste mal")):
        assert any(words in sentence for sentence in telling.sentences(posterior, lang))


@pytest.mark.parametrize(("share", "words"), [(0.0, "hardly any"), (0.004, "only 0.4%")])
def test_a_share_that_rounds_to_nothing_is_told_in_words(calibrated, share, words):
    posterior, _ = calibrated
    told = {**posterior.manifest, "fit": {"fits": False, "p_value": share}}
    assert words in telling.fit(dataclasses.replace(posterior, manifest=told), "en")


def test_discrepancy_is_what_luck_does_not_explain():
    rng = np.random.default_rng(5)
    draws = rng.poisson(100, (400, 30)).astype(float)
    observed = pd.DataFrame({"right": rng.poisson(100, 30), "high": rng.poisson(200, 30)})
    found = discrepancies(observed, {"right": draws, "high": draws})
    assert abs(found["right"].bias) < 0.05 and found["right"].sd < 0.08
    assert found["high"].bias == pytest.approx(np.log(2), abs=0.05)


def test_what_is_observed_passes_the_gate(calibrated):
    posterior, _ = calibrated
    real = dataclasses.replace(posterior, manifest={**posterior.manifest, "simulated": False})
    shown = telling.observed(real)
    assert isinstance(shown, Released) and not shown["suppressed"].any()
    few = dataclasses.replace(real, manifest={**real.manifest, "people": 7})
    hidden = telling.observed(few)
    assert hidden["suppressed"].all() and hidden["value"].isna().all()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_check_is_drawn_and_told_in_both_languages(calibrated, lang):
    posterior, _ = calibrated
    seen = telling.observed(posterior)
    figure = predictive_check(
        posterior.checks[posterior.checks["series"] == "posts"],
        seen[seen["indicator"] == "posts"],
        lang=lang,
    )
    drawn = next(trace for trace in figure.data if trace.name == "observed")
    assert list(drawn.y) == posterior.observed["posts"].tolist()
    assert len(telling.rows(posterior, lang)) == len(posterior.draws.columns)
    assert telling.title(posterior, lang)


@pytest.mark.parametrize("damage", ["nothing", "manifest", "draws", "entries"])
def test_a_folder_that_is_no_posterior_is_refused(calibrated, tmp_path, damage):
    posterior, _ = calibrated
    place = tmp_path / "posterior"
    if damage != "nothing":
        posterior.write(place)
    if damage == "manifest":
        (place / "manifest.json").write_text("{")
    if damage == "draws":
        (place / "draws.parquet").write_bytes(b"PAR1")
    if damage == "entries":
        (place / "manifest.json").write_text('{"until": 3}')
    with pytest.raises(InputError, match="rsne calibrate"):
        Posterior.read(place)


def test_a_week_that_is_not_there_is_refused_before_any_work(folder):
    with pytest.raises(InputError, match=f"has {WEEKS} weeks"):
        calibrate_on(folder, until=WEEKS + 1)


def test_a_folder_that_holds_something_else_is_left_alone(folder, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError):
        calibrate_on(folder, out=tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_an_open_network_has_an_unknown_reach(record, tmp_path):
    people = record.people.assign(
        **dict.fromkeys(("unit", "team", "site", "job_family"), pd.NA),
        manager=pd.array([pd.NA] * len(record.people), "Int32"),
        invited_at=pd.NaT,
        registered_at=pd.NaT,
    )
    seen = set(record.events["person"])
    people = people[people["person"].isin(seen)]
    manifest = {
        **record.manifest,
        "records": [a for a in record.manifest["records"] if a not in ("register", "visit")],
    }
    ties = record.ties.iloc[:0]
    open_record = dataclasses.replace(record, people=people, ties=ties, manifest=manifest)
    pilot = pilot_of(open_record, UNTIL)
    assert pilot.is_open and len(pilot.organisation) >= 4 * len(pilot.people)
    half = pilot.under({"plan.waves.0.share": 0.5}, UNTIL)
    assert (pilot.invited_under(half) == 0).mean() == pytest.approx(0.5, abs=0.01)
    assert "registered" in pilot.measuring.unavailable


def listed_by_the_platform(record):
    """The record as a platform that lists whoever it saw: one unit, nobody above anybody."""
    unknown = dict.fromkeys(("team", "site", "level", "job_family"), pd.NA)
    people = record.people.assign(
        **unknown,
        unit="The company",
        manager=pd.array([pd.NA] * len(record.people), "Int32"),
        invited_at=record.people["invited_at"].mask(record.people["person"] >= 0),
        registered_at=record.people["registered_at"].mask(record.people["person"] >= 0),
    )
    return dataclasses.replace(record, people=people, ties=record.ties.iloc[:0])


def test_a_list_of_who_was_ever_seen_tells_nothing_of_who_could_come(record):
    listed = listed_by_the_platform(record)
    known = {until: pilot_of(listed, until) for until in (1, UNTIL)}
    for until, pilot in known.items():
        assert pilot.is_open
        end = pd.Timestamp(record.manifest["first_week"]) + pd.Timedelta(weeks=until)
        seen = set(record.events["person"][record.events["week"] < end])
        assert set(pilot.people.tolist()) <= seen, "nobody is known before they are seen"
    assert len(known[1].people) < len(known[UNTIL].people)
    in_teams = listed_by_the_platform(record).people.assign(team=record.people["team"])
    assert not pilot_of(dataclasses.replace(listed, people=in_teams), UNTIL).is_open


def test_the_push_of_an_open_network_is_an_unknown(record):
    pilot = pilot_of(listed_by_the_platform(record), UNTIL)
    moved = {unknown.name: unknown for unknown in unknowns(pilot.scenario, pilot.is_open)}
    assert {"plan.waves.0.share", "sponsor.communication"} <= set(moved)
    assert pilot.under({"sponsor.communication": 0.9}, UNTIL).sponsor.communication == 0.9
    assert "sponsor.communication" not in {u.name for u in unknowns(pilot.scenario)}
    assert telling.label("sponsor.communication", "en") != telling.label("plan.waves.0.share", "en")


def test_undated_communities_count_where_they_were_used_at_the_launch(record):
    listed = listed_by_the_platform(record)
    dated = record.communities["created_at"]
    communities = record.communities.assign(created_at=dated.mask(dated.notna()))
    undated = pilot_of(dataclasses.replace(listed, communities=communities), UNTIL)
    start = pd.Timestamp(record.manifest["first_week"], tz="UTC")
    early = record.events["time"] < start + pd.Timedelta(weeks=2)
    used = record.events["community"][early].dropna().nunique()
    assert undated.scenario.plan.seeded_communities == max(1, used)
    silent = dataclasses.replace(listed, communities=communities.iloc[:0])
    assert pilot_of(silent, UNTIL).scenario.plan.seeded_communities == 1


def test_the_command_prints_the_posterior_for_scripts(calibrated, folder, tmp_path):
    command = [
        sys.executable, "-m", "simulation.cli", "calibrate", str(folder), "--until", "2",
        "--runs", str(RUNS), "--workers", "1", "--out", str(tmp_path / "post"), "--json",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, cwd=ROOT, timeout=300, check=False)
    assert done.returncode == 1, done.stderr.decode()[-2000:]
    told = json.loads(done.stdout)
    assert told["missing"][0] == {"what": "weeks", "there": 2, "least": 4}
    assert told["identified"] == [] and set(told["not_identified"]) <= set(parameters())
    assert Posterior.read(tmp_path / "post").until == 2
    assert tables.read(folder).size > 0


def test_simulations_are_lent_from_another_place_and_never_with_another_plan(
    calibrated, folder, scenario, tmp_path
):
    _, place = calibrated
    how = {"runs": RUNS, "workers": 1, "lent": place}
    lent = calibrate_on(folder, scenario, UNTIL - 1, tmp_path / "lent", **how)
    assert lent.manifest["design"]["kept"] and (tmp_path / "lent" / "design.npz").exists()
    seen = []
    with pytest.raises(StoppedError):
        calibrate_on(
            folder,
            scenario.changed({"seed": 5}),
            out=tmp_path / "stopped",
            progress=lambda done, _: seen.append(done),
            cancelled=lambda: bool(seen),
            **how,
        )
    assert len(seen) == 1 and not (tmp_path / "stopped").exists()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("p_value", "kind"), [(0.001, "bad"), (0.02, "hard"), (0.1, "good"), (0.8, "good")]
)
def test_what_the_model_seldom_gives_is_not_said_to_be_given_easily(
    calibrated, p_value, kind, lang
):
    posterior, _ = calibrated
    found = {"p_value": p_value, "fits": p_value >= BAD_FIT}
    manifest = posterior.manifest | {"fit": found}
    assert telling.kind_of_fit(found) == kind
    told = telling.fit(dataclasses.replace(posterior, manifest=manifest), lang)
    words = say(f"calibration.fit.{kind}", lang, share="…").split("…")
    assert told.startswith(words[0]) and told.endswith(words[1])

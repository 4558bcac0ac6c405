"""Home: the finding follows what the workspace holds."""

from dashboards.view_models import home
from simulation.workspace import Workspace


def test_an_empty_workspace_starts_with_a_pilot(tmp_path):
    assert home.next_page(Workspace(tmp_path), "fr") == "pilot"
    assert home.entries(Workspace(tmp_path), "fr") == []


def test_a_simulated_run_is_listed_and_is_no_pilot(workspace):
    assert home.next_page(workspace, "en") == "pilot"
    (entry,) = [entry for entry in home.entries(workspace, "en") if entry.simulated]
    assert entry.name == "Sponsor and training"


def test_each_next_step_has_its_own_sentence(tmp_path):
    place, seen = Workspace(tmp_path), []
    for file in ("pilots/a/manifest.json", "scenarios/a.yaml", "plans/a.json"):
        seen.append(home.finding(place, "fr")[0])
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).write_text("{}", "utf-8")
    seen.append(home.finding(place, "fr")[0])
    assert len(set(seen)) == 4

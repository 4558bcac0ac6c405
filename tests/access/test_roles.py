"""What each role reaches, held where the work is done and not only in what is drawn."""

import pytest

from dashboards.app import build
from dashboards.jobs import NewestJob
from dashboards.pages import PAGES, pages_for
from dashboards.session import Scope, Session
from dashboards.view_models.audit import AuditDesk
from dashboards.view_models.pilot import PilotDesk
from dashboards.view_models.reports import ReportDesk
from dashboards.view_models.uploads import MOST_MEGABYTES, check_uploads
from simulation import access
from simulation.errors import InputError
from simulation.users import RIGHTS, User
from simulation.workspace import Workspace


def visitor(role, workspace="alice"):
    return User(role=role, workspace=workspace, password="x")


def parts_of(part):
    """All the parts of a page's tree, as it is told to the browser."""
    return [part, *(deeper for one in part.get("parts", ()) for deeper in parts_of(one))]


@pytest.fixture
def at_once(monkeypatch):
    """Jobs run in the test's own thread."""

    class Immediate:
        def __init__(self, *_args, **_named):
            pass

        def submit(self, work):
            work()

        def shutdown(self, **_named):
            pass

    monkeypatch.setattr("dashboards.jobs.ThreadPoolExecutor", Immediate)
    return lambda callback: callback()


def reached(tmp_path, role):
    return list(pages_for(Session(Workspace(tmp_path), "fr", visitor(role))))


def test_a_sponsor_reaches_the_sponsor_view_and_reports_only(tmp_path):
    assert set(reached(tmp_path, "sponsor")) <= {"sponsor", "reports"}
    assert "reports" in reached(tmp_path, "sponsor")


@pytest.mark.parametrize("role", ["committee", "analyst"])
def test_the_others_reach_all_pages(tmp_path, role):
    assert reached(tmp_path, role) == list(PAGES)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(("role", "cards"), [("sponsor", 1), ("analyst", 2)])
def test_who_may_only_read_reports_is_offered_no_form(tmp_path, role, cards, lang):
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "deck-fr.pptx").write_bytes(b"PK")
    session = Session(Workspace(tmp_path), lang, visitor(role))
    drawn = PAGES["reports"](session, Scope())
    names = [part["label"] for part in parts_of(drawn.tree) if "label" in part]
    assert "PPTX" in names
    assert len([name for name in names if name in ("Écrire le rapport", "Write the report")]) == (
        cards - 1
    )


def test_on_a_machine_of_ones_own_nothing_is_closed(tmp_path):
    session = Session(Workspace(tmp_path), "fr")
    assert all(session.may(right) for rights in RIGHTS.values() for right in rights)


@pytest.mark.parametrize(("role", "may"), [("analyst", True), ("committee", False)])
def test_only_an_analyst_imports_and_sees_people_one_by_one(tmp_path, role, may):
    session = Session(Workspace(tmp_path), "fr", visitor(role))
    assert session.may("import") is may and session.may("individuals") is may
    assert session.pilot.may_import is may


def test_an_import_is_refused_to_the_committee_whatever_the_page_shows(tmp_path, at_once):
    desk = PilotDesk(Workspace(tmp_path), at_once, may_import=False)
    desk.import_files([("events.csv", b"time,person\n")], None, "pilot", "fr")
    assert desk.refused.key == "access_role"
    assert not (tmp_path / "pilots").exists()


def test_a_report_is_not_written_for_who_may_only_read(tmp_path, at_once):
    desk = ReportDesk(Workspace(tmp_path), at_once, may_write=False)
    desk.write("fr")
    assert desk.refused.key == "access_role" and not (tmp_path / "reports").exists()


@pytest.mark.parametrize("name", ["page.html", "run.exe", "export", "a.csv.js", "x.parquet"])
def test_files_of_other_kinds_are_refused_by_name(name, tmp_path, at_once):
    with pytest.raises(InputError) as refused:
        check_uploads([("events.csv", b""), (name, b"")])
    assert refused.value.key == "upload_kind" and name in refused.value.message("fr")
    desk = PilotDesk(Workspace(tmp_path), at_once)
    desk.import_files([(name, b"")], None, "pilot", "fr")
    assert desk.refused.key == "upload_kind"


def test_files_too_large_together_are_refused():
    part = bytes(600_000)
    check_uploads([("a.csv", part)], most=1)
    with pytest.raises(InputError, match="more than the 1\u00a0MB"):
        check_uploads([("a.csv", part), ("b.csv", part)], most=1)
    assert MOST_MEGABYTES == 500


def test_a_filled_form_of_another_kind_is_refused(tmp_path):
    desk = AuditDesk(Workspace(tmp_path))
    desk.read("form.xlsm", b"PK")
    assert desk.refused.key == "upload_kind"


def test_what_one_user_has_is_not_listed_to_another(tmp_path, at_once):
    for name in ("alice", "eve"):
        reports = tmp_path / name / "reports"
        reports.mkdir(parents=True)
        (reports / f"{name}.html").write_text("<!DOCTYPE html>", "utf-8")
        (tmp_path / name / "plans").mkdir()
        (tmp_path / name / "plans" / f"{name}.json").write_text("{}", "utf-8")
    desk = ReportDesk(Workspace(tmp_path / "eve"), at_once)
    assert [file.name for file in desk.files()] == ["eve.html"]
    assert list(desk.known_plans()) == ["eve"]
    desk.param.update(record="../../alice/pilots/autumn", plan="../../alice/plans/alice")
    desk.write("fr")
    assert desk.refused.key == "report_nothing"


def test_the_page_of_a_reader_is_drawn_on_their_own_folder(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr("dashboards.app.visitor", lambda users: visitor("sponsor", "shared"))
    real = Workspace

    def noted(folder):
        seen.append(folder)
        return real(folder)

    monkeypatch.setattr("dashboards.app.Workspace", noted)
    assert build(tmp_path, "fr", tmp_path / "users.yaml")() is not None
    assert seen == [tmp_path / "shared"]


def test_the_log_names_who_signed_in(tmp_path, at_once):
    folder = tmp_path / "pilots" / "autumn"
    folder.mkdir(parents=True)
    with access.read_by("alice"):
        access.log_access(folder, "dashboard")
    access.log_access(folder, "dashboard")
    names = [line["who"] for line in access.accesses(Workspace(tmp_path))]
    assert names[0] == "alice" and names[1] != "alice"


def test_a_job_without_a_page_reads_under_the_account_of_the_machine(at_once):
    found = []
    NewestJob(at_once).start(lambda _: found.append(access._user()), lambda _: None, print)
    assert found and found[0] != ""

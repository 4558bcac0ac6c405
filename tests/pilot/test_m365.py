"""Microsoft 365 usage reports, made up with the reports' own headers."""

import pandas as pd
import pytest

from simulation.errors import InputError
from simulation.pilot import import_summary, read_pilot
from simulation.pilot.importers import importer_for
from simulation.tables import write

USERS = (
    "Report Refresh Date,User Principal Name,Display Name,User State,State Change Date,"
    "Last Activity Date,Posted Count,Read Count,Liked Count,Assigned Products,Report Period"
)
COUNTS = "Report Refresh Date,Liked,Posted,Read,Report Date,Report Period"
GROUPS = (
    "Report Refresh Date,Group Display Name,Is Deleted,Owner Principal Name,Last Activity Date,"
    "Group Type,Office 365 Connected,Member Count,Posted Count,Read Count,Liked Count,Report Period"
)
DEVICES = (
    "Report Refresh Date,User Principal Name,Display Name,User State,State Change Date,"
    "Last Activity Date,Used Web,Used Windows Phone,Used Android Phone,Used iPhone,Used iPad,"
    "Used Others,Report Period"
)
LICENCES = (
    "Report Refresh Date,User Principal Name,Display Name,Is Deleted,Has Yammer License,"
    "Yammer Last Activity Date,Yammer License Assign Date"
)


def user(name: str, day: str, posted=0, read=0, liked=0, state="active", changed="", period=""):
    came = day if posted or read or liked else ""
    upn = name if len(name) == 32 else f"{name}@corp.example"
    cells = [day, upn, f"Firstname {name}", state, changed, came, posted, read, liked, "E5", period]
    return ",".join(map(str, cells))


def detail(day: str, *lines: str) -> tuple[str, str]:
    name = f"getYammerActivityUserDetail(date={day}).csv"
    return name, "\ufeff" + "\r\n".join([USERS, *lines])


MONDAY, TUESDAY, SUNDAY = "2026-01-05", "2026-01-06", "2026-01-11"


@pytest.fixture
def days() -> dict[str, str]:
    return dict(
        [
            detail(
                MONDAY, user("Anna", MONDAY, 2, 3, 1), user("ben", MONDAY), user("cleo", MONDAY)
            ),
            detail(TUESDAY, user("anna", TUESDAY, 1), user("ben", TUESDAY, 0, 4)),
            detail(SUNDAY, user("anna", SUNDAY, 0, 0, 2), user("ben", SUNDAY)),
        ]
    )  # fmt: skip


def codes(record) -> dict[str, int]:
    return {finding["code"]: finding["count"] for finding in record.manifest["findings"]}


def test_files_of_one_day_make_events_of_that_day(make_zip, days, key):
    record = read_pilot(make_zip("m.zip", days), key=key)
    assert record.manifest["importer"] == "m365"
    assert import_summary(record)["events"] == {"visit": 7, "post": 3, "reaction": 3}
    by_day = record.events["time"].dt.strftime("%Y-%m-%d").value_counts()
    assert by_day.to_dict() == {MONDAY: 6, TUESDAY: 5, SUNDAY: 2}
    assert record.events["week"].unique().tolist() == [pd.Timestamp(MONDAY)]
    assert record.events["parent"].isna().all()
    assert record.manifest["records"] == ["post", "reaction", "visit"]


def test_entitled_people_who_never_came_are_in_the_population(make_zip, days, key):
    record = read_pilot(make_zip("m.zip", days), key=key)
    assert len(record.people) == 3
    assert codes(record)["m365_never_came"] == 1
    assert record.manifest["source_counts"]["never_came"] == 1


def test_the_columns_are_read_whatever_their_case(make_zip, days, key):
    lower = {name: text.replace(USERS, USERS.lower().capitalize()) for name, text in days.items()}
    plain, changed = (
        read_pilot(make_zip(f"{n}.zip", f), key=key) for n, f in enumerate((days, lower))
    )
    assert changed.events.equals(plain.events)


def test_days_without_a_file_are_unknown_not_silent(make_zip, days, key):
    assert codes(read_pilot(make_zip("m.zip", days), key=key))["m365_days_missing"] == 4


def test_the_same_day_given_twice_counts_once(make_zip, days, key):
    once = read_pilot(make_zip("a.zip", days), key=key)
    twice = read_pilot([make_zip("b.zip", days), make_zip("c.zip", days)], key=key)
    assert twice.events.equals(once.events)
    assert twice.manifest["dropped"]["doubled_rows"] == 7


def test_running_totals_add_people_and_totals_but_no_event(make_zip, days, key):
    total = "\n".join(
        [
            USERS,
            user("anna", "2026-02-01", 40, 60, 9, period=30),
            user("dan", "2026-02-01", 0, 5, period=30),
        ]
    )
    with_days = read_pilot(make_zip("a.zip", days), key=key)
    both = read_pilot(make_zip("b.zip", days | {"YammerActivityUserDetail30.csv": total}), key=key)
    assert both.events["time"].equals(with_days.events["time"])
    assert len(both.people) == len(with_days.people) + 1
    counts = both.manifest["source_counts"]
    assert (counts["period_days"], counts["period_posted"], counts["period_read"]) == (30, 40, 65)
    assert codes(both)["m365_running_totals"] == 1
    assert counts["readers"] == 3


def test_running_totals_alone_are_told_and_refused(make_file):
    text = "\n".join([USERS, user("anna", "2026-02-01", 4, 6, period=7), user("ben", "2026-02-01")])
    text = text.replace(",E5,\n", ",E5,7\n") + "7"
    with pytest.raises(InputError) as caught:
        read_pilot(make_file("YammerActivityUserDetail.csv", text))
    assert caught.value.key == "m365_totals_only"
    assert "2 people listed: 1 posted, 1 read" in str(caught.value)
    assert "1 never came" in str(caught.value)
    assert "date=" in str(caught.value)


def test_a_file_over_one_day_needs_no_day_in_its_name(make_file, key):
    text = "\n".join([USERS, user("anna", MONDAY, 1, period=1)])
    record = read_pilot(make_file("detail.csv", text), key=key)
    assert record.manifest["first"] == MONDAY


def test_concealed_names_are_detected_and_join_no_extract(make_zip, make_file, key):
    codes_of = [f"{n:032X}" for n in (3, 4)]
    name, text = detail(MONDAY, *(user(code, MONDAY, 1) for code in codes_of))
    hr = make_file("hr.csv", "matricule,email,service\n3,anna@corp.example,Sales\n")
    record = read_pilot(make_zip("m.zip", {name: text}), hr=hr, key=key)
    assert codes(record)["m365_concealed"] == 2
    assert codes(record)["accounts_absent_from_hr"] == 2
    assert record.people.loc[record.people["wave"].notna(), "unit"].isna().all()


def test_named_and_concealed_reports_are_not_mixed(make_zip, days):
    name, text = detail("2026-01-07", user("F" * 32, "2026-01-07", 1))
    with pytest.raises(InputError) as caught:
        read_pilot(make_zip("m.zip", days | {name: text}))
    assert caught.value.key == "m365_mixed"


def test_people_with_names_join_the_extract(make_zip, make_file, days, key):
    hr = make_file("hr.csv", "matricule,email,service\n3,ANNA@corp.example,Sales\n")
    record = read_pilot(make_zip("m.zip", days), hr=hr, key=key)
    posts = record.events[record.events["action"] == "post"]
    assert (posts["person"].map(record.people.set_index("person")["unit"]) == "Sales").all()


def test_a_deleted_or_suspended_user_left_on_the_day_of_the_change(make_zip, days, key):
    name, text = detail(
        "2026-01-12",
        user("ben", "2026-01-12", state="deleted", changed="2026-01-10"),
        user("cleo", "2026-01-12", state="Suspended", changed="2026-01-11"),
    )
    record = read_pilot(make_zip("m.zip", days | {name: text}), key=key)
    left = sorted(record.people["left_at"].dropna())
    assert left == [pd.Timestamp(f"2026-01-{day}", tz="UTC") for day in (10, 11)]
    assert record.manifest["source_counts"]["deleted"] == 1


def test_counts_of_actions_and_of_users_are_told_apart_by_name(make_zip, days, key):
    text = "\n".join([COUNTS, f"{TUESDAY},5,3,100,{MONDAY},7", f"{TUESDAY},1,2,50,{TUESDAY},7"])
    files = {
        "getYammerActivityCounts.csv": text,
        "getYammerActivityUserCounts.csv": text,
        "getYammerGroupsActivityCounts.csv": text,
        "renamed.csv": text,
    }
    record = read_pilot(make_zip("m.zip", days | files), key=key)
    counts = record.manifest["source_counts"]
    assert (counts["all_posted"], counts["all_read"], counts["all_days"]) == (5, 150, 2)
    assert (counts["users_at_most_posted"], counts["users_at_most_read"]) == (3, 100)
    assert codes(record)["m365_counts_ambiguous"] == 1


def test_groups_are_counted_and_private_or_concealed_ones_have_no_name(make_zip, days, key):
    def group(name: str, kind: str, deleted: str = "False") -> str:
        return f"{MONDAY},{name},{deleted},boss@corp.example,,{kind},True,12,1,2,3,7"

    lines = [
        GROUPS, group("Ideas", "public"), group("Hush", "private"), group("A" * 32, "Public"),
        group("Old", "public", "True"),
    ]  # fmt: skip
    record = read_pilot(make_zip("m.zip", days | {"groups.csv": "\n".join(lines)}), key=key)
    assert record.communities["name"].dropna().tolist() == ["Ideas"]
    assert len(record.communities) == 3
    counts = record.manifest["source_counts"]
    assert (counts["groups"], counts["groups_deleted"], counts["groups_private"]) == (4, 1, 1)


def test_other_reports_tell_who_is_entitled_and_since_when(make_zip, days, key):
    licences = [
        LICENCES,
        f"{MONDAY},anna@corp.example,A,False,True,,2025-12-01",
        f"{MONDAY},eve@corp.example,E,False,True,,2025-12-02",
        f"{MONDAY},fay@corp.example,F,False,False,,",
    ]
    devices = [DEVICES, f"{MONDAY},gus@corp.example,G,active,,,Yes,No,No,No,No,No,7"]
    files = {"licences.csv": "\n".join(licences), "devices.csv": "\n".join(devices)}
    record = read_pilot(make_zip("m.zip", days | files | {"readme.txt": "x"}), key=key)
    assert len(record.people) == 5
    assert record.people["invited_at"].notna().sum() == 2
    assert codes(record)["files_not_used"] == 1


def test_nobody_is_named_in_what_is_written(make_zip, days, tmp_path, key):
    record = read_pilot(make_zip("m.zip", days), key=key, title="Pilot")
    write(record, tmp_path / "record")
    written = b"".join(file.read_bytes() for file in sorted((tmp_path / "record").iterdir()))
    for secret in (b"anna", b"Anna", b"Firstname", b"corp.example"):
        assert secret not in written


def test_the_reports_are_recognised_before_a_csv_of_events(make_file):
    from simulation.pilot.archive import opened

    with opened([make_file("x.csv", "\n".join([COUNTS, f"{MONDAY},1,1,1,{MONDAY},7"]))]) as archive:
        assert importer_for(archive).NAME == "m365"


@pytest.mark.parametrize(
    ("old", "new", "key_of_error"),
    [
        (",2,3,1,", ",two,3,1,", "pilot_not_a_number"),
        (",2,3,1,", ",-2,3,1,", "pilot_not_a_count"),
        (",2,3,1,", ",2.5,3,1,", "pilot_not_a_count"),
        (",2,3,1,", ",20000,3,1,", "m365_too_many"),
        (",2,3,1,", ",2,3,1,x,x,x,x,", "pilot_row_too_long"),
        (f"{MONDAY},Anna@corp.example", f"{MONDAY},", "pilot_cell_empty"),
        (f",{MONDAY},2,", ",someday,2,", "pilot_not_a_date"),
    ],
)
def test_a_damaged_report_is_refused_with_its_line(make_zip, days, old, new, key_of_error):
    name = next(iter(days))
    assert old in days[name]
    with pytest.raises(InputError) as caught:
        read_pilot(make_zip("m.zip", days | {name: days[name].replace(old, new)}))
    assert caught.value.key == key_of_error
    assert name in str(caught.value)


def test_a_day_that_does_not_exist_in_a_name_is_refused(make_zip, days):
    name, text = detail("2026-02-31", user("anna", MONDAY, 1))
    with pytest.raises(InputError) as caught:
        read_pilot(make_zip("m.zip", {name: text}))
    assert caught.value.key == "m365_day_in_name"


def test_counts_without_people_ask_for_the_detail(make_file):
    text = "\n".join([COUNTS, f"{MONDAY},1,1,1,{MONDAY},7"])
    with pytest.raises(InputError) as caught:
        read_pilot(make_file("getYammerActivityCounts.csv", text))
    assert "UserDetail" in str(caught.value)

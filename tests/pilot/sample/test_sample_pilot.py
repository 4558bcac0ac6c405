"""The sample pilot: what it holds, that it is read back whole, and made again byte for byte."""

import zipfile
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from simulation import tables
from simulation.pilot import read_pilot
from simulation.pilot.archive import opened
from simulation.pilot.importers import viva_engage
from simulation.pilot.sample import sample_files, write_sample
from simulation.pilot.sample.activity import play
from simulation.pilot.sample.company import pilot, staff
from simulation.pilot.sample.facts import facts
from simulation.pilot.sample.network import network_of

SAMPLE = Path(__file__).resolve().parents[3] / "data" / "sample"
CONTRIBUTIONS = ["post", "question", "answer"]


@pytest.fixture(scope="module")
def network():
    return network_of(play())


@pytest.fixture(scope="module")
def activity():
    """The sample in the tree, as the importer reads it."""
    with opened(sorted(SAMPLE.glob("*.zip"))) as archive:
        return viva_engage.read(archive, {"timezone": facts()["timezone"]})


@pytest.fixture(scope="module")
def record():
    """The sample in the tree, as a record with its HR extract."""
    return read_pilot(sorted(SAMPLE.glob("*.zip")), hr=SAMPLE / "hr.csv", key=bytes(32))


def test_the_command_makes_the_same_bytes_again():
    made = sample_files()
    assert {path.name for path in SAMPLE.iterdir()} == set(made)
    different = [name for name, data in made.items() if (SAMPLE / name).read_bytes() != data]
    assert different == [], "run: python -m simulation.pilot.sample"


def test_writing_leaves_the_files_and_nothing_else(tmp_path):
    written = write_sample(tmp_path / "sample")
    assert sorted(written) == sorted((tmp_path / "sample").iterdir())


def test_the_sample_stays_small():
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 1_500_000


def test_a_company_of_2400_on_three_sites_and_five_levels():
    people = staff()
    assert len(people) - 2 == 2400  # the leaver and a manager of another entity
    assert people["site"].nunique() == 3
    assert people["level"].nunique() == 5
    assert (people["manager"] < people.index).all()
    assert people["email"].is_unique
    assert people["key"].is_unique


def test_every_manager_is_one_level_above():
    people = staff()
    below = people[people["manager"] >= 0]
    above = people.loc[below["manager"], "level"].to_numpy()
    assert (below["level"].to_numpy() - above == 1).all()


def test_the_pilot_holds_its_own_managers_and_a_unit_under_ten():
    people = staff()
    members = people[pilot(people)]
    assert set(members["manager"]) - set(members.index) == {-1}
    sizes = members["unit"].value_counts()
    assert sizes.sum() == 299  # with the community manager, 300
    assert sizes["DSI"] < 10
    assert len(sizes) == 8


def test_the_importer_reads_back_what_was_written(network, activity):
    written = [
        row
        for row in network.messages
        if row["message_type"] == "normal"
        and row["sender"]["kind"] == "user"
        and not row["in_private_conversation"]
    ]
    kinds = Counter(
        "answer" if row["replied_to"] else "question" if row["body"].endswith("?") else "post"
        for row in written
    )
    events = activity.events[activity.events["action"].isin(CONTRIBUTIONS)]
    assert events["action"].value_counts().to_dict() == kinds
    assert not events["key"].duplicated().any()
    assert set(events["key"]) == {row["id"] for row in written}


def test_answers_address_who_they_answer(network, activity):
    sender = {row["id"]: row["sender"]["id"] for row in network.messages}
    answers = activity.events[activity.events["action"] == "answer"].dropna(subset=["parent"])
    assert (answers["parent"].map(sender) == answers["target"]).all()
    unlinked = (activity.events["action"] == "answer") & activity.events["parent"].isna()
    assert unlinked.sum() == 6  # those to threads of the summer


def test_edited_messages_are_read_in_their_last_version(network, activity):
    size = activity.events.set_index("key")["size"]
    edited = [row for row in network.messages if row["edited_at"] is not None]
    within = [row for row in edited if row["edited_at"].date() <= facts()["last_day"]]
    assert within
    assert all(size[row["id"]] == len(row["edited_body"]) for row in within)


def test_slices_in_any_order_give_the_same_activity(activity):
    first, second, third = sorted(SAMPLE.glob("*.zip"))
    for order in ((third, second, first), (second, third, first)):
        with opened(order) as archive:
            other = viva_engage.read(archive, {"timezone": facts()["timezone"]})
        for name in ("accounts", "communities", "events"):
            pd.testing.assert_frame_equal(getattr(other, name), getattr(activity, name))
        assert other.findings == activity.findings


def test_the_slices_have_the_defects_of_real_exports():
    users, marks, texts = [], [], []
    for path in sorted(SAMPLE.glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            assert {"request.txt", "log.txt", "Users.csv", "Messages.csv"} <= set(
                archive.namelist()
            )
            data = archive.read("Messages.csv")
            marks.append(data.startswith(b"\xef\xbb\xbf"))
            texts.append(data.decode("utf-8-sig"))
            users.append(archive.read("Users.csv").count(b"\r\n"))
    assert set(marks) == {True, False}
    assert all("\n\n" in text for text in texts)
    assert any("[redacted]" in text for text in texts)
    assert users[0] > users[1] > 1  # those changed within the slice only


def test_the_record_is_whole(record):
    people = record.people
    accounts = people["wave"].notna()
    assert accounts.sum() == 300 + facts()["guests"]
    assert people.loc[accounts, "unit"].isna().sum() == 1 + facts()["guests"]  # the leaver
    assert len(people) == 2400 + 1 + facts()["guests"]
    assert people["level"].max() == 4
    assert people["unit"].nunique() == 8
    assert people["site"].nunique() == 3
    assert len(record.weeks()) == 12
    assert not record.records("visit")
    assert not record.records("reaction")


def test_defects_are_told(record):
    codes = {finding["code"] for finding in record.manifest["findings"]}
    assert codes >= {
        "viva_authors_unlisted",
        "viva_private_groups",
        "viva_deleted",
        "viva_redacted",
        "viva_delegates",
        "accounts_absent_from_hr",
        "answers_without_start",
        "leading_zeros_repaired",
        "hr_managers_missing",
        "guests",
    }


def test_private_communities_are_counted_and_never_named(record):
    private = record.communities["visibility"] == "closed"
    assert private.sum() >= 1
    assert record.communities.loc[private, "name"].isna().all()
    assert not set(facts()["communities"]["private"]) & set(record.communities["name"].dropna())


def test_no_name_address_or_text_is_written(record, network, tmp_path):
    folder = tables.write(record, tmp_path / "record")
    written = "".join(
        pd.read_parquet(file).to_csv() for file in sorted(folder.glob("*.parquet"))
    ) + (folder / "manifest.json").read_text("utf-8")
    assert "@" not in written
    accounts = [account for account in network.accounts if account["kind"] == "user"]
    secrets = {account["name"] for account in accounts}
    secrets |= {account["email"].split("@")[0] for account in accounts}
    secrets |= {account["id"] for account in accounts}
    secrets |= {line for row in network.messages for line in row["body"].split("\n") if line}
    assert [secret for secret in sorted(secrets) if secret in written] == []


def test_the_pilot_is_alive_and_slows_in_the_holidays(record):
    events = record.events[record.events["action"].isin(CONTRIBUTIONS)]
    assert len(events) > 300
    weekly = events["week"].value_counts().reindex(record.weeks(), fill_value=0).to_numpy()
    assert weekly[7:9].mean() < weekly[5:7].mean()
    weeks_of = events.groupby("person")["week"].nunique()
    assert 15 <= (weeks_of >= 4).sum() <= 60

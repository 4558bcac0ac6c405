"""The employee app's real set gives exactly its check values; its traps are met one by one."""

import pandas as pd
import pytest

from simulation.errors import InputError
from simulation.pilot import import_summary, read_pilot

CHECK_VALUES = {
    "people": 2587,
    "companies": 19,
    "removed_accounts": 342,
    "voters": 2216,
    "posters": 1660,
    "posters_not_listed": 29,
    "reactors": 1827,
    "comment_rows": 49064,
    "comments": 24532,
    "comments_under_two_accounts": 456,
    "likes": 189102,
    "dislikes": 34011,
    "vote_rows": 142412,
    "votes_1": 22312,
    "votes_2": 22300,
    "votes_3": 63183,
    "votes_4": 34617,
}
CHURN = "employee,companyAlias,numVotes,lastParticipationDate,stillExists"
VOTES = "employee,companyAlias,voteDate,vote"
COMMENTS = "employee,companyAlias,commentId,txt_length,likes,dislikes,commentDate"
LIKES = "employee,companyAlias,liked,disliked,commentId"
WINTER, SUMMER = "Mon Feb 01 01:00:00 CET 2016", "Wed Jun 01 02:00:00 CEST 2016"


@pytest.fixture(scope="module")
def real(shared):
    return read_pilot(shared / "data/employee-app-a/employee-app-a.zip")


@pytest.fixture
def app_files():
    return {
        "churn.csv": [
            CHURN,
            f"1,A01,2,{SUMMER},true",
            f"2,A01,0,{WINTER},false",
            f"1,A02,1,{WINTER},true",
        ],
        "votes.csv": [
            VOTES,
            f"1,A01,{WINTER},4",
            f"1,A01,{WINTER},4",
            f"1,A01,{SUMMER},1",
            f"1,A02,{WINTER},2",
        ],
        "comments_clean_anonimized.csv": [
            COMMENTS,
            f"-7,A01,k1,30,0,0,{SUMMER}",
            f"1,A01,k1,30,0,0,{SUMMER}",
            f"1,A02,k2,,0,0,{WINTER}",
            f"1,A02,k2,,0,0,{WINTER}",
        ],
        "commentInteractions.csv": [LIKES, "2,A01,true,false,k1", "1,A01,false,true,lost"],
    }


@pytest.fixture
def read_app(make_zip, app_files, key):
    def read(changed=None, **options):
        files = app_files | (changed or {})
        source = make_zip("app.zip", {name: "\n".join(lines) for name, lines in files.items()})
        return read_pilot(source, key=key, **options)

    return read


def test_the_real_set_gives_its_check_values(real):
    summary = import_summary(real)
    assert {name: summary["source_counts"][name] for name in CHECK_VALUES} == CHECK_VALUES
    assert (summary["people"], summary["posters"]) == (2587, 1660)
    assert summary["dropped"]["reactions_without_post"] == 57
    assert summary["dropped"]["doubled_votes"] == 87
    assert summary["events"]["post"] == 24532


def test_the_real_set_spans_its_check_days(real):
    days = real.events.groupby("action")["time"].agg(["min", "max"]).map(lambda t: str(t.date()))
    assert days.loc["vote"].tolist() == ["2014-06-07", "2017-03-20"]
    assert days.loc["post"].tolist() == ["2015-02-06", "2017-03-20"]


def test_a_vote_is_midnight_of_its_day_in_winter_as_in_summer(real):
    votes = real.events[real.events["action"] == "vote"]
    assert (votes["time"] == votes["time"].dt.normalize()).all()


def test_how_people_voted_is_kept_nowhere(read_app):
    record = read_app()
    assert record.events.loc[record.events["action"] == "vote", "size"].isna().all()


def test_the_same_number_in_two_companies_is_two_people(read_app):
    record = read_app()
    assert len(record.people) == 3
    assert record.people["unit"].tolist() == ["A01", "A01", "A02"]


def test_a_doubled_comment_counts_once_under_the_known_account(read_app):
    events = read_app().events
    posts = events[events["action"] == "post"]
    assert len(posts) == 2
    assert set(posts["person"]) == {0, 2}


def test_a_like_takes_its_posts_time_and_author(read_app):
    events = read_app().events
    like = events[events["action"] == "reaction"].iloc[0]
    post = events[events["event"] == like["parent"]].iloc[0]
    assert like["time"] == post["time"] == pd.Timestamp("2016-06-01", tz="UTC")
    assert like["target"] == post["person"]


def test_one_company_can_be_taken_alone(read_app):
    record = read_app(mapping={"company": "A02"})
    assert len(record.people) == 1
    assert set(record.events["action"]) == {"vote", "post"}


def test_an_unknown_company_is_refused_with_those_known(read_app):
    with pytest.raises(InputError, match="A01, A02"):
        read_app(mapping={"company": "A99"})


def test_an_unreadable_date_is_refused_with_its_line(read_app, app_files):
    lines = [*app_files["votes.csv"], "1,A01,2016-02-01,4"]
    with pytest.raises(InputError, match=r"votes\.csv, line 6, column voteDate.*2016-02-01"):
        read_app({"votes.csv": lines})


def test_a_missing_file_is_named(make_zip, app_files):
    app_files.pop("votes.csv")
    source = make_zip("app.zip", {name: "\n".join(lines) for name, lines in app_files.items()})
    with pytest.raises(InputError, match=r"votes\.csv"):
        read_pilot(source, format="employee-app")

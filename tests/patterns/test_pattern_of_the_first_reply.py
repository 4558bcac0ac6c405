"""Pattern P5, kept out of calibration: a reply to a first post brings newcomers back.

Replies must be random with respect to the newcomer. Here community managers have time for
everything and a coin decides which first posts they notice; first posts that a colleague
answered in the same week are left aside.
"""

import numpy as np

from simulation.model import Mechanisms, Run, simulate
from simulation.scenario import Scenario

REPLICATES = 12
COIN = Scenario().changed(
    {
        "plan.community_managers": [{"week": 1, "full_time_equivalents": 20}],
        "parameters": {"cm_question_noticed": 0.5},
    }
)
WEEK = np.timedelta64(7, "D")


def returns_by_reply(run: Run) -> np.ndarray:
    """Newcomers by [replied, posts again within 26 weeks]; first posts of weeks 1 to 78."""
    events = run.record.events
    employees = len(run.organisation)
    own = events[events["action"].isin(["post", "question"]) & (events["person"] < employees)]
    own = own.sort_values(["person", "time"])
    first = own.drop_duplicates("person").set_index("person")
    later = own.join(first["week"].rename("first_week"), on="person")
    wait = (later["week"] - later["first_week"]) / WEEK
    again = later.loc[(wait > 0) & (wait <= 26), "person"].unique()

    answers = events[events["action"] == "answer"]
    posted = events.set_index("event")["week"]
    same_week = answers["week"].to_numpy() == posted.reindex(answers["parent"]).to_numpy()
    by_colleague = (answers["person"] < employees).to_numpy()
    colleague = set(answers.loc[same_week & by_colleague, "parent"])
    manager = set(answers.loc[~by_colleague, "parent"])

    early = first["week"] < events["week"].min() + 78 * WEEK
    news = first["community"] == 0
    newcomers = first[early & ~news & ~first["event"].isin(colleague)]
    replied = newcomers["event"].isin(manager).to_numpy(int)
    back = newcomers.index.isin(again).astype(int)
    table = np.zeros((2, 2))
    np.add.at(table, (replied, back), 1)
    return table


def log_odds_ratio(mechanisms: Mechanisms) -> tuple[float, float]:
    """Pooled log odds ratio of posting again, replied or not, and its standard error."""
    tables = [
        returns_by_reply(simulate(COIN, r, events=True, mechanisms=mechanisms))
        for r in range(REPLICATES)
    ]
    table = np.sum(tables, axis=0)
    ratio = table[1, 1] * table[0, 0] / (table[1, 0] * table[0, 1])
    return float(np.log(ratio)), float(np.sqrt((1 / table).sum()))


def test_p5_a_reply_within_48_hours_raises_the_odds_of_posting_again():
    """Rows 3.1 and 3.3: odds ratio 1.3 to 2.2."""
    effect, error = log_odds_ratio(Mechanisms())
    assert effect > 2 * error
    assert np.log(1.3) - 2 * error <= effect <= np.log(2.2) + 2 * error


def test_p5_needs_people_who_learn_from_how_they_are_received():
    effect, error = log_odds_ratio(Mechanisms(learning=False))
    assert effect + 2 * error < np.log(1.3)

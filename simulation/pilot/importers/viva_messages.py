"""What the messages of a Viva Engage export are: posts, questions, answers, mentions."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulation.pilot.columns import arrow, positions, texts
from simulation.pilot.importers.viva_tables import is_true
from simulation.pilot.source import table

ALL_COMPANY = "all-company"


def kept_of(raw: pd.DataFrame, private_groups: bool) -> tuple[pd.DataFrame, dict[str, int]]:
    """The messages that people wrote to others, and how many rows were set aside, by reason."""
    kind = raw["message_type"].fillna("normal").str.lower()
    sender = raw["sender_type"].fillna("user").str.lower()
    reasons = {
        "private_conversations": is_true(raw["in_private_conversation"]),
        "private_groups": is_true(raw["in_private_group"]) & (not private_groups),
        "robot_messages": sender != "user",
        "system_messages": kind != "normal",
    }
    aside = pd.Series(False, index=raw.index)
    dropped = {}
    for reason, rows in reasons.items():
        dropped[reason] = int((rows & ~aside).sum())
        aside |= rows
    kept = raw[~aside].reset_index(drop=True) if aside.any() else raw
    return kept.assign(**_described(kept)), dropped


def _described(kept: pd.DataFrame) -> dict[str, pd.Series]:
    """What each message is: its community, whether it asks or replies, to what and to whom."""
    asks = kept["asks"].notna()
    own_thread = kept["thread_id"] == kept["id"]
    parent = kept["replied_to_id"].fillna(kept["parent_id"])
    parent = parent.fillna(kept["thread_id"].mask(own_thread))
    at = positions(parent, kept["id"])
    target = texts(pc.take(arrow(kept["sender_id"]), pa.array(at, mask=at < 0)), kept.index)
    return {
        "community": kept["group_id"].fillna(ALL_COMPANY),
        "asks": asks,
        "replies": parent.notna(),
        "parent": parent.where(target.notna()),
        "target": target,
    }


def messages_of(kept: pd.DataFrame) -> pd.DataFrame:
    """Posts, questions (openings that end with a question mark) and answers."""
    action = pd.Series("post", index=kept.index).mask(kept["asks"], "question")
    hidden = kept["redacted"].notna()
    emptied = kept["length"].isna() & kept["deleted_at"].notna()
    length = pd.Series(pc.cast(arrow(kept["length"]), pa.int64()).to_pandas(), index=kept.index)
    return table(
        "events",
        {
            "key": kept["id"],
            "time": kept["created_at"],
            "account": kept["sender_id"],
            "action": action.mask(kept["replies"], "answer"),
            "community": kept["community"],
            "parent": kept["parent"],
            "target": kept["target"],
            "size": length.fillna(0).mask(hidden | emptied),
        },
    )


def mentions_of(kept: pd.DataFrame) -> pd.DataFrame:
    """One event a person mentioned in a message, oneself excepted."""
    naming = kept[kept["mentioned"].notna()]
    named = naming.assign(named=naming["mentioned"].str.split(" ")).explode("named")
    named = named.astype({"named": "string"}).dropna(subset="named")
    named = named.drop_duplicates(["id", "named"])
    named = named[named["named"] != named["sender_id"]]
    return table(
        "events",
        {
            "time": named["created_at"],
            "account": named["sender_id"],
            "action": "mention",
            "community": named["community"],
            "parent": named["id"],
            "target": named["named"],
        },
    )

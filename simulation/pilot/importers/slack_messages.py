"""The messages and reactions of a Slack workspace, held column by column.

People and kinds of message are numbered once all day files are read
(`simulation.pilot.importers.slack_days`); `simulation.pilot.importers.slack_events` asks whole
columns of the messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from simulation.pilot.importers.slack_days import Part
from simulation.pilot.names import Names, Rows, numbered_together

NUMBERS = (
    "time",
    "channel",
    "subtype",
    "user",
    "author",
    "opening",
    "opener",
    "inviter",
    "size",
    "by_application",
)
"""What is held of a message, in numbers that are -1 where nothing is told.

`time` and `opening` are microseconds since 1970: `opening` is the time of the message that opens
the thread, `ELSEWHERE` where it cannot be read, and `opener` is its author. `author` also stands
inside an old comment on a file. `size` counts characters, unless the platform wrote them."""


def _no_rows() -> Rows:
    return np.empty(0, "int64")


@dataclass
class Messages:
    """Every version of every message in the order met, and the reactions to it.

    Attributes:
        channels: folder of each channel.
        people, subtypes: names of their numbers.
        mentions: row -> who is named in the text.
        reacted_to, reacting: row of the message and person of each reaction.
        given_to, given, named: row of the message, number of reactions and of persons named, of
            each emoji given to a message.
    """

    channels: Names = field(default_factory=Names)
    people: Names = field(default_factory=Names)
    subtypes: Names = field(default_factory=Names)
    mentions: dict[int, tuple[str, ...]] = field(default_factory=dict)
    reacted_to: Rows = field(default_factory=_no_rows)
    reacting: Rows = field(default_factory=_no_rows)
    given_to: Rows = field(default_factory=_no_rows)
    given: Rows = field(default_factory=_no_rows)
    named: Rows = field(default_factory=_no_rows)
    numbers: Rows = field(default_factory=lambda: np.empty((0, len(NUMBERS)), "int64"))


def joined(parts: Sequence[Part]) -> Messages:
    """The messages of all parts, one part after the other."""
    starts = np.cumsum([0, *(len(part.time) for part in parts)]).tolist()

    def rows(name: str, numbered: bool = False) -> Rows:
        """A column of all parts; those of rows are `numbered` from the first part on."""
        columns = [getattr(part, name) for part in parts]
        if numbered:
            columns = [column + start for column, start in zip(columns, starts, strict=False)]
        return np.concatenate([_no_rows(), *columns])

    def texts(name: str) -> list[pa.Array]:
        return [part.texts[name] for part in parts]

    channels, (channel,) = numbered_together(texts("channel"))
    subtypes, (subtype,) = numbered_together(texts("subtype"))
    people, (user, commenter, opener, inviter, reacting) = numbered_together(
        texts("user"), texts("commenter"), texts("opener"), texts("inviter"),
        [part.reacting for part in parts],
    )  # fmt: skip
    columns = (
        rows("time"), channel, subtype, user, np.where(user < 0, commenter, user),
        rows("opening"), opener, inviter, rows("size"), rows("by_application"),
    )  # fmt: skip
    return Messages(
        channels=channels,
        people=people,
        subtypes=subtypes,
        mentions={
            start + row: names
            for part, start in zip(parts, starts, strict=False)
            for row, names in part.mentions.items()
        },
        reacted_to=rows("reacted_to", numbered=True),
        reacting=reacting,
        given_to=rows("given_to", numbered=True),
        given=rows("given"),
        named=rows("named"),
        numbers=np.column_stack(columns),
    )

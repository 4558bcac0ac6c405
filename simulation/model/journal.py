"""Writing events down, if someone wants them: one row per act, in the week's buffer."""

from __future__ import annotations

from typing import Final

import numpy as np

from simulation.model.compilation import kernel, part

VISIT: Final = 0
REGISTER: Final = 1
COMPLETE_PROFILE: Final = 2
JOIN: Final = 3
LEAVE: Final = 4
POST: Final = 5
QUESTION: Final = 6
ANSWER: Final = 7
REACTION: Final = 8
RECOGNISE: Final = 9
COMMENT: Final = 10
SHARE: Final = 11
MENTION: Final = 12
INVITE: Final = 13
MODERATE: Final = 14
VOTE: Final = 15
NONE: Final = -1


@part
def note(event, action, time, person, community, parent, target):
    """Append one event; returns its number in the run, or -1 when events are not kept."""
    if event.time.size == 0:
        return NONE
    return append(
        event,
        np.int64(action),
        np.int64(time),
        np.int64(person),
        np.int64(community),
        np.int64(parent),
        np.int64(target),
    )


@kernel
def append(event, action, time, person, community, parent, target):
    """What `note` does, for numbers of one type. The count runs on when the buffer is full."""
    row = event.number[0]
    event.number[0] = row + 1
    if row >= event.time.size:
        return NONE
    event.time[row] = time
    event.person[row] = person
    event.action[row] = action
    event.community[row] = community
    event.parent[row] = parent
    event.target[row] = target
    return event.number[1] + row

"""Exports as large of the platforms that give lists and reports beside, or in place of, messages.

Each function writes one export as those of `large_exports` do. What a platform does not tell of
each person stays out: Discourse gives likes as counts, so that what is a reaction elsewhere is
one more answer there.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import batched
from pathlib import Path

import numpy as np
from large_exports import COMMUNITIES, DAYS, START, TEXT, Happening, happenings

_MESSAGES_A_FILE = 1_000
_COMPANIES = 50
_HEADER_OF_USERS = (
    "id,name,username,email,title,created_at,last_seen_at,last_posted_at,last_emailed_at,"
    "trust_level,approved,suspended_at,suspended_till,silenced_till,active,admin,moderator,"
    "ip_address,staged,topics_entered,posts_read_count,time_read,topic_count,post_count,"
    "likes_given,likes_received,location,website,views,group_names"
)
_HEADER_OF_ACTIVITY = (
    "Report Refresh Date,User Principal Name,Display Name,User State,State Change Date,"
    "Last Activity Date,Posted Count,Read Count,Liked Count,Assigned Products,Report Period"
)


def zulip(folder: Path, events: int, people: int) -> Path:
    """An organisation: its tables in one file, a thousand messages and their reactions a file."""
    path = folder / "zulip.zip"
    users = [
        {"id": n, "full_name": f"Person {n}", "delivery_email": f"p{n}@corp.example",
         "timezone": "Europe/Paris", "date_joined": float(START + n), "is_active": True,
         "is_bot": False, "role": 400}
        for n in range(people)
    ]  # fmt: skip
    streams = [
        {"id": n, "name": f"stream {n}", "date_created": float(START)} for n in range(COMMUNITIES)
    ]
    recipients = [{"id": n, "type": 2, "type_id": n} for n in range(COMMUNITIES)]
    realm = {
        "zerver_realm": [{"id": 1, "string_id": "corp"}],
        "zerver_userprofile": users,
        "zerver_stream": streams,
        "zerver_recipient": recipients,
        "zerver_subscription": [
            {"id": n, "user_profile": n, "recipient": n % COMMUNITIES, "active": True}
            for n in range(people)
        ],
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("realm.json", json.dumps(realm))
        for number, part in enumerate(batched(happenings(events, people), _MESSAGES_A_FILE), 1):
            messages = [
                {"id": one.number + 1, "sender": one.person, "recipient": one.community,
                 "subject": f"topic {_opening(one)}", "content": TEXT,
                 "rendered_content": f"<p>{TEXT}</p>", "date_sent": float(one.time)}
                for one in part if one.action != "reaction"
            ]  # fmt: skip
            reactions = [
                {"id": one.number, "user_profile": one.person, "message": one.parent + 1,
                 "emoji_name": "tada"}
                for one in part if one.action == "reaction"
            ]  # fmt: skip
            flags = [
                {"id": one["id"], "user_profile": 0, "message": one["id"], "flags_mask": 0}
                for one in messages
            ]
            content = {
                "zerver_message": messages,
                "zerver_usermessage": flags,
                "zerver_reaction": reactions,
            }
            archive.writestr(f"messages-{number:06d}.json", json.dumps(content))
    return path


def discourse(folder: Path, events: int, people: int) -> Path:
    """The list of users, and a CSV of all messages as a query gives it."""
    path = folder / "discourse.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        users = (
            f"{n},A B,user{n},p{n}@corp.example,,{_time(START + n)},{_time(START + n)},,,1,true"
            ",,,,true,false,false,10.0.0.1,false,3,20,600,1,2,0,0,,,9,sales"
            for n in range(1, people + 1)
        )
        archive.writestr("user-list-240101-120000.csv", "\n".join([_HEADER_OF_USERS, *users, ""]))
        place_of: dict[int, int] = {}

        def posts() -> Iterator[str]:
            yield "id,topic_id,post_number,reply_to_post_number,user_id,created_at,raw,post_type"
            for one in happenings(events, people):
                topic = _opening(one)
                place_of[topic] = place = place_of.get(topic, 0) + 1
                yield (
                    f"{one.number + 1},{topic + 1},{place},{1 if place > 1 else ''},"
                    f'{one.person + 1},{_time(one.time)},"{TEXT}",1'
                )

        with archive.open("query.csv", "w", force_zip64=True) as file:
            for lines in batched(posts(), 10_000):
                file.write("\n".join([*lines, ""]).encode())
    return path


def m365(folder: Path, events: int, people: int) -> Path:
    """Reports of one day each, a row for everybody: as many days as tell the events.

    A person posts, reads and likes on one day in ten; two of three events are reads.
    """
    path = folder / "m365.zip"
    draws = np.random.default_rng(1)
    first, told, day = date.fromtimestamp(START), 0, 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        while told < events and day < DAYS:
            asked = (first + timedelta(days=day)).isoformat()
            seen = np.flatnonzero(draws.random(people) < 0.1)
            counts = draws.poisson((0.4, 2.0, 0.6), (len(seen), 3))
            done = dict(zip(seen.tolist(), counts.tolist(), strict=True))
            rows = [
                f"2026-01-01,p{n}@corp.example,A B,active,,"
                + (f"{asked},{','.join(map(str, done[n]))}" if n in done else ",,,")
                + ",Y,1"
                for n in range(people)
            ]
            name = f"getYammerActivityUserDetail(date={asked}).csv"
            archive.writestr(name, "\n".join([_HEADER_OF_ACTIVITY, *rows, ""]))
            told, day = told + int(counts.sum()), day + 1
    return path


def employee_app(folder: Path, events: int, people: int) -> Path:
    """The four files: posts, likes, and a vote where there is an answer elsewhere."""
    path = folder / "app.zip"
    churn = ["employee,companyAlias,numVotes,lastParticipationDate,stillExists"]
    votes = ["employee,companyAlias,voteDate,vote"]
    comments = ["employee,companyAlias,commentId,txt_length,likes,dislikes,commentDate"]
    likes = ["employee,companyAlias,liked,disliked,commentId"]
    churn += [f"{n},{_company(n)},1,{_app_time(START + n)},true" for n in range(people)]
    for one in happenings(events, people):
        who = f"{one.person},{_company(one.person)}"
        if one.action == "post":
            comments.append(f"{who},c{one.number},{one.number % 300},0,0,{_app_time(one.time)}")
        elif one.action == "answer":
            votes.append(f"{who},{_app_time(one.time)},{1 + one.number % 4}")
        else:
            likes.append(f"{who},true,false,c{one.parent}")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, lines in (
            ("churn.csv", churn),
            ("votes.csv", votes),
            ("comments_clean_anonimized.csv", comments),
            ("commentInteractions.csv", likes),
        ):
            archive.writestr(name, "\n".join([*lines, ""]))
    return path


OTHER_EXPORTS = {
    "zulip": zulip,
    "discourse": discourse,
    "m365": m365,
    "employee-app": employee_app,
}
"""Platform -> what writes an export of it."""


def _opening(one: Happening) -> int:
    return one.number if one.parent < 0 else one.parent


def _company(person: int) -> str:
    return f"A{person % _COMPANIES:02d}"


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _app_time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%a %b %d %H:%M:%S CET %Y")

# ruff: noqa: E501  rows of exports stand on one line each
"""A small valid export of each platform and layout: what is then damaged."""

from __future__ import annotations

import json
from typing import Any

Export = dict[str, bytes]


def _json(content: Any) -> bytes:
    return json.dumps(content).encode()


def _csv(*lines: str) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _slack_user(key: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "is_bot": False, "profile": {"email": f"{key}@corp.example"}, **more}


def _said(ts: str, user: str, **more: Any) -> dict[str, Any]:
    return {"type": "message", "ts": ts, "user": user, "text": "hello <@UBEN>", **more}


SLACK: list[Export] = [
    {
        "users.json": _json(
            [
                _slack_user("UANNA", tz="Europe/Paris", is_app_user=False),
                _slack_user("UBEN", is_restricted=True),
                _slack_user("UDAN", deleted=True, updated=1637900000),
                _slack_user("UBOT", is_bot=True),
            ]
        ),
        "channels.json": _json(
            [{"id": "C1", "name": "ideas", "created": 1637000000, "is_archived": True,
              "members": ["UANNA"]}]
        ),
        "groups.json": _json([{"id": "G1", "name": "secret", "members": ["UBEN"]}]),
        "ideas/2021-11-22.json": _json(
            [
                _said("1637600000.000100", "UANNA", subtype="channel_join", inviter="UBEN"),
                _said("1637610000.000100", "UANNA", thread_ts="1637610000.000100", reply_count=1,
                      reactions=[{"name": "a", "users": ["UBEN"], "count": 2}]),
                _said("1637610001.000100", "UBEN", thread_ts="1637610000.000100",
                      parent_user_id="UANNA", subtype="thread_broadcast"),
                _said("1637610002.000100", "UBEN", bot_id="B1"),
                _said("1637700000.000100", "UDAN", subtype="channel_leave"),
            ]
        ),
        "secret/2021-11-23.json": _json([_said("1637700100.000100", "UBEN")]),
        "gone/2021-11-23.json": _json([_said("1637700200.000100", "UANNA", subtype="channel_archive")]),
    },
    {
        "users.json": _json([_slack_user("UANNA", tz="Europe/Paris"), _slack_user("UBEN")]),
        "channels.json": _json([{"id": "C1", "name": "général", "created": "1433600000", "pins": []}]),
        "général/2015-06-06.json": _json(
            [
                _said("1433600000.000002", "UANNA", subtype="file_share", file={"id": "F1"}),
                {"type": "message", "ts": "1433600001.000002", "subtype": "file_comment",
                 "comment": {"user": "UBEN"}, "text": "x"},
            ]
        ),
    },
]  # fmt: skip

_MESSAGES = (
    "id,replied_to_id,parent_id,thread_id,conversation_id,group_id,group_name,participants,"
    "in_private_group,in_private_conversation,sender_id,sender_type,sender_name,sender_email,body,"
    "delegate_id,api_url,attachments,deleted_by_id,deleted_by_type,created_at,deleted_at,title,"
    "html_body,message_type,gdpr_delete_url"
)
_USERS = (
    "id,name,email,job_title,location,department,api_url,deleted_by_id,deleted_by_type,joined_at,"
    "deleted_at,suspended_by_id,suspended_by_type,suspended_at,guid,state"
)


def _viva(first: int, day: str) -> Export:
    post, answer = 10**15 + first, 10**15 + first + 1
    return {
        "Messages.csv": _csv(
            _MESSAGES,
            f'{post},,,{post},,81,Idées,,false,false,21,user,A B,a@x.fr,"Qui ?",,,,,,{day}T08:15:00Z,,,,normal,',
            f'{answer},{post},{post},{post},,81,Idées,,false,false,22,user,C D,c@x.fr,"[[user:21]]\nmoi",21,,,,,{day}T09:01:30+00:00,null,,,normal,',
            f"{answer + 1},,,{answer + 1},,82,Codir,,true,false,22,user,C D,c@x.fr,[redacted],,,,,,{day}T10:01:30Z,,,,normal,",
            f"{answer + 2},,,{answer + 2},,,,,false,false,99,bot,Bot,,x,,,,,,{day}T10:01:31Z,,,,system,",
        ),
        "Users.csv": _csv(
            _USERS,
            f"21,A B,a@x.fr,,,,,,,{day}T07:00:00Z,,,,,,active",
            f"22,C D,c@x.fr,,,,,,,,,,,{day}T23:00:00Z,,soft_delete",
            "23,E F,e@y.fr,,,,,,,,,,,,,soft_delete",
        ),
        "Groups.csv": _csv("id,name,private,deleted,created_at,updated_at", "81,Idées,false,false,2020-01-01T00:00:00Z,", "82,Codir,true,true,,2021-01-01T00:00:00Z"),
        "Admins.csv": _csv("name,email,type", "A B,a@x.fr,admin"),
        "request.txt": f"since={day}T00:00:00 until={day}T23:59:59".encode(),
        "log.txt": b"Messages.csv: 4 rows\nUsers.csv: 3\nTopics.csv: failed\n",
    }  # fmt: skip


VIVA_ENGAGE: list[Export] = [
    _viva(1, "2021-03-02"),
    {f"{folder}/{name}": data for folder, part in (("1", _viva(1, "2021-03-02")), ("2", _viva(2, "2021-04-02"))) for name, data in part.items()},
]  # fmt: skip

_ACTIVITY = (
    "Report Refresh Date,User Principal Name,Display Name,User State,State Change Date,"
    "Last Activity Date,Posted Count,Read Count,Liked Count,Assigned Products,Report Period"
)
M365: list[Export] = [
    {
        "getYammerActivityUserDetail(date=2024-03-01).csv": _csv(
            _ACTIVITY,
            "2024-03-03,a@x.fr,A,active,,2024-03-01,1,5,2,Y,1",
            "2024-03-03,b@x.fr,B,deleted,2024-02-01,,,,,Y,1",
        ),
        "getYammerActivityUserDetail(period='D30').csv": _csv(
            _ACTIVITY, "2024-03-03,a@x.fr,A,active,,2024-03-01,9,50,20,Y,30"
        ),
        "getYammerGroupsActivityDetail.csv": _csv(
            "Report Refresh Date,Group Display Name,Is Deleted,Owner Principal Name,"
            "Last Activity Date,Group Type,Office 365 Connected,Member Count,Posted Count,"
            "Read Count,Liked Count,Report Period",
            "2024-03-03,Idées,False,a@x.fr,2024-03-01,public,True,12,1,2,3,30",
        ),
        "getYammerActivityCounts.csv": _csv(
            "Report Refresh Date,Liked,Posted,Read,Report Date,Report Period",
            "2024-03-03,1,2,3,2024-03-01,7",
        ),
    },
    {
        "detail.csv": b"\xef\xbb\xbf"
        + _csv(
            _ACTIVITY,
            "2024-03-03,FE7CC8C15246EDCCA289C9A4022762F7,FE7,active,,2024-03-03,1,5,2,Y,",
        ),
        "getOffice365ActiveUserDetail.csv": _csv(
            "Report Refresh Date,User Principal Name,Has Yammer License,Yammer License Assign Date",
            "2024-03-03,AE7CC8C15246EDCCA289C9A4022762F7,True,2023-01-01",
        ),
    },
]

_MATTERMOST_LINES: list[dict[str, Any]] = [
    {"type": "version", "version": 1},
    {"type": "team", "team": {"name": "corp", "display_name": "Corp", "type": "O"}},
    {"type": "channel", "channel": {"team": "corp", "name": "town-square", "type": "O"}},
    {"type": "channel", "channel": {"team": "corp", "name": "codir", "type": "P"}},
    {"type": "user", "user": {
        "username": "anna", "email": "a@x.fr", "roles": "system_user", "delete_at": 0,
        "teams": [{"name": "corp", "channels": [
            {"name": "town-square", "last_viewed_at": 1709280000000, "msg_count": 3}]}]}},
    {"type": "user", "user": {"username": "ben", "delete_at": 1709290000000, "teams": None}},
    {"type": "post", "post": {
        "team": "corp", "channel": "town-square", "user": "anna", "message": "hello @ben",
        "create_at": 1709280000000, "props": {"from_webhook": "true"},
        "reactions": [{"user": "ben", "emoji_name": "tada", "create_at": 1709280001000}],
        "replies": [{"user": "ben", "message": "yes", "create_at": 1709280002000}]}},
    {"type": "post", "post": {
        "team": "corp", "channel": "town-square", "user": "ben", "message": "hello @anna",
        "create_at": 1709280003000}},
    {"type": "direct_channel", "direct_channel": {"members": ["anna", "ben"]}},
    {"type": "direct_post", "direct_post": {
        "channel_members": ["anna", "ben"], "user": "anna", "message": "x",
        "create_at": 1709280000000, "replies": []}},
]  # fmt: skip
MATTERMOST: list[Export] = [
    {"data/import.jsonl": b"\n".join(map(_json, _MATTERMOST_LINES)) + b"\n"}
]

ZULIP: list[Export] = [
    {
        "zulip_json/stream_index.json": _json(
            {"time": 1.0, "streams": {"general": {"id": 1, "latest_id": 2, "topic_data": {
                "one": {"size": 2, "latest_date": 1573600000}}}}}
        ),
        "zulip_json/1-general/one.json": _json(
            [
                {"content": "<p>x</p>", "id": 1, "sender_full_name": "Anna", "timestamp": 1573600000},
                {"content": '<span class="user-mention" data-user-id="1">@Anna</span>', "id": 2,
                 "sender_full_name": "Ben", "timestamp": 1573600060},
                {"content": "", "id": 3, "sender_full_name": "Notification Bot", "timestamp": 1573600061},
            ]
        ),
    },
    {
        "realm.json": _json(
            {
                "zerver_realm": [{"id": 1, "string_id": "corp"}],
                "zerver_userprofile": [
                    {"id": 1, "full_name": "Anna", "delivery_email": "a@x.fr", "timezone": "Europe/Paris",
                     "date_joined": 1573500000.0, "is_active": True, "role": 400},
                    {"id": 2, "full_name": "Ben", "email": "user2@x", "date_joined": 1573600001.5,
                     "is_active": False, "is_bot": False, "role": 600},
                    {"id": 3, "full_name": "Robot", "is_bot": True},
                ],
                "zerver_userprofile_crossrealm": [{"id": 9}],
                "zerver_stream": [{"id": 5, "name": "general", "date_created": 1573500000.0},
                                  {"id": 6, "name": "secret", "invite_only": True}],
                "zerver_recipient": [{"id": 7, "type": 2, "type_id": 5}, {"id": 8, "type": 1, "type_id": 1},
                                     {"id": 10, "type": 2, "type_id": 6}],
                "zerver_subscription": [{"id": 1, "user_profile": 1, "recipient": 7, "active": True}],
                "zerver_realmauditlog": [{"id": 1, "event_type": 301, "event_time": 1573500001.0,
                                          "modified_user": 1, "modified_stream": 5}],
                "zerver_useractivityinterval": [{"id": 1, "user_profile": 1, "start": 1573600000.0,
                                                 "end": 1573600900.0}],
            }
        ),
        "messages-000001.json": _json(
            {
                "zerver_message": [
                    {"id": 1, "sender": 1, "recipient": 7, "subject": "one", "content": "hi @**Ben**",
                     "date_sent": 1573600000.0},
                    {"id": 2, "sender": 2, "recipient": 7, "subject": "✔ one", "content": "yes",
                     "pub_date": 1573600060.0},
                    {"id": 3, "sender": 2, "recipient": 8, "subject": "", "content": "x",
                     "date_sent": 1573600060.0},
                    {"id": 4, "sender": 2, "recipient": 10, "subject": "", "content": "x",
                     "date_sent": 1573600060.0},
                ],
                "zerver_usermessage": [{"id": 1, "user_profile": 2, "message": 1, "flags_mask": 1}],
                "zerver_reaction": [{"id": 1, "user_profile": 2, "message": 1, "emoji_name": "x"}],
            }
        ),
    },
]  # fmt: skip

_DISCOURSE_USERS = _csv(
    "id,name,username,email,title,created_at,last_seen_at,last_posted_at,last_emailed_at,"
    "trust_level,approved,suspended_at,suspended_till,silenced_till,active,admin,moderator,"
    "ip_address,staged,topics_entered,posts_read_count,time_read,topic_count,post_count,"
    "likes_given,likes_received,location,website,views,group_names",
    "-1,system,system,,,2018-01-01 00:00:00 UTC,,,,4,true,,,,true,true,true,,false,0,0,0,0,0,0,0,,,0,staff",
    "1,A,anna,a@x.fr,,2018-05-03 12:00:00 UTC,2018-06-03 12:00:00 UTC,,,1,true,,,,true,false,false,"
    "10.0.0.1,false,3,20,600,1,0,2,1,,,9,sales;staff",
    "2,B,ben,b@x.fr,,2018-05-04 12:00:00 UTC,,,,1,true,2018-05-05 12:00:00 UTC,2999-01-01 00:00:00 UTC,"
    ",true,false,false,,true,0,0,0,0,1,0,0,,,0,",
)
DISCOURSE: list[Export] = [
    {
        "user-list-180603-120000.csv": _DISCOURSE_USERS,
        "posts.json": _json(
            {"latest_posts": [
                {"id": 1, "topic_id": 1, "post_number": 1, "username": "anna", "user_id": 1,
                 "created_at": "2018-05-06T12:00:00.000Z", "category_id": 4, "post_type": 1,
                 "cooked": '<a class="mention" href="/u/ben">@ben</a>',
                 "actions_summary": [{"id": 2, "count": 3}]},
                {"id": 2, "topic_id": 1, "post_number": 2, "reply_to_post_number": 1, "username": "ben",
                 "user_id": 2, "created_at": "2018-05-07T12:00:00.000Z", "cooked": "x"}]}
        ),
        "t/1.json": _json({"id": 1, "category_id": 4, "post_stream": {"posts": []}}),
        "categories.json": _json(
            {"category_list": {"categories": [{"id": 4, "name": "Ideas", "read_restricted": False}]}}
        ),
    },
    {
        "user-list-180603-120000.csv": _DISCOURSE_USERS,
        "query.csv": _csv(
            "id,topic_id,post_number,reply_to_post_number,user_id,created_at,length,post_type,is_pm",
            "1,1,1,,1,2018-05-06 12:00:00 UTC,20,1,false",
            "2,1,2,1,2,2018-05-06 13:00:00 UTC,20,1,false",
        ),
    },
]  # fmt: skip

EMPLOYEE_APP: list[Export] = [
    {
        "churn.csv": _csv(
            "employee,companyAlias,numVotes,lastParticipationDate,stillExists",
            "1,A01,2,Mon Feb 01 01:00:00 CET 2016,true",
            "-2,A01,0,Sun Jun 26 02:00:00 CEST 2016,false",
        ),
        "votes.csv": _csv("employee,companyAlias,voteDate,vote", "1,A01,Mon Feb 01 01:00:00 CET 2016,4"),
        "comments_clean_anonimized.csv": _csv(
            "employee,companyAlias,commentId,txt_length,likes,dislikes,commentDate",
            "1,A01,c1,20,1,0,Mon Feb 01 10:12:13 CET 2016",
            "-2,A01,c1,20,1,0,Mon Feb 01 10:12:13 CET 2016",
            "3,A01,c2,,0,0,Mon Feb 01 10:12:13 CET 2016",
        ),
        "commentInteractions.csv": _csv(
            "employee,companyAlias,liked,disliked,commentId", "1,A01,true,false,c1", "1,A01,true,false,c9"
        ),
    }
]  # fmt: skip

CSV: list[Export] = [
    {
        "events.csv": _csv(
            "user_id,occurred_at,event_type,message_id,parent_id,thread_id,group_id,recipient,"
            "text_length,email,department",
            "10522.0,2014-05-02 11:02:39.000,send_message,1,,1,G1,,20,a@x.fr,Sales",
            "10523,2014-05-02 12:02:39,reply,2,1,1,G1,,12,b@x.fr,HR",
            "10523,2014-05-03 12:02:39,like_message,1,,,G1,10522,,,",
            "10524,2014-05-04,login,,,,,,,,",
            "10524,2014-05-04,search_run,,,,,,,,",
        )
    },
    {
        "événements.csv": "Matricule;Horodatage;Évènement;Espace;Longueur\n"
        "004512;31/12/2024 10:22;publication;Idées;12,0\n004513;01/01/2025;j'aime;Idées;\n".encode("cp1252")
    },
]  # fmt: skip

EXPORTS = {
    "slack": SLACK,
    "viva-engage": VIVA_ENGAGE,
    "m365": M365,
    "mattermost": MATTERMOST,
    "zulip": ZULIP,
    "discourse": DISCOURSE,
    "employee-app": EMPLOYEE_APP,
    "csv": CSV,
}
"""Importer -> valid exports for it."""

"""Small made-up exports; nothing of a real platform."""

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

KEY = bytes(range(32))


@pytest.fixture
def key() -> bytes:
    return KEY


@pytest.fixture
def make_zip(tmp_path: Path) -> Callable[..., Path]:
    def make(name: str, files: Mapping[str, object]) -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, content in files.items():
                if not isinstance(content, str | bytes):
                    content = json.dumps(content)
                archive.writestr(entry, content)
        return path

    return make


@pytest.fixture
def make_file(tmp_path: Path) -> Callable[..., Path]:
    def make(name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return make


@pytest.fixture
def slack_files() -> dict[str, object]:
    """A workspace of four people and a robot, one channel, four days."""

    def user(key: str, **more: object) -> dict[str, object]:
        profile = {"real_name": f"Name {key}", "email": f"{key}@corp.example"}
        return {"id": key, "is_bot": False, "is_app_user": False, "profile": profile, **more}

    def said(ts: str, user: str, text: str = "secret words", **more: object) -> dict[str, object]:
        return {"type": "message", "ts": ts, "user": user, "text": text, **more}

    return {
        "users.json": [
            user("UANNA", tz="Europe/Paris"),
            user("UBEN", tz="Europe/Paris"),
            user("UCLEO", tz="Europe/London", is_restricted=True),
            user("UDAN", deleted=True, updated=1637900000),
            user("UBOT", is_bot=True),
        ],
        "channels.json": [
            {
                "id": "C1",
                "name": "ideas",
                "created": "1637000000",
                "is_general": True,
                "members": ["UANNA", "UBEN", "UCLEO"],
            }
        ],
        "ideas/2021-11-22.json": [
            said("1637600000.000100", "UANNA", subtype="channel_join", inviter="UBEN"),
            said("1637610000.000100", "UANNA", "hello <@UBEN>", thread_ts="1637610000.000100"),
            said("1637610000.000200", "UBOT", "beep"),
            said("1637610000.000300", "UBEN", "from an app", bot_id="B1"),
            {"type": "message", "ts": "1637610000.000400", "subtype": "bot_message", "text": "x"},
        ],
        "ideas/2021-11-23.json": [
            said(
                "1637700000.000100",
                "UBEN",
                "yes",
                thread_ts="1637610000.000100",
                reactions=[{"name": "tada", "users": ["UANNA", "UCLEO"], "count": 2}],
            ),
            said(
                "1637700100.000100",
                "UCLEO",
                "shown twice",
                subtype="thread_broadcast",
                thread_ts="1637610000.000100",
            ),
            said("1637700200.000100", "UBEN", subtype="channel_topic"),
        ],
        "old-name/2021-11-24.json": [
            said("1637800000.000100", "UDAN", "bye", thread_ts="1637000000.000100"),
            said("1637800100.000100", "USLACKBOT", "welcome"),
        ],
    }


HR_HEADER = "Matricule;Nom;Prénom;Courriel;Responsable;Service;Site;Date d'entrée;Télétravail"


@pytest.fixture
def hr_lines() -> list[str]:
    """A company of six in the French form; the top's manager is empty."""
    return [
        HR_HEADER,
        "000001;Roi;Anne;UANNA@corp.example;;Direction;Lyon;31/01/2010;0",
        "000002;Bé;Ben;uben@corp.example;000001;Ventes;Lyon;15/02/2015;2,5",
        "000003;Clé;Cléo;ucleo@corp.example;1;Études;Paris;20/03/2018;1",
        "000004;Do;Dan;udan@corp.example;Bé Ben;Ventes;Lyon;01/09/2020;",
        "000005;Eu;Eve;eve@corp.example;uben@corp.example;Ventes;Lyon;01/10/2021;3",
        "000006;Fa;Fay;fay@corp.example;000003;Études;Paris;01/11/2021;3",
    ]

"""Nobody reaches a page without signing in; cookies stay here; tries are counted."""

import re
import urllib.request

import pytest

from dashboards.app import serve
from dashboards.sign_in import _own_page
from simulation.errors import InputError
from tests.access.conftest import PHRASES


class StayHere(urllib.request.HTTPRedirectHandler):
    """Answers are read as they come."""

    def redirect_request(self, *_args, **_named):
        return None


def test_another_address_is_refused_without_sign_in(tmp_path):
    with pytest.raises(InputError, match="no sign-in"):
        serve(tmp_path, address="0.0.0.0", show=False)


def test_another_address_is_refused_with_a_file_of_users_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        serve(tmp_path, address="0.0.0.0", show=False, users=tmp_path / "users.yaml")


@pytest.mark.parametrize(
    "url", ["rsne.example.org", "ftp://x.org", "https://x.org/path", "https://"]
)
def test_an_address_that_people_could_not_type_is_refused(tmp_path, url):
    with pytest.raises(InputError, match="--url"):
        serve(tmp_path, show=False, url=url)


def test_the_page_is_not_shown_before_signing_in(client):
    status, place, body, headers = client.get("/?page=pilot")
    assert status == 200 and "/login" in place
    assert 'type="password"' in body and "bokeh" not in body.lower()
    assert headers["X-Frame-Options"] == "DENY" and "no-store" in headers["Cache-Control"]
    assert not re.search(r"(src|href|url\()\s*=?\s*['\"]?(https?:)?//", body)


def test_the_fonts_of_the_page_are_there_before_signing_in(client):
    _, _, body, _ = client.get("/login")
    fonts = re.findall(r"url\(['\"]?(/[^)'\"]+)", body)
    assert len(fonts) == 2
    for font in fonts:
        with client.opener.open(f"{client.address}{font}", timeout=60) as answer:
            assert answer.read(4) == b"wOFF"


@pytest.mark.parametrize("path", ["/ws", "/autoload.js", "/metadata"])
def test_no_other_door_gives_the_page(client, path):
    status, place, body, _ = client.get(path)
    assert "/login" in place or status >= 400
    assert "docs_json" not in body and "render_items" not in body


def test_the_right_password_opens_the_page_with_a_guarded_cookie(client):
    status, place, *_ = client.sign_in("alice", "not the phrase")
    assert status == 401 and "/login" in place and not list(client.jar)
    client.opener = urllib.request.build_opener(StayHere)
    status, _, _, headers = client.sign_in("alice", PHRASES["alice"], "/?page=pilot")
    assert status == 302 and headers["Location"] == "/?page=pilot"
    [user] = [each for each in headers.get_all("Set-Cookie") if each.startswith("user=")]
    flags = {part.strip().lower() for part in user.split(";")[1:]}
    assert {"httponly", "secure", "samesite=lax"} <= flags


def test_after_too_many_wrong_passwords_even_the_right_one_waits(client):
    codes = [client.sign_in("carla", f"wrong phrase {n}")[0] for n in range(6)]
    assert codes[:5] == [401] * 5 and codes[5] == 429
    assert client.sign_in("carla", PHRASES["carla"])[0] == 429


@pytest.mark.parametrize(
    ("asked", "led"),
    [("/?page=pilot", "/?page=pilot"), ("//evil.org", "/"), ("https://evil.org", "/"),
     ("/\\evil.org", "/"), ("", "/"), ("/a\nb", "/")],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(asked, led):
    assert _own_page(asked) == led

"""Signing in: the page, the check against hashed passwords, and cookies that stay here.

Panel's own basic provider keeps the session; what is ours is the check (its file holds
plain passwords), the page (its own fetches fonts), the cookies' flags and a limit on tries.
"""

from __future__ import annotations

import secrets
from html import escape
from pathlib import Path
from typing import Any

import panel as pn
from panel.auth import BasicAuthProvider, BasicLoginHandler, LogoutHandler

from dashboards.theme import FONT_ROUTE
from dashboards.wrong_passwords import WrongPasswords
from simulation.figures.theme import LIGHT, SANS, SERIF, font_faces_css
from simulation.users import User, read_users, signed_in
from simulation.words import LANGUAGES, say

HOURS_SIGNED_IN = 12


class SignIn(BasicAuthProvider):
    """Panel's provider over a file of users.

    Args:
        users: the file; it is read at each request, so that who is taken out is out at once.
        secure: whether cookies travel over TLS only.
    """

    def __init__(self, users: Path, secure: bool) -> None:
        settings: Any = pn.config  # set by assignment, whatever its types say
        settings.cookie_secret = secrets.token_hex(32)
        settings.oauth_expiry = HOURS_SIGNED_IN / 24
        self.users, self.secure = users, secure
        self.tries = WrongPasswords(users)
        super().__init__()

    @property
    def get_user(self) -> Any:
        """A function of the request: the name signed in, while the file still has it."""
        found = super().get_user

        def known(handler: Any) -> str | None:
            name = found(handler)
            return name if name in read_users(self.users) else None

        return known

    @property
    def login_handler(self) -> type[BasicLoginHandler]:
        """The sign-in page of this file of users."""
        told = {"users": self.users, "secure": self.secure, "tries": self.tries}
        return type("Login", (_Login,), told)

    @property
    def logout_handler(self) -> type[LogoutHandler]:
        """Signing out leads back to the sign-in page."""
        return _Logout


def visitor(users: Path | None) -> User | None:
    """Who the page is drawn for; None on a machine of one's own, where nobody signs in."""
    return read_users(users)[str(pn.state.user)] if users else None


class _Login(BasicLoginHandler):
    users: Path
    secure: bool
    tries: WrongPasswords

    def get(self) -> None:
        """The page."""
        self._show()

    def post(self) -> None:
        """Sign in, or say that name or password is wrong; after too many tries, wait."""
        name = self.get_argument("username", "").strip().lower()
        if not self.tries.may_try(name):
            self._show("access.wait", 429)
        elif signed_in(self.users, name, self.get_argument("password", "", strip=False)):
            self.tries.forget(name)
            self.set_current_user(name)
            self.redirect(_own_page(self.get_argument("next", "/")))
        else:
            self._show("access.wrong", 401)

    def set_current_user(self, user: str) -> None:
        """A signed cookie that scripts cannot read and other sites cannot send along."""
        self.clear_cookie("is_guest")
        self.set_secure_cookie(
            "user", user, expires_days=pn.config.oauth_expiry, httponly=True,
            secure=self.secure, samesite="Lax", path=pn.config.cookie_path,
        )  # fmt: skip

    def _show(self, message: str = "", status: int = 200) -> None:
        self.set_status(status)
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Frame-Options", "DENY")
        self.set_header("Referrer-Policy", "same-origin")
        wanted = self.request.headers.get("Accept-Language", "").split(",")
        asked = (part.strip()[:2].lower() for part in wanted)
        lang = next((each for each in asked if each in LANGUAGES), "en")
        self.write(_page(lang, message, _own_page(self.get_argument("next", "/"))))


class _Logout(LogoutHandler):
    def get(self) -> None:
        """Forget who was signed in."""
        self.clear_cookie("user", path=pn.config.cookie_path)
        self.redirect("/login")


def _own_page(place: str) -> str:
    """A page of this dashboard; anything that could lead elsewhere is its first page."""
    inside = place.startswith("/") and not place.startswith(("//", "/\\")) and place.isprintable()
    return place if inside else "/"


def _page(lang: str, message: str, place: str) -> str:
    told = f'<p class="error" role="alert">✕ {escape(say(message, lang))}</p>' if message else ""
    return f"""<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(say("access.title", lang))}</title>
<style>{font_faces_css(FONT_ROUTE)}{_STYLE}</style></head>
<body><main><p class="wordmark">{escape(say("dashboard.title", lang))}</p>
<h1>{escape(say("access.title", lang))}</h1>{told}
<form method="post" action="/login">
<input type="hidden" name="next" value="{escape(place, quote=True)}">
<label>{escape(say("access.name", lang))}
<input name="username" autocomplete="username" autocapitalize="off" required autofocus></label>
<label>{escape(say("access.password", lang))}
<input name="password" type="password" autocomplete="current-password" required></label>
<button>{escape(say("access.enter", lang))}</button></form></main></body></html>"""


_STYLE = f"""
body{{margin:0;background:{LIGHT.paper};color:{LIGHT.ink};font:16px/1.45 {SANS}}}
main{{max-width:340px;margin:12vh auto;padding:0 20px}}
.wordmark{{font:600 19px {SERIF}}}h1{{font:600 26px/1.2 {SERIF}}}
label{{display:block;margin:14px 0}}
input{{display:block;width:100%;box-sizing:border-box;font:inherit;padding:8px 10px;
border:1px solid {LIGHT.outline};border-radius:6px;background:{LIGHT.surface};color:inherit}}
button{{font:600 16px {SANS};min-height:44px;padding:0 20px;margin-top:8px;border:0;
border-radius:6px;background:{LIGHT.ink};color:{LIGHT.surface};cursor:pointer}}
input:focus-visible,button:focus-visible{{outline:2.5px solid {LIGHT.focus};outline-offset:2px}}
.error{{background:{LIGHT.error_ground};color:{LIGHT.error};padding:8px 12px;border-radius:6px}}
"""

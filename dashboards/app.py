"""The application: one shell around the pages, to this machine only unless people sign in.

The header carries the tabs in the order of the loop, the workspace, the language and the
theme; what the reader chose stands in the address, in words. A session keeps what its
pages know when the language or the page changes; nothing long runs in the event loop.
"""

from __future__ import annotations

import gc
import socket
import threading
from collections.abc import Callable
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import panel as pn
from bokeh.settings import settings as bokeh_settings
from tornado.web import StaticFileHandler

from dashboards.components.chart import PLOTLY_ROUTE
from dashboards.components.component import SCRIPT_ROUTE, write_scripts
from dashboards.components.controls import Tabs
from dashboards.components.fragments import fragment
from dashboards.components.layout import space
from dashboards.components.pages import Pages, key
from dashboards.components.parts import Box
from dashboards.components.reader_controls import ReaderControls
from dashboards.components.sheet import Sheet
from dashboards.page_scripts import gather_once, template
from dashboards.pages import pages_for
from dashboards.plotly_script import script
from dashboards.session import Session
from dashboards.sign_in import SignIn, visitor
from dashboards.theme import FONT_ROUTE
from simulation.errors import InputError
from simulation.figures.fonts import write_fonts
from simulation.users import read_users
from simulation.words import LANGUAGES, say
from simulation.workspace import Workspace

LOOPBACK = ("127.0.0.1", "localhost")


def build(
    workspace: Path, lang: str | None = None, users: Path | None = None
) -> Callable[[], Sheet]:
    """A function that makes the application anew for each session.

    Args:
        workspace: folder of the workspace; with users, the folder that holds theirs.
        lang: language at first; the browser's when missing. The address may override it.
        users: file of those who may sign in.
    """

    def application() -> Sheet:  # Panel calls plain functions only
        return _application(Path(workspace), lang, users)

    return application


def serve(
    workspace: Path,
    port: int = 5006,
    address: str = LOOPBACK[0],
    lang: str | None = None,
    show: bool = True,
    users: Path | None = None,
    url: str | None = None,
) -> None:
    """Serve the dashboard until interrupted: to this machine, or to those who sign in.

    Args:
        workspace: folder of the workspace; it may be empty.
        port: port to listen on.
        address: to listen on; another than loopback needs users.
        lang: "fr", "en", or the browser's when missing.
        show: whether a browser is opened.
        users: file of those who may sign in; each reads their own folder under `workspace`.
        url: address that people type, where a proxy stands before the server.

    Raises:
        InputError: the address would let other machines in without sign-in, the file of users
            cannot be used, the url is none, or the port is taken.
    """
    here = address in LOOPBACK
    if not here and users is None:
        raise InputError("dashboard_address", value=address, expected=", ".join(LOOPBACK))
    if users is not None:
        read_users(users)
    outside = _origin(url) if url else None
    check_port(port, address)
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
    origins = [f"{name}:{port}" for name in (*LOOPBACK, *([] if here else [address]))]
    secure = not here or str(url).startswith("https://")
    guarded = {"auth_provider": SignIn(users, secure)} if users else {}
    gather_once()
    bokeh_settings.perform_error_diagnostics = False  # it looks at each callback's signature
    with TemporaryDirectory(prefix="rsne-") as folder:
        fonts, scripts = Path(folder) / "fonts", Path(folder) / "scripts"
        fonts.mkdir()
        write_fonts(fonts)
        scripts.mkdir()
        write_scripts(scripts)
        pn.serve(
            build(workspace, lang, users),
            port=port,
            address=address,
            websocket_origin=[*origins, *([outside] if outside else [])],
            show=show,
            title=say("dashboard.title", lang or "en"),
            static_dirs={
                PLOTLY_ROUTE: str(script().parent),
                SCRIPT_ROUTE: str(scripts),
            },
            # Static folders are for those who signed in; the page where they do needs fonts, too.
            extra_patterns=[(f"{FONT_ROUTE}/(.*)", StaticFileHandler, {"path": str(fonts)})],
            use_xheaders=outside is not None,
            **guarded,
        )


def check_port(port: int, address: str = LOOPBACK[0]) -> None:
    """Refuse a port that somebody listens on.

    Raises:
        InputError: the port is taken.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if probe.connect_ex((address, port)) == 0:
            raise InputError("dashboard_port", value=port)


def _origin(url: str) -> str:
    """Host and port of the address people type, as browsers name it."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise InputError("dashboard_url", value=url)
    return f"{parts.hostname}:{parts.port or {'http': 80, 'https': 443}[parts.scheme]}"


def _application(folder: Path, lang: str | None, users: Path | None) -> Sheet:
    reader = visitor(users)
    workspace = Workspace(folder / reader.workspace if reader else folder)
    session = Session(workspace, lang or _browser_language(), reader)
    pages = pages_for(session)
    session.follow_address()
    shell = session.shell
    shell.dark = _seen_in_the_dark()

    main = Pages(tabs=list(pages), sizing_mode="stretch_width", margin=0)
    tabs = Tabs("")
    tabs.on_change(lambda page: shell.param.update(page=page))
    controls = ReaderControls(
        lang=shell.lang,
        dark=shell.dark,
        languages=list(LANGUAGES),
        margin=(0, 0, 0, 18),
    )
    header = Box(tag="header", classes="top")
    frame = Sheet(header, Box(main, tag="main", classes="under-top"))

    def reached() -> str:
        """The page asked for, else the first that the reader may reach."""
        return shell.page if shell.page in pages else next(iter(pages))

    def name_page(*_: object) -> None:
        tabs.value = reached()
        title = say("dashboard.tab_title", shell.lang, page=_page_name(reached(), shell.lang))
        controls.title = title

    def redraw_header(*_: object) -> None:
        lang = shell.lang
        tabs.label = say("dashboard.title", lang)
        tabs.offer({_page_name(name, lang): name for name in pages}, reached())
        header[:] = [*_header(session, tabs), controls]
        controls.param.update(
            lang=lang, words={use: say(f"dashboard.{use}", lang) for use in ReaderControls.USES}
        )
        name_page()

    def redraw_page(*_: object) -> None:
        """Show one page; those drawn before stay in the browser, unseen, to come back at once."""
        name = key(reached(), shell.lang)
        shown = session.shown(reached(), pages[reached()])
        known = {key(*drawn): page for drawn, page in session.drawn.items()} | {name: shown}
        if list(known.values()) != main.held:
            main.param.update(held=list(known.values()), names=list(known), shown=name)
        else:
            main.shown = name

    shell.param.watch(redraw_header, "lang")
    shell.param.watch(name_page, "page")
    shell.param.watch(redraw_page, ["lang", "page"])
    redraw_header()
    _after_answer(redraw_page)
    controls.param.watch(
        lambda event: shell.param.update(**{event.name: event.new}), ["lang", "dark"]
    )
    shell.param.watch(lambda event: controls.param.update(dark=event.new), "dark")
    if pn.state.curdoc:
        pn.state.curdoc.template = template(shell.lang, reached())
    return frame


def _after_answer(fill: Callable[[], None]) -> None:
    """Fill the page while the browser loads its scripts, which it does once it has an answer.

    It asks for what the page holds later, over a connection that waits for its turn. Without a
    server nobody waits, and the page is filled at once.
    """
    document = pn.state.curdoc
    if document and document.session_context:
        document.add_next_tick_callback(fill)
    else:
        fill()


def _header(session: Session, tabs: Tabs) -> list[Any]:
    lang, name = session.shell.lang, escape(session.workspace_name)
    return [
        fragment(f'<span class="wordmark">{say("dashboard.title", lang)}</span>', classes="close"),
        tabs,
        space(),
        fragment(f'<span class="sub" style="white-space:nowrap">{name}</span>', classes="close"),
        *([_leave(lang)] if session.visitor else []),
    ]


def _leave(lang: str) -> Any:
    told = escape(say("access.leave", lang))
    link = f'<a href="/logout" style="color:inherit;white-space:nowrap">{told}</a>'
    return fragment(link, classes="close", style="margin-left:14px")


def _page_name(page: str, lang: str) -> str:
    return say(f"dashboard.page.{page}", lang)


def _browser_language() -> str:
    """The first language of ours that the browser asks for, else English."""
    wanted = pn.state.headers.get("Accept-Language", "") if pn.state.headers else ""
    asked = [part.strip()[:2].lower() for part in str(wanted).split(",")]
    return next((lang for lang in asked if lang in LANGUAGES), "en")


def _seen_in_the_dark() -> bool:
    """Whether the browser showed the dark theme last, as `reader_controls.js` keeps it."""
    return (pn.state.cookies or {}).get("rsne-theme") == "dark"


def _warm_up() -> None:
    """Load the compiled rules before the first slider moves."""
    from simulation.warm_up import warm_up

    warm_up()
    gc.collect()
    gc.freeze()  # what is loaded by now stays: looking through it again and again takes time

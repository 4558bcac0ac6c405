"""The scripts and style sheets of a page: gathered once, and only what every page needs.

Panel gathers them anew at each visit, from every kind of component it knows, which takes it as
long as to build a page. They are the same for everybody. What only some pages need (the file
dropper's scripts) Panel's page fetches by itself, when such a component is drawn.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import panel.io.server
from bokeh.resources import Resources
from bokeh.server.views.static_handler import StaticHandler
from panel.io.resources import BASE_TEMPLATE, bundle_resources

from dashboards.components.chart import PLOTLY_ROUTE
from dashboards.components.component import script_address
from dashboards.pages import WITH_FIGURES
from dashboards.plotly_script import script
from dashboards.theme import FONT_ROUTE, document_css
from simulation.figures.fonts import font_addresses

UNUSED: Final = ("bokeh-gl.min.js", "es-module-shims.min.js")
"""Scripts that no page of ours needs: drawing on WebGL, and modules for browsers of before 2021."""

ON_EVERY_PAGE: Final = ("pages.js", "sheet.js", "reader_controls.js")
"""Scripts of components that every page holds."""

NATIVE_MODULES: Final = """<script>
  globalThis.importShim = Object.assign((address) => import(address), {addImportMap() {}})
</script>"""
"""Browsers import modules themselves. Panel's page asks `importShim` to, which reads and writes
a module's text anew each time, so that nothing of it is kept compiled."""


@cache
def page_scripts() -> tuple[str, str]:
    """The tags of every page: scripts, then style sheets."""
    served = Resources(mode="server", root_url="/", path_versioner=StaticHandler.append_version)
    found = bundle_resources([], served)
    found.js_files = [
        file for file in found.js_files if not file.url.split("?")[0].endswith(UNUSED)
    ]
    scripts, sheets = found
    return f"{NATIVE_MODULES}{scripts}", f"{sheets}<style>{document_css()}</style>"


def gather_once() -> None:
    """Have Panel hand these to every visitor."""
    page_scripts()
    panel.io.server.bundle_resources = lambda *_: page_scripts()


@cache
def template(lang: str, page: str) -> Any:
    """Panel's page, in a language; what it needs late is asked for early.

    Args:
        lang: language of the page.
        page: the one that is shown first.
    """
    loader = BASE_TEMPLATE.environment.loader
    source, _, _ = loader.get_source(BASE_TEMPLATE.environment, BASE_TEMPLATE.name)
    modules = map(script_address, ON_EVERY_PAGE)
    asked = "".join(f'<link rel="modulepreload" href="{address}">' for address in modules)
    if page in WITH_FIGURES:
        plotly = f"{PLOTLY_ROUTE}/{script().name}"
        asked += f'<link rel="preload" as="script" href="{plotly}">'
    asked += "".join(
        f'<link rel="preload" as="font" type="font/woff" crossorigin href="{address}">'
        for address in font_addresses(FONT_ROUTE)
    )
    for before, after in (
        ('<html lang="en"', f'<html lang="{lang}"'),
        ('<meta charset="utf-8">', f'<meta charset="utf-8">{asked}'),
    ):
        assert before in source, f"Panel's page no longer holds {before}"
        source = source.replace(before, after)
    return BASE_TEMPLATE.environment.from_string(source)

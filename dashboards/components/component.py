"""What all components of ours have in common."""

from __future__ import annotations

import shutil
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, ClassVar, Final

from bokeh.model import DataModel
from panel.custom import JSComponent

SCRIPT_ROUTE: Final = "/components"
_FOLDER: Final = Path(__file__).parent


class Component(JSComponent):
    """A component that costs little to make, and to change however much it holds.

    Panel looks for the files of a component's script each time that one is made, and sends the
    text to be translated by the browser: ours needs no translation, and a server hands it out as
    it lies. And Panel marks a component's data as belonging to its page, for which it searches
    all that the component holds at each change: what it holds was marked when it was made.
    """

    served: ClassVar[bool] = False
    """Whether a server hands out the scripts; in a notebook, they go with the components."""

    _bundle_path = None

    @classmethod
    @cache
    def _render_esm(cls, compiled: Any = True, server: bool = False) -> str:
        return super()._render_esm(compiled, server)

    def _get_properties(self, doc: Any) -> dict[str, Any]:
        properties = super()._get_properties(doc)
        if self.served and isinstance(self._esm, Path):
            properties |= {"bundle": "url", "esm": script_address(self._esm.name)}
        return properties

    @classmethod
    def _patch_datamodel_ref(cls, props: Any, ref: str) -> None:
        mark = f"__ref:{ref}"
        for data in (props, getattr(props, "data", None)):
            if isinstance(data, DataModel) and mark not in data.tags:
                data.tags.append(mark)


@cache
def script_address(name: str) -> str:
    """Where a script is served; another text has another address, so that browsers keep it."""
    digest = blake2b((_FOLDER / name).read_bytes(), digest_size=8).hexdigest()
    return f"{SCRIPT_ROUTE}/{name}?v={digest}"


def write_scripts(folder: Path) -> None:
    """Write the components' scripts for a server, which hands them out from now on."""
    for script in _FOLDER.glob("*.js"):
        shutil.copyfile(script, folder / script.name)
    Component.served = True

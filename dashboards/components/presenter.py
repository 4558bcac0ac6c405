"""The keys of a presentation: which picture is shown, and leaving."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import param

from dashboards.components.component import Component

_UNSEEN = ".sr { position: absolute; width: 1px; height: 1px; overflow: hidden; margin: 0; }"


class Presenter(Component):
    """Left and right change the picture, Escape leaves; screen readers are told which is shown."""

    picture = param.Integer(default=0, bounds=(0, None), doc="Which picture is shown.")
    pictures = param.Integer(default=1, bounds=(1, None), doc="How many there are.")
    left = param.Integer(default=0, doc="How many times the reader asked to leave.")
    told = param.String(doc="What is shown, in words.")

    _esm = Path(__file__).parent / "presenter.js"
    _stylesheets: ClassVar[list[str]] = [_UNSEEN]

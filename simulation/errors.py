"""The one way to tell users that what they gave cannot be used.

Every wrong file, column, value, option or scenario ends as an `InputError`: one
message that names the place, says what was expected and what to do. The sentences
stand in the word catalogue (`simulation/words/`), in French and in English, under
the error's key; the command line prints them on stderr and exits with status 2,
pages show them in the reader's language.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from simulation.words import say


class InputError(ValueError):
    """What the user gave cannot be used; nothing was written.

    Args:
        key: entry of the word catalogue, without its `error.` prefix.
        values: what the sentence names: the place, the value met, what was expected; one that
            depends on the language is a function of it.
    """

    def __init__(self, key: str, **values: Any) -> None:
        self.key = key
        self.values = values
        super().__init__(self.message("en"))

    def __reduce__(self) -> Any:
        """How it comes from another process."""
        return partial(InputError, self.key, **self.values), ()

    def message(self, lang: str) -> str:
        """The sentence in the reader's language ("fr" or "en")."""
        told = {name: v(lang) if callable(v) else v for name, v in self.values.items()}
        return say(f"error.{self.key}", lang, **told)

"""The start of the command line, and the status it exits with.

Exit status: 0 done, 1 a target is not met, 2 the input is wrong (one message on stderr,
no traceback), 3 interrupted. The commands stand in `simulation/commands`: they parse, call the
library and print, and hold no arithmetic; each imports the heavy modules it needs itself.

Nothing is imported before a command is run: each process that shares the work of one begins by
importing this file, and needs no command.
"""

from __future__ import annotations

import sys
from typing import NoReturn

INTERRUPTED_FOR_TYPER = 130
"""What Typer makes of an interruption."""


def main() -> NoReturn:
    """Run the command line and exit with the status the interface promises."""
    import typer

    from simulation.commands.line import app
    from simulation.errors import InputError
    from simulation.terminal.options import default_language
    from simulation.terminal.usage import usage_told
    from simulation.words import say

    lang = default_language()
    try:
        status = app(standalone_mode=False)
        if status == INTERRUPTED_FOR_TYPER:
            raise KeyboardInterrupt
    except InputError as error:
        typer.echo(error.message(lang), err=True)
        sys.exit(2)
    except typer.TyperException as error:
        typer.echo(usage_told(error, lang), err=True)
        sys.exit(2)
    except (KeyboardInterrupt, typer.Abort):
        typer.echo(say("cli.interrupted", lang), err=True)
        sys.exit(3)
    sys.exit(status if isinstance(status, int) else 0)


if __name__ == "__main__":
    main()

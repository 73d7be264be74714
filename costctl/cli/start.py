"""Where the command begins: what answers Ctrl+C while everything else is still being loaded."""

import os
import signal
import sys
from typing import NoReturn

from costctl.cli.words import CANCELLED, INTERRUPTED, language_of


def main() -> NoReturn:
    """Loads the command line and runs it."""
    was = signal.getsignal(signal.SIGINT)
    if was is signal.default_int_handler:  # and not where whoever started it wants no Ctrl+C at all
        signal.signal(signal.SIGINT, _stop)
    from costctl.cli import app

    signal.signal(signal.SIGINT, was)
    app.main()


def _stop(*_: object) -> NoReturn:
    """Ends at once: an interrupt while a library is loaded would come out as whatever the library makes of it."""
    print(CANCELLED.in_(language_of(sys.argv)), file=sys.stderr, flush=True)
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()

"""What `costctl serve` tells the pages through the environment, without which they refuse to run, and their answer."""

SERVED_LEDGER = "COSTCTL_SERVED_LEDGER"
"""The ledger folder of the running server."""

SERVED_BY = "COSTCTL_SERVED_BY"
"""The process that started the server; where it is gone, the server ends too."""

SERVED_HOST = "COSTCTL_SERVED_HOST"
"""The address that the server was told to listen on."""
READY = b"ready\n"
"""The line by which the server says, on standard output, that it listens on that address."""

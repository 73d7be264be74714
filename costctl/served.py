"""What `costctl serve` tells the pages through the environment; where it is missing, they refuse to run."""

SERVED_LEDGER = "COSTCTL_SERVED_LEDGER"
"""The ledger folder of the running server."""

SERVED_HOST = "COSTCTL_SERVED_HOST"
"""The address that the server was told to listen on."""

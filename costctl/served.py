"""What `costctl serve` tells the pages through the environment; where it is missing, they refuse to run."""

SERVED_LEDGER = "COSTCTL_SERVED_LEDGER"
"""The ledger folder of the running server."""

SERVED_BY = "COSTCTL_SERVED_BY"
"""The process that started the server; where it is gone, the server ends too."""

SERVED_HOST = "COSTCTL_SERVED_HOST"
"""The address that the server was told to listen on."""

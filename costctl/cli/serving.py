"""Serving the pages: Streamlit in a child process, told all that must not be left to its defaults."""

import os
import subprocess
import sys
from pathlib import Path

from costctl import workflow
from costctl.cli.printing import EXIT_DONE, EXIT_FAULT, err
from costctl.cli.words import say
from costctl.shipped import shipped

SERVED_LEDGER = "COSTCTL_SERVED_LEDGER"
"""The ledger folder of the running server; the pages refuse to run where `costctl serve` did not set it."""


def command(host: str, port: int, upload_mb: int) -> list[str]:
    """The command line that serves the pages: this address alone, no usage statistics, no agent interface."""
    settings = {
        "server.address": host,
        "server.port": port,
        "server.headless": "true",
        "server.maxUploadSize": upload_mb,
        "server.enableAgentApi": "false",
        "server.enableStaticServing": "false",
        "server.fileWatcherType": "none",
        "server.showEmailPrompt": "false",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": "false",
    }
    options = [f"--{name}={value}" for name, value in settings.items()]
    return [sys.executable, "-m", "streamlit", "run", str(shipped("dashboards") / "app.py"), *options]


def serve_pages(folder: Path, host: str, port: int) -> int:
    """Serves the ledger in `folder` until interrupted; LedgerNotFound where there is none."""
    with workflow.open_ledger(folder) as ledger:
        upload_mb = ledger.settings.max_upload_mb
    err().print(say(f"网页:http://{host}:{port}(Ctrl+C 停止)", f"pages: http://{host}:{port} (Ctrl+C stops)"))
    served = {**os.environ, SERVED_LEDGER: str(folder.resolve())}
    server = subprocess.Popen(command(host, port, upload_mb), env=served)
    try:
        return EXIT_DONE if server.wait() == 0 else EXIT_FAULT
    except KeyboardInterrupt:
        server.terminate()
        server.wait()
        return EXIT_DONE

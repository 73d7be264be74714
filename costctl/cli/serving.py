"""Serving the pages: Streamlit in a child process, told all that must not be left to its defaults."""

import errno
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from costctl import workflow
from costctl.cli.printing import EXIT_DONE, EXIT_FAULT, progress, tell
from costctl.cli.words import say
from costctl.errors import InputError
from costctl.served import READY, SERVED_BY, SERVED_HOST, SERVED_LEDGER
from costctl.shipped import shipped

THEME = {
    "base": "light",
    "primaryColor": "#1f4e79",
    "backgroundColor": "#ffffff",
    "secondaryBackgroundColor": "#f3f5f8",
    "textColor": "#1d2a3a",
    "linkColor": "#1f4e79",
    "borderColor": "#d8dee6",
    "showWidgetBorder": "true",
    "baseRadius": "small",
    "font": "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, WenQuanYi Micro Hei, sans-serif",
    "codeFont": "Noto Sans Mono CJK SC, Consolas, monospace",
}
"""A calm look in a font that has Chinese, from what the reader's machine holds: nothing is fetched."""


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
        "logger.hideWelcomeMessage": "true",
        "logger.level": "error",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": "false",
        **{f"theme.{name}": value for name, value in THEME.items()},
    }
    options = [f"--{name}={value}" for name, value in settings.items()]
    pages = shipped("dashboards")
    return [sys.executable, str(pages / "launch.py"), "run", str(pages / "app.py"), *options]


def serve_pages(folder: Path, host: str, port: int) -> int:
    """Serves the ledger in `folder` until stopped; LedgerNotFound where there is none, InputError where it cannot."""
    with workflow.open_ledger(folder) as ledger:
        upload_mb = ledger.settings.max_upload_mb
    refuse_taken(host, port)
    served = {**os.environ, SERVED_LEDGER: str(folder.resolve()), SERVED_HOST: host, SERVED_BY: str(os.getpid())}
    with stopping(), subprocess.Popen(command(host, port, upload_mb), env=served, stdout=subprocess.PIPE) as server:
        try:
            tell_when_ready(f"http://{host}:{port}", server.stdout or ())
            if server.wait() == 0:
                return EXIT_DONE
            refuse_taken(host, port)  # by another that was started at the same time and was ready first
            return EXIT_FAULT
        except KeyboardInterrupt:
            server.terminate()
            server.wait()
            return EXIT_DONE


def tell_when_ready(address: str, said: Iterable[bytes]) -> None:
    """Says where the pages are once the server says that it has the port."""
    with progress(say("正在准备网页", "getting the pages ready")):
        has_port = READY in said
    if has_port:
        tell(say(f"网页:{address}(Ctrl+C 停止)", f"pages: {address} (Ctrl+C stops)"), error=True)


def refuse_taken(host: str, port: int) -> None:
    """InputError where nothing can listen at this address: the port is in use, or there is no such address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        code = "serve.port_taken" if error.errno == errno.EADDRINUSE else "serve.no_address"
        raise InputError(code, where=f"{host}:{port}", found=str(port)) from error


@contextmanager
def stopping() -> Iterator[None]:
    """Treats a request to end (SIGTERM) as Ctrl+C."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)

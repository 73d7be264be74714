"""A served ledger and a Chromium to look at it with."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

SHOTS = Path(__file__).with_name("shots")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--force-device-scale-factor=1",
)  # fmt: skip
PAGES = {
    "overview": "总览", "variance": "差异", "metrics": "指标", "findings": "问题", "plan": "预审",
    "reconcile": "对账", "disclose": "三公公开", "imports": "导入", "rules": "规则",
    "standards": "标准", "compare": "试算",
}  # fmt: skip

# A page that is not the first one asks for its own health below its own address, gets a 404 and finds the server above.
_LATER_PAGES = "|".join(name for name in PAGES if name != "overview")
PROBED = re.compile(rf"/({_LATER_PAGES})/_stcore/(health|host-config) - Failed to load resource")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of `costctl serve` over a ledger."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "costctl.cli.app", "serve", "--ledger", str(folder), "--port", str(port)]
    log = (folder.parent / f"{folder.name}.log").open("wb")
    server = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/_stcore/health", server)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGINT)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
        log.close()


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(240):
        assert server.poll() is None, "costctl serve ended"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.25)
    raise AssertionError("costctl serve does not answer")


@contextmanager
def chromium(profile: Path) -> Iterator[webdriver.Chrome]:
    """Debian's Chromium with a fresh profile, speaking to nobody but the server."""
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    try:
        yield driver
    finally:
        driver.quit()


@dataclass
class Look:
    """One browser on one address."""

    driver: webdriver.Chrome
    address: str

    def open(self, page: str = "", query: str = "", width: int = 1440) -> "Look":
        """The page, once it has come to rest."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
        )
        path = "" if page == "overview" else page
        self.driver.get(f"{self.address}/{path}{'?' + query if query else ''}")
        return self.settle()

    def settle(self, limit: float = 60) -> "Look":
        """Waits until the script has run and the text no longer changes."""
        state = """
            const app = document.querySelector('[data-testid="stApp"]');
            const busy = document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]');
            return [app && app.dataset.testScriptState, !!busy, document.body.innerText.length]"""
        still, last, end = 0, None, time.monotonic() + limit
        while time.monotonic() < end:
            now = self.driver.execute_script(state)
            still = still + 1 if now == last and now[0] == "notRunning" and not now[1] else 0
            if still >= 3:
                return self
            last = now
            time.sleep(0.1)
        raise AssertionError(f"the page does not come to rest: {last}")

    def text(self) -> str:
        """What a reader can read, icons and tables apart."""
        script = """
            const out = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) {
                const parent = walk.currentNode.parentElement;
                if (parent.closest('[translate="no"], canvas, script, style, noscript')) continue;
                if (parent.getClientRects().length) out.push(walk.currentNode.nodeValue);
            }
            return out.join('\\n')"""
        found: str = self.driver.execute_script(script)
        return found

    def main(self) -> str:
        """What stands on the page itself, beside navigation."""
        return self.find('[data-testid="stMain"]').text

    def says(self, text: str, limit: float = 30) -> bool:
        """Whether the page says this, or comes to say it."""
        end = time.monotonic() + limit
        while text not in self.main():
            if time.monotonic() > end:
                return False
            time.sleep(0.1)
        self.settle()
        return True

    def find(self, selector: str) -> WebElement:
        """The one element."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def count(self, selector: str) -> int:
        """How many there are."""
        return len(self.driver.find_elements(By.CSS_SELECTOR, selector))

    def click(self, selector: str) -> "Look":
        """Clicks and waits."""
        element = self.find(selector)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()
        time.sleep(0.4)
        return self.settle()

    def table(self, key: str) -> list[dict[str, str]]:
        """The rows of a table that are in sight, by heading."""
        script = """
            const place = document.querySelector(`.st-key-${arguments[0]}`);
            if (place) place.scrollIntoView({block: 'center'});
            const grid = place && place.querySelector('canvas table');
            if (!grid) return null;
            const names = new Map([...grid.querySelectorAll('[role="columnheader"]')].map(
                (cell) => [cell.getAttribute('aria-colindex'), cell.textContent]));
            return [...grid.querySelectorAll('tbody tr')].map((row) => Object.fromEntries(
                [...row.querySelectorAll('[role="gridcell"]')].map(
                    (cell) => [names.get(cell.getAttribute('aria-colindex')), cell.textContent])))"""
        for _ in range(200):
            if rows := self.driver.execute_script(script, key):
                return [dict(row) for row in rows]
            time.sleep(0.1)
        raise AssertionError(f"there is no table {key}")

    def choose_batch(self, row: int) -> "Look":
        """Clicks on an import of the list, counted from 1; its key changes with the snapshot."""
        key = self.find('[class*="st-key-batches_"]').get_attribute("class") or ""
        return self.choose(re.findall(r"st-key-(batches_[\w-]+)", key)[0], row - 1)

    def choose(self, key: str, row: int) -> "Look":
        """Clicks on a cell of a row of a table."""
        canvas = self.find(f'.st-key-{key} [data-testid="data-grid-canvas"]')
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", canvas)
        time.sleep(0.3)
        box = canvas.rect
        x, y = 120 - box["width"] / 2, 38 + 35 * row + 17 - box["height"] / 2
        webdriver.ActionChains(self.driver).move_to_element_with_offset(canvas, int(x), int(y)).click().perform()
        time.sleep(0.4)
        return self.settle()

    def taken(self, key: str, folder: Path, limit: float = 30) -> Path:
        """The file that a button gives, saved into an empty folder."""
        folder.mkdir()
        self.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
        self.click(f".st-key-{key} button")
        end = time.monotonic() + limit
        while time.monotonic() < end:
            files = [file for file in folder.iterdir() if file.suffix in (".csv", ".xlsx")]
            if files and files[0].stat().st_size:
                return files[0]
            time.sleep(0.1)
        raise AssertionError(f"the button {key} gives no file")

    def fill(self, key: str, text: str, leave: str = Keys.TAB) -> "Look":
        """Types into a field of a form in place of what stands there; ENTER sends the form."""
        field = self.find(f'[class*="st-key-{key}"] input')
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", field)
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(text, leave)
        return self

    def fill_day(self, key: str, day: str) -> "Look":
        """Types a day such as 2025-11-03 into the year, month and day of a field."""
        year = self.find(f'[class*="st-key-{key}"] [role="spinbutton"]')
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", year)
        year.click()
        webdriver.ActionChains(self.driver).send_keys(day.replace("-", ""), Keys.ESCAPE).perform()
        return self

    def upload(self, *files: Path) -> "Look":
        """Chooses files in the uploader."""
        self.find('[data-testid="stFileUploaderDropzoneInput"]').send_keys("\n".join(map(str, files)))
        time.sleep(0.8)
        return self.settle()

    def complaints(self) -> list[str]:
        """What the console says that it should not."""
        logs: list[Any] = self.driver.get_log("browser")
        said = [f"{entry['level']} {entry['message']}" for entry in logs if entry["level"] in ("SEVERE", "WARNING")]
        return [line for line in said if not PROBED.search(line)]

    def shot(self, name: str) -> None:
        """A picture of the whole page, for a person to look at."""
        SHOTS.mkdir(exist_ok=True)
        size = "return [innerWidth, document.querySelector('[data-testid=\"stMain\"]').scrollHeight]"
        width, height = self.driver.execute_script(size)
        box = {"width": width, "height": min(max(height, 600), 5000), "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", box)
        time.sleep(0.3)
        self.driver.save_screenshot(str(SHOTS / f"{name}.png"))

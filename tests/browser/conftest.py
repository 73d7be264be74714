"""Ledgers served for the whole session, and one browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver

from costctl import workflow
from costctl.cli.demonstration import SAMPLE_DAY
from costctl.settings import FILE
from tests.browser.site import Look, chromium, served
from tests.fresh import Sample, fresh_ledger


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """One Chromium."""
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture(scope="session")
def full_folder(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with all sample files, checked, and an approval line that was to be looked at again."""
    folder = sample.copied(tmp_path_factory.mktemp("full") / "ledger")
    lines = [
        "",
        '[[tunable."CARD-R09.approval_line"]]',
        "value = 2000.00",
        "from = 2025-01-01",
        "review_on = 2025-06-30",
    ]
    with (folder / FILE).open("a", encoding="utf-8") as settings:
        settings.write("\n".join([*lines, ""]))
    with workflow.open_ledger(folder, "write") as ledger:
        workflow.check(ledger, as_of=SAMPLE_DAY)
    return folder


@pytest.fixture(scope="session")
def full_address(full_folder: Path) -> Iterator[str]:
    """Where it is served."""
    with served(full_folder) as address:
        yield address


@pytest.fixture(scope="session")
def empty_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a new ledger is served."""
    folder = tmp_path_factory.mktemp("empty") / "ledger"
    fresh_ledger(folder, name="新账本")
    with served(folder) as address:
        yield address


@pytest.fixture(scope="session")
def desk_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger to import into, with an upload limit of one megabyte."""
    folder = tmp_path_factory.mktemp("desk") / "ledger"
    fresh_ledger(folder, name="导入练习")
    settings = folder / FILE
    text = settings.read_text(encoding="utf-8")
    assert "max_upload_mb = 200" in text
    settings.write_text(text.replace("max_upload_mb = 200", "max_upload_mb = 1"), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def desk_address(desk_folder: Path) -> Iterator[str]:
    """Where it is served."""
    with served(desk_folder) as address:
        yield address


@pytest.fixture
def full(browser: webdriver.Chrome, full_address: str) -> Look:
    """The browser on the sample ledger."""
    browser.get_log("browser")
    return Look(browser, full_address)


@pytest.fixture
def empty(browser: webdriver.Chrome, empty_address: str) -> Look:
    """The browser on the empty ledger."""
    browser.get_log("browser")
    return Look(browser, empty_address)


@pytest.fixture
def desk(browser: webdriver.Chrome, desk_address: str) -> Look:
    """The browser on the ledger to import into."""
    browser.get_log("browser")
    return Look(browser, desk_address)

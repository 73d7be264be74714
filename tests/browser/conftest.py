"""Ledgers served for the whole session, and one browser."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from selenium import webdriver

from costctl import workflow
from costctl.settings import FILE
from costctl.shipped import shipped
from tests.browser.site import Look, chromium, served

LOADED = (
    "单位和人员_2025",
    "定点场所",
    "公务卡登记",
    "控制目标",
    "会议_2025",
    "出差_2025年",
    "预算",
    "澄湖农商行公务卡明细_2025-0",
)
AS_OF = date(2025, 12, 31)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """One Chromium."""
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with most of the sample files, checked, and an approval line that was to be looked at again."""
    folder = tmp_path_factory.mktemp("full") / "ledger"
    workflow.make_ledger(folder, name="澄湖区财政局", district="澄湖区")
    lines = [
        "",
        '[[tunable."CARD-R09.approval_line"]]',
        "value = 2000.00",
        "from = 2025-01-01",
        "review_on = 2025-06-30",
    ]
    with (folder / FILE).open("a", encoding="utf-8") as settings:
        settings.write("\n".join([*lines, ""]))
    files = [path for path in sorted(shipped("sample_data").iterdir()) if path.name.startswith(LOADED)]
    files.sort(key=lambda path: min(place for place, name in enumerate(LOADED) if path.name.startswith(name)))
    with workflow.open_ledger(folder, "write") as ledger:
        workflow.import_files(ledger, files)
        workflow.check(ledger, as_of=AS_OF)
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
    workflow.make_ledger(folder, name="新账本")
    with served(folder) as address:
        yield address


@pytest.fixture(scope="session")
def desk_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger to import into, with an upload limit of one megabyte."""
    folder = tmp_path_factory.mktemp("desk") / "ledger"
    workflow.make_ledger(folder, name="导入练习")
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

"""What every test may ask of pytest."""

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from costctl.ledger.memory import MemoryLedger, memory_ledger
from costctl.rules.library import Rulebook, load_rulebook
from costctl.shipped import shipped
from tests.facts_db import Facts
from tests.fresh import Sample, sample_ledger


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` writes the expected files of tests/golden anew; read the difference before committing."""
    parser.addoption("--update-golden", action="store_true", help="write the expected files of tests/golden anew")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The pages first, then files with a slow test, then those with many, so that no process is left with a long one.

    On one machine the tests of the pages share a browser, which only one process is to start.
    """
    many = Counter(item.path for item in items)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (not item.get_closest_marker("browser"), item.path not in slow, -many[item.path]))


class _Together(LoadFileScheduling):
    """The tests of a file in one process, for what they share; and all tests of the pages."""

    def _split_scope(self, nodeid: str) -> str:
        return "pages" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> _Together:
    """How tests are given to the processes of `pytest -n 2`: in the order above."""
    config.option.loadscopereorder = False
    return _Together(config, log)


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written and not compared."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """The shipped rules, tables and words."""
    return load_rulebook(shipped("rules"))


@pytest.fixture(scope="session")
def whole(rulebook: Rulebook) -> MemoryLedger:
    """An empty ledger with the shipped tables; what a test puts in, it takes back with `trial()`."""
    return memory_ledger(rulebook.reference, digest=rulebook.digest)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The sample district's ledger, to be copied."""
    home = tmp_path_factory.getbasetemp()
    return sample_ledger(home.parent if "PYTEST_XDIST_WORKER" in os.environ else home)


@pytest.fixture(scope="session")
def bare() -> MemoryLedger:
    return memory_ledger()


@pytest.fixture
def ledger(bare: MemoryLedger) -> Iterator[MemoryLedger]:
    """An empty ledger, without tables of the rule book."""
    with bare.trial():
        yield bare


@pytest.fixture(scope="session")
def database() -> Facts:
    return Facts()


@pytest.fixture
def facts(database: Facts) -> Iterator[Facts]:
    """The fact views over no record yet."""
    with database.undone():
        yield database

"""What every test may ask of pytest."""

import os
from collections import Counter
from collections.abc import Iterator

import hypothesis
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


# The same examples each time, so that a run fails for what was changed; HYPOTHESIS_PROFILE=search looks for others.
# No deadline: other processes take the machine's time.
hypothesis.settings.register_profile("same", deadline=None, derandomize=True)
hypothesis.settings.register_profile("search", deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

_HAS_PAGES = pytest.StashKey[bool]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The pages first, then files with a slow test, then those with many: no process is left with a long one."""
    config.stash[_HAS_PAGES] = any(item.get_closest_marker("browser") for item in items)
    many = Counter(item.path for item in items)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (not item.get_closest_marker("browser"), item.path not in slow, -many[item.path]))


class _Together(LoadFileScheduling):
    """The tests of a file in one process, for what they share; those of all pages too: they share a browser."""

    def _split_scope(self, nodeid: str) -> str:
        return "pages" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> _Together:
    """How tests are given to the processes of `make test`: in the order above."""
    config.option.loadscopereorder = False
    return _Together(config, log)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """While the pages wait for the browser the other processes work, and stand back when they do not."""
    is_beside_pages = item.config.stash[_HAS_PAGES] and not item.get_closest_marker("browser")
    if "PYTEST_XDIST_WORKER" in os.environ and is_beside_pages and (own := os.nice(0)) < 10:
        os.nice(10 - own)


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

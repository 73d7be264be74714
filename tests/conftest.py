"""What every test may ask of pytest."""

from collections.abc import Iterator

import pytest

from costctl.ledger.memory import MemoryLedger, memory_ledger
from costctl.rules.library import Rulebook, load_rulebook
from costctl.shipped import shipped
from tests.facts_db import Facts


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` writes the expected files of tests/golden anew; read the difference before committing."""
    parser.addoption("--update-golden", action="store_true", help="write the expected files of tests/golden anew")


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

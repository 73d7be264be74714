"""What every test may ask of pytest."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` writes the expected files of tests/golden anew; read the difference before committing."""
    parser.addoption("--update-golden", action="store_true", help="write the expected files of tests/golden anew")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written and not compared."""
    return bool(request.config.getoption("--update-golden"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file's tests stay together, for what they share; all that open the browser run one after the other."""
    for item in items:
        group = "browser" if item.get_closest_marker("browser") else item.path.name
        item.add_marker(pytest.mark.xdist_group(group))

"""Imports point one way, each library stands behind one door, and packages export nothing by accident."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "costctl"

LAYERS: tuple[tuple[str, ...], ...] = (
    ("bilingual", "currencies", "served", "shipped"),
    ("problems",),
    ("errors",),
    ("file_content",),
    ("choices", "values"),
    ("money", "dates", "calendar", "masking"),
    ("mistakes",),
    ("datafile",),
    ("records",),
    ("settings",),
    ("sources", "ledger"),
    ("rules",),
    ("budget", "export", "plan_file", "recognition"),
    ("disclosure", "reconciliation", "planning", "importing"),
    ("workflow",),
    ("own_writing",),
    ("entries", "intake", "own_values", "standards"),
    ("charts",),
    ("cli", "dashboards"),
)
"""From the ground up. A room may import from the layers below it and from itself; rooms of one layer do not meet."""

HOMES = {
    "duckdb": ("ledger/connection.py",),
    "pyarrow": ("ledger/", "sources/delimited.py"),
    "sqlglot": ("rules/",),
    "altair": ("charts/",),
    "streamlit": ("dashboards/",),
    "fastexcel": ("sources/",),
    "python_calamine": ("sources/",),
    "xlsxwriter": ("sources/", "export.py", "disclosure/"),
    "typer": ("cli/",),
    "rich": ("cli/",),
    "chinese_calendar": ("calendar.py",),
    "filelock": ("ledger/",),
    "pandas": (),
    "numpy": (),
    "requests": (),
}
"""Where a library may be imported: the start of the path within `costctl/` or `dashboards/`."""

SOURCES = sorted(PACKAGE.rglob("*.py")) + sorted((ROOT / "dashboards").rglob("*.py"))


def inside(path: Path) -> str:
    """The path of a module as HOMES writes it."""
    return path.relative_to(PACKAGE if PACKAGE in path.parents else ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    """Every module that the file imports, anywhere in it; of `from costctl import intake` also `costctl.intake`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} line {node.lineno}: write the import out from the root"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(module: str) -> str | None:
    """The room of the house that a dotted name belongs to; None outside costctl and for costctl itself."""
    parts = module.split(".")
    if parts[0] == "dashboards":
        return "dashboards"
    return parts[1] if parts[0] == "costctl" and len(parts) > 1 else None


def layer(name: str) -> int | None:
    """How far above the ground a room stands; None for a name that is no room, such as a class."""
    return next((height for height, rooms in enumerate(LAYERS) if name in rooms), None)


@pytest.mark.parametrize("path", [path for path in SOURCES if inside(path) != "__init__.py"], ids=inside)
def test_imports_point_down(path: Path) -> None:
    """A module imports from its own room and from layers below, never sideways or up."""
    parts = inside(path).removesuffix(".py").split("/")
    own = layer(parts[0])
    assert own is not None, f"{inside(path)} belongs to no layer: add it to LAYERS"
    for module in imported(path):
        other = room(module)
        if other is None or other == parts[0] or (height := layer(other)) is None:
            continue
        assert height < own, f"{inside(path)} imports {module}, which does not lie below it"


@pytest.mark.parametrize("path", SOURCES, ids=inside)
def test_each_library_has_one_home(path: Path) -> None:
    """DuckDB is known in one module, sqlglot in rules/, and so on; nothing reaches for them elsewhere."""
    for module in imported(path):
        homes = HOMES.get(module.split(".")[0])
        assert homes is None or inside(path).startswith(homes), f"{inside(path)} may not import {module}"


def test_only_the_top_exports() -> None:
    """Every other __init__ is empty, so a name has one place to come from."""
    filled = [inside(path) for path in SOURCES if path.name == "__init__.py" and path.read_text(encoding="utf-8")]

    assert filled in ([], ["__init__.py"])


def test_nothing_imports_a_package_of_tests() -> None:
    """What ships does not lean on what does not."""
    leaning = [inside(path) for path in SOURCES for module in imported(path) if module.split(".")[0] == "tests"]

    assert not leaning


def test_costctl_exports_what_it_says() -> None:
    """`costctl.__all__` is the library: each name is there, once and in order, and has a docstring."""
    import costctl

    assert dir(costctl) == sorted(set(costctl.__all__))
    assert [name for name in costctl.__all__ if not getattr(costctl, name).__doc__] == []


def test_a_script_loads_no_front_end() -> None:
    """Neither the pages, nor the charts, nor the terminal are loaded for whoever uses the library."""
    uses = "import costctl, sys; [getattr(costctl, name) for name in costctl.__all__]"
    listed = f"{uses}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    loaded = subprocess.run([sys.executable, "-c", listed], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert "duckdb" in loaded
    assert not {"streamlit", "altair", "typer", "rich", "pandas"} & set(loaded.split())

"""Departments by name: a record keeps what its file says, and the name is understood where records are read.

So the same row is the same record before and after the register is loaded, and after a department takes a new name.
"""

from collections.abc import Mapping

import polars as pl

from costctl.ledger.connection import Connection, quoted
from costctl.records import Kind

DEPARTMENTS = "departments"
"""The register: the kind whose names may stand where a code is asked for."""

_CODES = ("department_code", "parent_code", "beneficiary_code")
"""Columns that hold a department's code, where a file may write its name."""


def department_columns(kind: Kind) -> tuple[str, ...]:
    """The columns in which a record of the kind names a department; the code of the register's own row is none."""
    own = kind.key if kind.kind == DEPARTMENTS else ()
    return tuple(name for name in _CODES if name in kind.names and name not in own)


def codes_of_names(db: Connection) -> dict[str, str]:
    """The code that each name means, of the names that mean one."""
    return dict(db.rows("SELECT d.name, d.department_code FROM record.department_names AS d"))


def as_meant(kind: Kind, codes: Mapping[str, str]) -> dict[str, pl.Expr]:
    """The kind's department columns, with names replaced by the codes that they mean."""
    return {name: pl.col(name).replace(dict(codes)) for name in department_columns(kind)}


def names_sql(undone: str, out_of_force: str) -> str:
    """The statement that makes the table of the names that mean a department, given queries of the register's rows
    that do not count; a table and no view, because every look at a record looks into it.

    A name is that of the department that has it now; a former name is understood where no department has it any more.
    With its code beside it, 001-区财政局, a name says which department is meant though several have it or had it.
    """
    return _NAMES.format(undone=undone, out_of_force=out_of_force, spelled=", ".join(_WITH_CODE))


_WITH_CODE = (
    *(f"n.department_code || '{between}' || n.name" for between in ("", " ", "-", "_", "—", ":")),
    "'[' || n.department_code || ']' || n.name",
    "'(' || n.department_code || ')' || n.name",
    "n.name || '(' || n.department_code || ')'",
)
"""How files write a code and its name in one cell."""

_NAMES = """
CREATE OR REPLACE TABLE record.department_names AS
WITH named AS (
    SELECT t.name, t.department_code, bool_or(t.row_id NOT IN ({out_of_force})) AS is_present
    FROM base.departments AS t
    WHERE t.row_id NOT IN ({undone})
    GROUP BY t.name, t.department_code
),
said AS (
    SELECT n.name, n.department_code
    FROM named AS n
    WHERE n.is_present OR n.name NOT IN (SELECT p.name FROM named AS p WHERE p.is_present AND p.name IS NOT NULL)
    UNION ALL
    SELECT unnest([{spelled}]) AS name, n.department_code FROM named AS n
)
SELECT s.name, any_value(s.department_code) AS department_code
FROM said AS s
WHERE s.name IS NOT NULL AND s.name NOT IN (SELECT c.department_code FROM named AS c)
GROUP BY s.name
HAVING count(DISTINCT s.department_code) = 1
"""


def code(column: str) -> str:
    """In SQL, the code that a department column of `t` means; beside `joined`."""
    return f"coalesce({_joined(column)}.department_code, t.{quoted(column)})"


def joined(kind: Kind) -> str:
    """In SQL, what a query of rows `t` of the kind joins, so that `code` can be said of its department columns."""
    return "".join(
        f"\nLEFT JOIN record.department_names AS {_joined(name)} ON {_joined(name)}.name = t.{quoted(name)}"
        for name in department_columns(kind)
    )


def _joined(column: str) -> str:
    return quoted(f"{column} by name")


def place_in_key(kind: Kind) -> int | None:
    """Which part of the kind's key is a department, from 1."""
    return next((place for place, name in enumerate(kind.key, 1) if name in department_columns(kind)), None)


def meant_key(kind: Kind, record_key: str) -> str:
    """In SQL, a record key with its department by code, however it is written."""
    place = place_in_key(kind)
    if place is None:
        return record_key
    parts = [f"split_part({record_key}, '/', {number})" for number in range(1, len(kind.key) + 1)]
    name = f"replace({parts[place - 1]}, '%2F', '/')"
    parts[place - 1] = f"""coalesce((
        SELECT replace(d.department_code, '/', '%2F') FROM record.department_names AS d WHERE d.name = {name}
    ), {parts[place - 1]})"""
    return f"concat_ws('/', {', '.join(parts)})"

"""A look at some columns of a fact view, without the lookups that only its other columns need.

DuckDB takes away one unneeded join of a query; a view of forty columns has a dozen of them, and planning and running
these costs more than most rules do. A fact view has one row per record, and each of its joins by LEFT or CROSS finds
at most one row for it (a test holds them to that), so a join that no wanted column refers to can be left out.
"""

import json
from collections.abc import Collection
from typing import Any

from costctl.ledger.ledger import Ledger

Node = dict[str, Any]
"""A node of DuckDB's own syntax tree, as `json_serialize_sql` writes it."""


def view_texts(ledger: Ledger) -> dict[str, str]:
    """The fact views with the queries they were made of."""
    return dict(
        ledger.sql("""
            SELECT v.view_name, regexp_extract(v.sql, '^CREATE VIEW \\S+ AS (.*);', 1, 's')
            FROM duckdb_views() AS v
            WHERE v.schema_name = 'fact'""").iter_rows()
    )


def narrowed(ledger: Ledger, text: str, wanted: Collection[str]) -> str:
    """The query of a view for `wanted` of its columns.

    It is left as it is where it is not one SELECT, groups its rows, or does not name each wanted column.
    """
    tree: Node = json.loads(ledger.sql("SELECT json_serialize_sql(CAST(? AS VARCHAR)) AS tree", [text])["tree"][0])
    (select,) = (statement["node"] for statement in tree["statements"])
    if select["type"] != "SELECT_NODE" or select["group_expressions"] or select["modifiers"]:
        return text
    if not set(wanted) <= set(_cells(select)):
        return text
    narrow(select, wanted)
    found: str = ledger.sql("SELECT json_deserialize_sql(CAST(? AS JSON)) AS text", [json.dumps(tree)])["text"][0]
    return found


def narrow(select: Node, wanted: Collection[str]) -> None:
    """Leaves in a SELECT the wanted columns, those they are made of, and the joins that these refer to."""
    cells = _cells(select)
    kept = set(wanted)
    left = list(wanted)
    while left:
        made_of = {path[0] for path in _references(cells[left.pop()]) if len(path) == 1} & cells.keys()
        left += made_of - kept
        kept |= made_of
    select["select_list"] = [cell for name, cell in cells.items() if name in kept]
    used = {path[0] for part in ("select_list", "where_clause", "qualify") for path in _references(select[part])}
    select["from_table"] = _joined(select["from_table"], used)


def _joined(table: Node, used: set[str]) -> Node:
    """The joins of a FROM without those that nothing refers to, from the last to the first."""
    if table["type"] != "JOIN":
        return table
    right = table["right"]
    is_lookup = table["join_type"] == "LEFT" or table["ref_type"] == "CROSS"
    if is_lookup and right["alias"] and right["alias"] not in used:
        return _joined(table["left"], used)
    used |= {path[0] for part in ("condition", "right") for path in _references(table[part])}
    return table | {"left": _joined(table["left"], used)}


def _references(tree: object) -> list[list[str]]:
    """The names of columns in a tree, each as its path: alias and column, or the column alone."""
    found: list[list[str]] = []
    left = [tree]
    while left:
        node = left.pop()
        if isinstance(node, list):
            left += node
        elif isinstance(node, dict) and node.get("class") == "COLUMN_REF":
            found.append(node["column_names"])
        elif isinstance(node, dict):
            left += node.values()
    return found


def _cells(select: Node) -> dict[str, Node]:
    """The columns of a SELECT by name; a star has none."""
    cells = select["select_list"]
    return {cell["alias"] or cell["column_names"][-1]: cell for cell in cells if cell["type"] != "STAR"}

"""Which fact views a record can change: those that read its kind, by whatever steps."""

import re
from collections.abc import Mapping

from costctl.ledger.ledger import Ledger

_NAMED = re.compile(r"\b(base|record|step|fact)\.\"?(\w+)")
"""A table or view in the text of a view, as DuckDB writes it; in quotation marks where `query_table` is told of it."""

_SETTLED = {"departments": "department_names"}
"""Kinds of which a table in `record` holds what they come to."""


def readers(ledger: Ledger, kind: str) -> frozenset[str]:
    """The fact views that may read otherwise once the ledger has another record of `kind`."""
    texts = ledger.sql("""
        SELECT v.schema_name || '.' || v.view_name AS view, v.sql
        FROM duckdb_views() AS v
        WHERE v.schema_name IN ('record', 'step', 'fact')""")
    reads = {view: {".".join(named) for named in _NAMED.findall(text)} for view, text in texts.iter_rows()}
    changed = {f"base.{kind}", f"record.{kind}", f"record.{_SETTLED.get(kind, kind)}"}
    if ledger.sql("SELECT 1 FROM record.kept AS k WHERE k.kind = $kind", {"kind": kind}).is_empty():
        changed.add("record.kept")
    found = _all_readers(reads, changed)
    return frozenset(view.removeprefix("fact.") for view in found if view.startswith("fact."))


def _all_readers(reads: Mapping[str, set[str]], changed: set[str]) -> set[str]:
    """The views that read one of `changed`, or a view that does."""
    more = {view for view, named in reads.items() if named & changed} | changed
    return changed if more == changed else _all_readers(reads, more)

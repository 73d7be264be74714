"""What a bureau's own file may add to a shipped table.

Its own rows, of jurisdiction 本区; and what another office set later, by the text that says so. What rules mean is not
the bureau's to say, and a shipped value is never edited, only followed by a later one.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from costctl.errors import DataFileError
from costctl.rules.documents import Documents, day_of
from costctl.rules.model import provenance_of
from costctl.rules.tables import FROM, OWN, TO, Row, Rows, Table, cited_by


def refuse_closed(table: Table, new: Rows) -> None:
    """DataFileError where a row says what rules mean."""
    if table.closed is None:
        return
    for number, row in zip(new.numbers, new.rows, strict=True):
        if all(row[name] in cells for name, cells in table.closed.only.items()):
            raise DataFileError(
                "rule.table_closed",
                where=f"{new.file}, {number}",
                found="/".join(str(row[name]) for name in table.key),
                instead=table.closed.instead.en,
                instead_zh=table.closed.instead.zh,
            )


def refuse_unnamed_source(new: Rows) -> None:
    """DataFileError where a row says that it is from a text, and names none."""
    for number, row in zip(new.numbers, new.rows, strict=True):
        cited = cited_by(row)
        if row.get("provenance") == "source" != provenance_of(cited):
            where = f"{new.file}, {number}, provenance"
            raise DataFileError("rule.no_source", where=where, found="、".join(cited) or "–")


def refuse_without_text(table: Table, new: Rows, own: Documents) -> None:
    """DataFileError where a row that is not of 本区 rests on no text that the bureau has registered.

    The text is in force on the row's first day. What the shipped texts say is shipped.
    """
    if not (table.dated and table.cites):
        return
    for number, row in zip(new.numbers, new.rows, strict=True):
        for document in cited_by(row) if row.get("jurisdiction") != OWN else ():
            if not _is_in_force(document, own, row):
                where = f"{new.file}, {number}, documents"
                raise DataFileError("rule.table_no_text", where=where, found=document)


def followed(table: Table, before: Iterable[Rows], new: Rows, documents: Documents) -> list[Rows]:
    """The rows of `before`, of which each without an end ends where a later text of its jurisdiction says otherwise."""
    if not table.dated:
        return [*before]
    later: dict[tuple[object, ...], list[Row]] = {}
    for row in new.rows:
        later.setdefault(_case(table, row), []).append(row)
    return [
        replace(part, rows=tuple(_ended(row, later.get(_case(table, row), ()), documents) for row in part.rows))
        for part in before
    ]


def _ended(row: Row, later: Iterable[Row], documents: Documents) -> Row:
    """A row that ends before the first later one, if it has no end and that one rests on texts later than it."""
    days = [day for one in later if (day := _follows(one, row, documents))]
    return {**row, TO: min(days) - timedelta(days=1)} if days and row[TO] is None else row


def _follows(later: Row, row: Row, documents: Documents) -> date | None:
    """The day from which a row stands in place of an earlier one; None for one that may not."""
    begins, began = later[FROM], row[FROM]
    texts = [day_of(documents[number], "effective_from") for number in cited_by(later)]
    if not isinstance(begins, date) or not isinstance(began, date) or not texts:
        return None
    return begins if all(text and began < text <= begins for text in texts) else None


def _is_in_force(number: str, documents: Documents, row: Row) -> bool:
    document, begins = documents.get(number, {}), row[FROM]
    start, end = day_of(document, "effective_from"), day_of(document, "effective_to")
    return isinstance(begins, date) and start is not None and start <= begins <= (end or date.max)


def _case(table: Table, row: Row) -> tuple[object, ...]:
    """What a row is for; the seasons of a place are one case."""
    return tuple(row.get(name) for name in ("jurisdiction", *table.asked))

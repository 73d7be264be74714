"""Doubts that only the ledger can have: what its registers lack, what a file revises, payments of no item, a statement
that meets another within a day."""

from collections.abc import Iterable, Sequence

from costctl.ledger.connection import quoted
from costctl.ledger.corrected import amounts_changed
from costctl.ledger.departments import meant_key
from costctl.ledger.numbers import BATCH, id_of
from costctl.ledger.receiving import Import, Tally
from costctl.ledger.reference import has_table
from costctl.ledger.revisions import as_written, changed, header
from costctl.ledger.schema import TRANSACTIONS
from costctl.ledger.unregistered import EXAMPLES, unregistered
from costctl.records import Kind
from costctl.values import Doubt

PAYMENTS = "payments"


def add(importing: Import, tallies: Sequence[Tally]) -> None:
    """Adds the ledger's doubts to the tallies of a file whose rows are in."""
    for tally in tallies:
        tally.doubts += unregistered(importing, tally)
        _replaced(importing, tally)
        if tally.kind.key and (tally.revised or tally.already_present):
            _left_behind(importing, tally)
        if tally.kind.kind == PAYMENTS:
            _codes_of_no_item(importing, tally)
        if tally.kind.kind == TRANSACTIONS:
            _middle_of_a_day(importing, tally)
            _not_again(importing, tally)
            amounts_changed(importing, tally)
        _kept_without_records(importing, tally)


def _kept_without_records(importing: Import, tally: Tally) -> None:
    """A sheet without a record, of a kind that has none: from now on the kind is kept, and nothing of it means 0."""
    if tally.accepted or tally.revised or tally.already_present:
        return
    if not importing.db.value(_ANY_RECORD.format(kind=quoted(tally.kind.kind))):
        tally.doubts.append(Doubt("kind.without_records", about={"kind": tally.kind.title}))


_ANY_RECORD = "SELECT 1 FROM record.{kind} LIMIT 1"


def merged(doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
    """The doubts of all parts, one of each kind and subject, with counts added and the first examples."""
    found: dict[tuple[str, str], Doubt] = {}
    for doubt in doubts:
        key = (doubt.code, repr(sorted(doubt.about.items())))
        before = found.get(key, Doubt(doubt.code, 0))
        examples = tuple(dict.fromkeys(before.examples + doubt.examples))[:EXAMPLES]
        found[key] = Doubt(doubt.code, before.count + doubt.count, examples, doubt.about)
    return tuple(found.values())


def _replaced(importing: Import, tally: Tally) -> None:
    """What earlier files said and this one says otherwise, with the first examples."""
    if not tally.revised:
        return
    kind = tally.kind
    found = list(changed(importing.db, kind, batch_no=importing.batch_no, sheet_no=tally.sheet_no, most=EXAMPLES))
    items = _items(importing, kind, [one[5] for one in found])
    cells: dict[str, list[str]] = {}
    for *_place, key, name, before, after in found:
        own = items.get(key) if name == kind.amount_column else None
        column = tally.source.headers.get(name) or own or header(kind, name).zh
        cells.setdefault(key, []).append(f"{column} {as_written(kind, name, before)} → {as_written(kind, name, after)}")
    examples = tuple(f"{key}({'; '.join(of_key)})" for key, of_key in cells.items())
    tally.doubts.append(Doubt("record.revised", tally.revised, examples))
    if tally.revised_by_place:
        number = kind.column(str(kind.numbered)).header
        about: dict[str, object] = {"number": number.zh, "number_en": number.en}
        tally.doubts.append(Doubt("record.revised_by_place", tally.revised_by_place, about=about))


def _items(importing: Import, kind: Kind, keys: Sequence[str]) -> dict[str, str]:
    """The item of these records of the file: in a wide file the amounts of each item have a column of their own."""
    if "item" not in kind.names or not has_table(importing.db, "ref", "items"):
        return {}
    key = meant_key(kind, "v.record_key")
    query = _ITEMS.format(name=quoted(kind.kind), kind=kind.kind, key=key)
    return dict(importing.db.rows(query, {"batch": importing.batch_no, "keys": keys}))


_ITEMS = """
SELECT {key} AS record_key, coalesce(i.title_zh, v.item) AS item
FROM base.all_sightings AS a
JOIN base.{name} AS v ON v.row_id = a.row_id
LEFT JOIN ref.items AS i ON i.item = v.item
WHERE a.kind = '{kind}' AND a.batch_no = $batch AND list_contains($keys, {key})
"""


def _came_before(importing: Import) -> bool:
    """Whether an earlier batch is of a file of this name."""
    before = "SELECT 1 FROM base.batches WHERE batch_no < ? AND file = ? LIMIT 1"
    return bool(importing.db.value(before, [importing.batch_no, importing.file]))


def _left_behind(importing: Import, tally: Tally) -> None:
    """Records of an earlier file of this name that this one, which has others of them, does not have: what was deleted
    from a file stays in the ledger until its batch is taken back."""
    if not _came_before(importing):
        return
    kind = tally.kind.kind
    place = {"batch": importing.batch_no, "sheet": tally.sheet_no, "file": importing.file, "kind": kind}
    for batch, rows, keys in importing.db.rows(_LEFT_BEHIND.format(kind=quoted(kind)), place):
        examples = tuple(sorted(keys)[:EXAMPLES]) if tally.kind.card_column not in tally.kind.key else ()
        tally.doubts.append(Doubt("record.left_behind", rows, examples, about={"batch": id_of(BATCH, batch)}))


_LEFT_BEHIND = """
WITH again AS (
    SELECT r.record_key FROM base.all_sightings AS a
    JOIN record.{kind} AS r ON r.row_id = a.row_id
    WHERE a.kind = $kind AND a.batch_no = $batch
)
SELECT a.batch_no, count(DISTINCT r.record_key) AS remaining, list(DISTINCT r.record_key) AS record_keys
FROM base.all_sightings AS a
JOIN base.batches AS b ON b.batch_no = a.batch_no AND b.file = $file
JOIN record.{kind} AS r ON r.row_id = a.row_id
JOIN base.sheets AS h ON h.batch_no = a.batch_no AND h.sheet_no = a.sheet_no
JOIN base.sheets AS own ON own.batch_no = $batch AND own.sheet_no = $sheet AND own.sheet IS NOT DISTINCT FROM h.sheet
WHERE a.kind = $kind AND a.batch_no < $batch
    AND a.batch_no NOT IN (SELECT x.batch_no FROM base.retractions AS x)
    AND r.record_key NOT IN (SELECT g.record_key FROM again AS g)
GROUP BY a.batch_no
ORDER BY a.batch_no
"""


def _codes_of_no_item(importing: Import, tally: Tally) -> None:
    """New payments whose economic code has not five digits: they are money of no item."""
    codes = importing.db.rows(_CODES_OF_NO_ITEM, {"batch": importing.batch_no, "sheet": tally.sheet_no})
    if codes:
        examples = tuple(code for code, _count in codes[:EXAMPLES])
        tally.doubts.append(Doubt("economic_code.of_no_item", sum(count for _code, count in codes), examples))


_CODES_OF_NO_ITEM = """
SELECT p.economic_code, count(*) AS payments
FROM base.payments AS p
WHERE p.batch_no = $batch AND p.sheet_no = $sheet
    AND (length(p.economic_code) <> 5 OR ltrim(p.economic_code, '0123456789') <> '')
GROUP BY p.economic_code
ORDER BY payments DESC, p.economic_code
"""


def _middle_of_a_day(importing: Import, tally: Tally) -> None:
    """The first or the last day of the statement is in the ledger already, for the same layout and card, with rows that
    this file does not have, while it brings new ones: one of the two statements was cut within the day."""
    place = {"batch": importing.batch_no, "layout": tally.source.layout or ""}
    if not importing.db.value(_EARLIER_STATEMENT, place):
        return
    days = importing.db.rows(_MIDDLE_OF_A_DAY, {**place, "sheet": tally.sheet_no})
    if days:
        tally.doubts.append(Doubt("statement.mid_day", len(days), tuple(str(day) for (day,) in days)))


def _not_again(importing: Import, tally: Tally) -> None:
    """Rows of an earlier file of this name, in the time and of the cards that this one is of, that this one does not
    have: transactions have no key, so a corrected row does not take the place of the one that it corrects."""
    if not _came_before(importing):
        return
    place = {"batch": importing.batch_no, "file": importing.file, "sheet": tally.sheet_no}
    for batch, rows in importing.db.rows(_NOT_AGAIN, place):
        tally.doubts.append(Doubt("statement.rows_remain", rows, about={"batch": id_of(BATCH, batch)}))


_NOT_AGAIN = """
WITH again AS (
    SELECT s.row_id FROM base.sightings AS s
    WHERE s.batch_no = $batch AND s.sheet_no = $sheet AND s.kind = 'card_transactions'
), seen AS (
    SELECT coalesce(t.spent_on, t.posted_on) AS day, t.card_id, t.batch_no
    FROM base.card_transactions AS t
    WHERE (t.batch_no = $batch AND t.sheet_no = $sheet) OR t.row_id IN (SELECT a.row_id FROM again AS a)
)
SELECT o.batch_no, count(*) AS remaining
FROM base.card_transactions AS o
JOIN base.batches AS b ON b.batch_no = o.batch_no AND b.file = $file
SEMI JOIN record.card_transactions AS r ON r.row_id = o.row_id
WHERE o.batch_no < $batch AND o.row_id NOT IN (SELECT a.row_id FROM again AS a)
    AND o.batch_no IN (SELECT s.batch_no FROM seen AS s)
    AND EXISTS (SELECT 1 FROM seen AS s WHERE s.card_id IS NOT DISTINCT FROM o.card_id)
    AND coalesce(o.spent_on, o.posted_on)
        BETWEEN (SELECT min(s.day) FROM seen AS s) AND (SELECT max(s.day) FROM seen AS s)
GROUP BY o.batch_no
ORDER BY o.batch_no
"""

_EARLIER_STATEMENT = """
SELECT 1 FROM base.sheets AS h
WHERE h.batch_no < $batch AND h.kind = 'card_transactions' AND coalesce(h.layout, '') = $layout LIMIT 1
"""

_MIDDLE_OF_A_DAY = """
WITH new AS (
    SELECT coalesce(t.spent_on, t.posted_on) AS day, t.card_id
    FROM base.card_transactions AS t WHERE t.batch_no = $batch AND t.sheet_no = $sheet
), again AS (
    SELECT s.row_id FROM base.sightings AS s
    WHERE s.batch_no = $batch AND s.sheet_no = $sheet AND s.kind = 'card_transactions'
), seen AS (
    SELECT n.day FROM new AS n
    UNION ALL
    SELECT coalesce(t.spent_on, t.posted_on) AS day FROM base.card_transactions AS t
    WHERE t.row_id IN (SELECT a.row_id FROM again AS a)
), edges AS (
    SELECT min(s.day) AS day FROM seen AS s UNION SELECT max(s.day) AS day FROM seen AS s
)
SELECT DISTINCT o.day
FROM (
    SELECT coalesce(t.spent_on, t.posted_on) AS day, t.card_id, t.row_id, t.batch_no
    FROM base.card_transactions AS t
    WHERE t.batch_no < $batch AND coalesce(t.spent_on, t.posted_on) IN (SELECT e.day FROM edges AS e)
) AS o
JOIN base.sheets AS h ON h.batch_no = o.batch_no AND h.kind = 'card_transactions' AND coalesce(h.layout, '') = $layout
WHERE h.batch_no NOT IN (SELECT r.batch_no FROM base.retractions AS r)
    AND o.row_id NOT IN (SELECT a.row_id FROM again AS a)
    AND EXISTS (SELECT 1 FROM new AS n WHERE n.day = o.day AND n.card_id IS NOT DISTINCT FROM o.card_id)
ORDER BY o.day
"""

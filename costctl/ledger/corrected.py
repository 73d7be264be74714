"""A statement that came before under another name, with other amounts in a few rows: old and new would both count."""

from costctl.ledger.numbers import BATCH, id_of
from costctl.ledger.receiving import Import, Tally
from costctl.ledger.unregistered import EXAMPLES
from costctl.values import Doubt


def amounts_changed(importing: Import, tally: Tally) -> None:
    """Rows that differ from one of an earlier batch in the amount alone, where most of the file is that batch's.

    Same card, day, and reference number or, where one of the two has none, merchant. A row that this file has too is
    another purchase. Of a file of the same name the ledger says more: all rows that are not there again.
    """
    if not tally.accepted or 2 * tally.already_present <= tally.read:
        return
    place = {"batch": importing.batch_no, "sheet": tally.sheet_no, "file": importing.file, "read": tally.read}
    for batch, file, rows, examples in importing.db.rows(_AMOUNTS_CHANGED, place):
        about = {"batch": id_of(BATCH, batch), "file": file}
        tally.doubts.append(Doubt("statement.amount_changed", rows, tuple(examples[:EXAMPLES]), about))


_AMOUNTS_CHANGED = """
WITH again AS (
    SELECT s.row_id FROM base.sightings AS s
    WHERE s.batch_no = $batch AND s.sheet_no = $sheet AND s.kind = 'card_transactions'
), mostly AS (
    SELECT o.batch_no, any_value(b.file) AS file
    FROM base.card_transactions AS o
    JOIN again AS a ON a.row_id = o.row_id
    JOIN base.batches AS b ON b.batch_no = o.batch_no AND b.file <> $file
    GROUP BY o.batch_no
    HAVING 2 * count(*) > $read
), changed AS (
    SELECT
        o.batch_no,
        n.row_id,
        min(coalesce(n.spent_on, n.posted_on)) AS day,
        min(
            concat_ws(' ', coalesce(n.spent_on, n.posted_on), n.merchant_name, concat(o.amount, ' → ', n.amount))
        ) AS said
    FROM base.card_transactions AS n
    JOIN base.card_transactions AS o
        ON o.card_id = n.card_id
        AND coalesce(o.spent_on, o.posted_on) = coalesce(n.spent_on, n.posted_on)
        AND o.amount <> n.amount
        AND CASE
            WHEN o.reference_no IS NOT NULL AND n.reference_no IS NOT NULL THEN o.reference_no = n.reference_no
            ELSE o.merchant_name = n.merchant_name
        END
    SEMI JOIN record.card_transactions AS r ON r.row_id = o.row_id
    WHERE n.batch_no = $batch AND n.sheet_no = $sheet
        AND o.batch_no IN (SELECT m.batch_no FROM mostly AS m)
        AND o.row_id NOT IN (SELECT a.row_id FROM again AS a)
    GROUP BY o.batch_no, n.row_id
)
SELECT m.batch_no, m.file, count(*) AS changed, list(c.said ORDER BY c.day, c.said) AS examples
FROM changed AS c
JOIN mostly AS m ON m.batch_no = c.batch_no
GROUP BY m.batch_no, m.file
ORDER BY m.batch_no
"""

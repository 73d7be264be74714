"""Loads one file as one batch: all of its good rows, the rejects, the receipt and the history entry, or nothing."""

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from costctl.ledger import content, digests, doubts, history, in_force, keyed, rejects
from costctl.ledger.again import columns_of
from costctl.ledger.connection import Connection
from costctl.ledger.lock import actor
from costctl.ledger.numbers import BATCH, id_of
from costctl.ledger.originals import Keeping
from costctl.ledger.receiving import Import, Store, Tally, begin
from costctl.values import ALL_LEFT_OUT, Batch, Doubt, Receipt, SheetSource


def load(store: Store, batch: Batch, *, dry_run: bool = False) -> list[Receipt]:
    """Loads the file's sheets, a receipt each, the first with the doubts of the file; with `dry_run` the same,
    taken back at once.

    A sheet that a batch in force has already from the same file is left alone, and so is one with a problem.
    """
    sheets = dict(enumerate(batch.sheets, 1))
    sha256 = _if_known(store.db, batch)
    known = _already_loaded(store.db, batch, sha256) if sha256 else {}
    receipts = dict(known)
    new = {number: sheet for number, sheet in sheets.items() if _is_good(sheet) and number not in receipts}
    if new:
        sha256, loaded = _load(store, batch, new, dry_run=dry_run)
        receipts |= loaded
    sha256 = sha256 or batch.content.sha256()
    receipts |= {number: _unread(batch, sha256, sheets[number]) for number in sheets.keys() - receipts.keys()}
    found = [receipts[number] for number in sheets]
    empty = () if known or any(one.read or one.problem for one in found) else (_without_rows(found),)
    return [replace(one, doubts=(*batch.doubts, *empty, *one.doubts)) for one in found[:1]] + found[1:]


def _without_rows(receipts: Sequence[Receipt]) -> Doubt:
    """Why nothing is read of a file: the layouts leave out every row, or there is none."""
    left_out = sum(doubt.count for one in receipts for doubt in one.doubts if doubt.code == "rows.left_out")
    return Doubt(ALL_LEFT_OUT, left_out) if left_out else Doubt("file.no_rows")


def _load(
    store: Store, batch: Batch, sheets: dict[int, SheetSource], *, dry_run: bool
) -> tuple[str, dict[int, Receipt]]:
    """The file's SHA-256, taken while its rows are loaded, and a receipt for each of the sheets."""
    with contextlib.ExitStack() as stack:
        keeping = None
        if store.folder and not dry_run:
            keeping = stack.enter_context(Keeping(store.folder, batch.content, partial(is_known, store.db)))
        stack.enter_context(store.db.transaction(keep=not dry_run))
        importing = begin(store, batch.name)
        begun = datetime.now(UTC).replace(tzinfo=None)
        tallies = [_new_tally(store, number, sheet) for number, sheet in sheets.items()]
        for name, kind in store.kinds.items():
            if of_kind := [tally for tally in tallies if tally.kind.kind == name]:
                (keyed.load if kind.key else content.load)(importing, kind, of_kind)
                in_force.settle(store.db, store.kinds, [name])
        sha256 = keeping.sha256() if keeping else batch.content.sha256()
        store.db.execute(
            "INSERT INTO base.batches (batch_no, file, sha256, bytes, loaded_at, loaded_by) VALUES (?, ?, ?, ?, ?, ?)",
            [importing.batch_no, batch.name, sha256, batch.content.size, begun, actor()],
        )
        _keep_receipts(store, importing, tallies)
        doubts.add(importing, tallies)
        head = history.record(store.db, "import", _detail(batch, sha256, importing, tallies))
        if keeping:
            keeping.ready()
        batch_name = None if dry_run else id_of(BATCH, importing.batch_no)
        return sha256, {t.sheet_no: _receipt(batch, sha256, t, batch_name, None if dry_run else head) for t in tallies}


def is_known(db: Connection, sha256: str) -> bool:
    """Whether a batch, be it undone, is of a file of this SHA-256."""
    return bool(db.value("SELECT 1 FROM base.batches WHERE sha256 = ? LIMIT 1", [sha256]))


def _new_tally(store: Store, number: int, sheet: SheetSource) -> Tally:
    return Tally(number, sheet, store.kinds[str(sheet.kind)])


def _keep_receipts(store: Store, importing: Import, tallies: Sequence[Tally]) -> None:
    for t in tallies:
        store.db.execute(
            """INSERT INTO base.sheets (batch_no, sheet_no, sheet, kind, layout, records_read, rows_read,
            accepted, revised, already_present, rejected, amount_accepted, columns)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            [
                *(importing.batch_no, t.sheet_no, t.source.sheet, t.kind.kind, t.source.layout, t.read, t.rows_read),
                *(t.accepted, t.revised, t.already_present, t.rejected, t.amount_accepted, columns_of(t)),
            ],
        )


def _detail(batch: Batch, sha256: str, importing: Import, tallies: Sequence[Tally]) -> dict[str, object]:
    """The receipt as the history keeps it, with digests by which `verify` recognises the rows."""
    return {
        "batch": id_of(BATCH, importing.batch_no),
        "file": batch.name,
        "sha256": sha256,
        "sheets": [
            {
                "sheet_no": t.sheet_no,
                "sheet": t.source.sheet,
                "kind": t.kind.kind,
                "layout": t.source.layout,
                "read": t.read,
                "rows_read": t.rows_read,
                "accepted": t.accepted,
                "revised": t.revised,
                "already_present": t.already_present,
                "rejected": t.rejected,
                "amount_accepted": t.amount_accepted,
                "stored": digests.of_sheet(importing.db, t.kind, importing.batch_no, t.sheet_no),
            }
            for t in tallies
        ],
        "probe": digests.probe(importing.db),
    }


def _receipt(batch: Batch, sha256: str, t: Tally, batch_name: str | None, head: str | None) -> Receipt:
    return Receipt(
        file=batch.name,
        sha256=sha256,
        sheet=t.source.sheet,
        batch=batch_name,
        layout=t.source.layout,
        kind=t.kind.kind,
        read=t.read,
        rows_read=t.rows_read,
        accepted=t.accepted,
        revised=t.revised,
        already_present=t.already_present,
        rejected=t.rejected,
        amount_accepted=t.amount_accepted,
        control_totals=tuple(t.control_totals),
        rejects=tuple(t.shown),
        doubts=doubts.merged([*t.source.doubts, *t.doubts]),
        head=head,
    )


def _is_good(sheet: SheetSource) -> bool:
    return sheet.problem is None and sheet.kind is not None


def _unread(batch: Batch, sha256: str, sheet: SheetSource) -> Receipt:
    return Receipt(
        file=batch.name,
        sha256=sha256,
        sheet=sheet.sheet,
        batch=None,
        layout=sheet.layout,
        kind=sheet.kind,
        doubts=sheet.doubts,
        problem=sheet.problem,
    )


def _if_known(db: Connection, batch: Batch) -> str | None:
    """The SHA-256 of a file that may be in the ledger; None for one whose size no earlier file has."""
    alike = db.value("SELECT 1 FROM base.batches WHERE coalesce(bytes, $size) = $size", {"size": batch.content.size})
    return batch.content.sha256() if alike else None


def _already_loaded(db: Connection, batch: Batch, sha256: str) -> dict[int, Receipt]:
    """Receipts of the sheets that a batch in force brought from the very same file, as the same kind."""
    found = db.rows(
        """SELECT s.batch_no, s.sheet_no, s.sheet, s.kind, s.layout, s.records_read, s.rows_read, s.rejected,
            CASE WHEN s.amount_accepted IS NULL THEN NULL ELSE 0::DECIMAL(18, 2) END
        FROM base.sheets AS s JOIN base.batches AS b ON b.batch_no = s.batch_no
        WHERE b.sha256 = ? AND s.batch_no NOT IN (SELECT r.batch_no FROM base.retractions AS r)
        ORDER BY s.batch_no""",
        [sha256],
    )
    loaded = {(sheet, kind): row for row in found for sheet, kind in [row[2:4]]}
    receipts = {}
    for number, source in enumerate(batch.sheets, 1):
        if not _is_good(source) or (source.sheet, source.kind) not in loaded:
            continue
        batch_no, sheet_no, sheet, kind, layout, read, rows_read, rejected, amount = loaded[source.sheet, source.kind]
        receipts[number] = Receipt(
            file=batch.name,
            sha256=sha256,
            sheet=sheet,
            batch=None,
            layout=layout,
            kind=kind,
            read=read,
            rows_read=rows_read,
            already_present=read - rejected,
            rejected=rejected,
            amount_accepted=amount,
            rejects=rejects.of_sheet(db, batch_no, sheet_no, batch.name, sheet),
            doubts=(Doubt("file.already_loaded", about={"batch": id_of(BATCH, batch_no)}),),
            head=history.head(db),
        )
    return receipts

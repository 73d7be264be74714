"""Shows any alteration of the history, the originals or the stored rows, short of rewriting the whole chain."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from costctl.errors import Problem
from costctl.ledger import digests, history, in_force
from costctl.ledger.connection import Connection
from costctl.ledger.originals import FOLDER, sha256_of
from costctl.records import Kind


@dataclass(frozen=True)
class Verification:
    """What was compared, and what did not agree."""

    head: str
    """The head of the hash chain; keep it outside and give it to the next verification."""
    entries: int
    batches: int
    originals: int
    problems: tuple[Problem, ...]
    not_compared: int = 0
    """Sheets whose row digests were made by another version of DuckDB: their counts and sums were compared."""

    @property
    def agrees(self) -> bool:
        """Whether everything agrees."""
        return not self.problems


def verify(db: Connection, kinds: Mapping[str, Kind], folder: Path | None, head: str | None = None) -> Verification:
    """Compares chain, batches, originals and stored rows; `head` is one kept outside, which the chain must contain."""
    entries = db.rows("SELECT seq, recorded_at, actor, action, detail, previous, hash FROM base.history ORDER BY seq")
    problems = list(_chain(entries))
    if head is not None and head not in {history.START, *(entry[6] for entry in entries)}:
        problems.append(Problem("verify.head_unknown", "history", head))
    imports = [json.loads(entry[4]) for entry in entries if entry[3] == "import"]
    problems += _batches(db, imports, entries)
    probe = digests.probe(db)
    for receipt in imports:
        for sheet in receipt["sheets"]:
            problems += _sheet(db, kinds, receipt, sheet, comparable=receipt["probe"] == probe)
    problems += (Problem("verify.force_differs", kind, str(odd)) for kind, odd in in_force.wrongly_settled(db, kinds))
    originals = sorted({receipt["sha256"] for receipt in imports})
    if folder:
        problems += _originals(folder, imports)
    other = sum(len(receipt["sheets"]) for receipt in imports if receipt["probe"] != probe)
    return Verification(
        history.head(db), len(entries), len(imports), len(originals) if folder else 0, tuple(problems), other
    )


def _chain(entries: list[tuple[Any, ...]]) -> Iterator[Problem]:
    previous = history.START
    for place, (*entry, hashed) in enumerate(entries, 1):
        if entry[0] != place or entry[5] != previous or history.entry_hash(entry) != hashed:
            yield Problem("verify.chain_broken", "history", str(entry[0]))
            return  # what follows hangs on this entry
        previous = hashed


def _batches(db: Connection, imports: list[dict[str, Any]], entries: list[tuple[Any, ...]]) -> Iterator[Problem]:
    """Batches, undos, closed rejects and runs must be those that the history tells of, no more and no fewer."""
    details = [(entry[3], json.loads(entry[4])) for entry in entries]
    told: dict[str, set[tuple[Any, ...]]] = {
        "batches": {(d["batch"], d["file"], d["sha256"]) for d in imports},
        "retractions": {(d["batch"],) for action, d in details if action == "undo"},
        "reject_closings": {(d["reject"], d["reason"]) for action, d in details if action == "close_reject"},
        "runs": {(d["run"], d["as_of"], d["rulebook"]) for action, d in details if action == "check"},
        "sheets": {
            (d["batch"], s["sheet_no"], s["sheet"], s["kind"], *_counts(s)) for d in imports for s in d["sheets"]
        },
    }
    for table, query in _TOLD.items():
        stored = set(db.rows(query))
        for odd in sorted(stored ^ told[table], key=str):
            yield Problem("verify.not_in_history" if odd in stored else "verify.lost", table, str(odd[0]))


def _counts(sheet: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("read", "accepted", "revised", "already_present", "rejected", "amount_accepted")
    return tuple(sheet[name] for name in names)


_TOLD = {
    "batches": "SELECT printf('B%06d', batch_no), file, sha256 FROM base.batches",
    "retractions": "SELECT printf('B%06d', batch_no) FROM base.retractions",
    "reject_closings": "SELECT printf('J%06d', reject_no), reason FROM base.reject_closings",
    "runs": "SELECT printf('R%06d', run_no), as_of::VARCHAR, rulebook FROM base.runs",
    "sheets": """SELECT printf('B%06d', batch_no), sheet_no, sheet, kind, records_read, accepted, revised,
        already_present, rejected, amount_accepted::VARCHAR FROM base.sheets""",
}


def _sheet(
    db: Connection, kinds: Mapping[str, Kind], receipt: Mapping[str, Any], sheet: Mapping[str, Any], *, comparable: bool
) -> Iterator[Problem]:
    """The stored rows, sightings and rejects of one sheet must be those of its receipt."""
    kind = kinds.get(sheet["kind"])
    if kind is None:
        yield Problem("verify.kind_unknown", receipt["batch"], sheet["kind"])
        return
    stored, place = sheet["stored"], [int(receipt["batch"][1:]), sheet["sheet_no"]]
    found = digests.of_sheet(db, kind, place[0], place[1], stored["columns"])
    for name in ("rows", "amount", "sightings", "rejects"):
        digest = f"{name}_digest"
        differs = stored[name] != found[name] or (comparable and stored.get(digest) != found.get(digest))
        if differs:
            where = f"{receipt['batch']}, {receipt['file']}"
            yield Problem(f"verify.{name}_differ", where, str(found[name]), {"stated": stored[name]})


def _originals(folder: Path, imports: list[dict[str, Any]]) -> Iterator[Problem]:
    for sha256, receipt in {receipt["sha256"]: receipt for receipt in imports}.items():
        path = folder / FOLDER / sha256
        where = f"{receipt['batch']}, {receipt['file']}"
        if not path.is_file():
            yield Problem("verify.original_missing", where, sha256)
        elif sha256_of(path) != sha256:
            yield Problem("verify.original_changed", where, sha256)

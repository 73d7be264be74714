"""Files into a ledger: each is one batch, or has a receipt that says why it is none."""

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from costctl.bilingual import Text
from costctl.errors import Fault, SourceError, as_ours, refuse_other
from costctl.file_content import Content
from costctl.ledger import opening
from costctl.ledger.ledger import Ledger
from costctl.recognition import Given, Reader, Said, in_order, read_ahead
from costctl.sources.reading import name_of
from costctl.values import Batch, Doubt, Receipt


def import_files(
    ledger: Ledger,
    files: Path | str | Iterable[Path | str | tuple[str, BinaryIO]],
    *,
    kind: str | None = None,
    layout: str | None = None,
    department: str | None = None,
    dry_run: bool = False,
    said: Said = lambda _number, _name: None,
) -> list[Receipt]:
    """Loads each file, or the only one, as one batch; a receipt for each sheet, or one for a file not taken in at all.

    Registers are loaded before what refers to them, whatever the order in which the files are given. A file that is not
    taken in does not stop the others. Its receipt says why as its `problem`, be it that the file is not there, was not
    understood, or that a fault struck (`is_fault`: a full disk, damage); nothing is raised, for the receipts of the
    other files would be lost with it. `said` is told place and name of each file before it is read and again before it
    is loaded.
    """
    files = [files] if isinstance(files, Path | str) else files
    refuse_other("files", files, Iterable, expected=Text("一个文件的路径,或若干个", "the path of a file, or several"))
    given = [_given(file, kind, layout, department) for file in files]
    return [receipt for receipts in import_each(ledger, given, dry_run=dry_run, said=said) for receipt in receipts]


def refused(folder: Path, files: Iterable[Path | tuple[str, BinaryIO]]) -> list[Receipt]:
    """A receipt for each file, where none is one that can be read: not there, or a pipe. The lock of the ledger is not
    needed to say so; LedgerNotFound where the folder holds none."""
    opening.refuse_none(folder)
    receipts = []
    for file in files:
        if isinstance(file, tuple):
            return []
        try:
            Content.of(name_of(file), file)
        except SourceError as error:
            receipts.append(Receipt(name_of(file), "", None, None, None, None, problem=error.problem))
        else:
            return []
    return receipts


def _given(
    file: Path | str | tuple[str, BinaryIO], kind: str | None, layout: str | None, department: str | None
) -> Given:
    name, content = (file[0], file[1].read()) if isinstance(file, tuple) else (str(file), Path(file))
    return Given(name, content, kind, layout, department)


def import_each(
    ledger: Ledger, files: Sequence[Given], *, dry_run: bool = False, said: Said = lambda _number, _name: None
) -> tuple[tuple[Receipt, ...], ...]:
    """What `import_files` does, with the receipts of each file, in the order in which the files are given.

    In a dry run, too, a file sees those before it; it is begun again without a file that failed half-way, so that no
    half of that is seen by the others.
    """
    reader = Reader.of(ledger.folder, ledger.settings)
    if ledger.snapshot:
        reader = replace(reader, doubts=(*reader.doubts, Doubt("ledger.tried_on_snapshot")))
    found, batches = read_ahead(reader, files, said)
    order = in_order(found)
    failed: dict[int, tuple[Receipt, ...]] = {}
    while True:
        receipts: dict[int, tuple[Receipt, ...]] = {}
        with ledger.trial() if dry_run else nullcontext():
            for place, number in enumerate(order):
                if number in failed:
                    receipts[number] = failed[number]
                    continue
                said(place, name_of(files[number].name))
                receipts[number], is_half = _import(
                    ledger, reader, files[number], batches.pop(number, None), dry_run=dry_run
                )
                if is_half and dry_run:
                    failed[number] = receipts[number]
                    break
            else:
                return tuple(receipts[number] for number in range(len(files)))


def _import(
    ledger: Ledger, reader: Reader, file: Given, batch: Batch | None, *, dry_run: bool
) -> tuple[tuple[Receipt, ...], bool]:
    """The receipts of one file, which is read unless its batch is given, and whether it failed half-way."""
    try:
        batch = batch or reader.read(file)
        batch = replace(batch, doubts=(*batch.doubts, *reader.doubts))
        return tuple(ledger.load(batch, dry_run=dry_run)), False
    except Exception as error:
        ours = as_ours(error, ledger.folder)
        name, is_fault = name_of(file.name), isinstance(ours, Fault)
        sha256 = _digest(batch) if batch else ""
        receipt = Receipt(name, sha256, None, None, None, file.kind, problem=ours.problem, is_fault=is_fault)
        return (replace(receipt, doubts=reader.doubts),), batch is not None


def _digest(batch: Batch) -> str:
    """The file's SHA-256; empty where it cannot be read any more."""
    try:
        return batch.content.sha256()
    except SourceError:
        return ""

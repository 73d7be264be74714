"""Laws of loading, whatever the files: nothing is lost, nothing counts twice, what is taken back is gone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costctl.ledger.memory import MemoryLedger, memory_ledger
from costctl.records import Kind, kinds
from costctl.values import Receipt
from tests.batches import batch_of, row
from tests.filled import other_value_for, typed_record

pytestmark = pytest.mark.slow
few = settings(max_examples=15, deadline=None)

Rows = list[dict[str, object]]

coffees = st.builds(
    row,
    card_no=st.sampled_from(["6222020000001234", "6222020000005678", "6222****1234", None]),
    spent_on=st.sampled_from([date(2014, 3, 5), date(2014, 3, 6), None]),
    posted_on=st.just(date(2014, 3, 7)),
    amount=st.sampled_from(["18.00", "-18.00", "5.5"]),
    merchant_name=st.sampled_from(["Cafe", None]),
    reference_no=st.sampled_from([None, None, "7", "8"]),
)
statements = st.lists(coffees, max_size=8)

legs = st.builds(
    row,
    trip_no=st.sampled_from(["T1", "T2"]),
    person_id=st.just("P1"),
    leg_no=st.sampled_from([None, 1, 2]),
    department_code=st.just("D1"),
    city=st.sampled_from(["昆明", "大理", None]),
    depart_on=st.just(date(2014, 3, 3)),
    return_on=st.just(date(2014, 3, 5)),
)


def records(kind: Kind) -> st.SearchStrategy[dict[str, object]]:
    """Records whose keys often repeat, whose other columns are often empty, often alike."""
    complete = typed_record(kind)
    varied = dict.fromkeys((*kind.key, *kind.names[-2:]))
    drawn = {
        name: st.sampled_from([complete[name], other_value_for(column)[1], *([] if column.required else [None])])
        for name in varied
        if (column := kind.column(name))
    }
    return st.fixed_dictionaries(drawn).map(lambda given: complete | given)


def file_of(kind: Kind) -> st.SearchStrategy[tuple[str, Rows]]:
    """A file of one kind."""
    own = {"card_transactions": coffees, "trips": legs}
    return st.tuples(st.just(kind.kind), st.lists(own.get(kind.kind, records(kind)), max_size=6))


files = st.one_of(file_of(kinds()["card_transactions"]), st.sampled_from(list(kinds().values())).flatmap(file_of))


@cache
def _made() -> MemoryLedger:
    return memory_ledger()


@contextmanager
def empty_ledger() -> Iterator[MemoryLedger]:
    """An empty ledger, for the length of one example."""
    with _made().trial():
        yield _made()


def load(ledger: MemoryLedger, file: tuple[str, Rows], name: str, *, dry_run: bool = False) -> Receipt:
    (receipt,) = ledger.load(batch_of(file[0], file[1], name=name, part_rows=3), dry_run=dry_run)
    return receipt


def in_force(ledger: MemoryLedger) -> dict[str, list[tuple[object, ...]]]:
    """Everything in force, with keys."""
    return {kind: sorted(ledger.sql(f"SELECT * FROM record.{kind}").rows(), key=repr) for kind in kinds()}


def content(ledger: MemoryLedger) -> dict[str, list[tuple[object, ...]]]:
    """The content of everything in force, without the keys that load order gives."""
    return {
        "card_transactions": sorted(
            ledger.sql("SELECT * EXCLUDE (transaction_key, row_id) FROM record.card_transactions").rows(), key=repr
        ),
        "trips": sorted(ledger.sql("SELECT * EXCLUDE (row_id) FROM record.trips").rows(), key=repr),
    }


@few
@given(st.lists(files, min_size=1, max_size=4))
def test_read_is_what_became_of_it(given_files: list[tuple[str, Rows]]) -> None:
    with empty_ledger() as ledger:
        for number, file in enumerate(given_files):
            got = load(ledger, file, f"{number}.csv")
            assert got.read == len(file[1])
            assert got.read == got.accepted + got.revised + got.already_present + got.rejected
        assert ledger.verify().problems == ()


@few
@given(files)
def test_a_file_loaded_twice_is_loaded_once(file: tuple[str, Rows]) -> None:
    """Under another name too, when it is not the very same file."""
    with empty_ledger() as ledger:
        load(ledger, file, "a.csv")
        once = in_force(ledger)
        rejected = ledger.rejects(open_only=True).height
        load(ledger, file, "a.csv")
        assert in_force(ledger) == once
        again = load(ledger, file, "b.csv")
        assert again.accepted == again.revised == 0
        assert again.rejected == rejected
        assert in_force(ledger) == once


@few
@given(st.lists(statements, min_size=2, max_size=4), st.randoms())
def test_the_order_of_statements_does_not_matter(given_files: list[Rows], random: object) -> None:
    shuffled = list(enumerate(given_files))
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    with empty_ledger() as ledger:
        for number, rows in enumerate(given_files):
            load(ledger, ("card_transactions", rows), f"{number}.csv")
        expected = content(ledger)
    with empty_ledger() as ledger:
        for number, rows in shuffled:
            load(ledger, ("card_transactions", rows), f"{number}.csv")
        assert content(ledger) == expected


@few
@given(statements, statements)
def test_two_statements_hold_as_many_equal_rows_as_the_one_with_more(first: Rows, second: Rows) -> None:
    with empty_ledger() as ledger:
        load(ledger, ("card_transactions", first), "a.csv")
        load(ledger, ("card_transactions", second), "b.csv")
        kinds_of_row = {repr(sorted(one.items(), key=repr)) for one in first + second}
        most = sum(max(_times(first, one), _times(second, one)) for one in kinds_of_row)
        assert len(in_force(ledger)["card_transactions"]) == most


def _times(rows: Rows, one: str) -> int:
    return sum(repr(sorted(other.items(), key=repr)) == one for other in rows)


@few
@given(st.lists(files, min_size=1, max_size=3), files)
def test_undo_restores_exactly(before: list[tuple[str, Rows]], file: tuple[str, Rows]) -> None:
    with empty_ledger() as ledger:
        for number, earlier in enumerate(before):
            load(ledger, earlier, f"{number}.csv")
        expected, rejects = in_force(ledger), ledger.rejects(open_only=True).rows()
        receipt = load(ledger, file, "last.csv")
        assert receipt.batch is not None
        ledger.undo(receipt.batch)
        assert in_force(ledger) == expected
        assert ledger.rejects(open_only=True).rows() == rejects


@few
@given(st.lists(statements, min_size=2, max_size=4), st.data())
def test_undoing_any_batch_leaves_what_the_others_bring(given_files: list[Rows], data: st.DataObject) -> None:
    """The same content as if the batch had never come."""
    statements_only = [("card_transactions", rows) for rows in given_files]
    gone = data.draw(st.integers(0, len(statements_only) - 1))
    with empty_ledger() as ledger:
        batches = [load(ledger, file, f"{number}.csv").batch for number, file in enumerate(statements_only)]
        ledger.undo(str(batches[gone]))
        left = content(ledger)
    with empty_ledger() as ledger:
        for number, file in enumerate(statements_only):
            if number != gone:
                load(ledger, file, f"{number}.csv")
        assert content(ledger) == left


@few
@given(files, files)
def test_every_transaction_has_a_key_of_its_own(first: tuple[str, Rows], second: tuple[str, Rows]) -> None:
    with empty_ledger() as ledger:
        load(ledger, first, "a.csv")
        load(ledger, second, "b.csv")
        keys = ledger.sql("SELECT transaction_key FROM record.card_transactions")["transaction_key"]
        assert keys.is_unique().all()
        trips = ledger.sql("SELECT record_key FROM record.trips")["record_key"]
        assert trips.is_unique().all()


@few
@given(files, files)
def test_a_dry_run_says_what_the_import_then_does(earlier: tuple[str, Rows], file: tuple[str, Rows]) -> None:
    """In a ledger of its own, for a dry run cannot be made inside another transaction."""
    ledger = memory_ledger()
    load(ledger, earlier, "a.csv")
    before, history = in_force(ledger), ledger.sql("SELECT * FROM base.history").rows()
    dry = load(ledger, file, "b.csv", dry_run=True)
    assert (in_force(ledger), ledger.sql("SELECT * FROM base.history").rows()) == (before, history)
    done = load(ledger, file, "b.csv")
    assert dry.batch is dry.head is None
    assert _without_batch(done) == _without_batch(dry)


def _without_batch(receipt: Receipt) -> dict[str, object]:
    return {f.name: getattr(receipt, f.name) for f in fields(receipt) if f.name not in ("batch", "head")}


@pytest.mark.parametrize("kind", [kind for kind in kinds().values() if kind.key], ids=lambda kind: kind.kind)
def test_a_record_of_any_kind_is_revised_and_the_revision_taken_back(kind: Kind) -> None:
    """The same again is present already; other content under the same key takes its place until it is undone."""
    first, second = (
        typed_record(kind),
        typed_record(kind) | {kind.key[-1]: other_value_for(kind.column(kind.key[-1]))[1]},
    )
    changed = next(column for column in reversed(kind.columns) if column.name not in kind.key)
    corrected = first | {changed.name: other_value_for(changed)[1]}
    with empty_ledger() as ledger:
        done = load(ledger, (kind.kind, [first, second]), "a.csv")
        same = load(ledger, (kind.kind, [second]), "b.csv")
        before = in_force(ledger)
        revision = load(ledger, (kind.kind, [corrected, second]), "c.csv")
        revised = in_force(ledger)
        ledger.undo(str(revision.batch))

        assert (done.accepted, same.already_present) == (2, 1)
        assert (revision.revised, revision.already_present) == (1, 1)
        assert len(revised[kind.kind]) == len(before[kind.kind]) == 2
        assert revised != before
        assert in_force(ledger) == before
        ledger.undo(str(done.batch))
        (left,) = in_force(ledger)[kind.kind]
        assert left in before[kind.kind]

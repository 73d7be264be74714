"""What a file names and the registers lack: departments, people, vehicles, cards."""

from collections import Counter
from collections.abc import Iterator

from costctl.ledger.connection import quoted
from costctl.ledger.departments import codes_of_names
from costctl.ledger.receiving import Import, Tally
from costctl.ledger.schema import card_links
from costctl.values import Doubt

EXAMPLES = 5
"""Of all that a doubt is about, so many are named."""

CARDS = "cards"
REGISTERS = {"people": ("person_id", "person.unknown"), "vehicles": ("plate_no", "vehicle.unknown")}
"""The registers beside that of departments: the column by which others name what is in them, and what is said of a name
that is not."""


def unregistered(importing: Import, tally: Tally) -> Iterator[Doubt]:
    """What is said of names that no register has, in the rows of a sheet that are new."""
    yield from _departments(importing, tally)
    for register, (column, code) in REGISTERS.items():
        if register != tally.kind.kind and column in tally.kind.names:
            yield from _named(importing, tally, register, column, code)
    if tally.kind.card_column in tally.source.mapped and tally.kind.kind != CARDS:
        yield from _cards(importing, tally)


def _departments(importing: Import, tally: Tally) -> Iterator[Doubt]:
    if not tally.departments:
        return
    known = {code for (code,) in importing.db.rows("SELECT department_code FROM record.departments")}
    known |= codes_of_names(importing.db).keys()
    unknown = Counter({code: count for code, count in tally.departments.items() if code not in known})
    if unknown:
        most = sorted(unknown.items(), key=lambda one: (-one[1], one[0]))[:EXAMPLES]
        examples = tuple(code for code, _count in most)
        yield Doubt("department.unknown", unknown.total(), examples)


def _named(importing: Import, tally: Tally, register: str, column: str, code: str) -> Iterator[Doubt]:
    """Of a register that is kept, who is not in it: rules cannot judge what names them."""
    query = _UNREGISTERED.format(register=quoted(register), column=quoted(column), kind=quoted(tally.kind.kind))
    named = importing.db.rows(query, {"batch": importing.batch_no, "sheet": tally.sheet_no})
    if named:
        examples = tuple(name for name, _count in named[:EXAMPLES])
        yield Doubt(code, sum(count for _name, count in named), examples)


_UNREGISTERED = """
SELECT t.{column}, count(*) AS records
FROM base.{kind} AS t
WHERE t.batch_no = $batch AND t.sheet_no = $sheet AND t.{column} IS NOT NULL
    AND EXISTS (SELECT 1 FROM record.{register})
    AND t.{column} NOT IN (SELECT r.{column} FROM record.{register} AS r)
GROUP BY t.{column}
ORDER BY records DESC, t.{column}
"""


def _cards(importing: Import, tally: Tally) -> Iterator[Doubt]:
    """Charges on cards that the register lacks, or of whose masked numbers it cannot tell which card they are.

    The numbers are those that were met while reading; rows are only looked at where one of them is not known.
    """
    db = importing.db
    if not db.value(f"SELECT 1 FROM record.{CARDS} LIMIT 1"):
        if "department_code" not in tally.source.mapped:
            yield Doubt("card.no_register")
        return
    with db.registered(met=importing.store.hasher.met):
        unknown = db.sql(
            f"SELECT m.card_id FROM met AS m ANTI JOIN ({card_links('met')}) AS l ON l.card_id = m.card_id"
        )
    if unknown.is_empty():
        return
    with db.registered(unknown=unknown):
        found = db.rows(_CHARGES, {"batch": importing.batch_no, "sheet": tally.sheet_no, "most": EXAMPLES})
    if found:
        examples = tuple(f"****{last4 or ''}" for last4, *_counts in found)
        _last4, charges, cards = found[0]
        yield Doubt("card.unknown", int(charges), examples, {"cards": cards})


_CHARGES = """
SELECT t.card_last4, sum(count(*)) OVER () AS charges, count(*) OVER () AS cards
FROM base.card_transactions AS t
WHERE t.batch_no = $batch AND t.sheet_no = $sheet AND t.card_id IN (SELECT u.card_id FROM unknown AS u)
GROUP BY t.card_id, t.card_last4
ORDER BY count(*) DESC, t.card_last4
LIMIT $most
"""

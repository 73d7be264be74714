"""The three public expenses as a department publishes them: budget, final account, last year, and the quantities.

The lines and their order are those of the published form (`rules/tables/disclosure_layout.csv`); every amount is that
of the variance, to the cent, and stands beside itself in 万元 so rounded that the parts add up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from costctl.budget.metrics import HELD, YEAR, metrics
from costctl.budget.period import Period, period
from costctl.budget.reference import departments, known_department
from costctl.budget.reports import report
from costctl.budget.variance import variance
from costctl.disclosure.evidence import Evidence, Spending, of_one, together
from costctl.money import round_together

if TYPE_CHECKING:
    from costctl.ledger.ledger import Ledger

TOTAL, VEHICLES = "public_expenses", "vehicles"
PARTS: Mapping[str, tuple[str, ...]] = {
    TOTAL: ("overseas", VEHICLES, "reception"),
    VEHICLES: ("vehicle_buy", "vehicle_run"),
}
"""What the two totals of the form are made of, the outer first."""

ITEMS = ("overseas", *PARTS[VEHICLES], "reception")
"""The amounts that have no parts."""

QUANTITIES: Mapping[str, str] = {
    "overseas_group_count": "overseas_groups_sent",
    "overseas_people": "overseas_people_sent",
    "vehicles_bought": "vehicles_bought",
    "vehicles_held": "vehicles_held",
    "reception_count": "reception_count",
    "foreign_reception_count": "foreign_receptions",
    "guest_count": "guests_received",
    "foreign_guest_count": "foreign_guests",
}
"""The counts of the form in its order, and the metrics that they are; receptions and guests include foreign ones."""

COUNTED_WITH: Mapping[str, str] = {
    "overseas_group_count": "overseas",
    "overseas_people": "overseas",
    "vehicles_bought": "vehicle_buy",
    "vehicles_held": HELD,
    "reception_count": "reception",
    "foreign_reception_count": "reception",
    "guest_count": "reception",
    "foreign_guest_count": "reception",
}
"""The line whose records a count counts; vehicles held are on the register, whatever was spent on any in the year."""

COLUMNS = ("budget", "final", "last_year")
YEARS = ("final", "last_year")
"""The columns that records are behind."""

WAN = Decimal(10_000)
STEP = Decimal("0.01")
"""The form's amounts are in 万元 with two decimals."""

Amounts = Mapping[str, Decimal | None]

_NOTHING = Decimal("0.00")
_VARIANCE = {"budget": "budget", "final": "spent", "last_year": "last_year"}


@dataclass(frozen=True)
class Table:
    """The form of one department, or of all of them together."""

    department: str | None
    """None for the whole district."""
    name: str | None
    yuan: Mapping[str, Amounts]
    """Of each of COLUMNS the amounts by line; None where it is not known, or a part of a total is not."""
    wan: Mapping[str, Amounts]
    """The same in 万元: the parts of a total add up to it, unless it was approved apart."""
    apart: frozenset[str]
    """The columns whose totals have budget lines of their own that are not the sum of the parts."""
    evidence: Mapping[str, Mapping[str, Evidence]]
    """Of each of YEARS what is recorded of a line and of the vehicles held: why it is not known, or taken for 0."""
    quantities: Mapping[str, int | None]
    last_quantities: Mapping[str, int | None]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The lines whose final account is not known, so that no total is."""
        return self.unknown_in("final")

    def unknown_in(self, column: str) -> tuple[str, ...]:
        """The lines of a column that are not known."""
        return tuple(line for line in ITEMS if self.yuan[column][line] is None)

    def assumed_in(self, column: str) -> tuple[str, ...]:
        """The lines of one of YEARS, and the vehicles held, that take something for 0 because it is not recorded."""
        return tuple(line for line, found in self.evidence[column].items() if found.is_assumed)


@dataclass(frozen=True)
class Disclosure:
    """What is published of a year."""

    year: int
    as_of: date
    """The last day that counts: 31 December of the year, or the day asked for while it runs."""
    snapshot: str | None
    """From which state of the ledger."""
    lines: tuple[str, ...]
    """The amounts of the form in its order."""
    titles: Mapping[str, str]
    """What the form calls each line and quantity."""
    tables: tuple[Table, ...]
    """The district first, unless one department was asked for."""

    @property
    def is_complete(self) -> bool:
        """Whether the whole year counts; else it is no final account yet."""
        return self.as_of == date(self.year, 12, 31)


def disclosure(ledger: "Ledger", *, year: int, as_of: date | None = None, department: str | None = None) -> Disclosure:
    """The forms of a year for every department and the district, or for one `department` (code or name).

    InputError as for `variance`.
    """
    span = period(year, as_of)
    code = known_department(ledger, department)
    layout = report(ledger, "disclosure_lines")
    known = _Known(ledger, span, code)
    names = dict(departments(ledger).select("department", "department_name").iter_rows())
    own = [known.table(one, names.get(one)) for one in known.departments]
    return Disclosure(
        year=span.year,
        as_of=span.ends_on,
        snapshot=ledger.snapshot,
        lines=tuple(layout.filter(pl.col("is_amount"))["figure"]),
        titles=dict(layout.select("figure", "label").iter_rows()),
        tables=tuple(own) if code else (_whole(own), *own),
    )


class _Known:
    """What the ledger says of a year, looked up once for all departments."""

    def __init__(self, ledger: "Ledger", span: Period, code: str | None) -> None:
        frame = variance(ledger, year=span.year, as_of=span.ends_on, department=code)
        self._rows = {(row["department"], row["item"]): row for row in frame.iter_rows(named=True)}
        on_form = frame.filter(pl.col("item").is_in([*PARTS, *ITEMS]), pl.col("budget") != 0)
        self._budgeted = frozenset(on_form["department"])
        self._spending = {"final": Spending(ledger, span), "last_year": Spending(ledger, Period(span.last_ends_on))}
        self._counts = _counts(ledger, span, None)
        counted = {department for department, _ in self._counts}
        named = {*departments(ledger)["department"], *frame["department"], *counted} - {None}
        self.departments: list[str] = [code] if code else sorted(named)
        for one in {*self.departments} - counted:  # such as one that only has a budget
            self._counts |= _counts(ledger, span, one)

    def table(self, department: str | None, name: str | None) -> Table:
        """The form of one department."""
        evidence = {column: self._evidence(department, column) for column in YEARS}
        yuan = {column: self._column(department, column, evidence.get(column, {})) for column in COLUMNS}
        now, before = (
            {name: self._count(department, name, column) if evidence[column][line].is_counted else None
             for name, line in COUNTED_WITH.items()}
            for column in YEARS
        )  # fmt: skip
        return _rounded(department, name, yuan, evidence, now, before)

    def _evidence(self, department: str | None, column: str) -> dict[str, Evidence]:
        spent = {line: self._spending[column].of(department, line) for line in ITEMS}
        held, of_all = (self._count(one, HELD, column) or 0 for one in (department, None))
        return {**spent, HELD: of_one(held, is_recorded=of_all > 0)}

    def _count(self, department: str | None, quantity: str, column: str) -> int | None:
        return self._counts.get((department, QUANTITIES[quantity]), (None, None))[YEARS.index(column)]

    def _column(self, department: str | None, column: str, evidence: Mapping[str, Evidence]) -> Amounts:
        unknown = {line for line, found in evidence.items() if not found.is_known}
        amounts = {line: None if line in unknown else self._amount(department, line, column) for line in ITEMS}
        for total in (VEHICLES, TOTAL):
            # only a budget may have lines of its own for a total
            own = self._amount(department, total, column) if column == "budget" else None
            amounts[total] = _sum_of(amounts, PARTS[total]) if own is None else own
        return amounts

    def _amount(self, department: str | None, line: str, column: str) -> Decimal | None:
        row = self._rows.get((department, line))
        if column == "budget":
            amount = row["budget"] if row else None if line in PARTS else _NOTHING
            return amount if department in self._budgeted else None
        found: Decimal | None = row[_VARIANCE[column]] if row else _NOTHING
        return found


_Counts = dict[tuple[str | None, str], tuple[int | None, int | None]]


def _counts(ledger: "Ledger", span: Period, department: str | None) -> _Counts:
    """Of each department and metric its value in this year and in the last."""
    frame = metrics(ledger, year=span.year, as_of=span.ends_on, department=department)
    counted = frame.filter(pl.col("quarter") == YEAR, pl.col("metric").is_in(list(QUANTITIES.values())))
    whole = pl.col("value", "last_year").cast(pl.Int64)
    rows = counted.select("department", "metric", whole).iter_rows()
    return {(code, metric): (now, before) for code, metric, now, before in rows}


def _whole(tables: Sequence[Table]) -> Table:
    """All departments together, but for what of a department the treasury paid and no record says."""
    budget = {line: _known_sum([one.yuan["budget"][line] for one in tables]) for line in (*PARTS, *ITEMS)}
    yuan = {"budget": budget} | {column: _spent(tables, column) for column in YEARS}
    evidence = {
        column: {line: together(one.evidence[column][line] for one in tables) for line in (*ITEMS, HELD)}
        for column in YEARS
    }
    now, before = (
        {name: _whole_count([_quantities(one, column)[name] for one in tables
                             if not one.evidence[column][line].unexplained])
         for name, line in COUNTED_WITH.items()}
        for column in YEARS
    )  # fmt: skip
    return _rounded(None, None, yuan, evidence, now, before)


def _spent(tables: Sequence[Table], column: str) -> Amounts:
    amounts = {
        line: _whole_sum([one.yuan[column][line] for one in tables if not one.evidence[column][line].unexplained])
        for line in ITEMS
    }
    for total in (VEHICLES, TOTAL):
        amounts[total] = _sum_of(amounts, PARTS[total])
    return amounts


def _quantities(table: Table, column: str) -> Mapping[str, int | None]:
    return table.quantities if column == "final" else table.last_quantities


def _rounded(
    department: str | None,
    name: str | None,
    yuan: Mapping[str, Amounts],
    evidence: Mapping[str, Mapping[str, Evidence]],
    quantities: Mapping[str, int | None],
    last_quantities: Mapping[str, int | None],
) -> Table:
    apart = frozenset(
        column
        for column, amounts in yuan.items()
        if any(amounts[total] != _sum_of(amounts, parts) for total, parts in PARTS.items())
    )
    wan = {column: in_wan(amounts) for column, amounts in yuan.items()}
    return Table(department, name, yuan, wan, apart, evidence, quantities, last_quantities)


def in_wan(amounts: Amounts) -> Amounts:
    """A column in 万元, to the nearest; the parts of a total that is their sum then add up to it as it is rounded.

    From the whole inwards: what is made of the vehicles adds up to the vehicles. No amount is off by a STEP.
    """
    wan = {line: None if one is None else round_together([one / WAN], STEP)[0] for line, one in amounts.items()}
    for total, parts in PARTS.items():
        if (whole := wan[total]) is not None and amounts[total] == _sum_of(amounts, parts):
            exact = [amount / WAN for part in parts if (amount := amounts[part]) is not None]
            wan |= zip(parts, round_together(exact, STEP, whole), strict=True)
    return wan


def _known_sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """The sum of those that are known; None where none is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, _NOTHING) if known else None


def _sum_of(amounts: Amounts, parts: Sequence[str]) -> Decimal | None:
    return _whole_sum([amounts[part] for part in parts])


def _whole_sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """The sum; None where one is not known, for a part is no total."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, _NOTHING) if known and len(known) == len(amounts) else None


def _whole_count(counts: Sequence[int | None]) -> int | None:
    """The sum; None where one is not known, for a count with a gap is no count."""
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None

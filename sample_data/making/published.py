"""What departments published of the year before, and what they have set aside in this year."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from making import gatherings, hosting, journeys
from making.book import LAST_DAY, YEAR, Book, Row, sums_of, total

PARTS = (
    ("overseas", "overseas_groups", "depart_on", ("amount",)),
    ("vehicle_buy", "vehicles", "bought_on", ("price",)),
    ("vehicle_run", "vehicle_costs", "incurred_on", ("amount",)),
    ("reception", "receptions", "held_on", hosting.COSTS),
)


def publish(book: Book) -> None:
    """Fills in the published final accounts of the year before, in 万元, and what is wrong in four of them."""
    year = YEAR - 1
    kept = {
        part: [row for row in book.records[kind] if row[day] and row[day].year == year] for part, kind, day, _ in PARTS
    }
    sums = {
        part: sums_of(kept[part], lambda row, columns=columns: total(row, columns)) for part, _, _, columns in PARTS
    }
    for unit in book.records["departments"]:
        code = unit["department_code"]
        part = {name: _wan(sums[name].get(code, Decimal(0))) for name in sums}
        own = {name: [row for row in rows if row["department_code"] == code] for name, rows in kept.items()}
        vehicles = part["vehicle_buy"] + part["vehicle_run"]
        held = [car for car in book.records["vehicles"] if car["department_code"] == code and _is_held(car, year)]
        row: Row = {
            "fiscal_year": year,
            "department_code": code,
            **part,
            "vehicles": vehicles,
            "total": part["overseas"] + vehicles + part["reception"],
            "overseas_group_count": len(own["overseas"]),
            "overseas_people": sum(group["size"] for group in own["overseas"]),
            "vehicles_bought": len(own["vehicle_buy"]),
            "vehicles_held": len(held),
            "reception_count": len(own["reception"]),
            "guest_count": sum(reception["guests"] for reception in own["reception"]),
        }
        book.records["disclosures"].append(row)
    _spoil(book, year)


def _spoil(book: Book, year: int) -> None:
    """A subtotal and a total that do not add up, guests who were not counted, a total that the ledger does not know."""
    of = {row["department_code"]: row for row in book.records["disclosures"]}
    of["007"]["vehicle_run"] += Decimal("0.30")
    of["014"]["total"] += Decimal("0.02")
    of["003"]["overseas_group_count"] = 0
    of["006"]["guest_count"] = 1
    of["018"]["vehicle_run"] += Decimal("0.50")
    of["018"]["vehicles"] += Decimal("0.50")
    of["018"]["total"] += Decimal("0.50")
    for code in ("007", "014"):
        book.plant("DIS-R01", f"{year}/{code}")
    for code in ("003", "006", "014", "018"):
        book.plant("DIS-R02", f"{year}/{code}")


def _is_held(car: Row, year: int) -> bool:
    return car["bought_on"].year <= year and not (car["retired_on"] and car["retired_on"].year <= year)


def _wan(amount: Decimal) -> Decimal:
    return (amount / 10000).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def set_aside(book: Book) -> None:
    """Fills in commitments: meetings and trips that were approved, most of them spent since, some still open."""
    for kind, item, day, columns in (
        ("meetings", "meeting", "starts_on", gatherings.COSTS),
        ("trips", "travel", "depart_on", journeys.COSTS),
    ):
        rows = [row for row in book.records[kind] if row[day].year == YEAR]
        for row in rows[:: len(rows) // 20]:
            amount = total(row, columns) // 100 * 100 + 200
            _commit(book, row["department_code"], item, row[day] - timedelta(10), amount, row[day] + timedelta(9))
    for code, item, amount in (("001", "meeting", "6400"), ("013", "overseas", "9000"), ("004", "training", "3200"),
                               ("009", "travel", "1500"), ("015", "reception", "900")):  # fmt: skip
        _commit(book, code, item, date(YEAR, 12, 15), Decimal(amount), None)


def _commit(book: Book, code: str, item: str, day: date, amount: Decimal, released: date | None) -> None:
    book.records["commitments"].append(
        {
            "commitment_no": f"SQ{YEAR}-{len(book.records['commitments']) + 1:03}",
            "department_code": code,
            "item": item,
            "committed_on": max(day, date(YEAR, 1, 2)),
            "amount": amount,
            "released_on": released if released and released <= LAST_DAY else None,
        }
    )

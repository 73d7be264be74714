"""Card rows of any number with the shape of real ones, and the registers they refer to."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from costctl.records import kinds
from tests.bench import shape

YEAR = 2025
START = np.datetime64(f"{YEAR}-01-01")
CHUNK = 1_000_000
COLUMNS = (
    "reference_no", "card_no", "department_code", "spent_on", "posted_on", "amount", "transaction_type",
    "merchant_name", "mcc", "merchant_city", "due_on", "claimed_on", "claimed_amount", "has_prior_approval",
)  # fmt: skip
CLAIMED = (*COLUMNS, "spent_at", "claim_no", "economic_code")
"""With what only the later rules look at: the time, and what the charge was claimed under."""
CITIES = ("澄湖区", "昆明市", "曲靖市", "玉溪市", "大理州")
MCCS = ("5943", "5942", "5251", "7379", "5814", "7011", "4511", "5541", "7538", "4814", "2741", "5732")

MCC_CODES = ("30201", "30201", "30213", "30202", "30217", "30211", "30211", "30231", "30231", "30207", "30202", "31002")
"""The economic code of what is bought under each."""

DUCKDB_TYPES = {
    column.header.zh: {"money": "DECIMAL(18,2)", "date": "DATE", "time": "TIME"}.get(column.type, "VARCHAR")
    for column in kinds()["card_transactions"].columns
}
"""As what DuckDB would load a column by itself."""


def header(kind: str, names: tuple[str, ...]) -> list[str]:
    """The Chinese template headers of some columns."""
    return [kinds()[kind].column(name).header.zh for name in names]


def card_numbers(count: int) -> np.ndarray:
    """Sixteen-digit numbers, all different."""
    return np.array([f"628307{place:010}" for place in range(count)])


def cards_for(rows: int) -> int:
    """How many cards make that many rows in a year."""
    return max(20, round(rows / shape.ROWS_PER_CARD_AND_YEAR))


def write_cards(path: Path, rows: int, seed: int = 1, columns: tuple[str, ...] = COLUMNS) -> None:
    """A UTF-8 CSV file of `rows` card transactions with Chinese headers."""
    if path.exists():
        return
    chance = np.random.default_rng(seed)
    numbers = card_numbers(cards_for(rows))
    weights = chance.lognormal(0.0, shape.CARD_SPREAD, len(numbers))
    shares = weights / weights.sum()
    codes = np.array([f"{place + 1:03}" for place in range(len(shape.DEPARTMENT_SHARES))])
    departments = chance.choice(codes, len(numbers), p=_one(shape.DEPARTMENT_SHARES))
    temporary = path.with_suffix(".part")
    with temporary.open("wb") as file:
        for start in range(0, rows, CHUNK):
            frame = _chunk(chance, shares, start, min(CHUNK, rows - start))
            card = frame["card_no"]
            frame = frame.with_columns(
                card_no=pl.Series(numbers[card]), department_code=pl.Series(departments[card])
            ).select(columns)
            frame.columns = header("card_transactions", columns)
            frame.write_csv(file, include_header=start == 0, float_precision=2)
    temporary.rename(path)


def _chunk(chance: np.random.Generator, shares: np.ndarray, start: int, rows: int) -> pl.DataFrame:
    """Some rows; `card_no` is the place of the card."""
    card = chance.choice(len(shares), rows, p=shares)
    day = _days(chance, rows)
    merchant = _merchants(chance, start, rows)
    amount = _amounts(chance, rows)
    repeats = np.flatnonzero(chance.random(rows - 1) < shape.REPEATS) + 1
    for values in (card, day, merchant):
        values[repeats] = values[repeats - 1]
    twins = repeats[chance.random(len(repeats)) < shape.TWINS]
    amount[twins] = amount[twins - 1]
    refund = chance.random(rows) < shape.REFUNDS
    cash = ~refund & (chance.random(rows) < shape.WITHDRAWALS)
    spent = START + day
    posted = spent + chance.choice(len(shape.LAG_SHARES), rows, p=_one(shape.LAG_SHARES))
    months = spent.astype("datetime64[M]")
    due = (months + 1).astype("datetime64[D]") + 24
    late = np.where(chance.random(rows) < shape.LATE_CLAIMS, due + chance.integers(1, 30, rows), np.datetime64("NaT"))
    claimed = np.where(np.isnat(late), np.minimum(spent + chance.integers(2, 25, rows), due), late)
    nobody = refund | cash | (chance.random(rows) < shape.UNCLAIMED)
    approved = np.where(chance.random(rows) < shape.UNAPPROVED, "否", "是")
    code = np.where(chance.random(rows) < 0.002, "30201", np.array(MCC_CODES)[merchant % len(MCCS)])
    number = np.where(chance.random(rows) < 0.002, card + len(shares), card)  # claimed under another number than usual
    minute = chance.integers(0, 12 * 60, rows)
    minute[twins[::9]] = minute[twins[::9] - 1]
    return pl.DataFrame(
        {
            "reference_no": pl.Series(np.arange(start, start + rows) + 10**11).cast(pl.String),
            "card_no": pl.Series(card),
            "spent_on": pl.Series(spent).cast(pl.Date),
            "posted_on": pl.Series(posted).cast(pl.Date),
            "amount": pl.Series(np.where(refund, -amount, amount) / 100).round(2),
            "transaction_type": pl.Series(np.where(refund, "退货", np.where(cash, "取现", "消费"))),
            "merchant_name": "商户" + pl.Series(merchant).cast(pl.String),
            "mcc": pl.Series(np.where(cash, "6011", np.array(MCCS)[merchant % len(MCCS)])),
            "merchant_city": pl.Series(np.array(CITIES)[merchant % len(CITIES)]),
            "due_on": pl.Series(due).cast(pl.Date),
            "claimed_on": pl.Series(np.where(nobody, np.datetime64("NaT"), claimed)).cast(pl.Date),
            "claimed_amount": pl.Series(np.where(nobody, np.nan, amount / 100)).fill_nan(None).round(2),
            "spent_at": _times(minute),
            "claim_no": pl.Series(np.where(nobody, "", number.astype(str))).replace({"": None}),
            "economic_code": pl.Series(code),
            "has_prior_approval": pl.Series(np.where(cash, approved, "")).replace({"": None}),
        }
    )


def _times(minute: np.ndarray) -> pl.Series:
    hours, minutes = (pl.Series(part).cast(pl.String).str.zfill(2) for part in (8 + minute // 60, minute % 60))
    return hours + ":" + minutes + ":00"


def _one(shares: tuple[float, ...]) -> np.ndarray:
    return np.array(shares) / sum(shares)


def _days(chance: np.random.Generator, rows: int) -> np.ndarray:
    """Days of the year, as months and weekdays share them."""
    days = START + np.arange(365)
    months = days.astype("datetime64[M]").astype(int) % 12
    weekdays = (days.astype("datetime64[D]").view("int64") - 4) % 7
    weights = np.array(shape.MONTH_SHARES)[months] * np.array(shape.WEEKDAY_SHARES)[weekdays]
    return chance.choice(365, rows, p=weights / weights.sum())


def _merchants(chance: np.random.Generator, start: int, rows: int) -> np.ndarray:
    """Numbers of merchants: the common ones by rank, and numbers that come once."""
    ranks = np.arange(1, shape.COMMON_MERCHANTS + 1) ** -shape.MERCHANT_EXPONENT
    common = chance.choice(shape.COMMON_MERCHANTS, rows, p=ranks / ranks.sum())
    return np.where(chance.random(rows) < shape.SEEN_ONCE, start + np.arange(rows) + 10**6, common)


def _amounts(chance: np.random.Generator, rows: int) -> np.ndarray:
    """Amounts in cents, between the quantiles in proportion to their logarithms."""
    shares, amounts = zip(*shape.AMOUNT_QUANTILES, strict=True)
    yuan = np.exp(np.interp(chance.random(rows), shares, np.log(amounts)))
    return np.maximum(1, np.rint(yuan * 100)).astype("int64")


def write_registers(folder: Path, cards: int, seed: int = 2) -> list[Path]:
    """Departments, people and cards for as many cards."""
    chance = np.random.default_rng(seed)
    people = [f"P{place:07}" for place in range(cards)]
    left = [date(YEAR, 6, 30) if gone else None for gone in chance.random(cards) < shape.LEFT]
    codes = [f"{code + 1:03}" for code in range(9)]
    mine = [codes[place % 9] for place in range(cards)]
    tables = {
        "departments": {"department_code": codes, "name": [f"第{code}局" for code in codes]},
        "people": {"person_id": people, "name": [f"某{number}" for number in people], "department_code": mine,
                   "rank": ["处级及以下"] * cards, "left_on": left},
        "cards": {"card_no": card_numbers(cards), "person_id": people, "department_code": mine},
    }  # fmt: skip
    paths = []
    for kind, columns in tables.items():
        paths.append(folder / f"{kind}.csv")
        write_table(paths[-1], kind, columns)
    return paths


def write_table(path: Path, kind: str, columns: Mapping[str, Sequence[object] | np.ndarray | pl.Series]) -> None:
    """A CSV file of one kind under its Chinese headers."""
    frame = pl.DataFrame(columns, strict=False)
    frame.columns = header(kind, tuple(columns))
    frame.write_csv(path, float_precision=2)

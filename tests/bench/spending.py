"""Receptions, payments, budgets and targets of any number, a few in a hundred breaking something."""

from pathlib import Path

import numpy as np
import polars as pl

from tests.bench.cards import CITIES, START, YEAR, write_table

DEPARTMENTS = [f"{code + 1:03}" for code in range(9)]
CODES = ("30201", "30202", "30207", "30211", "30213", "30215", "30216", "30217", "30226", "30231", "30299", "31002")
SUMMARIES = ("办公用品", "印刷费", "邮电费", "差旅费报销", "维修费", "会议费", "培训费", "公务接待费", "劳务费",
             "公务用车燃油", "其他支出", "设备购置")  # fmt: skip
BUDGETED = ("travel", "meeting", "training", "reception", "vehicle_run", "30201", "30202")
TARGETS = ("video_share_min", "card_use_min", "designated_hotel_share_min", "procured_ticket_share_min",
           "purchased_service_share_min", "public_expenses_growth_max")  # fmt: skip


def write_receptions(path: Path, receptions: int, seed: int = 5) -> None:
    """A CSV file of receptions; some without a letter, with too many companions, papers lacking, or split in two."""
    chance = np.random.default_rng(seed)
    guests = chance.integers(2, 16, receptions)
    allowed = np.where(guests <= 10, 3, guests // 3)
    letters = pl.Series(np.arange(receptions)).cast(pl.String)
    columns = {
        "reception_no": letters,
        "department_code": _departments(chance, receptions),
        "held_on": _days(chance, receptions),
        "letter_no": pl.Series(np.where(chance.random(receptions) < 0.01, "", letters.to_numpy().astype(str))).replace(
            {"": None}
        ),
        "visitor_unit": "来访单位" + pl.Series(chance.integers(0, 500, receptions)).cast(pl.String),
        "visitor_district": pl.Series(np.array(CITIES[1:])[chance.integers(0, len(CITIES) - 1, receptions)]),
        "guests": pl.Series(guests),
        "companions": pl.Series(allowed + (chance.random(receptions) < 0.01)),
        "meals": pl.Series([1] * receptions),
        "meal_amount": pl.Series(np.round(guests * chance.uniform(20, 110, receptions), 2)),
        "venue": "餐馆" + pl.Series(chance.integers(0, receptions // 20 + 1, receptions)).cast(pl.String),
        "venue_city": pl.Series([CITIES[0]] * receptions),
        "is_foreign": pl.Series(["否"] * receptions),
        **{name: _mostly(chance, receptions) for name in ("has_invoice", "has_guest_list", "is_list_complete")},
        "items": "家常菜、米饭、第" + letters + "单",
    }
    write_table(path, "receptions", columns)


def write_payments(path: Path, payments: int, seed: int = 6) -> None:
    """A CSV file of payments; some in cash, coded otherwise than their text says, or with an invoice seen twice."""
    chance = np.random.default_rng(seed)
    code = chance.integers(0, len(CODES), payments)
    told = np.where(chance.random(payments) < 0.002, 5, code)
    invoice = chance.integers(10**7, 10**8, payments)
    again = np.flatnonzero(chance.random(payments - 1) < 0.002) + 1
    invoice[again] = invoice[again - 1]
    method = chance.choice(("公务卡", "转账", "现金"), payments, p=(0.3, 0.69, 0.01))
    numbers = pl.Series(np.arange(payments)).cast(pl.String)
    columns = {
        "payment_no": numbers,
        "department_code": _departments(chance, payments),
        "paid_on": _days(chance, payments),
        "economic_code": pl.Series(np.array(CODES)[code]),
        "fund_kind": pl.Series(np.where(chance.random(payments) < 0.3, "项目支出", "基本支出")),
        "amount": pl.Series(np.round(np.exp(chance.normal(7, 1.5, payments)), 2)),
        "payment_method": pl.Series(method),
        "payee": "供应商" + pl.Series(chance.integers(0, 5000, payments)).cast(pl.String),
        "payee_kind": pl.Series(["单位"] * payments),
        "summary": pl.Series(np.array(SUMMARIES)[told]) + ",凭证" + numbers,
        "invoice_no": pl.Series(invoice).cast(pl.String),
        "is_below_county": pl.Series(["否"] * payments),
        "has_no_terminal": pl.Series(["否"] * payments),
        "has_cash_proof": pl.Series(np.where(method == "现金", "否", "是")),
        "is_purchased_service": pl.Series(np.where(chance.random(payments) < 0.5, "是", "否")),
    }
    write_table(path, "payments", columns)


def write_plans(folder: Path) -> list[Path]:
    """Budgets of every department, and targets for all of them."""
    lines = [(department, item) for department in DEPARTMENTS for item in BUDGETED]
    budgets = {
        "document_no": pl.Series([f"{department}-{item}" for department, item in lines]),
        "fiscal_year": pl.Series([YEAR] * len(lines)),
        "department_code": pl.Series([department for department, _ in lines]),
        "item": pl.Series([item for _, item in lines]),
        "amount": pl.Series([10**7] * len(lines)),
    }
    targets = {
        "fiscal_year": pl.Series([YEAR] * len(TARGETS)),
        "metric": pl.Series(TARGETS),
        "value": pl.Series([0.5] * len(TARGETS)),
    }
    for kind, columns in {"budgets": budgets, "targets": targets}.items():
        write_table(folder / f"{kind}.csv", kind, columns)
    return [folder / "budgets.csv", folder / "targets.csv"]


def _departments(chance: np.random.Generator, rows: int) -> pl.Series:
    return pl.Series(np.array(DEPARTMENTS)[chance.integers(0, len(DEPARTMENTS), rows)])


def _days(chance: np.random.Generator, rows: int) -> pl.Series:
    return pl.Series(START + chance.integers(0, 365, rows)).cast(pl.Date)


def _mostly(chance: np.random.Generator, rows: int) -> pl.Series:
    return pl.Series(np.where(chance.random(rows) < 0.003, "否", "是"))

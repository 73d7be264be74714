"""What a reconciliation is called for people: its lists, the reasons of its matches, its items."""

from typing import TYPE_CHECKING

import polars as pl

from costctl.bilingual import BETWEEN, Language, Text
from costctl.budget.reference import items, registered_departments
from costctl.reconciliation.matching import Tolerance
from costctl.records import kinds

if TYPE_CHECKING:
    from costctl.ledger.ledger import Ledger

LISTS = {
    "payments": Text("没有业务记录可解释的支付", "payments that no record explains"),
    "records": Text("没有支付可对应的业务记录", "records that no payment settles"),
    "charges": Text("无人报销的公务卡交易", "card charges that nobody claimed"),
    "misnumbered": Text("报销单号查不到的公务卡交易", "card charges whose claim number is not found"),
    "matches": Text("已对上的支付与记录", "payments and records matched"),
    "charge_matches": Text("已对上的公务卡交易", "card charges matched"),
}
"""A claim number that is not found stands in no record and no payment that was imported."""

REASONS = {
    "number_person": Text("单号、收款人和金额一致", "same number, person and amount"),
    "number": Text("单号一致", "same number"),
    "number_other_item": Text("单号一致,经济分类不同", "same number, booked to another item"),
    "person_amount_date": Text("收款人、金额一致,日期相近", "same person and amount, near in time"),
    "amount_date": Text("金额一致,日期相近", "same amount, near in time"),
    "claim_number": Text("报销单号一致", "same claim number"),
    "holder_amount_date": Text("持卡人、金额一致,日期相近", "same cardholder and amount, near in time"),
    "amount_day": Text("金额一致,在业务当日", "same amount, on the day"),
}
"""Why a payment and a record, or a card charge and either, are taken for the same, the surest first."""

NEARLY = {
    "number_person": Text(
        "单号、收款人一致,金额相差 {off} 元(容差以内)",
        "same number and person, amounts {off} apart (within the tolerance)",
    ),
    "person_amount_date": Text(
        "收款人一致,金额相差 {off} 元(容差以内),日期相近",
        "same person, amounts {off} apart (within the tolerance), near in time",
    ),
    "amount_date": Text(
        "金额相差 {off} 元(容差以内),日期相近", "amounts {off} apart (within the tolerance), near in time"
    ),
    "holder_amount_date": Text(
        "持卡人一致,金额相差 {off} 元(容差以内),日期相近",
        "same cardholder, amounts {off} apart (within the tolerance), near in time",
    ),
    "amount_day": Text(
        "金额相差 {off} 元(容差以内),在业务当日", "amounts {off} apart (within the tolerance), on the day"
    ),
}
"""The reasons that speak of equal amounts, where the amounts are only within the tolerance."""


TYPES = {"purchase": Text("消费", "purchase"), "cash_withdrawal": Text("取现", "cash")}
"""What kind of charge nobody claimed."""


def tolerance_said(tolerance: Tolerance) -> Text:
    """How far apart two entries could be and were still taken for the same."""
    said = Text("容差:金额 {amount} 元,日期 {days} 天", "tolerance: {amount} yuan, {days:day|days}")
    return said.format(amount=f"{tolerance.amount:.2f}", days=tolerance.days)


def readable(ledger: "Ledger", frame: pl.DataFrame, language: Language) -> pl.DataFrame:
    """A list of a reconciliation with kinds, items, reasons and departments in words, several of anything in one text.

    `department_name` is beside the code; a department that is not registered is called by its code.
    """
    names = {code: name for code, name in registered_departments(ledger).iter_rows() if name}
    named = frame.with_columns(
        pl.col(name).list.eval(pl.element().replace(names))
        for name in ("paid_by", "charged_by", "spent_by")
        if name in frame.columns
    )
    if "claims" in named.columns:
        named = named.with_columns(pl.col("claims").list.eval(_record_said(pl.element(), language)))
    words: list[pl.Expr] = [
        pl.col(name).list.join(BETWEEN.in_(language))
        for name, kind in frame.schema.items()
        if kind == pl.List(pl.String)
    ]
    if "record" in frame.columns:
        words.append(_record_said(pl.col("record"), language).alias("record"))
    if "department" in frame.columns:
        words.append(pl.col("department").replace(names).alias("department_name"))
    if "item" in frame.columns:
        words.append(pl.col("item").replace(dict(items(ledger).select("item", f"title_{language}").iter_rows())))
    if "transaction_type" in frame.columns:
        words.append(pl.col("transaction_type").replace({name: text.in_(language) for name, text in TYPES.items()}))
    if "reason" in frame.columns:
        words.append(_reason_said(language))
    return named.with_columns(words)


def _reason_said(language: Language) -> pl.Expr:
    """Why a match is one; amounts that differ are not said to be the same."""
    equal, nearly = (
        pl.col("reason").replace({name: text.in_(language) for name, text in said.items()})
        for said in (REASONS, REASONS | NEARLY)
    )
    off = pl.col("difference").abs().cast(pl.String)
    return pl.when(pl.col("difference") != 0).then(nearly.str.replace("{off}", off, literal=True)).otherwise(equal)


def _record_said(record: pl.Expr, language: Language) -> pl.Expr:
    """A record with what its kind is called before its number."""
    titles = {name: kind.title.in_(language) for name, kind in kinds().items()}
    kind, number = (record.str.splitn("/", 2).struct.field(f"field_{place}") for place in (0, 1))
    return pl.concat_str(kind.replace(titles), number, separator=" ")

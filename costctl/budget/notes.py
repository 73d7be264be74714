"""How a variance row is to be read, in words: a total, beside all totals, over, without a budget, near its limit."""

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from costctl.bilingual import Language, Text, listed
from costctl.budget.reference import items, with_parts
from costctl.budget.reports import report
from costctl.rules.controls import arrangement_of

if TYPE_CHECKING:
    from costctl.ledger.ledger import Ledger

KINDS = {"total": Text("合计", "total"), "memo": Text("备查,不入合计", "memo, in no total")}
OVER = Text("超支", "over")
UNBUDGETED = Text("无预算", "no budget")
NEAR = Text("接近上限", "near limit")
UNRECORDED = Text("支出不含没有记录的{items}", "spent without {items}, of which nothing is recorded")
SEVERAL = Text(" {n} 个项目", "{n} items")
NAMED = 3
"""Of so many items that a sum lacks at most the names are said."""
UNREGISTERED = Text("{code}(未登记)", "{code} (unregistered)")
UNNAMED = Text("未写明单位", "no department named")


def in_words(ledger: "Ledger", frame: pl.DataFrame, language: Language, *, year: int) -> pl.DataFrame:
    """A variance frame of `year` for people: names behind item and control, `note` last.

    A code that the rule book does not name stays a code; a department that is not registered is called so, and records
    that name none too. What `variance_with_gaps` says is lacking is noted too.
    """
    frame = noted(frame, covered(ledger, year), ledger.settings.near_limit, language)
    if "unrecorded" in frame.columns:
        frame = with_gaps(ledger, frame, language).with_columns(note=joined_notes(pl.col("note"), pl.col("unrecorded")))
    titles = items(ledger).select("item", item_name=f"title_{language}")
    joined = frame.join(titles, on="item", how="left", maintain_order="left")
    controls = arrangement_of(ledger).names(language)
    named = joined.with_columns(pl.coalesce("item_name", "item"), control_name=pl.col("control").replace(controls))
    named = named.with_columns(department_name=_department_name(frame, language))
    columns = dict.fromkeys(one for name in frame.columns for one in (name, f"{name}_name"))
    return named.select(name for name in columns if name in named.columns)


def with_gaps(ledger: "Ledger", frame: pl.DataFrame, language: Language) -> pl.DataFrame:
    """A frame with `unrecorded` in words, empty where nothing is lacking."""
    titles = {code: Text(zh, en) for code, zh, en in items(ledger).select("item", "title_zh", "title_en").iter_rows()}
    return frame.with_columns(
        unrecorded=pl.Series(
            [_gap(titles, codes or []).in_(language) for codes in frame["unrecorded"].to_list()], dtype=pl.String
        )
    )


def _gap(titles: dict[str, Text], codes: list[str]) -> Text:
    if not codes:
        return Text("", "")
    if len(codes) > NAMED:
        return UNRECORDED.format(items=SEVERAL.format(n=len(codes)))
    return UNRECORDED.format(items=listed(title for code, title in titles.items() if code in codes))


def joined_notes(first: pl.Expr, second: pl.Expr) -> pl.Expr:
    """Two notes as one; either may be empty."""
    between = pl.when((first != "") & (second != "")).then(pl.lit(" · ")).otherwise(pl.lit(""))
    return pl.concat_str(first, between, second)


def _department_name(frame: pl.DataFrame, language: Language) -> pl.Expr:
    """What the department of each row is called; nothing where the rows are of all departments together."""
    if frame["department"].is_null().all():
        return pl.col("department_name")
    unregistered = pl.format(UNREGISTERED.in_(language).replace("{code}", "{}"), "department")
    return pl.coalesce("department_name", unregistered, pl.lit(UNNAMED.in_(language)))


def covered(ledger: "Ledger", year: int) -> pl.DataFrame:
    """The items (department, item) that may go by the budget of a total, because that has budget lines of its own."""
    parts, given = report(ledger, "item_parts"), report(ledger, "budgeted_totals", {"year": year})
    rows = [(department, item) for department, total in given.rows() for item in with_parts(parts, total)[1:]]
    return pl.DataFrame(rows, schema={"department": pl.String, "item": pl.String}, orient="row").unique()


def noted(frame: pl.DataFrame, covered: pl.DataFrame, near_limit: Decimal, language: Language) -> pl.DataFrame:
    """A variance frame with `note` as its last column, empty where there is nothing to say.

    A row is over where less than nothing is available; without any budget that is said instead. Nothing is said of a
    memo without a budget, which was given none; of a month, which is no limit of its own; and of a row whose budget, or
    a part of it, was given to a total (`covered`): the total is judged.
    """
    of_kind = {name: text.in_(language) for name, text in KINDS.items()}
    kind = pl.col("row_kind").replace_strict(of_kind, default="", return_dtype=pl.String)
    judged = pl.lit(value=False) if "month" in frame.columns else _is_judged(frame, covered)
    state = pl.when(judged).then(_state(near_limit, language)).otherwise(pl.lit(""))
    return frame.with_columns(note=joined_notes(kind, state))


def _is_judged(frame: pl.DataFrame, covered: pl.DataFrame) -> pl.Series:
    """Whether a row's budget is all that its spending has to keep to."""
    keys = [name for name in ("department", "item") if not frame[name].is_null().all()]
    if "item" not in keys and not frame["control"].is_null().all():
        has_total = (pl.col("row_kind") == "total").any().over("control", *keys)
        return frame.select((pl.col("row_kind") != "item") | ~has_total).to_series()
    if not keys:
        return pl.repeat(covered.is_empty(), frame.height, dtype=pl.Boolean, eager=True)
    known = covered.select(*keys, is_covered=True).unique()
    return frame.join(known, on=keys, how="left", maintain_order="left")["is_covered"].is_null()


def _state(near_limit: Decimal, language: Language) -> pl.Expr:
    unbudgeted, over, near = (pl.lit(text.in_(language)) for text in (UNBUDGETED, OVER, NEAR))
    has_none, is_over = pl.col("budget") == 0, pl.col("available") < 0
    is_near = (pl.col("budget") > 0) & (pl.col("spent") >= pl.col("budget") * near_limit)
    return (
        pl.when(has_none & (pl.col("row_kind") == "memo")).then(pl.lit(""))
        .when(is_over & has_none).then(unbudgeted)
        .when(is_over).then(over)
        .when(is_near).then(near)
        .otherwise(pl.lit(""))
    )  # fmt: skip

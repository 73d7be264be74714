"""The forms as a workbook to print, as one table, and as the rows of the record kind `disclosures`."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import polars as pl

from costctl.disclosure.figures import PARTS, QUANTITIES, TOTAL, VEHICLES, Disclosure, Table
from costctl.disclosure.sheets import Block, Sheet, write_sheets
from costctl.disclosure.words import HEADINGS, QUANTITY_HEADINGS, notes, remarks, row_note
from costctl.records import kinds

_FIELDS = {
    "overseas": "overseas", "vehicle_buy": "vehicle_buy", "vehicle_run": "vehicle_run", "vehicles": VEHICLES,
    "reception": "reception", "total": TOTAL,
}  # fmt: skip
"""The amounts of a record of the kind `disclosures`, and the lines they are."""


def as_records(found: Disclosure) -> pl.DataFrame:
    """One row per department, with the columns and units of the record kind `disclosures`: it can be imported again.

    Amounts are the final accounts in 万元.
    """
    kind = kinds()["disclosures"]
    rows = [
        {
            "fiscal_year": found.year,
            "department_code": table.department,
            **{name: table.wan["final"][line] for name, line in _FIELDS.items()},
            **{name: table.quantities[name] for name in QUANTITIES if name in kind.names},
        }
        for table in found.tables
        if table.department is not None
    ]
    types = {column.name: pl.Decimal(38, 2) if column.name in _FIELDS else column.frame_type for column in kind.columns}
    return pl.DataFrame(rows, schema=types)


def headings_of_records() -> dict[str, str]:
    """The template's Chinese headers, by which an import recognises the rows."""
    return {column.name: column.header.zh for column in kinds()["disclosures"].columns}


def write_book(found: Disclosure, path: Path, *, bureau: str) -> None:
    """Writes the forms, a sheet for the district and one for each department, on A4, with title, unit, page numbers.

    Fault `export.not_written` where the file cannot be written.
    """
    write_sheets([_sheet(found, table, bureau) for table in found.tables], path)


def _sheet(found: Disclosure, table: Table, bureau: str) -> Sheet:
    who = f"{table.name or ''}({table.department})" if table.department else _district(bureau)
    state = "" if found.is_complete else f"(截至 {found.as_of},年度未终)"
    return Sheet(
        name=f"{table.department} {table.name or ''}".strip() if table.department else "汇总",
        title=f"{found.year}年度“三公”经费支出决算表{state}",
        under_title=(f"编制单位:{who}", "单位:万元"),
        blocks=(
            Block(HEADINGS, tuple(_amount_rows(found, table))),
            Block(QUANTITY_HEADINGS, tuple(_quantity_rows(found, table))),
        ),
        lines=(*notes(found, table), *remarks(found, table)),
        footer=f"台账快照 {found.snapshot or '—'},截至 {found.as_of}",
    )


def _amount_rows(found: Disclosure, table: Table) -> Iterator[tuple[object, ...]]:
    for line in found.lines:
        budget, final, last = (table.wan[column][line] for column in ("budget", "final", "last_year"))
        deep = {**dict.fromkeys(PARTS[VEHICLES], "    "), TOTAL: ""}.get(line, "  ")
        yield f"{deep}{found.titles[line]}", budget, final, last, _less(final, budget), _less(final, last)


def _quantity_rows(found: Disclosure, table: Table) -> Iterator[tuple[object, ...]]:
    for name in QUANTITIES:
        now, last = table.quantities[name], table.last_quantities[name]
        yield found.titles[name], now, last, None if now is None or last is None else now - last


def _less(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one - other


def _district(bureau: str) -> str:
    """What all departments together are called."""
    return f"{bureau}汇总"


TABLE_HEADINGS = {
    "department": "单位编码", "department_name": "单位名称", "line": "项目", "budget_wan": "预算数(万元)",
    "final_wan": "决算数(万元)", "last_year_wan": "上年决算数(万元)", "budget": "预算数(元)", "final": "决算数(元)",
    "last_year": "上年决算数(元)", "count": "统计数", "last_count": "上年统计数", "note": "说明", "year": "决算年度",
    "as_of": "数据截至", "snapshot": "台账快照",
}  # fmt: skip
"""The columns of `as_table`, as a file is headed."""


def as_table(found: Disclosure, *, bureau: str) -> pl.DataFrame:
    """Everything that the forms say, in their order: a row per department and line of amounts or of counts.

    The columns are those of TABLE_HEADINGS; the district stands first and has no code. The year, the last day that
    counts and the snapshot stand in every row, so that a part of the file still says where it is from.
    """
    counts = pl.DataFrame(
        [
            {"department": table.department, "line": name, "count": count, "last_count": table.last_quantities[name]}
            for table in found.tables
            for name, count in table.quantities.items()
        ],
        schema={"department": pl.String(), "line": pl.String(), "count": pl.Int64(), "last_count": pl.Int64()},
    )
    notes_of = pl.DataFrame(
        [
            {"department": table.department, "line": name, "note": row_note(found, table, name)}
            for table in found.tables
            for name in found.titles
        ],
        schema=dict.fromkeys(("department", "line", "note"), pl.String()),
    )
    names = {table.department: table.name if table.department else _district(bureau) for table in found.tables}
    order = {table.department: place for place, table in enumerate(found.tables)}
    rows = pl.concat([amounts(found), counts], how="diagonal")
    noted = rows.join(notes_of, on=["department", "line"], how="left", nulls_equal=True, maintain_order="left")
    whole = noted.with_columns(
        department_name=pl.col("department").replace_strict(names, return_dtype=pl.String),
        line=pl.col("line").replace(dict(found.titles)),
        year=pl.lit(found.year), as_of=pl.lit(found.as_of), snapshot=pl.lit(found.snapshot, pl.String),
    )  # fmt: skip
    by_form = pl.col("department").replace_strict(order, return_dtype=pl.Int64)
    return whole.sort(by_form, maintain_order=True).select(list(TABLE_HEADINGS))


def amounts(found: Disclosure) -> pl.DataFrame:
    """Every amount: department (null: the district), department_name, line, budget, final, last_year in yuan, and the
    same in 万元 as budget_wan, final_wan, last_year_wan."""
    money = pl.Decimal(38, 2)
    rows = [
        {
            "department": table.department,
            "department_name": table.name,
            "line": line,
            **{column: amounts_of[line] for column, amounts_of in table.yuan.items()},
            **{f"{column}_wan": amounts_of[line] for column, amounts_of in table.wan.items()},
        }
        for table in found.tables
        for line in found.lines
    ]
    texts = dict.fromkeys(("department", "department_name", "line"), pl.String())
    columns = ("budget", "final", "last_year", "budget_wan", "final_wan", "last_year_wan")
    return pl.DataFrame(rows, schema={**texts, **dict.fromkeys(columns, money)})

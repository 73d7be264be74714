"""Records with a natural key: new, a revision, or present already. A row of the base table is a version of a record."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import polars as pl

from costctl.ledger import history
from costctl.ledger.connection import Connection, quoted
from costctl.ledger.departments import as_meant, codes_of_names, department_columns
from costctl.ledger.keys import key_columns, number_empty, record_key
from costctl.ledger.receiving import Import, Tally, departments_of
from costctl.ledger.schema import CARD_LAST4, base_columns, content_columns
from costctl.ledger.unregistered import EXAMPLES
from costctl.records import Kind
from costctl.values import REJECT_SCHEMA, ROW_NO, Doubt

_BY_PLACE = "by place"
"""Whether a row's number was not in the file, but counted."""

_ROWS_NAMED = 20
"""Of the rows of a key that repeats, so many are named to each of them."""


def load(importing: Import, kind: Kind, tallies: Sequence[Tally]) -> None:
    """Loads the sheets of one file that hold this kind."""
    rows, rejected = _stage(importing, tallies)
    rows, rejected = _number(kind, rows, rejected)
    _doubt_equal_rows(kind, rows, tallies)
    if kind.card_column in kind.key:
        rejected = _without_numbers(importing, rejected)
    rows = _understood(importing.db, kind, rows.with_columns(record_key(kind)))
    first, repeats, conflicts = _sort_out_repeats(kind, rows)
    rejected = pl.concat([rejected, _conflict_rejects(kind, conflicts, tallies)])
    first = _classify(importing.db, kind, first)
    _insert(importing, kind, first, repeats)
    for tally in tallies:
        _count(tally, kind, first, repeats)
        tally.departments -= departments_of(kind, conflicts.filter(sheet_no=tally.sheet_no))
        of_sheet = rejected.filter(pl.col("sheet_no") == tally.sheet_no).sort(ROW_NO, maintain_order=True)
        importing.reject(tally, of_sheet.drop("sheet_no"))


def _stage(importing: Import, tallies: Iterable[Tally]) -> tuple[pl.DataFrame, pl.DataFrame]:
    rows: list[pl.DataFrame] = []
    rejected = [pl.DataFrame(schema={**REJECT_SCHEMA, "sheet_no": pl.Int32()})]
    for tally in tallies:
        rows.append(_nothing(importing, tally))
        for part in tally.source.parts():
            rows.append(importing.receive(tally, part))
            sheet_no = pl.lit(tally.sheet_no, pl.Int32).alias("sheet_no")
            rejected.append(part.rejects.select(*REJECT_SCHEMA).with_columns(sheet_no))
    return pl.concat(rows, how="diagonal"), pl.concat(rejected)


def _nothing(importing: Import, tally: Tally) -> pl.DataFrame:
    """No rows, with every column: a sheet may have none."""
    schema: dict[str, pl.DataType] = {column.name: column.frame_type for column in tally.kind.columns}
    empty = pl.DataFrame(schema={**schema, ROW_NO: pl.Int64()})
    return importing.tidy(tally.kind, empty).with_columns(pl.lit(tally.sheet_no, pl.Int32).alias("sheet_no"))


def _number(kind: Kind, rows: pl.DataFrame, rejected: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Numbers the rows that came without. A rejected row whose key can be read holds its place, so that the rows after
    it keep their numbers when it is corrected."""
    if kind.numbered is None:
        return rows, rejected
    within = [name for name in kind.key if name != kind.numbered]
    rows = rows.with_columns(pl.col(kind.numbered).is_null().alias(_BY_PLACE))
    holding = rejected.filter(pl.col("key").is_not_null()).with_columns(_key_parts(kind))
    both = pl.concat(
        [
            rows.with_row_index("_row"),
            holding.select(*kind.key, "sheet_no", ROW_NO, "key").with_row_index("_reject"),
        ],
        how="diagonal",
    ).sort("sheet_no", ROW_NO, maintain_order=True)
    both = number_empty(both, within, kind.numbered)
    numbered = both.filter(pl.col("_row").is_not_null()).sort("_row").drop("_row", "_reject", "key")
    keys = both.filter(pl.col("_reject").is_not_null()).sort("_reject").select(record_key(kind)).to_series()
    rejected = pl.concat(
        [
            rejected.filter(pl.col("key").is_null()),
            holding.drop(kind.key).with_columns(keys.alias("key")),
        ]
    )
    return numbered, rejected


def _doubt_equal_rows(kind: Kind, rows: pl.DataFrame, tallies: Sequence[Tally]) -> None:
    """Says which rows that were numbered here are apart from that as one before them: pasted twice, or two."""
    if kind.numbered is None:
        return
    content = [name for name in dict.fromkeys((*kind.key, *content_columns(kind))) if name != kind.numbered]
    counted = rows.filter(_BY_PLACE)
    again = counted.filter(~pl.struct(content).is_first_distinct())
    number = kind.column(kind.numbered).header
    for tally in tallies:
        places = again.filter(sheet_no=tally.sheet_no).get_column(ROW_NO)
        if len(places):
            about: dict[str, object] = {"number": number.zh, "number_en": number.en}
            tally.doubts.append(Doubt("record.equal_rows", len(places), tuple(map(str, places[:EXAMPLES])), about))


def _key_parts(kind: Kind) -> list[pl.Expr]:
    parts = pl.col("key").str.split("/")
    return [
        parts.list.get(place, null_on_oob=True)
        .str.replace_all("%2F", "/", literal=True)
        .replace("", None)
        .cast(kind.column(name).frame_type, strict=False)
        .alias(name)
        for place, name in enumerate(kind.key)
    ]


def _without_numbers(importing: Import, rejected: pl.DataFrame) -> pl.DataFrame:
    """Rejects whose key is a card number, with the card's id instead."""
    card_id = importing.store.hasher.card
    ids = [None if key is None else card_id(key).card_id for key in rejected.get_column("key")]
    return rejected.with_columns(pl.Series("key", ids, pl.String))


def _understood(db: Connection, kind: Kind, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with what they mean beside what the file says: `meant_key`, and each department by its code."""
    meant = as_meant(kind, codes_of_names(db))
    by_code = rows.with_columns(**meant)
    columns = [by_code[name].alias(_meant(name)) for name in meant]
    return rows.with_columns(by_code.select(record_key(kind)).to_series().alias("meant_key"), *columns)


def _meant(name: str) -> str:
    return f"meant {name}"


def _content_as_meant(kind: Kind) -> dict[str, str]:
    """Of each column of content, the column that says what it means."""
    return {name: _meant(name) if name in department_columns(kind) else name for name in content_columns(kind)}


def _sort_out_repeats(kind: Kind, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Each key's first row; its further rows of the same content; all rows of keys that come with different content."""
    repeated = pl.col("meant_key").is_duplicated()
    content = pl.struct(*_content_as_meant(kind).values())
    some = rows.filter(repeated).with_columns((content.n_unique().over("meant_key") > 1).alias("_differs"))
    same = some.filter(~pl.col("_differs")).drop("_differs")
    is_first = pl.col("meant_key").is_first_distinct()
    first = pl.concat([rows.filter(~repeated), same.filter(is_first)])
    return (
        first.sort("sheet_no", ROW_NO, maintain_order=True),
        same.filter(~is_first),
        some.filter("_differs").drop("_differs"),
    )


def _conflict_rejects(kind: Kind, conflicts: pl.DataFrame, tallies: Sequence[Tally]) -> pl.DataFrame:
    """The rows of a key that comes twice with different content, as rejects."""
    schema = {**REJECT_SCHEMA, "sheet_no": pl.Int32()}
    places = conflicts.group_by("meant_key").agg(pl.col(ROW_NO).sort().head(_ROWS_NAMED + 1)).rows()
    rows_of = {key: _named(rows) for key, rows in places}
    names = [name for name in content_columns(kind) if name != "card_id"]
    columns = {tally.sheet_no: _key_header(kind, tally) for tally in tallies}
    found = [
        {
            "row_no": row[ROW_NO],
            "column": columns[row["sheet_no"]],
            "code": "key.repeated",
            "found": _shown_key(kind, row),
            "about": history.canonical({"rows": rows_of[row["meant_key"]]}),
            "key": row["record_key"],
            "cells": history.canonical({name: str(row[name]) for name in names if row[name] is not None}),
            "sheet_no": row["sheet_no"],
        }
        for row in conflicts.iter_rows(named=True)
    ]
    return pl.DataFrame(found, schema=schema)


def _named(rows: Sequence[int]) -> str:
    """The numbers of some rows; all of them, said to each of them, would fill any memory."""
    more = ["…"] if len(rows) > _ROWS_NAMED else []
    return "、".join([*map(str, rows[:_ROWS_NAMED]), *more])


def _key_header(kind: Kind, tally: Tally) -> str:
    """What the file calls the first part of the key that it has a column for."""
    own = tally.source.headers
    return next((own[name] for name in kind.key if name in own), kind.column(kind.key[0]).header.zh)


def _shown_key(kind: Kind, row: dict[str, object]) -> str:
    if kind.card_column in kind.key:
        return f"****{row[CARD_LAST4] or ''}"
    return "/".join("" if row[name] is None else str(row[name]) for name in key_columns(kind))


def _classify(db: Connection, kind: Kind, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `outcome`, `known` (the row id of the same content, where there is one) and the next `version`.

    The outcome goes by what the row means; what is stored, and so what is known already, by what the file says.
    """
    name = quoted(kind.kind)
    columns = content_columns(kind)
    equal = " AND ".join(f"b.{quoted(column)} IS NOT DISTINCT FROM s.{quoted(column)}" for column in columns)
    means_the_same = " AND ".join(
        f"f.{quoted(column)} IS NOT DISTINCT FROM s.{quoted(meant)}"
        for column, meant in _content_as_meant(kind).items()
    )
    rows = rows.with_row_index("_order")
    if not db.value(f"SELECT 1 FROM base.{name} LIMIT 1"):
        return rows.with_columns(
            pl.lit("accepted").alias("outcome"), pl.lit(None, pl.Int64).alias("known"), pl.lit(1).alias("version")
        ).drop("_order")
    with db.registered(staged=rows):
        found = db.sql(f"""
            SELECT
                s._order,
                k.row_id AS known,
                CASE WHEN f.row_id IS NULL THEN 'accepted' WHEN {means_the_same} THEN 'already_present'
                    ELSE 'revised' END AS outcome,
                coalesce(v.versions, 0) + 1 AS version
            FROM staged AS s
            LEFT JOIN base.{name} AS k ON k.record_key = s.record_key AND k.row_id IN (
                SELECT b.row_id FROM base.{name} AS b JOIN staged AS s ON b.record_key = s.record_key AND {equal})
            LEFT JOIN record.{name} AS f ON f.record_key = s.meant_key
            LEFT JOIN (SELECT b.record_key, count(*) AS versions FROM base.{name} AS b GROUP BY b.record_key) AS v
                ON v.record_key = s.record_key
            """)
    found = found.with_columns(pl.col("_order").cast(pl.UInt32))
    return rows.join(found, on="_order", how="left", maintain_order="left").drop("_order")


def _insert(importing: Import, kind: Kind, first: pl.DataFrame, repeats: pl.DataFrame) -> None:
    """Adds new versions, and sightings of the versions that the ledger has already."""
    new = first.filter(pl.col("known").is_null())
    new = new.with_columns(importing.row_ids(new.height), pl.lit(importing.batch_no, pl.Int32).alias("batch_no"))
    seen = first.filter(pl.col("known").is_not_null()).with_columns(pl.col("known").alias("row_id"))
    ids = pl.concat([new.select("meant_key", "row_id"), seen.select("meant_key", "row_id")])
    again = repeats.join(ids, on="meant_key").with_columns(pl.lit("already_present").alias("outcome"))
    places = ("row_id", "sheet_no", ROW_NO, "outcome")
    names = ", ".join(quoted(column) for column in base_columns(kind))
    with importing.db.registered(
        new_versions=new.select(*base_columns(kind)), seen_again=pl.concat([seen.select(places), again.select(places)])
    ):
        importing.db.execute(f"INSERT INTO base.{quoted(kind.kind)} ({names}) SELECT {names} FROM new_versions")
        importing.db.execute(
            """INSERT INTO base.sightings (kind, row_id, batch_no, sheet_no, row_no, outcome)
            SELECT ?, row_id, ?, sheet_no, row_no, outcome FROM seen_again""",
            [kind.kind, importing.batch_no],
        )


def _count(tally: Tally, kind: Kind, first: pl.DataFrame, repeats: pl.DataFrame) -> None:
    of_sheet = first.filter(pl.col("sheet_no") == tally.sheet_no)
    outcomes = dict(of_sheet.get_column("outcome").value_counts().iter_rows())
    tally.accepted = outcomes.get("accepted", 0)
    tally.revised = outcomes.get("revised", 0)
    if _BY_PLACE in of_sheet.columns:
        tally.revised_by_place = of_sheet.filter(pl.col(_BY_PLACE), outcome="revised").height
    tally.already_present = outcomes.get("already_present", 0) + repeats.filter(sheet_no=tally.sheet_no).height
    if kind.amount_column:
        accepted = of_sheet.filter(outcome="accepted").get_column(kind.amount_column)
        tally.amount_accepted = sum(accepted.drop_nulls(), Decimal("0.00"))

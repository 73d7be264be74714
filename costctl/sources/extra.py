"""What a layout keeps as `extra`: one JSON text a row, the same for a CSV and a workbook of one month."""

from collections.abc import Iterable

import polars as pl

from costctl.bilingual import Text
from costctl.masking import texts_without_cards
from costctl.records import Column
from costctl.sources.bind import Binding
from costctl.sources.columns import Style, convert
from costctl.sources.texts import cell

_NEEDS_ESCAPE = r'[\\"\x00-\x1f]'


def extra_columns(binding: Binding) -> list[pl.Expr]:
    """What to select from a chunk of the grid for the extras."""
    empty = list({"", *binding.layout.empty})
    return [cell(place).replace(empty, None).alias(f"extra {name}") for name, _extra, place in binding.extras]


def extra_json(texts: pl.DataFrame, binding: Binding) -> pl.Series:
    """The extras of each row as a JSON object with sorted keys, without those that are empty; null where all are."""
    pairs = [_pair(name, _plain(texts[f"extra {name}"], extra.type, binding)) for name, extra, _place in binding.extras]
    frame = pl.DataFrame([pair.alias(str(number)) for number, pair in enumerate(pairs)])
    inner = pl.concat_str(pl.all(), separator=",", ignore_nulls=True)
    whole = pl.when(inner.str.len_bytes() > 0).then("{" + inner + "}")
    return frame.select(whole).to_series()


def _plain(values: pl.Series, written_as: str, binding: Binding) -> pl.Series:
    """Numbers and days in one form however the file writes them; what cannot be read stays as it is."""
    if written_as == "text":
        return _without_cards(values)
    column = Column(name="extra", header=Text("", ""), type="decimal" if written_as == "decimal" else "date")
    style = Style(decimal_comma=binding.decimal_comma, date_order=binding.layout.date_order, day_zero=binding.day_zero)
    typed = convert(values, column, style).values.cast(pl.String)
    if written_as == "decimal":
        typed = typed.str.strip_chars_end("0").str.strip_chars_end(".")
    return pl.DataFrame({"typed": typed, "raw": _without_cards(values)}).select(pl.coalesce("typed", "raw")).to_series()


def _without_cards(values: pl.Series) -> pl.Series:
    """A cell that is a number and nothing else is taken for an identifier: it tells rows apart."""
    is_number = values.str.contains("^[0-9]+$")
    if is_number.all():
        return texts_without_cards(values, is_number=True)
    plain = texts_without_cards(values)
    return plain if plain is values else texts_without_cards(values, is_number=True).zip_with(is_number, plain)


def _pair(name: str, values: pl.Series) -> pl.Series:
    if values.str.contains(_NEEDS_ESCAPE).any():
        values = values.replace({one: _escaped(one) for one in _odd(values)})
    return '"' + name + '":"' + values + '"'


def _odd(values: pl.Series) -> Iterable[str]:
    distinct = values.drop_nulls().unique()
    odd: Iterable[str] = distinct.filter(distinct.str.contains(_NEEDS_ESCAPE))
    return odd


def _escaped(text: str) -> str:
    special = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return "".join(special.get(one) or (f"\\u{ord(one):04x}" if ord(one) < 0x20 else one) for one in text)

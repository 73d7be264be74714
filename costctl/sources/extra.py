"""What a layout keeps as `extra`: one JSON text a row, the same for a CSV and a workbook of one month."""

from collections.abc import Iterable

import polars as pl

from costctl.bilingual import Text
from costctl.masking import texts_without_cards
from costctl.records import Column
from costctl.sources.bind import Binding
from costctl.sources.columns import Style, convert
from costctl.sources.origins import Extra
from costctl.sources.texts import cell

_NEEDS_ESCAPE = r'[\\"\x00-\x1f]'
_UNTIDY = r"[^ -~\x{4e00}-\x{9fff}]|  "


def extra_columns(binding: Binding) -> list[pl.Expr]:
    """What to select from a chunk of the grid for the extras."""
    empty = list({"", *binding.layout.empty})
    return [cell(place).replace(empty, None).alias(f"extra {name}") for name, _extra, place in binding.extras]


def extra_json(texts: pl.DataFrame, binding: Binding) -> pl.Series:
    """The extras of each row as a JSON object with sorted keys, without those that are empty; null where all are."""
    pairs = [_pair(name, _plain(texts[f"extra {name}"], extra, binding)) for name, extra, _place in binding.extras]
    frame = pl.DataFrame([pair.alias(str(number)) for number, pair in enumerate(pairs)])
    inner = pl.concat_str(pl.all(), separator=",", ignore_nulls=True)
    whole = pl.when(inner.str.len_bytes() > 0).then("{" + inner + "}")
    return frame.select(whole).to_series()


def _plain(values: pl.Series, extra: Extra, binding: Binding) -> pl.Series:
    """Texts, numbers and days in one form however the file writes them; what cannot be read stays as it is."""
    values = _tidy(values)
    if extra.pad:
        values = _padded(values, extra.pad)
    if extra.type == "text":
        return _without_cards(values)
    column = Column(name="extra", header=Text("", ""), type="decimal" if extra.type == "decimal" else "date")
    style = Style(
        decimal_comma=binding.layout.decimal_comma,
        is_text=binding.is_text,
        date_order=binding.layout.date_order,
        day_zero=binding.day_zero,
    )
    typed = convert(values, column, style).values.cast(pl.String)
    if extra.type == "decimal":
        typed = typed.str.strip_chars_end("0").str.strip_chars_end(".")
    return pl.DataFrame({"typed": typed, "raw": _without_cards(values)}).select(pl.coalesce("typed", "raw")).to_series()


def _padded(values: pl.Series, width: int) -> pl.Series:
    """Numbers of digits alone with the leading zeros that a workbook drops."""
    short = values.str.contains("^[0-9]+$") & (values.str.len_bytes() < width)
    return values.str.zfill(width).zip_with(short, values) if short.any() else values


def _tidy(values: pl.Series) -> pl.Series:
    """Texts as those of record columns are: NFKC, and one blank for every run of blanks and line ends."""
    odd = values.str.contains(_UNTIDY).fill_null(value=False).arg_true()
    if odd.is_empty():
        return values
    tidy = values.gather(odd).str.normalize("NFKC").str.replace_all(r"\s+", " ").str.strip_chars()
    return values.scatter(odd, tidy)


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

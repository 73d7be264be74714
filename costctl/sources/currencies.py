"""Currencies as banks write them, as ISO 4217 codes."""

import unicodedata
from collections.abc import Mapping

import polars as pl

_WORDS: Mapping[str, str] = {
    "人民币": "CNY", "人民币元": "CNY", "元": "CNY", "rmb": "CNY", "cny": "CNY", "¥": "CNY", "美元": "USD",
    "us$": "USD", "$": "USD", "港币": "HKD", "港元": "HKD", "hk$": "HKD", "欧元": "EUR", "€": "EUR",
    "英镑": "GBP", "£": "GBP", "日元": "JPY", "日圆": "JPY", "澳门元": "MOP", "澳门币": "MOP", "新台币": "TWD",
    "台币": "TWD", "韩元": "KRW", "韩币": "KRW", "加元": "CAD", "加拿大元": "CAD", "澳元": "AUD",
    "澳大利亚元": "AUD", "瑞士法郎": "CHF", "新加坡元": "SGD", "新元": "SGD", "泰铢": "THB", "卢布": "RUB",
    "新西兰元": "NZD", "瑞典克朗": "SEK", "丹麦克朗": "DKK", "挪威克朗": "NOK", "r$": "BRL",
}  # fmt: skip
"""The number signs of a currency with several owners are read as a Chinese bank means them."""


def iso(written: str) -> str:
    """The ISO code of a written currency; what is not known is returned in capitals."""
    plain = "".join(unicodedata.normalize("NFKC", written).casefold().split())
    return _WORDS.get(plain, plain.upper())


def as_iso(written: pl.Series) -> pl.Series:
    """A column of written currencies as ISO codes."""
    distinct = written.drop_nulls().unique()
    return written.replace({one: iso(one) for one in distinct})

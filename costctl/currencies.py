"""Currencies as banks and people write them, as ISO 4217 codes."""

import re
import unicodedata
from collections.abc import Collection, Mapping

_WORDS: Mapping[str, str] = {
    "人民币": "CNY", "人民币元": "CNY", "元": "CNY", "圆": "CNY", "rmb": "CNY", "¥": "CNY", "美元": "USD", "us$": "USD",
    "$": "USD", "港币": "HKD", "港元": "HKD", "hk$": "HKD", "欧元": "EUR", "€": "EUR", "英镑": "GBP", "£": "GBP",
    "日元": "JPY", "日圆": "JPY", "澳门元": "MOP", "澳门币": "MOP", "mop$": "MOP", "新台币": "TWD", "台币": "TWD",
    "nt$": "TWD", "韩元": "KRW", "韩币": "KRW", "₩": "KRW", "加元": "CAD", "加拿大元": "CAD", "c$": "CAD", "ca$": "CAD",
    "澳元": "AUD", "澳大利亚元": "AUD", "a$": "AUD", "au$": "AUD", "瑞士法郎": "CHF", "新加坡元": "SGD", "新元": "SGD",
    "s$": "SGD", "sg$": "SGD", "泰铢": "THB", "฿": "THB", "卢布": "RUB", "₽": "RUB", "新西兰元": "NZD", "nz$": "NZD",
    "瑞典克朗": "SEK", "丹麦克朗": "DKK", "挪威克朗": "NOK", "r$": "BRL", "₹": "INR", "₫": "VND",
}  # fmt: skip

_SHARED: Mapping[str, Collection[str]] = {
    "$": ("USD", "CAD", "AUD", "HKD", "SGD", "NZD", "TWD", "MOP", "MXN", "ARS", "CLP", "COP"),
    "¥": ("CNY", "JPY"),
    "元": ("CNY", "HKD", "TWD", "MOP"),
    "圆": ("CNY", "JPY"),
}
"""Signs with several owners. For a ledger in none of these currencies they are read as a Chinese bank means them."""

CODES = (
    "AED|AFN|ALL|AMD|ANG|AOA|ARS|AUD|AWG|AZN|BAM|BBD|BDT|BGN|BHD|BIF|BMD|BND|BOB|BRL|BSD|BTN|BWP|BYN|BZD|CAD|CDF|"
    "CHF|CLP|CNH|CNY|COP|CRC|CUP|CVE|CZK|DJF|DKK|DOP|DZD|EGP|ERN|ETB|EUR|FJD|FKP|GBP|GEL|GHS|GIP|GMD|GNF|GTQ|GYD|"
    "HKD|HNL|HTG|HUF|IDR|ILS|INR|IQD|IRR|ISK|JMD|JOD|JPY|KES|KGS|KHR|KMF|KPW|KRW|KWD|KYD|KZT|LAK|LBP|LKR|LRD|LSL|"
    "LYD|MAD|MDL|MGA|MKD|MMK|MNT|MOP|MRU|MUR|MVR|MWK|MXN|MYR|MZN|NAD|NGN|NIO|NOK|NPR|NZD|OMR|PAB|PEN|PGK|PHP|PKR|"
    "PLN|PYG|QAR|RON|RSD|RUB|RWF|SAR|SBD|SCR|SDG|SEK|SGD|SHP|SLE|SOS|SRD|SSP|STN|SYP|SZL|THB|TJS|TMT|TND|TOP|TRY|"
    "TTD|TWD|TZS|UAH|UGX|USD|UYU|UZS|VES|VND|VUV|WST|XAF|XCD|XOF|XPF|YER|ZAR|ZMW"
)
"""The codes of ISO 4217 in use, joined as a pattern."""

SIGN = "(?:" + "|".join([*map(re.escape, sorted(_WORDS, key=len, reverse=True)), CODES]) + ")"
"""A pattern of every word, sign and code, in NFKC and without regard to case."""


def iso(written: str, own: str = "CNY") -> str:
    """The ISO code of a written currency, for a ledger in `own`; what is not known is returned in capitals."""
    plain = "".join(unicodedata.normalize("NFKC", written).casefold().split())
    return own if own in _SHARED.get(plain, ()) else _WORDS.get(plain, plain.upper())

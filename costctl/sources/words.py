"""What one cell of text says as a code, a card number, a yes or no, or a word of an enumeration."""

import re
import unicodedata
from collections.abc import Collection, Mapping

_WRAPPED = re.compile(r'="(.*)"', re.DOTALL)
_CARD = re.compile(r"[0-9]{12,19}")
_MASKED_CARD = re.compile(r"(?=(?:\**[0-9]){4})(?=[0-9]*\*)[0-9*]{5,19}")
_HIDDEN = str.maketrans(dict.fromkeys("xX×•●·＊∗#", "*"))
_POWER = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}")

_OPENERS = frozenset("'`")

_CHINESE = {digit: str(value) for value, digit in enumerate("一二三四五六七八九十", 1)} | {"两": "2"}

_YES = frozenset(("是", "有", "y", "yes", "true", "t", "1", "√", "✓", "✔", "对", "☑", "已", "已有", "是的", "✅"))
_NO = frozenset(("否", "无", "没有", "不是", "n", "no", "false", "f", "0", "×", "✗", "✘", "☐", "未", "没", "❌"))


def unwrapped(text: str) -> str:
    """The text without the `="…"` that keeps a spreadsheet from reading it as a number."""
    wrapped = _WRAPPED.fullmatch(text)
    return wrapped[1].replace('""', '"') if wrapped else text


def without_text_mark(text: str) -> str:
    """The text without the `'` that makes a spreadsheet take the rest for a text, or the backtick of some exports."""
    return text[1:] if text[:1] in ("'", "`") and not _OPENERS.intersection(text[1:]) else text


def normal(text: str) -> str:
    """Unicode NFKC, without outer white space, inner runs made one blank."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def word(text: str) -> str:
    """A word as it is compared: in small letters and without the blanks by which people stretch it in a cell."""
    return "".join(normal(text).casefold().split())


def parse_code(text: str, pad: int | None) -> str:
    """A code as it is, leading zeros kept; one of digits filled with zeros to the length of `pad`."""
    return text.zfill(pad) if pad and text.isdecimal() else text


def parse_card(text: str) -> tuple[str | None, str | None]:
    """The digits of a card number, or its mask with `*` for each hidden digit; else the code of what is wrong."""
    plain = re.sub(r"[\s-]", "", text).translate(_HIDDEN)
    if _CARD.fullmatch(plain) or _MASKED_CARD.fullmatch(plain):
        return plain, None
    return None, "card.digits_lost" if _POWER.fullmatch(plain) else "card.unreadable"


def parse_boolean(text: str, words: Mapping[str, str]) -> bool | str:
    """Yes or no, by the words of the file first; else the code of what is wrong."""
    said = word(words.get(text, text))
    if said in _YES:
        return True
    return False if said in _NO else "boolean.unknown"


def counted(text: str, in_: Collection[str]) -> str:
    """A number that is counted in one of these words, without it; such a number may be one Chinese digit."""
    unit = next((one for one in in_ if text.endswith(one)), "")
    number = text.removesuffix(unit).rstrip()
    return _CHINESE.get(number, number) if in_ else text


def enum_words(values: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    """Every word, as `word` gives it, with the value it means: the values, the template's words, the file's."""
    known = {word(value): value for value in values.values()}
    return known | {word(said): value for said, value in (*values.items(), *words.items())}

"""The catalogue of everything that can be wrong: a stable code, and what to say about it in two languages.

The texts live in `problems.toml`. A code that is not in it cannot be raised, so the documentation, which is tested
against the catalogue, is complete.
"""

import errno
import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from costctl.bilingual import Language, Sentence, Text


@cache
def catalogue() -> Mapping[str, Text]:
    """Every problem code with its text; `{name}` places are filled from what is known of the case."""
    with (Path(__file__).parent / "problems.toml").open("rb") as file:
        areas = tomllib.load(file)
    return {
        f"{area}.{name}": Text(text["zh"], text["en"]) for area, names in areas.items() for name, text in names.items()
    }


NO_ROOM = os.strerror(errno.ENOSPC)

_SYSTEM_SAYS = {
    NO_ROOM: "磁盘已满",
    **{
        os.strerror(number): text
        for number, text in {
            errno.EDQUOT: "磁盘配额已用完",
            errno.EFBIG: "文件超过了系统允许的大小",
            errno.ENOENT: "没有这个文件或文件夹",
            errno.EACCES: "没有权限",
            errno.EPERM: "不允许这样做",
            errno.EROFS: "磁盘或文件夹只读",
            errno.EEXIST: "已经存在",
            errno.EISDIR: "这是文件夹,不是文件",
            errno.ENOTDIR: "路径中有一段不是文件夹",
            errno.EIO: "磁盘读写出错",
            errno.ENAMETOOLONG: "文件名太长",
        }.items()
    },
}
"""What the operating system says in English wherever it runs, in Chinese."""


MOST_FOUND = 160
"""Characters of what was found that a message repeats."""


def brief(found: str) -> Text:
    """What was found as a message repeats it: of a huge cell its beginning, and how long it is."""
    if len(found) <= MOST_FOUND:
        return Text(found, found)
    cut, length = f"{found[:MOST_FOUND]}…", len(found)
    return Text(f"{cut}(共 {length:,} 个字符)", f"{cut} ({length:,} characters)")


class _Lenient(Sentence):
    """Fills the places that are known, shows that one is empty, and leaves nothing raw where one is not known.

    `{suggestion:; nearest: }` says what stands after the first colon before it, and nothing at all where it is empty.
    """

    def __init__(self, language: Language, words: Mapping[str, str]) -> None:
        super().__init__(language)
        self._words = words

    def get_value(self, key: int | str, _args: object, kwargs: Mapping[str, object]) -> object:
        value = kwargs.get(str(key), "?")
        if not isinstance(value, str):
            return value
        return self._words.get(value, brief(value).in_(self.language) if key == "found" else value)

    def format_field(self, value: object, before: str) -> str:
        if not before or "|" in before:
            return super().format_field("–" if value == "" else value, before)
        said = value.in_(self.language) if isinstance(value, Text) else value
        return f"{before}{said}" if said not in ("", "?") else ""


def describe(code: str, about: Mapping[str, object]) -> Text:
    """What is wrong and what to do next, for a problem `code`; KeyError if the code is not in the catalogue."""
    text = catalogue()[code]
    zh, en = _Lenient("zh", _SYSTEM_SAYS), _Lenient("en", {})
    return Text(zh.vformat(text.zh, (), about), en.vformat(text.en, (), about))

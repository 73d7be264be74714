"""What a person chooses among: codes, and the words they are shown by. Either is understood, in both languages."""

import re
from collections.abc import Mapping

from costctl.bilingual import Text
from costctl.errors import InputError

SEVERITIES: Mapping[str, Text] = {
    "violation": Text("违规", "violation"),
    "suspicion": Text("疑点", "suspicion"),
    "notice": Text("提示", "notice"),
}
STATUSES: Mapping[str, Text] = {
    "open": Text("待处理", "open"),
    "cleared": Text("已消除", "cleared"),
    "unassessable": Text("现不能判断", "cannot be assessed now"),
}
OUTDATED = Text("须重新检查", "check again")
"""What an open finding is called whose record was taken back or corrected after the run that found it."""
SHOWN_STATUSES: Mapping[str, Text] = {**STATUSES, "outdated": OUTDATED}
"""What stands in a list of findings."""
ACTIONS: Mapping[str, Text] = {
    "import": Text("导入", "import"),
    "undo": Text("撤销", "taken back"),
    "close_reject": Text("关闭退回行", "row closed"),
    "check": Text("检查", "check"),
    "set": Text("本区设定", "own value"),
    "install": Text("采用标准", "rule book"),
    "init": Text("建账", "made"),
}
"""The kinds of entries in the history."""
GROUPINGS: Mapping[str, Text] = {
    "department": Text("单位", "department"),
    "item": Text("项目", "item"),
    "control": Text("控制", "control"),
    "month": Text("月份", "month"),
}
"""What the variance may be grouped by."""


def chosen(said: str, words: Mapping[str, Text], code: str) -> str:
    """The code that `said` is or is shown by, in any case; InputError `code` lists the words where it is none."""
    known = {_plain(word): name for name, text in words.items() for word in (text.en, text.zh, name)}
    known |= {_plain(name): name for name in words}
    if (plain := _plain(said)) not in known:
        list_ = listed(words)
        raise InputError(code, found=said, known=list_.en, known_zh=list_.zh)
    return known[plain]


def separated(said: str) -> list[str]:
    """The words of a text that commas separate."""
    return [word.strip() for word in re.split("[,\uff0c、]", said) if word.strip()]


def listed(words: Mapping[str, Text]) -> Text:
    """What there is to choose among: in Chinese the words; in English the codes, with the word where it is another."""
    english = (name if _plain(text.en) == name else f"{name} ({text.en})" for name, text in words.items())
    return Text("、".join(text.zh for text in words.values()), ", ".join(english))


def _plain(word: str) -> str:
    return word.strip().casefold().replace(" ", "_").replace("-", "_")

"""Writes docs/problems.md from the catalogue: `python -m tests.problems_page`."""

import re
from pathlib import Path

from costctl.problems import catalogue

PAGE = Path(__file__).resolve().parents[1] / "docs" / "problems.md"

HEAD = """\
# 问题代码 · Problem codes

Everything that costctl can find wrong has a stable code: in the reason of a rejected row, in the warnings of a receipt,
in `error` of a JSON document. `{…}` stands for what is known of the case. Made from `costctl/problems.toml` by
`make docs`.
"""


def page() -> str:
    """The page as it should be."""
    lines, area = [HEAD.rstrip()], ""
    for code in sorted(catalogue()):
        if code.partition(".")[0] != area:
            area = code.partition(".")[0]
            lines += ["", f"## {area}", "", "| code | 中文 | English |", "|---|---|---|"]
        text = catalogue()[code]
        lines.append(f"| `{code}` | {_cell(text.zh)} | {_cell(text.en)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    text = re.sub(r"\{(\w+):[^|}]*\|([^}]*)\}", r"{\1} \2", text)  # of `{count:row|rows}` the word for several
    return re.sub(r"{(\w+):([^}]+)}", r"\2{\1}", text).replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

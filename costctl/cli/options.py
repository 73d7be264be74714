"""The options that commands share, so that each means the same everywhere."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from costctl.bilingual import Text
from costctl.choices import listed, separated
from costctl.cli.printing import tell
from costctl.cli.words import say, spoken
from costctl.dates import YEARS, parse_date
from costctl.errors import InputError

if TYPE_CHECKING:
    import polars as pl

    from costctl.ledger.ledger import Ledger

Folder = Annotated[
    Path,
    typer.Option(
        "--ledger",
        envvar="COSTCTL_LEDGER",
        help=say("账本文件夹;默认取环境变量 COSTCTL_LEDGER 或当前文件夹", "the ledger folder"),
        show_default=False,
    ),
]
AnyFolder = Annotated[
    Path | None, typer.Option("--ledger", envvar="COSTCTL_LEDGER", help=say("账本文件夹", "the ledger folder"))
]
"""Of commands that need no ledger: every command takes one, so that scripts may write all alike."""
Wait = Annotated[
    float, typer.Option("--wait", min=0, help=say("账本被占用时最多等几秒", "seconds to wait for another writer"))
]
Lang = Annotated[
    Literal["zh", "en"] | None,
    typer.Option("--lang", help=say("输出语言;默认按账本设置", "language; the ledger's own by default")),
]
Json = Annotated[
    bool, typer.Option("--json", help=say("只在标准输出打印一个 JSON 文档", "print exactly one JSON document"))
]


def written_day(text: str) -> date:
    """A day as files write it, such as 2025-08-01 or 2025年8月1日; InputError says what is wrong with another text."""
    found = parse_date(text)
    if isinstance(found, str):
        raise InputError(found, found=text)
    return found


A_DAY: dict[str, Any] = {"parser": written_day, "metavar": say("年-月-日", "YYYY-MM-DD")}
"""What the options that take a day have in common."""
Day = Annotated[
    date | None,
    typer.Option("--as-of", **A_DAY, help=say("截至日期;默认今天(北京时间)", "the day to judge by; today")),
]
Year = Annotated[int | None, typer.Option("--year", min=YEARS[0], max=YEARS[1], help=say("年度", "fiscal year"))]
GivenYear = Annotated[int, typer.Option("--year", min=YEARS[0], max=YEARS[1], help=say("年度", "fiscal year"))]
"""A year that has to be given."""
Department = Annotated[
    str | None, typer.Option("--department", help=say("只看这个单位,编码或名称", "this department alone, code or name"))
]
Departments = Annotated[
    list[str] | None,
    typer.Option("--department", help=say("单位编码或名称,可重复", "department code or name; may be repeated")),
]


def apart(given: list[str] | None) -> list[str] | None:
    """What an option was given, once or several times, each time perhaps several separated by commas."""
    return [word for one in given or [] for word in separated(one)] or None


Rules = Annotated[
    list[str] | None,
    typer.Option(
        "--rule", help=say("规则编号或名称,可重复或用逗号隔开", "rule ids or titles; repeat, or separate by commas")
    ),
]
"""`Rulebook.ids` tells which are meant."""
Csv = Annotated[Path | None, typer.Option("--csv", help=say("另存为 CSV", "also write CSV"))]
Xlsx = Annotated[Path | None, typer.Option("--xlsx", help=say("另存为 Excel", "also write Excel"))]


def choices(words: Mapping[str, Text]) -> str:
    """The words to choose among, to end the help of an option with."""
    return say(":", ": ") + listed(words).in_(spoken())


@contextmanager
def reading(folder: Path) -> "Iterator[Ledger]":
    """The newest snapshot; says on standard error where the ledger has a change that it lacks."""
    from costctl import workflow

    with workflow.open_ledger(folder) as ledger:
        if ledger.is_behind:
            behind = Text(
                "! 账本里有这份副本还没有的改动。如果没有人正在写入,请运行 costctl publish",
                "! the ledger has a change that this copy lacks. Unless somebody is writing, run: costctl publish",
            )
            tell(behind.in_(spoken()), "yellow", error=True)
        yield ledger


def department_meant(ledger: "Ledger", asked: str | None) -> str | None:
    """The code of the department asked for, a registered one first; tells of records that name another just so."""
    from costctl.budget.reference import known_department

    code = known_department(ledger, asked, registered_first=True)
    if code != known_department(ledger, asked):
        told = Text(
            f"! {asked} 按已登记的单位 {code} 列示。写着未登记的“{asked}”的记录不在其中:请登记该单位,或改正记录",
            f"! {asked} is taken for the registered department {code}. Records that name {asked}, which is not on "
            "record, are not among these: register it, or correct the department of those records",
        )
        tell(told.in_(spoken()), "yellow", error=True)
    return code


def names_of(ledger: "Ledger") -> dict[str, str]:
    """The names of the departments by their codes."""
    from costctl.budget.reference import departments

    return dict(departments(ledger).select("department", "department_name").iter_rows())


def by_name(folder: Path) -> "pl.Expr":
    """In a frame, its departments by their names in a ledger; by code where there is none."""
    from costctl.rules.readable import department_name

    with reading(folder) as ledger:
        return department_name(names_of(ledger)).alias("department")


HERE = Path()


def here_if_ledger() -> Path | None:
    """The current folder where it is a ledger: what the rule book and the layouts then include."""
    return HERE if is_ledger(HERE) else None


def is_ledger(folder: Path) -> bool:
    """Whether a folder looks like a ledger's."""
    return (folder / "costctl.toml").is_file()

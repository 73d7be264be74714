"""What the bureau sets may be called by its names in words, wherever they mean one thing and no other."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from costctl import workflow
from costctl.cli.app import run
from costctl.errors import DataFileError, InputError
from costctl.rules.glossary import Unit
from costctl.rules.library import Rulebook
from costctl.rules.own_names import (
    cells_named,
    number_named,
    parameter_named,
    rule_or_table_named,
    table_named,
)
from costctl.settings import read_settings
from tests.test_own_values import WHY, new_ledger

LINE = "CARD-R09.approval_line"


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return workflow.rulebook()


def test_every_rule_parameter_table_and_column_is_found_by_its_own_titles(book: Rulebook) -> None:
    """In both languages; a parameter behind its rule, for two rules may call theirs the same."""
    for rule in book.rules.values():
        words = book.glossary.of(rule.check.rows)
        for said in (rule.id, rule.id.lower(), rule.title.zh, rule.title.en):
            assert book.rule(said).id == rule.id == rule_or_table_named(book, said)
        for name in rule.parameters:
            for said in (name, words.name(name).zh, words.name(name).en):
                assert parameter_named(book, f"{rule.id}.{said}") == f"{rule.id}.{name}"
    for name, table in book.tables.items():
        assert {table_named(book, said) for said in (name, table.title.zh, table.title.en)} == {name}
        assert rule_or_table_named(book, table.title.zh) == name
        titles = {book.glossary.cells[column].zh: "" for column in table.columns}
        assert list(cells_named(book, name, titles)) == list(table.columns)


@pytest.mark.parametrize(
    ("said", "meant"),
    [("小型会议人数", "MTG-R01.small_meeting"), ("拆分接待.审批线", "REC-R09.reception_line"), (LINE.upper(), LINE)],
)
def test_a_parameter_may_be_named_alone_or_behind_the_title_of_its_rule(book: Rulebook, said: str, meant: str) -> None:
    assert parameter_named(book, said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [("接待用餐标准", "reception_meal_caps"), ("住宿费限额", "lodging_caps"), ("Lodging caps", "lodging_caps")],
)
def test_a_table_may_be_named_without_its_brackets(book: Rulebook, said: str, meant: str) -> None:
    assert table_named(book, said) == meant


@pytest.mark.parametrize(
    ("table", "said", "meant"),
    [
        ("reception_meal_caps", {"标准": "80元"}, {"cap": "80"}),
        ("reception_meal_caps", {"Cap": "1,080.50 元/人"}, {"cap": "1080.50"}),
        ("lecture_caps", {"职称": "正高", "每学时": "900"}, {"title": "professor", "cap_per_hour": "900"}),
        ("lodging_caps", {"级别": "处级及以下", "地区": "昆明市"}, {"rank": "other", "place": "昆明市"}),
        ("lodging_caps", {"级别": "其他人员"}, {"rank": "other"}),
        ("transport_class", {"级别": "司局级及相当职务人员"}, {"rank": "bureau"}),
        ("meeting_quota", {"会议类别": "四类", "人数上限": "50"}, {"meeting_class": "4", "max_attendees": "50"}),
        ("meeting_quota", {"Staff at most": "9%"}, {"staff_ratio_max": "0.09"}),
        ("transport_class", {"级别": "全部", "交通工具": "飞机"}, {"rank": "*", "transport_kind": "plane"}),
        ("calendar_days", {"日期": "2027年5月3日", "工作日": "否"}, {"day": "2027-05-03", "is_working_day": "否"}),
        ("keywords", {"词组": "gift", "词": "全部"}, {"keyword_group": "gift", "term": "*"}),
    ],
)  # fmt: skip
def test_cells_are_understood_by_heading_word_and_unit(
    book: Rulebook, table: str, said: dict[str, str], meant: dict[str, str]
) -> None:
    assert cells_named(book, table, said) == meant


@pytest.mark.parametrize(
    ("said", "unit", "number"),
    [
        ("80元", "yuan", "80"), ("¥80.50", "yuan", "80.50"), ("0.5万元", "yuan", "5000"), ("2,000", "yuan", "2000"),
        ("80", "yuan", "80"), ("1E+4", "yuan", "10000"), ("95%", "share", "0.95"), ("3天", "days", "3"),
        ("51人", "people", "51"), ("3次", "times", "3"), ("4星", None, "4"), ("0", "days", "0"),
    ],
)  # fmt: skip
def test_a_number_may_have_its_unit(said: str, unit: Unit | None, number: str) -> None:
    assert str(number_named(said, unit, "x")) == number


@pytest.mark.parametrize(
    ("said", "unit", "code"),
    [
        ("五千", "yuan", "datafile.not_number"),
        ("80元", "days", "datafile.not_number"),
        ("￥80", None, "datafile.not_number"),
        ("3天", "people", "datafile.not_number"),
        ("95%", "yuan", "datafile.not_number"),
        ("NaN", "yuan", "datafile.not_number"),
        ("Infinity", "yuan", "datafile.not_number"),
        ("2,00", "yuan", "number.decimal_comma"),
        ("-5", "people", "set.negative"),
        ("(80元)", "yuan", "set.negative"),
    ],
)
def test_what_is_no_number_of_that_unit_is_refused(said: str, unit: Unit | None, code: str) -> None:
    with pytest.raises(DataFileError) as refused:
        number_named(said, unit, "x")

    assert refused.value.problem.code == code


LECTURES = "lecture_caps"
REFUSED: dict[str, tuple[Callable[[Rulebook], object], str, str]] = {
    "two parameters of one name": (lambda book: parameter_named(book, "审批线"), "set.ambiguous", LINE),
    "a table": (lambda book: parameter_named(book, "接待用餐标准"), "set.is_table", "标准"),
    "a rule": (lambda book: parameter_named(book, "CARD-R09"), "set.is_rule", "approval_line"),
    "a slip in a parameter": (lambda book: parameter_named(book, "小形会议人数"), "set.unknown", "小型会议人数"),
    "a slip behind a rule": (lambda book: parameter_named(book, "CARD-R09.审批"), "rule.unknown_parameter", "审批线"),
    "a slip in a table": (lambda book: table_named(book, "住宿限额"), "rule.unknown_table", "lodging_caps"),
    "a slip in a rule": (lambda book: book.rule("CARD-R99"), "rule.unknown", "CARD-R09"),
    "a slip in what is shown": (lambda book: rule_or_table_named(book, "接待用餐标"), "rule.no_page", "reception_meal"),
    "a rule that there is not": (lambda book: rule_or_table_named(book, "trv-r99"), "rule.no_page", "TRV-R09"),
    "an unknown column": (lambda book: cells_named(book, LECTURES, {"职位": "正高"}), "datafile.unknown_key", "职称"),
    "a column twice": (lambda book: cells_named(book, LECTURES, {"职称": "a", "title": "b"}), "set.column_twice", "t"),
    "an amount below zero": (lambda book: cells_named(book, LECTURES, {"每学时": "-9元"}), "set.negative", "-9元"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_means_nothing_or_several_things_is_refused_and_named(book: Rulebook, name: str) -> None:
    asked, code, said = REFUSED[name]
    with pytest.raises(InputError) as refused:
        asked(book)

    assert refused.value.problem.code == code
    assert said in refused.value.problem.say("zh")
    assert "?" not in refused.value.problem.say("zh") + refused.value.problem.say("en")


def test_a_rule_that_is_off_is_shown_so_and_has_no_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = ["--ledger", str(new_ledger(tmp_path))]
    off = ["rules", "set", "REC-R09", "off", "--reason", WHY, *own]

    def shown(*asked: str) -> bool:
        capsys.readouterr()
        assert run(["rules", *asked, *own]) == 0
        return "停用" in capsys.readouterr().out

    assert not shown("list")
    assert not shown("show", "REC-R09")
    assert run([*off, "--from", "2026-07-01"]) == 2
    assert "--from" in capsys.readouterr().err
    assert run(off) == 0
    assert shown("list")
    assert shown("show", "REC-R09")


def test_the_command_understands_a_bureau_that_writes_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Switches by title, too; a number below zero is named as what it is and not as an option that there is not."""
    folder = new_ledger(tmp_path)
    words = ["--from", "2026-01-01", "--reason", WHY, "--ledger", str(folder)]

    assert run(["rules", "set", "小型会议人数", "60人", *words]) == 0
    assert run(["rules", "set", "接待用餐标准", "标准=80元", *words]) == 0
    assert run(["rules", "set", "拆分接待", "关", *words[2:]]) == 0
    settings = read_settings(folder)
    assert [one.value for one in settings.tunable["MTG-R01.small_meeting"]] == [Decimal(60)]
    assert settings.rules_off == ("REC-R09",)
    assert ",80," in (folder / "rules" / "tables" / "reception_meal_caps.csv").read_text(encoding="utf-8-sig")
    assert "接待用餐标准(元/人·餐)" in capsys.readouterr().out, "what was set is called by its title too"
    assert run(["rules", "show", "接待用餐标准", "--on", "2026-01-01", "--ledger", str(folder)]) == 0
    assert "标准 80.00" in (shown := capsys.readouterr().out)
    assert "本区自定" in shown
    assert run(["rules", "show", "接待用餐标准", "--on", "2025-12-31", "--json", "--ledger", str(folder)]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == []
    for value, code in ((["-50"], "usage.minus"), (["--", "-50"], "set.negative")):
        capsys.readouterr()
        assert run(["rules", "set", "工作人员人数上限", *words, *value]) == 2
        said = capsys.readouterr().err
        assert (code in said, "-50" in said) == (True, True)

"""A table of what is added to a budget, or taken from it, never takes the place of the original one."""

from pathlib import Path

import pytest

from costctl.sources.read import read_source
from tests.reading import read_only_sheet, read_sheet
from tests.test_budget_draft import drafted

TABLE = "{title},,\n{number},,\n单位名称,会议费,培训费\n民政局,1,2\n财政局,3,\n"
NUMBER = "文号:澄财预〔2026〕15号  单位:万元"


def table(title: str, number: str = NUMBER) -> bytes:
    return TABLE.format(title=title, number=number).encode()


def test_a_supplement_is_a_document_of_its_own_beside_the_original() -> None:
    titles = "澄湖区2026年部门预算批复表", "澄湖区2026年部门预算追加汇总表"

    original, supplement = (read_only_sheet(read_source("a.csv", table(title))).rows for title in titles)

    assert original.select("document_no", "change_kind").unique(maintain_order=True).rows() == [
        ("2026 民政局", "original"), ("2026 财政局", "original"),
    ]  # fmt: skip
    assert supplement.select("document_no", "change_kind").unique(maintain_order=True).rows() == [
        ("澄财预〔2026〕15号 民政局", "supplement"), ("澄财预〔2026〕15号 财政局", "supplement"),
    ]  # fmt: skip
    assert original["line_no"].to_list() == supplement["line_no"].to_list()


@pytest.mark.parametrize(
    ("title", "number", "said"),
    [
        ("2026年部门预算追加表", "单位:万元", "追加"),
        ("2026年部门预算追减表", NUMBER, "追减"),
        ("2026年部门预算追加追减表", NUMBER, "追加、追减"),
        ("2026年部门预算调整表", NUMBER, "调整"),
        ("2026年部门预算表(不含追加)", NUMBER, None),
    ],
)
def test_what_cannot_be_told_from_the_original_is_refused(title: str, number: str, said: str | None) -> None:
    """Unless a person says with the layout's name that it takes the place of the original."""
    (sheet,) = read_source("a.csv", table(title, number)).sheets
    (named,) = read_source("a.csv", table(title, number), layout=sheet.layout).sheets

    assert (sheet.layout, sheet.problem and sheet.problem.found) == ("jiangsu-department-budget", said)
    assert sheet.problem is None or sheet.problem.code == "layout.change_unread"
    assert named.problem is None


@pytest.mark.parametrize("number", [NUMBER, "单位:万元"])
def test_a_draft_of_a_supplement_reads_it_as_one(number: str, tmp_path: Path) -> None:
    """By its number, else by its title; an original is an original by that layout, or does not fit it."""
    content = table("2026年部门预算追加表", number).decode().replace("培训费", "差旅费")
    _text, layout = drafted(content, tmp_path)

    rows = read_only_sheet(read_source("a.csv", content.encode(), layouts=[layout])).rows
    (original,) = read_source("a.csv", content.replace("追加", "批复").encode(), layouts=[layout]).sheets

    assert (rows["change_kind"].unique().to_list(), str(rows["amount"].sum())) == (["supplement"], "60000.00")
    assert original.problem or read_sheet(original).rows["change_kind"].unique().to_list() == ["original"]
    assert bool(original.problem) == (number != NUMBER)


def test_a_draft_of_what_may_lower_the_budget_leaves_it_to_a_person(tmp_path: Path) -> None:
    text, layout = drafted(table("2026年部门预算追减表").decode(), tmp_path)

    (sheet,) = read_source("a.csv", table("2026年部门预算追减表"), layouts=[layout]).sheets

    assert "标题写着「追减」" in text
    assert sheet.problem
    assert sheet.problem.code == "layout.change_unread"

"""A draft against the rule book in force: what it adds and takes away, and that nothing of it stays."""

import json
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from costctl import importing, workflow
from costctl.cli.app import run
from costctl.errors import CostctlError, DataFileError, InputError
from costctl.rules.compare import say_otherwise
from costctl.rules.drafts import with_values
from costctl.rules.findings import finding, findings
from costctl.rules.library import load_rulebook
from costctl.shipped import shipped
from tests.fresh import fresh_ledger

HEADER = "卡号,检索参考号,交易日期,交易金额,商户名称\n"
CARD = "6282310000000018"
AS_OF = date(2024, 12, 31)


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with three pairs of purchases on one day: together 1000.00, 1999.99 and 2000.00."""
    home = tmp_path_factory.mktemp("compare")
    path = fresh_ledger(home / "ledger", name="测试区财政局", district="测试区")
    pairs = (("甲店", "500.00", "500.00"), ("乙店", "1000.00", "999.99"), ("丙店", "1000.00", "1000.00"))
    rows = [
        f"{CARD},R{shop}{place},2024-03-0{place},{amount},{name}\n".replace(f"-0{place},", "-04,")
        for shop, (name, *amounts) in enumerate(pairs)
        for place, amount in enumerate(amounts)
    ]
    statement = home / "statement.csv"
    statement.write_text(HEADER + "".join(rows), encoding="utf-8")
    with workflow.open_ledger(path, "write") as ledger:
        (receipt,) = importing.import_files(ledger, [statement])
        assert receipt.accepted == 6
        workflow.check(ledger, as_of=AS_OF)
    return path


@pytest.fixture
def folder(checked: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(checked, tmp_path / "ledger"))


def state(folder: Path) -> dict[str, bytes]:
    """Every file of the ledger."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_lower_line_adds_findings_and_stores_nothing(folder: Path) -> None:
    before = state(folder)

    found = workflow.compare_rules(folder, values=["CARD-R09.approval_line=1000@2014-01-01"], as_of=AS_OF)

    assert found.rules == ("CARD-R09",)
    # a single purchase at the line is not split, so the pair of 1000.00 each is one that the lower line lets go
    assert found.added["amount"].to_list() == [Decimal("1000.00")]
    assert found.removed.select("amount", "becomes").rows() == [(Decimal("2000.00"), "cleared")]
    assert state(folder) == before


def test_a_value_binds_from_its_day_on(folder: Path) -> None:
    """A line that starts after the purchases changes nothing for them."""
    found = workflow.compare_rules(folder, values=["CARD-R09.approval_line=1000@2024-03-05"], as_of=AS_OF)

    assert (found.added.height, found.removed.height) == (0, 0)


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("MTG-R02.max_star=5@2025-01-01", ["rule.looser"]),
        ("MTG-R02.max_star=4@2027-01-01", []),  # the bureau's own 3 may go back to it
        ("MTG-R02.max_star=2@2025-01-01", []),
        ("CARD-R09.approval_line=9000@2025-01-01", []),
    ],
)
def test_a_value_that_could_never_be_set_says_so(value: str, codes: list[str]) -> None:
    """`rules set` would refuse it; what it would change is shown all the same."""
    untuned = load_rulebook(shipped("rules"))
    (own,) = with_values(untuned, ["MTG-R02.max_star=3@2026-01-01"], untuned).rules["MTG-R02"].parameters.values()
    rule = untuned.rules["MTG-R02"].model_copy(update={"parameters": {"max_star": own}})

    drafted = with_values(replace(untuned, rules={**untuned.rules, "MTG-R02": rule}), [value], untuned)

    assert [one.code for one in drafted.problems] == codes
    assert drafted.digest != untuned.digest


def test_the_comparison_names_a_value_that_could_never_be_set(folder: Path) -> None:
    found = workflow.compare_rules(folder, values=["MTG-R02.max_star=5@2025-01-01"], as_of=AS_OF)

    assert [(one.code, one.where) for one in found.problems] == [("rule.looser", "MTG-R02.max_star=5@2025-01-01")]
    assert found.rules == ("MTG-R02",)


@pytest.mark.parametrize(
    ("value", "run"),
    [("CARD-R09.approval_line=1000", ["CARD-R09"]), ("CARD-R01.no_terminal_line=100", [])],
)
def test_only_the_rules_that_a_value_reaches_are_run(
    checked: Path, monkeypatch: pytest.MonkeyPatch, value: str, run: list[str]
) -> None:
    """All of them (none is named) where a fact view computes with it, for others may read the view."""

    def check(*_: object, rules: list[str], **__: object) -> None:
        raise AssertionError(rules)

    monkeypatch.setattr("costctl.rules.compare.check", check)
    with pytest.raises(AssertionError) as asked:
        workflow.compare_rules(checked, values=[f"{value}@2014-01-01"], as_of=AS_OF)
    assert asked.value.args == (run,)


def test_a_draft_rule_stands_in_for_the_one_in_force(folder: Path, tmp_path: Path) -> None:
    text = (shipped("rules") / "checks" / "settlement" / "CARD-R09.toml").read_text(encoding="utf-8")
    draft = tmp_path / "CARD-R09.toml"
    draft.write_text(text.replace("purchase_count >= 2 and", "purchase_count >= 3 and"), encoding="utf-8")

    found = workflow.compare_rules(folder, draft=draft, as_of=AS_OF, rules=["CARD-R09"])

    assert (found.added.height, found.removed.height) == (0, 1)
    assert found.departments.select("added", "removed", "excess_added", "excess_removed").rows() == [(0, 1, None, None)]


def test_a_draft_folder_may_bring_a_table(folder: Path, tmp_path: Path) -> None:
    """A reception standard that the bureau is thinking of."""
    (tmp_path / "draft" / "tables").mkdir(parents=True)
    header = (shipped("rules") / "tables" / "reception_meal_caps.csv").read_text(encoding="utf-8").splitlines()[0]
    row = dict.fromkeys(header.split(","), "")
    row |= {"jurisdiction": "本区", "cap": "50.00", "effective_from": "2024-01-01", "documents": "本区设定",
            "provenance": "source"}  # fmt: skip
    table = tmp_path / "draft" / "tables" / "reception_meal_caps.csv"
    table.write_text(header + "\n" + ",".join(row[name] for name in header.split(",")) + "\n", encoding="utf-8")
    receptions = tmp_path / "receptions.csv"
    headers = "接待编号,单位编码,接待日期,来宾人数,陪餐人数,用餐次数,餐费,外事接待"
    receptions.write_text(f"{headers}\nJ1,D1,2024-05-06,9,1,1,500.01,否\n", encoding="utf-8")
    with workflow.open_ledger(folder, "write") as ledger:
        (receipt,) = importing.import_files(ledger, [receptions])
        assert receipt.accepted == 1, receipt

    found = workflow.compare_rules(folder, draft=tmp_path / "draft", as_of=AS_OF, rules=["REC-R05"])

    assert found.added.select("subject", "excess").rows() == [("J1", Decimal("0.01"))]


def test_a_rule_that_looks_up_a_drafted_table_differs() -> None:
    """Though its own page is the same."""
    book = load_rulebook(shipped("rules"))
    caps = book.reference["reception_meal_caps"]
    draft = replace(book, reference={**book.reference, "reception_meal_caps": caps.clear(1)})

    assert say_otherwise(book, draft) == ("REC-R05",)
    assert say_otherwise(book, book) == ()


def test_a_draft_with_a_mistake_says_so(folder: Path, tmp_path: Path) -> None:
    text = (shipped("rules") / "checks" / "settlement" / "CARD-R09.toml").read_text(encoding="utf-8")
    draft = tmp_path / "CARD-R09.toml"
    draft.write_text(text.replace("purchase_count >= 2", "purchase_cuont >= 2"), encoding="utf-8")

    with pytest.raises(DataFileError, match="purchase_count"):
        workflow.compare_rules(folder, draft=draft)


def test_a_draft_may_be_called_as_one_likes(folder: Path, tmp_path: Path) -> None:
    """The rules that are kept bear their names; a single draft is named on the command line."""
    text = (shipped("rules") / "checks" / "settlement" / "CARD-R09.toml").read_text(encoding="utf-8")
    draft = tmp_path / "草案.toml"
    draft.write_text(text.replace("purchase_count >= 2", "purchase_count >= 3"), encoding="utf-8")

    assert workflow.compare_rules(folder, draft=draft, as_of=AS_OF).rules == ("CARD-R09",)


def test_a_draft_that_cannot_be_read_as_rules_is_refused(folder: Path, tmp_path: Path) -> None:
    """Else a draft that was never read would seem to change nothing."""
    json_file = tmp_path / "CARD-R09.json"
    json_file.write_text('{"id": "CARD-R09"}', encoding="utf-8")
    for name, kept in (("flat", "CARD-R09.json"), ("hidden", "checks/CARD-R09.toml.txt")):
        (tmp_path / name / kept).parent.mkdir(parents=True)
        shutil.copy(json_file, tmp_path / name / kept)
    workflow.compare_rules(folder, values=["CARD-R09.approval_line=1@2024-01-01"])  # the book in force is remembered

    for draft, code in (
        (json_file, "datafile.not_toml"), (tmp_path / "flat", "rules.empty_draft"),
        (tmp_path / "hidden", "datafile.suffix"),
    ):  # fmt: skip
        with pytest.raises(DataFileError) as refused:
            workflow.compare_rules(folder, draft=draft)
        assert refused.value.problem.code == code


@pytest.mark.parametrize("value", ["CARD-R09=1", "CARD-R09.approval_line=viel@2024-01-01", "CARD-R09.approval_line=1"])
def test_a_value_that_is_not_so_written_is_refused(folder: Path, value: str) -> None:
    with pytest.raises(InputError) as refused:
        workflow.compare_rules(folder, values=[value])
    assert refused.value.problem.code == "rules.draft_value"


def test_an_unknown_parameter_names_the_nearest(folder: Path) -> None:
    with pytest.raises(CostctlError, match="approval_line"):
        workflow.compare_rules(folder, values=["CARD-R09.aproval_line=1@2024-01-01"])


def test_a_finding_is_explained_by_the_rule_that_made_it(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The bureau's own rule changes; the finding of before shows what the rule said then."""
    own = folder / "rules" / "checks" / "OWN-R01.toml"
    text = (shipped("rules") / "checks" / "settlement" / "CARD-R09.toml").read_text(encoding="utf-8")
    first = text.split("[[examples]]")[0].replace("CARD-R09", "OWN-R01")
    own.write_text(first.replace('title.zh = "拆分刷卡"', 'title.zh = "当年的名称"'), encoding="utf-8")
    with workflow.open_ledger(folder, "write") as ledger:
        workflow.check(ledger, as_of=AS_OF, rules=["OWN-R01"])
        (one,) = findings(ledger, rule="OWN-R01")["id"]
    own.write_text(first.replace('title.zh = "拆分刷卡"', 'title.zh = "如今的名称"'), encoding="utf-8")
    capsys.readouterr()

    assert run(["findings", "show", one, "--ledger", str(folder)]) == 0

    said = capsys.readouterr().out
    assert "当年的名称" in said
    assert "规则此后已有修改" in said
    with workflow.open_ledger(folder) as ledger:
        assert finding(ledger, one).rule_digest


def test_the_command_gives_one_document(folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    capsys.readouterr()
    words = ["rules", "compare", "--ledger", str(folder), "--as-of", "2024-12-31"]
    value = "CARD-R09.approval_line=1000@2014-01-01"

    assert run([*words, "--set", value, "--json"]) == 0

    document = json.loads(capsys.readouterr().out)
    assert [one["rule"] for one in document["added"]] == ["CARD-R09"]
    assert set(document["added"][0]["message"]) == {"zh", "en"}
    assert document["departments"][0]["added"] == 1
    assert run([*words, "--set", value]) == 0
    assert "CARD-R09" in capsys.readouterr().out
    assert run(words) == 2  # nothing to compare with
    shutil.rmtree(folder / "snapshots")

"""What is shown may be written: codes and their words, in both languages, wherever one chooses among them."""

from pathlib import Path

import pytest

from costctl.bilingual import Text
from costctl.choices import ACTIONS, GROUPINGS, SEVERITIES, SHOWN_STATUSES, chosen
from costctl.cli.app import run
from costctl.errors import InputError
from costctl.records import kinds
from tests.fresh import fresh_ledger

WORDS = {
    "finding.severity_unknown": SEVERITIES,
    "finding.status_unknown": SHOWN_STATUSES,
    "history.action_unknown": ACTIONS,
    "budget.grouping_unknown": GROUPINGS,
    "kind.unknown": {name: kind.title for name, kind in kinds().items()},
}
VARIANCE = ["variance", "--year", "2025"]
DEPARTMENTS = "单位编码,单位名称\nD1,澄湖区财政局\nD2,澄湖区教育局\nD3,澄湖区教育局会计中心\n"
TRIPS = (
    "出差审批单号,人员编号,行程序号,单位编码,出发日期,返回日期,住宿费\n"
    "T1,P1,1,D1,2025-03-03,2025-03-04,100.01\nT2,P1,1,D2,2025-03-05,2025-03-06,7.00\n"
)


@pytest.mark.parametrize("code", WORDS)
def test_a_code_is_meant_by_itself_and_by_its_words(code: str) -> None:
    """In any case, with blanks or lines; the refusal lists the words in both languages."""
    for name, text in WORDS[code].items():
        for said in (name, name.upper(), f" {text.zh} ", text.en.upper(), text.en.replace(" ", "-")):
            assert chosen(said, WORDS[code], code) == name

    with pytest.raises(InputError) as refused:
        chosen("qwertz", WORDS[code], code)

    assert all(text.zh in refused.value.problem.help.zh for text in WORDS[code].values())
    assert all(name in refused.value.problem.help.en for name in WORDS[code])


def test_a_code_goes_before_a_word_of_another() -> None:
    assert chosen("a", {"a": Text("b", "b"), "b": Text("a", "a")}, "kind.unknown") == "a"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checked ledger of three departments and two trips."""
    home = tmp_path_factory.mktemp("words")
    fresh_ledger(home / "L")
    for name, text in {"d.csv": DEPARTMENTS, "t.csv": TRIPS}.items():
        (home / name).write_text(text, encoding="utf-8")
        assert run(["import", str(home / name), "--ledger", str(home / "L")]) == 0
    run(["check", "--ledger", str(home / "L")])
    return home / "L"


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["findings", "--status", "待处理"], ["findings", "--status", "open"]),
        (["findings", "--severity", "违规"], ["findings", "--severity", "violation"]),
        (["findings", "--rule", "trv-r01"], ["findings", "--rule", "TRV-R01"]),
        (["findings", "unassessed", "trv-r01"], ["findings", "unassessed", "TRV-R01"]),
        (["history", "--action", "导入"], ["history", "--action", "import"]),
        (["history", "--action", "Taken back"], ["history", "--action", "undo"]),
        (["history", "--about", "b000001"], ["history", "--about", "B1"]),
        (
            [*VARIANCE, "--by", "项目,单位"],
            [*VARIANCE, "--by", "item,department"],
        ),
        ([*VARIANCE, "--by", "项目、月份"], [*VARIANCE, "--by", "item,month"]),
        (
            [*VARIANCE, "--department", "财政局"],
            [*VARIANCE, "--department", "D1"],
        ),
        ([*VARIANCE, "--department", "d2"], [*VARIANCE, "--department", "D2"]),
        (["findings", "--department", "澄湖区教育局"], ["findings", "--department", "D2"]),
        (["rules", "show", "mtg-a01"], ["rules", "show", "MTG-A01"]),
        (["rules", "examples", "mtg-a01"], ["rules", "examples", "MTG-A01"]),
    ],
)
def test_words_and_codes_say_the_same(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], codes: list[str]
) -> None:
    """The two commands print the same, and not a refusal."""
    ledger = [] if words[0] == "rules" and words[1] == "examples" else ["--ledger", str(folder)]
    said = []
    for arguments in (words, codes):
        assert run([*arguments, *ledger]) in (0, 1)
        said.append(capsys.readouterr().out)

    assert said[0] == said[1] != ""


def test_a_record_kind_may_be_named_by_its_title(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where files are imported, drafted and planned."""
    file, plan = tmp_path / "t.csv", tmp_path / "plan.csv"
    file.write_text(TRIPS, encoding="utf-8")
    plan.write_text("\n".join(TRIPS.splitlines()[:2]), encoding="utf-8")

    assert run(["import", str(file), "--kind", "出差", "--dry-run", "--ledger", str(folder)]) == 0
    assert "已有" in capsys.readouterr().out
    assert run(["precheck", "出差", "--file", str(plan), "--ledger", str(folder)]) in (0, 1)
    assert "试判" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said", "not_said"),
    [
        (["findings", "--status", "qwertz"], ["待处理、已消除"], []),
        (["findings", "--status", "qwertz", "--lang", "en"], ["open, cleared, unassessable"], ["待处理"]),
        (["check", "--fail-on", "qwertz"], ["违规、疑点、提示"], []),
        (["findings", "--rule", "qwertz"], ["rules list"], ["相近", "–"]),
        (["findings", "--department", "qwertz"], ["qwertz"], ["相近", "D1", "–"]),
        (["findings", "--department", "教育局"], ["D2 澄湖区教育局", "D3"], ["D1"]),
        (["qwertz"], ["qwertz"], ["相近", "…", "–"]),
    ],
)
def test_a_refusal_lists_what_can_be_chosen_and_no_nonsense(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: list[str], not_said: list[str]
) -> None:
    ledger = ["--ledger", str(folder)] if len(arguments) > 1 else []

    assert run([*arguments, *ledger]) == 2

    told = "".join(capsys.readouterr().err.split())
    assert all("".join(one.split()) in told for one in said), told
    assert not any(one in told for one in not_said), told

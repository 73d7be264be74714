"""The command line keeps its promises: exit codes, one JSON document, nothing changed where nothing may change."""

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from costctl import importing, workflow
from costctl.cli.app import main, run
from tests.fresh import fresh_ledger

STATEMENT = "交易日期,卡号,交易金额,商户名称\n" + 2 * "2025-03-03,6283251044719036,18.00,湖畔咖啡\n"
BAD_ROWS = "2025-03-05,6283251044719036,1.250.00,文具店\n2025-03-32,6283251044719036,5.00,文具店\n"

BOTH = "6283251044719031"
"""Begins as an official card's number does and has its check digit."""

Command = Callable[..., tuple[int, Any]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new ledger."""
    fresh_ledger(tmp_path / "ledger", name="测试区财政局")
    return tmp_path / "ledger"


@pytest.fixture
def costctl(folder: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command on the ledger with --json; its exit code and its document."""

    def command(*words: object) -> tuple[int, Any]:
        capsys.readouterr()
        code = run([*map(str, words), "--ledger", str(folder), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return command


def stored_texts(folder: Path) -> Iterator[str]:
    """Every text in every table of the ledger."""
    with workflow.open_ledger(folder) as ledger:
        tables = ledger.sql(
            "SELECT table_schema, table_name, column_name FROM information_schema.columns"
            " WHERE data_type = 'VARCHAR' AND table_schema IN ('base', 'record')"
        )
        for schema, table, column in tables.iter_rows():
            yield from ledger.sql(f'SELECT DISTINCT "{column}" FROM {schema}."{table}"').to_series().drop_nulls()


def written(path: Path, text: str) -> Path:
    """A file with this text."""
    path.write_text(text, encoding="utf-8")
    return path


SOUND = 'id = "mine"\nkind = "card_transactions"\ntitle = { zh = "我的", en = "mine" }\n[columns]\n'
MISTAKEN = {
    "in GBK": ((SOUND + 'spent_on = "日"\namount = "款"\n').encode("gbk"), "datafile.not_utf8"),
    "with a typing error": ((SOUND + 'spent_on = "日"\namuont = "款"\n').encode(), "layout.no_column"),
    "with an open quote": ((SOUND + 'spent_on = "日\namount = "款"\n').encode(), "datafile.not_toml"),
}


@pytest.mark.parametrize("mistake", MISTAKEN)
@pytest.mark.parametrize("more", [[], ["--layout", "mine"]])
def test_a_layout_with_a_mistake_is_named_to_the_file_that_needs_it(
    costctl: Command, folder: Path, tmp_path: Path, mistake: str, more: list[str]
) -> None:
    """As it is to any other, and where layouts are listed."""
    text, code = MISTAKEN[mistake]
    (folder / "rules" / "layouts").mkdir(exist_ok=True)
    (folder / "rules" / "layouts" / "mine.toml").write_bytes(text)
    file = written(tmp_path / "a.csv", "日,款\n2025-03-03,18.00\n")

    refused, document = costctl("import", file, *more)
    _, listed = costctl("layouts", "list")

    assert (refused, document["files"][0]["error"]["code"][:7]) == (2, "layout.")
    assert [one["code"] for one in document["files"][0]["warnings"]] == ["layout.left_out"]
    assert "mine.toml" in document["files"][0]["warnings"][0]["message"]
    assert [one["code"] for one in listed["problems"]] == [code]


@pytest.mark.parametrize("state", ["坏", "好"])
def test_a_layout_that_leaves_out_every_row_leaves_something_to_act_on(
    costctl: Command, folder: Path, tmp_path: Path, state: str
) -> None:
    """No success, nor the want of rows; where one row stays, it is as any other file."""
    (folder / "rules" / "layouts").mkdir(exist_ok=True)
    skip = '[[skip]]\nby = ["态"]\npattern = "坏"\nreason = { zh = "坏的", en = "bad" }\n'
    written(folder / "rules" / "layouts" / "mine.toml", f'{SOUND}spent_on = "日"\namount = "款"\n{skip}')
    file = written(tmp_path / "a.csv", f"日,款,态\n2025-03-03,18.00,坏\n2025-03-04,19.00,{state}\n")

    code, document = costctl("import", file, "--department", "D1")
    again, of_same = costctl("import", file, "--department", "D1")

    codes = [one["code"] for one in document["files"][0]["warnings"] if one["code"].startswith("file.")]
    assert (code, codes) == ((1, ["file.all_left_out"]) if state == "坏" else (0, []))
    assert (again, [one["code"] for one in of_same["files"][0]["warnings"]]) == (0, ["file.already_loaded"])


def test_a_check_that_left_out_a_rule_of_the_bureau_has_something_to_act_on(costctl: Command, folder: Path) -> None:
    """Nothing is found, and that says nothing of what the rule would have found."""
    only = ("check", "--rule", "TRV-R06")
    (folder / "rules" / "checks").mkdir(exist_ok=True)
    written(folder / "rules" / "checks" / "OWN-R01.toml", 'id = "OWN-R01"\n')

    code, document = costctl(*only)
    never, _ = costctl(*only, "--fail-on", "none")
    (folder / "rules" / "checks" / "OWN-R01.toml").unlink()
    mended, _ = costctl(*only)

    assert [one["where"][:12] for one in document["problems"]] == ["OWN-R01.toml"]
    assert (document["findings"], code, never, mended) == ([], 1, 0, 0)


def test_one_rule_or_department_may_be_given_as_a_text(folder: Path, tmp_path: Path) -> None:
    """A text is no list of its letters, which may be departments too."""
    register = written(tmp_path / "d.csv", "单位编码,单位名称\nD,某局\n1,某所\nD1,某站\n")
    with workflow.open_ledger(folder, "write") as ledger:
        importing.import_files(ledger, register)
        run = workflow.check(ledger, rules="TRV-R06", departments="D1")

    assert (run.rule_ids, run.departments) == (("TRV-R06",), ("D1",))


def test_two_meetings_in_a_listed_venue_can_be_checked(costctl: Command, tmp_path: Path) -> None:
    """DuckDB 2.0.0 fails on these few rows, with two dictionaries in one cache, unless it caches no operators."""
    venues = "名称,城市,用途\n湖滨酒店,昆明市,会议\n翠湖宾馆,昆明市,住宿\n"
    headers = (
        "会议编号,主办单位编码,会议名称,开始日期,结束日期,参会代表人数,工作人员数,会议场所,有审批文件,有会议通知\n"
    )
    meetings = (
        "M38,D002,会,2025-08-11,2025-08-12,300,-2,翠湖宾馆,是,否\n"
        "M40,D001,会,2025-12-26,2025-12-27,301,0,翠湖宾馆,,否\n"
    )
    costctl("import", written(tmp_path / "v.csv", venues), written(tmp_path / "m.csv", headers + meetings))

    _, document = costctl("check", "--as-of", "2025-12-31")

    assert [one["subject"] for one in document["findings"] if one["rule"] == "MTG-R07"] == ["M38", "M40"]


def test_what_a_rule_cannot_judge_goes_by_the_day_of_its_last_check(costctl: Command) -> None:
    """So that there are as many as the check said; another day may be asked for."""
    costctl("check", "--rule", "TRV-R06", "--as-of", "2020-01-31")
    costctl("check", "--rule", "TRV-R01", "--as-of", "2021-01-31")

    asked = [costctl("findings", "unassessed", "TRV-R06", *more)[1] for more in ([], ["--as-of", "2022-01-31"])]

    assert [one["as_of"] for one in asked] == ["2020-01-31", "2022-01-31"]


def test_an_import_says_what_became_of_every_row(costctl: Command, tmp_path: Path) -> None:
    """read = accepted + revised + already_present + rejected, and each reject names its place, code and remedy."""
    file = written(tmp_path / "a.csv", STATEMENT + BAD_ROWS)

    code, document = costctl("import", file)

    (entry,) = document["files"]
    assert code == 1
    assert entry["read"] == 4 == entry["accepted"] + entry["revised"] + entry["already_present"] + entry["rejected"]
    assert entry["amount_accepted"] == "36.00"
    assert entry["batch"] == "B000001"
    assert [(reject["row"], reject["column"], reject["code"]) for reject in entry["rejects"]] == [
        (4, "交易金额", "money.two_decimal_points"),
        (5, "交易日期", "date.impossible"),
    ]
    assert all(reject["help"] and reject["where"].startswith("a.csv") for reject in entry["rejects"])


def test_a_repeated_key_is_named_by_the_files_own_header(costctl: Command, tmp_path: Path) -> None:
    rows = "".join(f"M1,D1,{name},2025-03-03,2025-03-03\n" for name in ("例会", "年会"))
    file = written(tmp_path / "m.csv", "meeting_no,department_code,name,starts_on,ends_on\n" + rows)

    rejects = costctl("import", file)[1]["files"][0]["rejects"]

    assert [(reject["code"], reject["column"]) for reject in rejects] == [("key.repeated", "meeting_no")] * 2


def test_a_dry_run_says_what_the_import_then_does(costctl: Command, tmp_path: Path) -> None:
    """The same document, but for the batch, the head and the ledger."""
    file = written(tmp_path / "a.csv", STATEMENT + BAD_ROWS)

    planned = costctl("import", file, "--dry-run")
    assert costctl("batches")[1] == {"batches": []}
    done = costctl("import", file)

    apart = {"batch", "head"}
    assert planned[0] == done[0]
    for before, after in zip(planned[1]["files"], done[1]["files"], strict=True):
        assert {key: value for key, value in before.items() if key not in apart} == {
            key: value for key, value in after.items() if key not in apart
        }
        assert before["batch"] is None


def test_in_a_dry_run_a_file_sees_those_before_it(costctl: Command, tmp_path: Path) -> None:
    """The second of two overlapping statements brings only what is new, in a trial as in earnest."""
    more = STATEMENT + "2025-03-06,6283251044719036,5.00,文具店\n"
    files = written(tmp_path / "a.csv", STATEMENT), written(tmp_path / "b.csv", more)

    planned = costctl("import", *files, "--dry-run")[1]["files"]
    done = costctl("import", *files)[1]["files"]

    counts = [[(one["accepted"], one["already_present"]) for one in entries] for entries in (planned, done)]
    assert counts == [[(2, 0), (1, 2)]] * 2


def test_the_same_file_again_changes_nothing(costctl: Command, tmp_path: Path) -> None:
    """Everything is already present, and no batch is added."""
    file = written(tmp_path / "a.csv", STATEMENT)
    costctl("import", file)

    code, document = costctl("import", file)

    assert code == 0
    assert document["files"][0]["already_present"] == 2
    assert len(costctl("batches")[1]["batches"]) == 1


def test_standard_input_is_a_file(costctl: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` reads it to its end."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(STATEMENT.encode("gb18030"))))

    code, document = costctl("import", "-")

    assert code == 0
    assert document["files"][0]["accepted"] == 2


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\x03" * 50, b"PK\x03\x04 no workbook at all"])
def test_a_file_that_is_none_is_one_message(costctl: Command, tmp_path: Path, content: bytes) -> None:
    """Exit code 2, a code and a help, no batch, no traceback; the next file still goes in."""
    bad, good = tmp_path / "bad.xlsx", written(tmp_path / "good.csv", STATEMENT)
    bad.write_bytes(content)

    code, document = costctl("import", bad, good)

    assert code == 2
    assert document["files"][0]["error"]["code"]
    assert document["files"][1]["accepted"] == 2
    assert len(costctl("batches")[1]["batches"]) == 1


def test_rejects_close_when_the_row_comes_right(costctl: Command, folder: Path, tmp_path: Path) -> None:
    """The corrected file of the same name brings only the corrected row; the reject left over is closed by hand."""
    costctl("import", written(tmp_path / "a.csv", STATEMENT + BAD_ROWS))
    corrected = STATEMENT + "2025-03-05,6283251044719036,1250.00,文具店\n" + BAD_ROWS.splitlines()[1] + "\n"

    code, document = costctl("import", written(tmp_path / "a.csv", corrected))
    assert (code, document["files"][0]["accepted"]) == (1, 1)
    rows = costctl("rejects", "--open")[1]["rejects"]
    assert {row["row"] for row in rows} == {5}

    for row in rows:
        assert run(["rejects", "close", row["reject"], "--reason", "银行确认作废", "--ledger", str(folder)]) == 0
    assert costctl("rejects", "--open") == (0, {"rejects": []})


def test_a_corrected_line_without_a_number_takes_its_own_place(costctl: Command, tmp_path: Path) -> None:
    """The rejected line held its place, so correcting it alone revises nothing and closes its reject."""
    head = "指标文号,序号,年度,单位编码,控制项目,金额\n"
    bad, good = "W1,,2025,D1,travel,1.001\n", "W1,,2025,D1,meeting,200.00\n"
    costctl("import", written(tmp_path / "a.csv", head + bad + good))

    entry = costctl("import", written(tmp_path / "b.csv", head + "W1,,2025,D1,travel,100.00\n"))[1]["files"][0]

    assert (entry["accepted"], entry["revised"]) == (1, 0)
    assert costctl("rejects", "--open") == (0, {"rejects": []})


def test_a_department_that_nobody_knows_is_not_all_clear(costctl: Command, tmp_path: Path) -> None:
    """A mistyped code is refused by check and findings as by variance."""
    costctl("import", written(tmp_path / "a.csv", STATEMENT))

    for words in (["check"], ["findings"], ["variance", "--year", "2025"]):
        code, document = costctl(*words, "--department", "NOPE")
        assert (code, document["error"]["code"]) == (2, "budget.department_unknown")
        assert {"code", "message", "help"} <= set(document["error"])


def test_a_rule_that_nobody_knows_is_not_all_clear(costctl: Command, tmp_path: Path) -> None:
    """A mistyped id, or a rule switched off, is refused; one that only finds nothing is an empty list."""
    costctl("import", written(tmp_path / "a.csv", STATEMENT))

    for command in ("check", "findings"):
        code, document = costctl(command, "--rule", "CARD-R99")
        assert (code, document["error"]["code"]) == (2, "rule.unknown")
        assert "CARD-R09" in document["error"]["message"]
    code, document = costctl("findings", "--rule", "TRV-R01")
    assert (code, document["findings"]) == (0, [])


def test_a_rule_is_named_by_its_title_too(costctl: Command) -> None:
    """In both languages, with commas within a title or between several."""
    titles = ["向下属、企业转嫁会议费", "住宿费超限额\uff0cCARD-R09", "Meeting cost borne by another unit"]

    code, document = costctl("check", *(word for title in titles for word in ("--rule", title)))

    assert (code, [one["rule"] for one in document["rules"]]) == (0, ["MTG-R08", "TRV-R01", "CARD-R09"])
    assert costctl("findings", "--rule", titles[0]) == costctl("findings", "--rule", "mtg-r08")
    code, document = costctl("findings", "--rule", "住宿费超限")
    assert (code, "住宿费超限额 (TRV-R01)" in document["error"]["message"]) == (2, True)


def test_a_rule_that_is_switched_off_does_not_run(costctl: Command, folder: Path) -> None:
    """Not even when it is named."""
    settings = folder / "costctl.toml"
    text = settings.read_text(encoding="utf-8").replace("rules_off = []", 'rules_off = ["CARD-R03"]')
    settings.write_text(text, encoding="utf-8")

    code, document = costctl("check", "--rule", "CARD-R03")

    assert (code, document["error"]["code"]) == (2, "rule.off")
    assert "rules_off" in document["error"]["help"]


def test_undo_takes_a_batch_back_once(costctl: Command, tmp_path: Path) -> None:
    """The records are gone, the batch is marked; undoing it again, or one that is not there, is refused."""
    costctl("import", written(tmp_path / "a.csv", STATEMENT))

    code, document = costctl("undo", "B000001")

    assert code == 0
    assert document["records_after"] == {"card_transactions": 0}
    assert costctl("batches")[1]["batches"][0]["status"] == "undone"
    assert costctl("undo", "B000001")[0] == 2
    assert costctl("undo", "B000099")[1]["error"]["code"] == "batch.unknown"


def test_a_folder_without_a_ledger_is_refused_and_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No command but init makes one."""
    empty = tmp_path / "empty"
    empty.mkdir()

    for words in (["variance", "--year", "2025"], ["import", "a.csv"], ["check"], ["batches"], ["publish"], ["serve"]):
        assert run([*words, "--ledger", str(empty)]) == 2
        assert "init" in capsys.readouterr().err
    assert list(empty.iterdir()) == []


@pytest.mark.parametrize(
    ("province", "provincial", "warned"), [("云南省", ["云南省级"], []), ("江苏省", [], ["settings.no_provincial"])]
)
def test_init_says_whose_standards_apply(
    province: str, provincial: list[str], warned: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", str(tmp_path / "L"), "--province", province, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)

    assert document["jurisdictions"] == ["本区", *provincial, "中央"]
    assert [one["code"] for one in document["warnings"]] == warned


def test_init_refuses_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And a folder that would lie in one."""
    file = written(tmp_path / "notes.txt", "")

    for place in (file, file / "ledger"):
        assert run(["init", str(place)]) == 2
        assert "ledger.is_file" in capsys.readouterr().err


def test_init_refuses_a_folder_that_is_not_empty(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A ledger is never made over something."""
    assert run(["init", str(folder)]) == 2
    assert "ledger.not_empty" in capsys.readouterr().err


def test_check_fails_from_the_severity_that_was_asked_for(costctl: Command, tmp_path: Path) -> None:
    """A violation ends a check with 1, unless nothing is to fail."""
    withdrawal = "交易日期,卡号,交易金额,交易类型,事前批准\n2025-03-03,6283251044719036,500.00,取现,否\n"
    costctl("import", written(tmp_path / "a.csv", withdrawal))

    code, document = costctl("check", "--as-of", "2025-12-31")
    (finding,) = document["findings"]

    assert code == 1
    assert (finding["rule"], finding["status"], finding["rows"][0]["row"]) == ("CARD-R02", "open", 2)
    assert set(finding["message"]) == {"zh", "en"}
    assert {"run", "as_of", "rulebook", "duration_s", "rules"} <= set(document)
    assert costctl("check", "--as-of", "2025-12-31", "--fail-on", "none")[0] == 0
    assert costctl("check", "--as-of", "2025-12-31", "--rule", "CARD-R03")[0] == 0
    assert [one["rule"] for one in costctl("check", "--rule", "CARD-R03,trv-r01")[1]["rules"]] == [
        "CARD-R03",
        "TRV-R01",
    ]
    code, document = costctl("check", "--as-of", "2025-03-02")
    assert (code, document["findings"]) == (0, []), "what is dated later is not what this check is about"
    assert costctl("findings")[1]["findings"][0]["id"] == finding["id"]


def test_a_terminal_in_gbk_gets_what_it_can_show_and_a_program_gets_utf_8(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GBK has no ✓, which is no fault of the ledger; a JSON document is UTF-8 whatever the terminal speaks."""

    def said(*words: str) -> tuple[int | str | None, bytes]:
        monkeypatch.setattr(sys, "argv", ["costctl", *words, "--ledger", str(folder)])
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written := io.BytesIO(), encoding="gbk"))
        with pytest.raises(SystemExit) as ended:
            main()
        sys.stdout.flush()
        return ended.value.code, written.getvalue()

    shown, document = said("verify"), said("rules", "show", "CARD-R02", "--json")

    assert (shown[0], "核对" in shown[1].decode("gbk")) == (0, True)
    assert (document[0], json.loads(document[1].decode())["rule"]) == (0, "CARD-R02")


def test_a_command_that_is_wrong_is_one_message(costctl: Command) -> None:
    """Exit code 2; with --json one document that says so."""
    code, document = costctl("check", "--as-of", "2025-13-01")

    assert code == 2
    assert document["error"]["code"] == "date.impossible"


def test_card_numbers_are_never_shown(costctl: Command, folder: Path, tmp_path: Path) -> None:
    """Not in receipts or rejects, and in no file of the ledger but the original."""
    lost = "2025-03-05,6.28325104471904E+15,5.00,文具店\n"
    file = written(tmp_path / "a.csv", STATEMENT + BAD_ROWS + lost)

    receipt = costctl("import", file)
    rejects = costctl("rejects")

    assert receipt[1]["files"][0]["rejects"][-1]["code"] == "card.digits_lost"
    assert "6283251044719036" not in json.dumps([receipt, rejects])
    holding = [path for path in folder.rglob("*") if path.is_file() and b"6283251044719036" in path.read_bytes()]
    assert {path.parent.name for path in holding} == {"originals"}
    assert (folder / "originals").stat().st_mode & 0o077 == 0
    assert (folder / "card.key").stat().st_mode & 0o177 == 0


def test_a_card_number_typed_where_it_does_not_belong_is_kept_nowhere(
    costctl: Command, folder: Path, tmp_path: Path
) -> None:
    """Neither in the ledger nor in what a command says; rows, keys and reference numbers are what they were."""
    card, other, reference = "6283251044719036", "6222020200112233", "4111111111111111"
    head = "检索参考号,交易日期,交易金额,商户名称,持卡人,单位编码,交易地点\n"
    spaced = " ".join(card[start : start + 4] for start in range(0, 16, 4))
    row = f"{reference},2025-03-03,18.00,湖畔{card}咖啡,{card},教育局 {BOTH},{spaced}\n"
    bad = f"1,2025-03-32,18.00,{other} {card},,,\n"
    first = written(tmp_path / f"对账单{card}.csv", head + row + bad)
    again = written(tmp_path / "b.csv", head + row + row.replace("18.00", "19.00"))
    trips = f"出差审批单号,人员编号,单位编码,出差事由,出发日期,返回日期\nT1,P1,D1,还款{card},2025-03-01,2025-03-02\n"
    documents = [costctl("import", file)[1] for file in (first, again, written(tmp_path / "t.csv", trips))]
    costctl("rejects", "close", "R000001", "--reason", f"改记 {card}")
    costctl("undo", "B000002")
    documents += [costctl(*words)[1] for words in (("batches",), ("rejects",), ("verify",))]
    draft = run(["layouts", "draft", str(first)])

    assert [(one["files"][0]["accepted"], one["files"][0]["already_present"]) for one in documents[:3]] == [
        (1, 0), (1, 1), (1, 0),
    ]  # fmt: skip
    assert draft == 0
    said = json.dumps(documents, ensure_ascii=False) + "".join(stored_texts(folder))
    for number in (card, BOTH, spaced):
        assert number not in said
    assert reference in said
    assert "湖畔************9036咖啡" in said
    assert "对账单************9036.csv" in said


def test_a_template_overwrites_nothing_and_is_a_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sheet that somebody has filled in is not lost; kinds go by their Chinese titles, too."""
    mine = tmp_path / "t.xlsx"
    assert run(["template", "会议", "-o", str(mine)]) == 0
    before = mine.read_bytes()

    assert run(["template", "trips", "-o", str(mine)]) == 2
    assert "export.exists" in capsys.readouterr().err
    assert run(["template", "trips", "-o", str(tmp_path / "t.csv")]) == 2
    assert "export.not_xlsx" in capsys.readouterr().err
    assert mine.read_bytes() == before
    assert not (tmp_path / "t.csv").exists()
    assert run(["template", "trips", "-o", str(mine), "--force"]) == 0
    assert mine.read_bytes() != before


def test_verify_agrees_and_knows_a_head_kept_outside(costctl: Command, tmp_path: Path) -> None:
    """The head of a receipt is in the chain; another one is not."""
    receipt = costctl("import", written(tmp_path / "a.csv", STATEMENT))[1]["files"][0]

    assert costctl("verify", "--head", receipt["head"])[0] == 0
    assert costctl("verify", "--head", "0" * 63 + "1")[0] == 1


def test_variance_is_written_as_promised(costctl: Command, tmp_path: Path) -> None:
    """Money is text with two places; the CSV opens in Excel; both hold the same figures."""
    budget = "指标文号,年度,单位编码,控制项目,金额\nF1,2025,D001,travel,1000.00\n"
    costctl("import", written(tmp_path / "b.csv", budget))

    code, document = costctl("variance", "--year", "2025", "--as-of", "2025-12-31", "--csv", tmp_path / "v.csv")

    (row,) = document["rows"]
    assert code == 0
    assert (row["budget"], row["spent"], row["row_kind"]) == ("1000.00", None, "item")
    assert list(row) == [
        "department", "department_name", "item", "row_kind", "control", "original", "changes", "budget", "spent",
        "paid", "committed", "available", "expected_to_date", "variance_to_date", "spent_share", "forecast",
        "runs_out_on", "last_year",
    ]  # fmt: skip
    assert (tmp_path / "v.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert document["snapshot"]


def test_a_draft_overwrites_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A layout that somebody has corrected is not lost to a second draft; a folder that is not there is one message."""
    source, mine = written(tmp_path / "a.csv", STATEMENT), written(tmp_path / "mine.toml", "corrected by hand")

    assert run(["layouts", "draft", str(source), "-o", str(mine)]) == 2
    assert mine.read_text(encoding="utf-8") == "corrected by hand"
    assert run(["template", "trips", "-o", str(tmp_path / "nowhere" / "t.xlsx")]) == 2
    assert "export.no_folder" in capsys.readouterr().err


def test_a_draft_says_what_is_left_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One that is in its place already need not be put there."""
    source, place = written(tmp_path / "a.csv", STATEMENT), tmp_path / "rules" / "layouts"
    place.mkdir(parents=True)
    run(["layouts", "draft", str(source), "-o", str(place / "nowhere.toml")])
    written(tmp_path / "costctl.toml", "")
    run(["layouts", "draft", str(source), "-o", str(place / "mine.toml")])

    first, second = capsys.readouterr().out.replace("\n", "").split("mine.toml")
    assert ("放入账本" in first, "放入账本" in second, "重新导入" in second) == (True, False, True)


def test_a_pipe_or_a_device_is_named_and_not_waited_for(costctl: Command, tmp_path: Path) -> None:
    """It may never end, and the ledger would be locked as long; the next file still goes in."""
    os.mkfifo(tmp_path / "pipe.csv")

    code, document = costctl("import", tmp_path / "pipe.csv", "/dev/zero", written(tmp_path / "good.csv", STATEMENT))

    assert code == 2
    assert [one["error"] and one["error"]["code"] for one in document["files"]] == ["file.not_regular"] * 2 + [None]
    assert document["files"][2]["accepted"] == 2


def test_what_cannot_be_read_at_all_is_refused_without_the_lock(costctl: Command, folder: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")

    with workflow.open_ledger(folder, "write"):
        code, document = costctl("import", tmp_path / "pipe.csv", tmp_path / "none.csv", "--wait", "0")

    assert code == 2
    assert [one["error"]["code"] for one in document["files"]] == ["file.not_regular", "file.unreadable"]


def test_an_import_is_tried_while_another_process_writes(costctl: Command, folder: Path, tmp_path: Path) -> None:
    """On the newest snapshot, and it says so; an import itself waits, and names who writes."""
    file = written(tmp_path / "good.csv", STATEMENT)

    with workflow.open_ledger(folder, "write"):
        code, document = costctl("import", file, "--dry-run", "--wait", "0")
        assert costctl("import", file, "--wait", "0")[0] == 3

    (tried,) = document["files"]
    (alone,) = costctl("import", file, "--dry-run")[1]["files"]
    (warning,) = (one for one in tried["warnings"] if one not in alone["warnings"])
    assert (code, warning["code"]) == (0, "ledger.tried_on_snapshot")
    assert tried | {"warnings": alone["warnings"]} == alone


def test_an_import_names_the_layout_it_read_with(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """But for those of the templates, which nobody need look at."""
    bank = "交易日,记账日,卡号末四位,交易摘要,人民币金额,交易地金额\n2025-04-01,2025-04-02,4224,店,80.00,80.00(CN)\n"
    files = [written(tmp_path / "a.csv", bank), written(tmp_path / "b.csv", STATEMENT)]

    run(["import", *map(str, files), "--ledger", str(folder), "--dry-run"])

    out = capsys.readouterr().out
    assert "a.csv: 按版式 cmb-credit-card 读入" in out
    assert "template-" not in out

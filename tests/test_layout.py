"""The layout language refuses what it cannot mean, and documents every key."""

import codecs
from pathlib import Path

import pytest

from costctl.errors import DataFileError, Problem
from costctl.records import kinds
from costctl.shipped import shipped
from costctl.sources.layout import Layout, load_layouts
from costctl.sources.layout_rows import Skip, Wide
from costctl.sources.origins import Extra, Origin, Sign

HEAD = 'id = "mine"\nkind = "card_transactions"\ntitle.zh = "我的"\ntitle.en = "Mine"\n'


def written(folder: Path, body: str, head: str = HEAD) -> Layout:
    (folder / "mine.toml").write_text(head + body, encoding="utf-8")
    return next(one for one in load_layouts(folder) if one.id == "mine")


def test_a_text_or_a_list_is_short_for_from(tmp_path: Path) -> None:
    """Synonyms are as short to write as they can be."""
    found = written(tmp_path, '[columns]\namount = "金额"\nspent_on = ["交易日", "交易日期"]\n')

    assert found.columns["amount"].from_ == ("金额",)
    assert found.columns["spent_on"].from_ == ("交易日", "交易日期")
    assert found.needs == (("amount",), ("spent_on",))


@pytest.mark.parametrize(
    ("body", "code", "place", "said"),
    [
        ('[columns]\namont = "金额"\n', "layout.no_column", "columns", "amount"),
        (
            '[columns]\namount = { from = "金额", constant = "1" }\n',
            "layout.source_of_column",
            "columns.amount",
            "from, constant",
        ),
        ('[columns]\namount = { from = "金额", patern = "x" }\n', "datafile.unknown_key", "patern", "pattern"),
        ('[columns]\namount = { from = "金额", pattern = "(" }\n', "layout.pattern", "columns.amount.pattern", "("),
        (
            '[columns]\namount = { from = "金额", pattern = "(?=1)" }\n',
            "layout.pattern_looks_around",
            "columns.amount.pattern",
            "(?=1)",
        ),
        (
            '[columns]\namount = { from = "金额", unit = "百元" }\n',
            "datafile.not_listed",
            "columns.amount.unit",
            "万元",
        ),
        ('[columns]\nmerchant_name = "商户"\n', "layout.maps_nothing", "columns", "amount"),
        ('[columns]\namount = "金额"\n[wide]\ncolumn = "itm"\nrecords = []\n', "layout.no_column", "wide", "itm"),
        ('delimiter = "ab"\n[columns]\namount = "金额"\n', "datafile.length", "delimiter", "<= 1"),
        ('encodings = ["utf-99"]\n[columns]\namount = "金额"\n', "file.encoding_unknown", "encodings#1", "utf-99"),
        ('unit = 3\n[columns]\namount = "金额"\n', "datafile.not_listed", "unit", "万元"),
        ("[columns]\namount = 3\n", "datafile.not_table", "columns.amount", "3"),
    ],
)
def test_a_mistake_names_file_and_key(tmp_path: Path, body: str, code: str, place: str, said: str) -> None:
    """A layout with a mistake is refused with the place of it and what would be right, in both languages."""
    with pytest.raises(DataFileError) as refused:
        written(tmp_path, body)

    problem = refused.value.problem
    assert (problem.code, problem.where.partition(", ")[0]) == (code, "mine.toml")
    assert place in problem.where
    assert said in problem.help.zh
    assert said in problem.help.en


def test_only_card_transactions_keep_extras(tmp_path: Path) -> None:
    """Other kinds have a key and need nothing to tell their rows apart."""
    head = HEAD.replace("card_transactions", "designated_venues")
    with pytest.raises(DataFileError, match="extra"):
        written(tmp_path, '[columns]\nname = "名称"\n[extra]\nnote = "备注"\n', head)


def test_a_ledgers_layout_replaces_the_shipped_one_of_its_id(tmp_path: Path) -> None:
    """A bureau corrects a shipped layout by one of the same id."""
    body = '[columns]\namount = "金额"\nspent_on = "日期"\n'
    (tmp_path / "a.toml").write_text(HEAD.replace("mine", "alipay") + body, encoding="utf-8")

    found = [one for one in load_layouts(shipped("rules") / "layouts", tmp_path) if one.id == "alipay"]

    assert [one.title.zh for one in found] == ["我的"]


def test_every_kind_has_a_template_layout() -> None:
    """A kind that is added as data can be imported at once."""
    assert {one.kind for one in load_layouts() if one.generated} == set(kinds())


def test_every_key_of_the_language_is_documented() -> None:
    """docs/layouts.md names each key of each table of a layout."""
    page = (Path(__file__).parents[1] / "docs" / "layouts.md").read_text(encoding="utf-8")
    models = (Layout, Origin, Extra, Sign, Skip, Wide)
    keys = {(field.alias or name) for model in models for name, field in model.model_fields.items()} - {
        "generated",
        "own",
    }

    assert {key for key in keys if f"`{key}`" not in page} == set()


def test_the_examples_of_the_page_are_layouts(tmp_path: Path) -> None:
    """The first example of the page loads as it stands."""
    page = (Path(__file__).parents[1] / "docs" / "layouts.md").read_text(encoding="utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    (tmp_path / "example.toml").write_text(example, encoding="utf-8")

    assert any(one.id == "bank-a-card-csv" for one in load_layouts(tmp_path))


def test_a_layout_saved_by_notepad_is_one(tmp_path: Path) -> None:
    """With a mark before its text, lines that end as in Windows, a suffix in large letters."""
    sound = (shipped("rules") / "layouts" / "alipay.toml").read_bytes()
    (tmp_path / "A.TOML").write_bytes(codecs.BOM_UTF8 + sound.replace(b"\n", b"\r\n"))

    assert any(one.id == "alipay" for one in load_layouts(tmp_path))


def test_a_layout_that_windows_calls_a_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.toml.txt").write_text("", encoding="utf-8")
    problems: list[Problem] = []

    load_layouts(tmp_path, problems=problems)

    assert [(one.code, one.where, one.about["name"]) for one in problems] == [
        ("datafile.suffix", "mine.toml.txt", "mine.toml")
    ]


def test_a_layout_with_a_mistake_is_left_out_and_named(tmp_path: Path) -> None:
    """The others still serve; two files of one folder may not share an id."""
    sound = (shipped("rules") / "layouts" / "alipay.toml").read_text(encoding="utf-8")
    (tmp_path / "a.toml").write_text(sound, encoding="utf-8")
    (tmp_path / "b.toml").write_text(sound, encoding="utf-8")
    (tmp_path / "c.toml").write_text('id = "c"\nkinds = "trips"\n', encoding="utf-8")
    problems: list[Problem] = []

    found = load_layouts(tmp_path, problems=problems)

    assert [one.id for one in found if not one.generated] == ["alipay"]
    assert [(one.code, one.where.partition(",")[0]) for one in problems] == [
        ("layout.twice", "b.toml"),
        ("datafile.unknown_key", "c.toml"),
    ]
    with pytest.raises(DataFileError):
        load_layouts(tmp_path)


def test_every_shipped_layout_is_documented() -> None:
    """The table of docs/layouts.md names each with its kind and title, in the order of the files."""
    text = (Path(__file__).parents[1] / "docs" / "layouts.md").read_text(encoding="utf-8")
    brought = [one for one in load_layouts(shipped("rules") / "layouts") if not one.generated]

    rows = [f"| `{one.id}` | `{one.kind}` | {one.title.en} |" for one in brought]

    assert [line for line in text.splitlines() if line.startswith("| `") and line in rows] == rows


def test_an_extra_may_be_what_a_layout_cannot_do_without(tmp_path: Path) -> None:
    """Of two files with the same columns, one with a merchant's category is a list of charges."""
    body = 'required = ["amount", "category"]\n[columns]\namount = "金额"\n[extra]\ncategory = "类别"\n'

    assert written(tmp_path, body).needs == (("amount",), ("category",))

"""The settings of a ledger: written for a person to change, read back exactly, refused with the key that is wrong."""

import codecs
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from costctl.errors import DataFileError
from costctl.settings import Settings, new_settings, read_settings, write_settings


def test_defaults_are_those_of_yunnan() -> None:
    settings = new_settings(name="财政局")
    assert settings.jurisdictions == ("本区", "云南省级", "中央")
    assert (settings.currency, settings.language, settings.home_province) == ("CNY", "zh", "云南")
    assert (settings.building_level, settings.card_use_method) == ("县(市)级", "A")
    assert settings.near_limit == Decimal("0.8")


def test_another_province_does_not_get_the_standards_of_yunnan() -> None:
    settings = new_settings(name="x", province="江苏", district="鼓楼区")
    assert settings.jurisdictions == ("本区", "中央")
    assert (settings.home_province, settings.home_district) == ("江苏", "鼓楼区")


@pytest.mark.parametrize(
    ("given", "known"),
    [("云南省", "云南"), ("内蒙古自治区", "内蒙古"), ("广西壮族自治区", "广西"), ("北京市", "北京"), ("海南", "海南")],
)
def test_a_province_may_be_given_by_its_full_name(given: str, known: str) -> None:
    assert new_settings(name="x", province=given) == new_settings(name="x", province=known)


@pytest.mark.parametrize(
    "name", ["财政局", 'quotes " and \\ backslash', "line\nbreak", "<province>", "# no comment", "tab\there"]
)
def test_what_is_written_is_read_back(tmp_path: Path, name: str) -> None:
    settings = new_settings(name=name, province="云南", city="昆明", district="盘龙区", currency="EUR", language="en")
    write_settings(tmp_path, settings)
    assert read_settings(tmp_path) == settings


def test_texts_held_against_records_are_read_as_those_are(tmp_path: Path) -> None:
    """Full-width forms and blanks would make the own district another one, and an empty name every place home."""
    typed = Settings(name="x").model_copy(
        update={
            "home_district": "澄湖区\u3000(新)",
            "home_places": (" 云水市", "\u3000", ""),
            "building_level": "县\uff08市\uff09级",
        }
    )
    write_settings(tmp_path, typed)

    read = read_settings(tmp_path)
    assert (read.home_district, read.home_places, read.building_level) == ("澄湖区 (新)", ("云水市",), "县(市)级")


def test_a_mark_before_the_text_is_no_part_of_it(tmp_path: Path) -> None:
    """Windows Notepad writes one."""
    write_settings(tmp_path, new_settings(name="x"))
    file = tmp_path / "costctl.toml"
    file.write_bytes(codecs.BOM_UTF8 + file.read_bytes())

    assert read_settings(tmp_path) == new_settings(name="x")


def test_every_setting_stands_in_the_file(tmp_path: Path) -> None:
    write_settings(tmp_path, new_settings(name="x"))
    text = (tmp_path / "costctl.toml").read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if name not in text] == []
    assert "<" not in text


def test_the_commented_examples_are_right_once_the_marks_are_removed(tmp_path: Path) -> None:
    write_settings(tmp_path, new_settings(name="x"))
    path = tmp_path / "costctl.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    examples = ("# [", "# value", "# from", "# document")
    path.write_text("\n".join(line[2:] if line.startswith(examples) else line for line in lines), encoding="utf-8")

    settings = read_settings(tmp_path)

    ((tuned,),) = settings.tunable.values()
    assert (tuned.value, tuned.from_, tuned.document) == (Decimal("5000.00"), date(2026, 1, 1), "本区设定")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('currency = "yuan"', "datafile.form"),
        ('card_use_method = "C"', "datafile.not_listed"),
        ("near_limit = 1.5", "datafile.range"),
        ("max_upload_mb = 0", "datafile.range"),
        ('distrct = "x"', "datafile.unknown_key"),
        ('language = "fr"', "datafile.not_listed"),
        ("name = ", "datafile.not_toml"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, line: str, code: str) -> None:
    (tmp_path / "costctl.toml").write_text(f'name = "x"\n{line}\n', encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        read_settings(tmp_path)
    assert error.value.problem.code == code
    assert "costctl.toml" in error.value.problem.where

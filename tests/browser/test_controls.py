"""A reading of the five controls chosen while the pages are served: they follow at once, and findings stay."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from costctl.rules.controls import arrangement
from costctl.settings import FILE
from tests.browser.site import Look

pytestmark = pytest.mark.browser


def read_as(folder: Path, reading: str) -> None:
    """Chooses a reading, as a person does."""
    text = (folder / FILE).read_text(encoding="utf-8")
    changed, count = re.subn(r'^control_reading = ".*"$', f'control_reading = "{reading}"', text, flags=re.MULTILINE)
    assert count == 1
    (folder / FILE).write_text(changed, encoding="utf-8")


@pytest.fixture
def settled(full_folder: Path) -> Iterator[Path]:
    """The served ledger, whose settings are put back afterwards."""
    before = (full_folder / FILE).read_text(encoding="utf-8")
    yield full_folder
    (full_folder / FILE).write_text(before, encoding="utf-8")


@pytest.mark.parametrize(
    ("reading", "language", "width"),
    [("2014_district", "zh", 1440), ("2011_province", "en", 1440), ("2011_province", "zh", 390)],
)
def test_the_overview_follows_the_reading(full: Look, settled: Path, reading: str, language: str, width: int) -> None:
    """A card for every control, each with its name, and no wider than the screen."""
    full.open("overview", f"lang={language}", width)
    assert ("差旅与考察" if language == "zh" else "Travel and study trips") in full.main()
    read_as(settled, reading)
    full.open("overview", f"lang={language}", width)

    for name, title in arrangement(settled, reading).names("zh" if language == "zh" else "en").items():
        assert full.find(f".st-key-card_{name}").text.startswith(title)
    assert full.count('[class*="st-key-card_"]') == len(arrangement(settled, reading).controls)
    assert full.complaints() == []
    wide = "const m = document.querySelector('[data-testid=\"stMain\"]'); return m.scrollWidth - m.clientWidth"
    assert full.driver.execute_script(wide) <= 1
    full.shot(f"reading_{reading}_{language}_{width}")


def test_findings_are_as_many_and_filtered_by_the_controls_of_the_reading(full: Look, settled: Path) -> None:
    whole = full.open("findings").main()
    before = re.search(r"共 (\d+) 个问题", whole)
    read_as(settled, "2014_district")
    after = re.search(r"共 (\d+) 个问题", full.open("findings").main())
    tickets = full.open("findings", "control=procured_tickets")

    assert before
    assert after
    assert before[1] == after[1]
    assert {row["规则"] for row in tickets.table("findings")} == {"TRV-R09"}


def test_a_rule_names_its_control_and_on_what_that_rests(full: Look, settled: Path) -> None:
    read_as(settled, "2014_district")

    page = full.open("rules", "rule=TRV-R09").find(".st-key-rule_page").text
    assert "公务差旅机票定点采购" in page
    assert "条目有出处(区2014年政府自身建设意见),归类暂定,未见文件" in page


def test_a_wrong_reading_is_refused_with_those_that_there_are(full: Look, settled: Path) -> None:
    read_as(settled, "2014")

    full.open("overview")
    assert "没有这种“五控”的读法:2014。可用的读法:proposed, 2014_district, 2011_province" in full.main()
    full.open("variance", "lang=en")
    assert "there are: proposed, 2014_district, 2011_province" in full.main()

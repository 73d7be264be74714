"""标准: the bureau sees every value, tries one of its own and stores it; a department sees them only."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from costctl import workflow
from costctl.dates import today
from costctl.own_values import set_parameter, set_row
from costctl.settings import read_settings
from tests.browser.site import Look

pytestmark = pytest.mark.browser

LINE = "CARD-R09.approval_line"


def test_an_own_value_is_tried_then_stored_with_its_reason(desk: Look, desk_folder: Path) -> None:
    """Nothing is written before the person has seen what it changes; the history says who, when and why."""
    desk.open("standards", f"standard={LINE}")
    assert "2,000.00 元" in desk.main()
    desk.fill("value_CARD", "5000", Keys.ENTER)
    assert desk.says("请写明理由")

    desk.fill("reason_CARD", "区政府常务会定", Keys.ENTER)
    assert desk.says("什么也没有存", 120)
    assert read_settings(desk_folder).tunable == {}
    desk.shot("standards_tried")

    desk.click(".st-key-own_store button")
    assert desk.says("已登记 CARD-R09.approval_line", 60)
    (own,) = read_settings(desk_folder).tunable[LINE]
    assert (own.value, own.document) == (Decimal(5000), "本区设定")
    assert desk.says("5,000 元")
    assert [row["理由"] for row in desk.table("own_history")] == ["区政府常务会定"]
    with workflow.open_ledger(desk_folder) as ledger:
        assert ledger.history().filter(action="set").height == 1
    desk.shot("standards_stored")
    assert desk.complaints() == []


def test_a_mandatory_value_is_not_loosened(desk: Look, desk_folder: Path) -> None:
    """The page says what the command says."""
    text = (desk_folder / "costctl.toml").read_bytes()
    desk.open("standards", "standard=MTG-R02.max_star")
    desk.fill("value_MTG", "5")
    desk.fill("reason_MTG", "想放宽", Keys.ENTER)

    assert desk.says("这样不能登记")
    assert desk.says("强制规则")
    assert desk.count(".st-key-own_store") == 0
    assert (desk_folder / "costctl.toml").read_bytes() == text


def test_findings_of_other_values_are_said_to_be_so(desk: Look, desk_folder: Path) -> None:
    """Until the rules have run again."""
    with workflow.open_ledger(desk_folder, "write") as ledger:
        workflow.check(ledger)
    desk.open("findings")
    assert "上次全面检查之后有变化" not in desk.main()

    with workflow.open_ledger(desk_folder, "write") as ledger:
        set_parameter(ledger, "DUP-R01.run_line", "4", from_=date(2026, 1, 1), reason="试")
    desk.open("findings")
    assert "上次全面检查之后有变化" in desk.main()


@pytest.mark.parametrize("kind", ["values", "tables", "rules"])
def test_a_department_sees_the_values_and_sets_none(full: Look, kind: str) -> None:
    """The form is the bureau's alone."""
    standard = {"values": LINE, "tables": "lodging_caps", "rules": "CARD-R09"}[kind]
    full.open("standards", f"kind={kind}&standard={standard}")
    assert full.count('[data-testid="stForm"]') == 1
    full.shot(f"standards_{kind}")

    full.open("standards", f"kind={kind}&standard={standard}&department=014")
    assert "只能查看" in full.main()
    assert full.count('[data-testid="stForm"]') == 0
    assert f"{today().year}" in full.main()


def test_a_slip_is_seen_before_it_is_stored_and_corrected_after(desk: Look, desk_folder: Path) -> None:
    """The preview doubts a value far off; a correction keeps the day and asks for a reason of its own."""
    line = "REC-R09.reception_line"
    desk.open("standards", f"standard={line}")
    assert desk.count(".st-key-correct_REC-R09-reception_line") == 0
    desk.fill("value_REC", "20000")
    desk.fill("reason_REC", "区里定", Keys.ENTER)
    assert desk.says("与不登记时的 2000.00 相差约 10 倍", 120)
    desk.shot("standards_doubted")
    desk.click(".st-key-own_store button")
    assert desk.says(f"已登记 {line}", 60)

    desk.click('[class*="st-key-correct_REC"] button:nth-of-type(2)')
    assert desk.says("更正本区的值")
    desk.fill("value_REC", "2500")
    desk.fill("reason_REC", "多录一个零", Keys.ENTER)
    assert desk.says("什么也没有存", 120)
    assert "相差约" not in desk.main()
    desk.shot("standards_correction_tried")
    desk.click(".st-key-own_store button")
    assert desk.says(f"已更正 {line}", 60)

    (own,) = read_settings(desk_folder).tunable[line]
    assert own.value == Decimal(2500)
    assert [row["理由"] for row in desk.table("own_history")] == ["多录一个零", "区里定"]
    desk.shot("standards_corrected")
    assert desk.complaints() == []


def test_a_row_of_the_bureau_is_corrected_by_its_key(desk: Look, desk_folder: Path) -> None:
    """Only what is not the key is asked for; what else the row says stays."""
    day = date(2026, 1, 1)
    with workflow.open_ledger(desk_folder, "write") as ledger:
        set_row(ledger, "lecture_caps", {"title": "other", "cap_per_hour": "450"}, from_=day, reason="定")
    desk.open("standards", "kind=tables&standard=lecture_caps")
    desk.click('[class*="st-key-correct_lecture_caps"] button:nth-of-type(2)')
    assert desk.says("更正本区的一行")
    assert "职称 其他" in desk.main() + str(desk.find('[class*="st-key-slip_lecture"] input').get_attribute("value"))
    assert desk.count('[class*="st-key-title_lecture_caps"]') == 0
    desk.fill("cap_per_hour_lecture_caps", "400")
    desk.fill("reason_lecture_caps", "录错", Keys.ENTER)
    assert desk.says("什么也没有存", 120)
    desk.shot("standards_row_correction")
    desk.click(".st-key-own_store button")
    assert desk.says("已更正 lecture_caps", 60)

    rows = (desk_folder / "rules" / "tables" / "lecture_caps.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [",400,2026-01-01," in row for row in rows[1:]] == [True]
    assert desk.complaints() == []


def test_the_page_of_a_rule_warns_of_a_value_edited_by_hand(desk: Look, desk_folder: Path) -> None:
    """Above the values, until it is corrected with a reason."""
    table, day = "reception_meal_caps", date(2025, 1, 1)
    file = desk_folder / "rules" / "tables" / f"{table}.csv"
    with workflow.open_ledger(desk_folder, "write") as ledger:
        set_row(ledger, table, {"cap": "60"}, from_=day, reason="定")
        workflow.check(ledger, rules=["REC-R05"])
    desk.open("rules", "rule=REC-R05")
    assert "直接改动" not in desk.main()
    file.write_text(file.read_text(encoding="utf-8-sig").replace(",60,", ",95,"), encoding="utf-8")
    with workflow.open_ledger(desk_folder, "write"):
        pass

    desk.open("rules", "rule=REC-R05")
    assert "自 2025-01-01 起的本区数值被直接改动:标准 60.00 → 95.00(" in desk.find(".st-key-rule_page").text
    desk.shot("rule_edited")
    desk.open("standards", f"kind=tables&standard={table}")
    assert "定" in [row["理由"] for row in desk.table("own_history")]
    desk.shot("standards_edited")

    with workflow.open_ledger(desk_folder, "write") as ledger:
        set_row(ledger, table, {"cap": "65"}, from_=day, reason="更正", corrects=True)
    desk.open("rules", "rule=REC-R05")
    assert "直接改动" not in desk.main()
    assert desk.complaints() == []

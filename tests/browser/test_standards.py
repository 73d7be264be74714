"""标准: the bureau sees every value, tries one of its own and stores it; a department sees them only."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from costctl import workflow
from costctl.own_values import set_parameter
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
    assert f"{date.today().year}" in full.main()

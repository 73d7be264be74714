"""预审: an accountant tries out a plan; nothing of it stays in the ledger."""

from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from costctl import workflow
from costctl.rules.findings import findings
from tests.browser.site import Look

pytestmark = pytest.mark.browser

TRIP = {
    "person_id": "CH0245", "depart_on": "2025-11-03", "return_on": "2025-11-05", "approved_on": "2025-11-01",
    "province": "云南", "city": "昆明市", "nights": "2", "lodging_amount": "5000",
}  # fmt: skip


def plan(look: Look, cells: dict[str, str], query: str = "department=014") -> Look:
    """The form filled and sent."""
    look.open("plan", query)
    for name, cell in cells.items():
        if name.endswith("_on"):
            look.fill_day(f"plan_trips_{name}", cell)
        else:
            look.fill(f"plan_trips_{name}", cell, Keys.ENTER if name == "person_id" else Keys.TAB)
    return look.click('[data-testid="stFormSubmitButton"] button')


def test_a_plan_over_its_cap_is_said_to_be_so_and_what_is_left(full: Look, full_folder: Path) -> None:
    """The rule, by how much, what cannot be judged, and the budget with and without the plan."""
    with workflow.open_ledger(full_folder) as ledger:
        before, head = findings(ledger), ledger.history()["hash"][-1]

    plan(full, TRIP)

    assert full.says("什么也没有存", 120)
    full.shot("full_plan_judged")
    (own,) = [row for row in full.table("plan_plan") if row["规则"] == "TRV-R01"]
    assert "昆明" in own["说明"]
    (left,) = full.table("plan_left")
    spent = {name: float(left[name].replace(",", "")) for name in ("可用", "本计划", "之后可用")}
    assert spent["本计划"] == 5000
    assert spent["之后可用"] == pytest.approx(spent["可用"] - 5000)
    assert "TRV-R04" in [row["规则"] for row in full.table("plan_unknown")], "nothing is said of an invoice"
    assert full.complaints() == []
    with workflow.open_ledger(full_folder) as ledger:
        assert findings(ledger).equals(before)
        assert ledger.history()["hash"][-1] == head


def test_a_plan_that_lacks_what_it_needs_says_what(full: Look) -> None:
    """In the words of the form."""
    plan(full, {"nights": "2", "lodging_amount": "三百"})

    assert full.says("这条计划还不能判断", 60)
    assert "人员编号" in full.main()
    assert "trips" not in full.main()
    full.shot("full_plan_lacking")


def test_a_department_plans_for_itself_alone(full: Look) -> None:
    full.open("plan", "department=014")
    full.click('[class*="st-key-plan_trips_department_code"] input')

    assert full.count('[role="option"]') == 1


def test_what_streamlit_says_of_a_page_and_a_calendar_is_chinese(full: Look) -> None:
    """An address that is no page is not taken for the overview, and the days of the week have their names."""
    full.open("nopage")
    assert "没有这一页" in full.find('[role="dialog"]').text

    full.open("plan")
    full.click('[class*="st-key-plan_trips_depart_on"] button')
    heads = full.driver.execute_script("return document.querySelector('.react-aria-CalendarGridHeader').textContent")
    assert heads == "日一二三四五六"

"""Records that break no rule, complete, to be changed where a case needs it. The word `**change` says how."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from tests.planted.cases import DAY, HOME, PLANTS, Case, Record


def digits(case: Case, tag: str = "") -> str:
    """Ten digits of this case only; a tag is one letter."""
    return f"{list(PLANTS).index(case.rule):03}{'abcdefghi'.find(tag) + 1 if tag else 0}{case.no:06}"


def person(case: Case, tag: str = "", **change: Any) -> str:
    """A person in post; the number."""
    record = {"person_id": f"P{case.name}{tag}", "name": "某人", "department_code": case.department, "rank": "other"}
    return str(case.add("people", record | change)["person_id"])


def meeting(case: Case, on: date, tag: str = "", **change: Any) -> Record:
    """A planned one-day meeting in the own rooms, everybody from elsewhere and signed in, every paper there."""
    delegates = change.get("delegates", 40)
    record = {
        "meeting_no": f"M{case.name}{tag}", "department_code": case.department, "name": "工作会议",
        "event_kind": "meeting", "meeting_class": "4", "mode": "in_person", "starts_on": on, "ends_on": on,
        "days": 1, "travel_days": 0, "delegates": delegates, "staff": 0, "out_of_town_delegates": delegates,
        "sign_in_count": delegates, "venue": "机关会议室", "venue_city": HOME, "venue_kind": "internal",
        "plan_no": "计划1", "has_approval": True, "has_notice": True, "has_sign_in": True, "has_bill": True,
        "lodging_amount": Decimal(10), "meal_amount": Decimal(10), "other_amount": Decimal(0), "items": "材料印刷",
        "payment_method": "transfer",
    }  # fmt: skip
    return case.add("meetings", record | change)


def trip(case: Case, on: date, tag: str = "", **change: Any) -> Record:
    """A leg of one day to the provincial capital, approved the day before, within every limit."""
    traveller = change.get("person_id") or person(case, tag)
    record = {
        "trip_no": f"T{case.name}{tag}", "person_id": traveller, "leg_no": 1, "department_code": case.department,
        "rank": "other", "purpose": "办理业务", "trip_kind": "business", "province": "云南", "city": "昆明市",
        "approved_on": on - DAY, "approved_places": "昆明、大理", "depart_on": on, "return_on": on, "nights": 0,
        "lodging_amount": Decimal(0), "has_lodging_invoice": True, "has_lodging_note": False,
        "transport_kind": "high_speed_rail", "transport_class": "second", "transport_amount": Decimal(60),
        "is_procured_ticket": True, "has_fare_proof": False, "meal_allowance": Decimal(50),
        "local_transport_allowance": Decimal(40), "provided_meal_days": 0, "has_host_letter": True,
        "payment_method": "official_card",
    }  # fmt: skip
    return case.add("trips", record | change)


def leg(record: Record) -> str:
    """The subject of a leg."""
    return f"{record['trip_no']}/{record['person_id']}/{record['leg_no']}"


def reception(case: Case, on: date, tag: str = "", **change: Any) -> Record:
    """A plain meal for guests from another district, with letter and papers."""
    record = {
        "reception_no": f"R{case.name}{tag}", "department_code": case.department, "held_on": on,
        "letter_no": f"函{case.name}{tag}", "visitor_unit": "来访单位", "visitor_district": "远山县", "guests": 10,
        "companions": 3, "meals": 1, "meal_amount": Decimal(100), "lodging_amount": Decimal(0),
        "other_amount": Decimal(0), "venue": f"食堂{case.name}{tag}", "venue_city": HOME, "is_foreign": False,
        "has_invoice": True, "has_guest_list": True, "is_list_complete": True, "items": "家常菜",
        "payment_method": "official_card",
    }  # fmt: skip
    return case.add("receptions", record | change)


def training(case: Case, on: date, **change: Any) -> Record:
    """A planned training of two days."""
    record = {
        "training_no": f"TR{case.name}", "department_code": case.department, "name": "业务培训", "training_class": "3",
        "starts_on": on, "ends_on": on + DAY, "days": 2, "trainees": 40, "staff": 2, "is_in_province": True,
        "plan_no": "计划1", "amount": Decimal(500), "items": "教材",
    }  # fmt: skip
    return case.add("trainings", record | change)


def card(case: Case, tag: str = "", bin_: str = "409672", opened: date | None = None, **holder: Any) -> str:
    """An official card of a person in post; its number."""
    number = bin_ + digits(case, tag)
    holder_id = holder.get("person_id") or person(case, tag, **holder)
    case.add("cards", {"card_no": number, "person_id": holder_id, "department_code": case.department,
                       "opened_on": opened})  # fmt: skip
    return number


def charge(case: Case, on: date, tag: str = "", **change: Any) -> Record:
    """Stationery bought at home, claimed in time for what it cost."""
    number = change.get("card_no") or card(case, tag)
    amount = change.get("amount", Decimal(100))
    record = {
        "reference_no": f"X{case.name}{tag}", "card_no": number, "department_code": case.department, "spent_on": on,
        "spent_at": time(10, 30), "posted_on": on, "amount": amount, "currency": "CNY", "transaction_type": "purchase",
        "merchant_name": f"文具店{case.name}", "mcc": "5943", "merchant_city": HOME, "due_on": on + 30 * DAY,
        "claim_no": f"BX{case.name}", "claimed_on": on + 5 * DAY, "claimed_amount": max(amount, Decimal(0)),
        "economic_code": "30202", "has_prior_approval": True,
    }  # fmt: skip
    return case.add("card_transactions", record | change)


def payment(case: Case, on: date, tag: str = "", **change: Any) -> Record:
    """Something for the office, by transfer to a firm."""
    record = {
        "payment_no": f"F{case.name}{tag}", "line_no": 1, "department_code": case.department, "paid_on": on,
        "economic_code": "30201", "fund_kind": "basic", "amount": Decimal(100), "payment_method": "transfer",
        "payee": f"供应商{case.name}", "payee_kind": "organisation", "summary": "购置用品",
        "is_below_county": False, "has_no_terminal": False, "has_cash_proof": False,
    }  # fmt: skip
    return case.add("payments", record | change)


def entry(record: Record) -> str:
    """The subject of a payment."""
    return f"{record['payment_no']}/{record['line_no']}"


def project(case: Case, on: date, tag: str = "", **change: Any) -> Record:
    """A building approved and then built for less and smaller than approved."""
    record = {
        "project_no": f"B{case.name}{tag}", "department_code": case.department, "name": "业务用房",
        "project_kind": "new", "building_id": f"楼{case.name}", "approval_no": "批1", "approved_on": on - DAY,
        "approved_cost": Decimal(1000000), "approved_area": Decimal(1000), "first_paid_on": on,
        "actual_cost": Decimal(900000), "actual_area": Decimal(900), "finished_on": on + 90 * DAY,
    }  # fmt: skip
    return case.add("building_projects", record | change)


def vehicle(case: Case, on: date, tag: str = "", **change: Any) -> Record:
    """A car within price and displacement, no replacement."""
    record = {
        "plate_no": f"云{case.name}{tag}", "department_code": case.department, "vehicle_use": "机要通信用车",
        "bought_on": on, "price": Decimal(110000), "displacement": Decimal("1.5"), "is_new_energy": False,
        "registered_on": on,
    }  # fmt: skip
    return case.add("vehicles", record | change)


def vehicle_cost(case: Case, on: date, amount: Decimal, tag: str, **change: Any) -> Record:
    """Fuel, for a vehicle of this case."""
    record = {
        "cost_no": f"C{case.name}{tag}", "plate_no": f"云{case.name}", "department_code": case.department,
        "incurred_on": on, "cost_kind": "fuel", "amount": amount,
    }  # fmt: skip
    return case.add("vehicle_costs", record | change)


def group(case: Case, on: date, **change: Any) -> Record:
    """A small group to one country, approved, within its budget."""
    record = {
        "group_no": f"G{case.name}", "department_code": case.department, "task_no": "批1", "budget_sign_no": "审1",
        "depart_on": on, "return_on": on + 4 * DAY, "size": 3, "countries": 1, "days": 5,
        "approved_amount": Decimal(90000), "amount": Decimal(80000),
    }  # fmt: skip
    return case.add("overseas_groups", record | change)


def stay(case: Case, on: date, no: int = 1, **change: Any) -> Record:
    """A cheap stay."""
    record = {
        "group_no": f"G{case.name}", "stay_no": no, "department_code": case.department, "arrived_on": on,
        "country": "蒙古", "people": 3, "nights": 2, "days": 3, "currency": "USD", "lodging_amount": Decimal(10),
        "meal_amount": Decimal(10), "misc_amount": Decimal(10),
    }  # fmt: skip
    return case.add("overseas_stays", record | change)


def disclosure(case: Case, year: int, **change: Any) -> Record:
    """Published figures that add up, with their quantities."""
    record = {
        "fiscal_year": year, "department_code": case.department, "overseas": Decimal(0), "vehicle_buy": Decimal(0),
        "vehicle_run": Decimal(2), "vehicles": Decimal(2), "reception": Decimal(1), "total": Decimal(3),
        "overseas_group_count": 0, "overseas_people": 0, "vehicles_bought": 0, "vehicles_held": 1,
        "reception_count": 20, "guest_count": 200,
    }  # fmt: skip
    return case.add("disclosures", record | change)


def target(case: Case, year: int, metric: str, value: Decimal) -> str:
    """A target of the department; the subject of the rule on it."""
    case.add("targets", {"fiscal_year": year, "department_code": case.department, "metric": metric, "value": value})
    return f"{year}/{case.department}"

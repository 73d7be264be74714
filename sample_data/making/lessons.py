"""Trainings and their lecturers: within the Yunnan quota of 2020 and the hourly fees, but for the planted ones."""

from datetime import date, timedelta
from decimal import Decimal

from making.book import LAST_DAY, YEAR, Book, Row, number, rounded
from making.district import GIVEN, SURNAMES

INSIDE, OUTSIDE = 450, 550
"""Yuan per person and day within the province, and the least outside it."""
FEES = {"正高": 1000, "副高": 500, "其他": 500}
SUBJECTS = (
    "业务骨干能力提升班", "财务人员继续教育", "信息化应用培训", "安全生产知识培训", "公文写作培训", "预算绩效管理培训",
    "政务服务礼仪培训", "基层治理专题班", "法治政府建设培训", "统计业务培训",
)  # fmt: skip


def teach(book: Book) -> None:
    """Fills in the trainings of the year before, of the year, and the planted ones."""
    units = [unit["department_code"] for unit in book.records["departments"]]
    for year, many in ((YEAR - 1, 8), (YEAR, 34)):
        for _ in range(many):
            _training(book, book.chance.choice(units), book.working_day(year, last=date(year, 12, 5)))
    planted = _planted(book)
    number(book.records["trainings"], "training_no", "PX", "starts_on")
    for training in book.records["trainings"]:
        if training["training_class"] is not None and book.happens(0.7):
            _lecture(book, training, book.chance.choice(tuple(FEES)))
    for rule, training in planted:
        book.plant(rule, training["training_no"])
    for (_, training), title, hours, paid in zip(
        planted, ("副高", "正高"), (4, 6), ("2400.00", "6000.01"), strict=False
    ):
        fee = _lecture(book, training, title)
        fee |= {"hours": Decimal(hours), "net_amount": Decimal(paid), "lecturer": "特邀" + fee["lecturer"]}
        book.plant("TRN-R02", f"{fee['training_no']}/{fee['lecturer']}")
    book.records["lecture_fees"].sort(key=lambda fee: (fee["training_no"], fee["lecturer"]))


def _training(book: Book, department: str, day: date) -> Row:
    """A training that keeps to every rule; here and there something is not recorded."""
    chance = book.chance
    days, trainees = Decimal(chance.choice((1, 1, 2, 2, 3, 5))), chance.randrange(15, 60)
    staff, inside = chance.randrange(trainees // 10 + 1), not book.happens(0.15)
    cap = float((INSIDE if inside else OUTSIDE) * (trainees + staff) * days)
    training: Row = {
        "training_no": None,
        "department_code": department,
        "name": chance.choice(SUBJECTS),
        "training_class": None if book.happens(0.05) else "三类",
        "starts_on": day,
        "ends_on": day + timedelta(int(days) - 1),
        "days": days,
        "trainees": trainees,
        "staff": None if book.happens(0.04) else staff,
        "is_in_province": inside,
        "plan_no": f"PXJH{day.year}-{chance.randrange(1, 99):02}" if book.happens(0.85) else None,
        "is_planned": True,
        "amount": rounded(cap * chance.uniform(0.12, 0.5), 5),
        "items": chance.choice(("资料费、场地费", "餐费、资料费", "场地费、住宿费、餐费")),
        "payment_method": chance.choice(("公务卡", "转账")),
    }
    book.records["trainings"].append(training)
    return training


def _lecture(book: Book, training: Row, title: str) -> Row:
    hours = Decimal(book.chance.choice((2, 3, 4)))
    fee: Row = {
        "training_no": training["training_no"],
        "lecturer": book.chance.choice(SURNAMES) + "".join(book.chance.sample(GIVEN, 2)),
        "department_code": training["department_code"],
        "title": title,
        "paid_on": min(training["ends_on"] + timedelta(book.chance.randrange(3, 15)), LAST_DAY),
        "hours": hours,
        "net_amount": Decimal(FEES[title]) * hours * Decimal(book.chance.choice(("0.6", "0.8", "1"))),
    }
    book.records["lecture_fees"].append(fee)
    return fee


def _planted(book: Book) -> list[tuple[str, Row]]:
    """Trainings that break one rule each."""
    planted: list[tuple[str, Row]] = []
    for rule, department, day, changes in (
        ("TRN-R01", "015", date(YEAR, 4, 15), {"amount": Decimal("36000.01")}),  # 450 × 40 × 2
        ("TRN-R01", "004", date(YEAR, 9, 10), {"amount": Decimal("51500.00"), "is_in_province": False}),  # 550 × 40 × 2
        ("TRN-R03", "007", date(YEAR, 6, 17), {"trainees": 39, "staff": 4}),
        ("TRN-R03", "002", date(YEAR, 11, 19), {"trainees": 120, "staff": 11}),
        ("TRN-R04", "012", date(YEAR, 5, 20), {"plan_no": None, "is_planned": False}),
        ("TRN-R04", "015003", date(YEAR, 3, 3), {"days": Decimal(93), "ends_on": date(YEAR, 6, 3)}),
    ):
        training = _training(book, department, day)
        usual = {"training_class": "三类", "days": Decimal(2), "ends_on": day + timedelta(1), "trainees": 40,
                 "staff": 0, "is_in_province": True, "plan_no": f"PXJH{YEAR}-99",
                 "amount": Decimal("9600.00")}  # fmt: skip
        training |= usual | changes
        planted.append((rule, training))
    return planted

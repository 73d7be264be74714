"""Building projects and offices, and the ones that break a rule each; and the documents the departments sent."""

from datetime import date
from decimal import Decimal

from making.book import YEAR, Book, Row

LEVELS = {"正科级": 18, "副科级": 12, "科级以下": 9}
"""Rank of who sits there, and square metres a person (发改投资〔2014〕2674号)."""
E_SHARE = Decimal("0.85")
"""The target for electronic documents, which all but two departments reach."""
ON_PAPER = ("005", "302")

PROJECTS = (
    # rule, department, name, kind, building, approved on, first paid on, cost, area, and what is different
    ("", "004003", "第一中学综合楼新建", "新建", "LY-011", (2024, 3, 12), (2024, 9, 18), "4860000.00", "2100", {}),
    ("", "301", "石桥镇便民服务中心改扩建", "改扩建", "LY-023", (2025, 2, 18), (2025, 5, 20), "1180000.00", "560", {}),
    ("", "001", "机关一号楼屋面维修", "维修改造", "LY-001", (2024, 8, 6), (2024, 10, 15), "386000.00", "900", {}),
    ("", "001", "机关一号楼管网改造", "维修改造", "LY-001", (2025, 3, 11), (2025, 6, 17), "428000.00", "900", {}),
    ("", "018", "市场监管所办公用房租赁", "租赁", None, (2025, 1, 14), (2025, 1, 21), "96000.00", "320", {}),
    ("BLD-R01", "010", "运输应急物资库新建", "新建", "LY-031", (2025, 6, 24), (2025, 4, 15), "860000.00", "400", {}),
    ("BLD-R01", "302", "松岭乡文化站购置", "购置", "LY-032", None, (2025, 7, 8), "620000.00", "240",
     {"approval_no": None, "has_approval": False}),
    ("BLD-R02", "012003", "农技推广实训用房改扩建", "改扩建", "LY-033", (2024, 11, 5), (2025, 3, 18), "1260000.00",
     "600", {"actual_area": Decimal("600.5")}),
    ("BLD-R02", "015003", "人民医院发热门诊改扩建", "改扩建", "LY-034", (2024, 5, 21), (2024, 11, 20), "1930000.00",
     "900", {"approved_cost": Decimal("1850000.00")}),
    ("BLD-R04", "009", "城建档案馆新建", "新建", "LY-035", (2025, 1, 9), (2025, 5, 13), "1500000.01", "600", {}),
    ("BLD-R04", "201", "湖滨街道社区用房新建", "新建", "LY-036", (2025, 2, 11), (2025, 6, 10), "940000.00", "350", {}),
    ("", "008", "不动产登记大厅一期修缮", "维修改造", "LY-037", (2024, 4, 9), (2024, 6, 18), "640000.00", "1200", {}),
    ("BLD-R05", "008", "不动产登记大厅二期修缮", "维修改造", "LY-037", (2025, 4, 8), (2025, 6, 24), "560000.00",
     "1200", {}),
    ("BLD-R05", "013", "外贸服务中心大修", "维修改造", "LY-038", (2025, 3, 4), (2025, 4, 22), "1000000.01", "1500", {}),
)  # fmt: skip


def house(book: Book) -> None:
    """Fills in building projects and the offices surveyed in the year."""
    for place, (rule, department, name, kind, building, approved, paid, cost, area, changes) in enumerate(PROJECTS, 1):
        project: Row = {
            "project_no": f"GC-{place:03}",
            "department_code": department,
            "name": name,
            "project_kind": kind,
            "building_id": building,
            "approval_no": f"澄发改批〔{approved[0]}〕{20 + place}号" if approved else None,
            "has_approval": True,
            "approved_on": date(*approved) if approved else None,
            "approved_cost": Decimal(cost) + 20000,
            "approved_area": Decimal(area),
            "adjust_no": None,
            "first_paid_on": date(*paid),
            "actual_cost": Decimal(cost),
            "actual_area": Decimal(area),
            "finished_on": None,
        }
        book.records["building_projects"].append(project | changes)
        if rule:
            book.plant(rule, str(project["project_no"]))
    _survey_offices(book)


def _survey_offices(book: Book) -> None:
    """Four offices a department, within the standard; three are too large."""
    planted = {("003", 0): "18.5", ("014", 2): "36.4", ("202", 3): "27.1"}
    for unit in book.records["departments"]:
        code = unit["department_code"]
        for place, level in enumerate(("正科级", "副科级", "科级以下", "科级以下")):
            people = 1 if place < 2 else 3 + place % 2
            area = Decimal(str(round(LEVELS[level] * people * book.chance.uniform(0.7, 1), 1)))
            office = {
                "office_no": f"{code}-{101 + place}",
                "department_code": code,
                "surveyed_on": date(YEAR, 3, 3 + place),
                "occupant_level": level,
                "people": people,
                "area": min(area, Decimal(LEVELS[level] * people)),
            }
            if (code, place) in planted:
                office |= {"area": Decimal(planted[code, place]), "people": 1 if place == 0 else 3}
                book.plant("BLD-R03", str(office["office_no"]))
            book.records["offices"].append(office)


def correspond(book: Book) -> None:
    """Fills in the documents of each month."""
    for unit in book.records["departments"]:
        code = unit["department_code"]
        for month in range(1, 13):
            electronic = book.chance.randrange(30, 90)
            most = electronic if code in ON_PAPER else electronic * (1 - E_SHARE) / E_SHARE
            paper = int(float(most) * book.chance.uniform(0.4, 1))
            book.records["document_counts"].append(
                {"department_code": code, "month": f"{YEAR}-{month:02}", "paper_count": paper,
                 "electronic_count": electronic}
            )  # fmt: skip
    for code in ON_PAPER:
        book.plant("DIG-R02", f"{YEAR}/{code}")

"""Who there is: departments, people, cards and designated venues of a district that exists nowhere."""

from datetime import date, timedelta

from making.book import YEAR, Book, Row

DISTRICT = "澄湖区"

DEPARTMENTS = (
    ("001", "澄湖区人民政府办公室", "区直部门", None, 20),
    ("002", "澄湖区财政局", "区直部门", None, 16),
    ("002003", "澄湖区国库支付中心", "事业单位", "002", 9),
    ("003", "澄湖区发展和改革局", "区直部门", None, 14),
    ("004", "澄湖区教育体育局", "区直部门", None, 18),
    ("004003", "澄湖区第一中学", "事业单位", "004", 22),
    ("004004", "澄湖区职业高级中学", "事业单位", "004", 16),
    ("005", "澄湖区民政局", "区直部门", None, 11),
    ("006", "澄湖区司法局", "区直部门", None, 12),
    ("007", "澄湖区人力资源和社会保障局", "区直部门", None, 14),
    ("008", "澄湖区自然资源局", "区直部门", None, 14),
    ("009", "澄湖区住房和城乡建设局", "区直部门", None, 14),
    ("010", "澄湖区交通运输局", "区直部门", None, 13),
    ("011", "澄湖区水务局", "区直部门", None, 12),
    ("012", "澄湖区农业农村局", "区直部门", None, 16),
    ("012003", "澄湖区农业技术推广中心", "事业单位", "012", 10),
    ("013", "澄湖区商务局", "区直部门", None, 11),
    ("014", "澄湖区文化和旅游局", "区直部门", None, 13),
    ("015", "澄湖区卫生健康局", "区直部门", None, 14),
    ("015003", "澄湖区人民医院", "事业单位", "015", 20),
    ("016", "澄湖区应急管理局", "区直部门", None, 12),
    ("017", "澄湖区审计局", "区直部门", None, 10),
    ("018", "澄湖区市场监督管理局", "区直部门", None, 15),
    ("019", "澄湖区统计局", "区直部门", None, 9),
    ("020", "澄湖区林业和草原局", "区直部门", None, 11),
    ("021", "澄湖区信访局", "区直部门", None, 7),
    ("201", "澄湖区湖滨街道办事处", "街道", None, 13),
    ("202", "澄湖区文澜街道办事处", "街道", None, 12),
    ("301", "澄湖区石桥镇人民政府", "乡镇", None, 12),
    ("302", "澄湖区松岭乡人民政府", "乡镇", None, 10),
)
"""Code, name, kind, parent and people."""

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
    "陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英文辉力华慧鹏飞"
    "红玉兰云志国建春晓东海波宁宇欣然子涵雨泽一凡思远可心若溪"
)

LEAVERS = {12: (2, 28), 57: (3, 31), 98: (4, 30), 143: (6, 30), 201: (6, 30), 256: (8, 31), 301: (9, 30), 377: (10, 31)}
"""Place in the list of people, and the day in 2025 on which that person left."""

RETURNED = {"CH0099", "CH0257"}
"""Leavers who handed in their card, as all of them should have."""

BANKS = {"A": ("澄湖农村商业银行", "628307"), "B": ("岚川城市银行", "628268")}
"""Name, and the first six digits of its official cards."""

VENUES = (
    ("澄湖宾馆", "澄湖区", None, 4, date(2024, 1, 1), None),
    ("文澜会议中心", "澄湖区", "会议", 3, date(2024, 1, 1), date(2026, 12, 31)),
    ("湖滨饭店", "澄湖区", "住宿", 3, date(2024, 1, 1), None),
    ("石桥镇农家会议楼", "澄湖区", "会议", None, date(2024, 1, 1), None),
    ("翠屏大酒店", "昆明市", "住宿", 4, date(2023, 7, 1), date(2026, 6, 30)),
    ("滇云会议大厦", "昆明市", "会议", 4, date(2023, 7, 1), date(2026, 6, 30)),
    ("金沙湾国际酒店", "昆明市", "会议", 5, date(2023, 7, 1), date(2026, 6, 30)),
    ("苍山人家酒店", "大理州", "住宿", 3, None, None),
    ("西双版纳雨林会议中心", "景洪市", "会议", 4, date(2024, 1, 1), None),
    ("曲水商务酒店", "曲靖市", "住宿", 3, date(2024, 1, 1), date(2025, 6, 30)),
    ("玉泉宾馆", "玉溪市", None, 3, date(2024, 1, 1), None),
    ("锦城迎宾楼", "成都市", "住宿", 4, None, None),
)
"""Name, city, use (empty: both), stars, first and last day of the listing."""


def settle(book: Book) -> None:
    """Fills the registers."""
    for code, name, kind, parent, people in DEPARTMENTS:
        book.records["departments"].append(
            {"department_code": code, "name": name, "unit_kind": kind, "parent_code": parent,
             "staff_quota": people + book.chance.randrange(4), "staff_count": people}
        )  # fmt: skip
        for _ in range(people):
            _appoint(book, code)
    for place, (month, day) in LEAVERS.items():
        book.records["people"][place]["left_on"] = date(YEAR, month, day)
    _issue_cards(book)
    for name, city, use, star, first, last in VENUES:
        book.records["designated_venues"].append(
            {"name": name, "city": city, "venue_use": use, "star": star, "valid_from": first, "valid_to": last}
        )


def _appoint(book: Book, department: str) -> None:
    chance, number = book.chance, len(book.records["people"]) + 1
    rank = "厅局级" if number in {5, 120} else chance.choice(("处级及以下",) * 6 + ("其他", "其他"))
    book.records["people"].append(
        {
            "person_id": f"CH{number:04}",
            "name": chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2, 2)))),
            "department_code": department,
            "rank": None if chance.random() < 0.02 else rank,
            "joined_on": date(1992 + chance.randrange(32), 1 + chance.randrange(12), 1 + chance.randrange(28)),
            "left_on": None,
        }
    )


def _issue_cards(book: Book) -> None:
    """About two people in five hold a card; two cards of bank B share their last four digits."""
    chance, endings = book.chance, set[str]()
    for place, person in enumerate(book.records["people"]):
        if place not in LEAVERS and not book.happens(0.42):
            continue
        bank = "A" if place % 2 == 0 or book.happens(0.15) else "B"
        number = _number(book, BANKS[bank][1], endings)
        opened = date(2016 + chance.randrange(8), 1 + chance.randrange(12), 1 + chance.randrange(28))
        book.records["cards"].append(new_card(bank, number, person, opened))
    staying = [card for card in book.records["cards"] if not book.person(card["person_id"])["left_on"]]
    first, second = [card for card in staying if card["bank"] == BANKS["B"][0]][10:12]
    second["card_no"] = spoiled(second["card_no"][:-4], first["card_no"][-4:])
    for card in book.records["cards"]:
        if card["person_id"] in RETURNED:
            card["closed_on"] = book.person(card["person_id"])["left_on"] + timedelta(days=5)


def new_card(bank: str, number: str, person: Row, opened: date) -> Row:
    limits = {"A": 30000, "B": 50000}
    return {
        "card_no": number,
        "person_id": person["person_id"],
        "department_code": person["department_code"],
        "bank": BANKS[bank][0],
        "credit_limit": limits[bank],
        "opened_on": opened,
        "closed_on": None,
    }


def _number(book: Book, prefix: str, endings: set[str]) -> str:
    """A number whose last four digits no other card has."""
    while True:
        body = prefix + "".join(str(book.chance.randrange(10)) for _ in range(6))
        number = spoiled(body, f"{book.chance.randrange(10000):04}")
        if number[-4:] not in endings:
            endings.add(number[-4:])
            return number


def spoiled(body: str, ending: str) -> str:
    """A number that fails the check digit of every real card, so that it can belong to nobody."""
    while _checksum(body + ending) % 10 == 0:
        body = body[:-1] + str((int(body[-1]) + 1) % 10)
    return body + ending


def _checksum(number: str) -> int:
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(number), start=1)]
    return sum(digit - 9 if digit > 9 else digit for digit in doubled)

"""The exercise of the README: a statement of a bank that no layout knows, with three rows to correct."""

from pathlib import Path

NAME = "云溪村镇银行_2025-12.csv"
HEADER = "流水,公务卡卡号,用卡人,用卡日期,入账日,用卡金额,收单商户,行业码,用卡城市"
ROWS = (
    "1,6283 2510 4471 9036,沈一凡,2025-12-02,2025-12-03,326.00,新华文印店,2741,澄湖区",
    "2,6283 2510 4471 9036,沈一凡,2025-12-05,2025-12-05,18.00,湖畔咖啡,5814,澄湖区",
    "3,6283 2510 4471 9036,沈一凡,2025-12-05,2025-12-05,18.00,湖畔咖啡,5814,澄湖区",
    "4,6283 2510 8820 1145,柳可欣,2025-12-09,2025-12-10,1.250.00,蓝盾电脑维修部,7379,澄湖区",
    "5,6283 2510 8820 1145,柳可欣,2025-12-11,2025-12-12,(86.50),澄湖书城,5942,澄湖区",
    "6,6283 2510 8820 1145,柳可欣,2025-12-32,2025-12-15,440.00,中能加油站,5541,澄湖区",
    '7,6283 2510 3309 7728,韦志强,2025-12-16,2025-12-17,"1,180.40",滇池路云锦酒店,7011,昆明市',
    "8,6283 2510 3309 7728,韦志强,2025-12-18,2025-12-18,,铁路客票窗口,4112,昆明市",
    "9,6283 2510 3309 7728,韦志强,2025-12-22,2025-12-23,75.30,迅达物流营业部,4215,澄湖区",
)
CORRECTIONS = (("1.250.00", "1250.00"), ("2025-12-32", "2025-12-12"), ("2025-12-18,,铁路", "2025-12-18,154.50,铁路"))


def write_exercise(folder: Path) -> None:
    """The statement as it came, and as it should come, under one name: it is the same file, corrected."""
    for name in ("待更正", "已更正"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    text = "\r\n".join(("云溪村镇银行公务卡账单", "账单月份:2025年12月", "", HEADER, *ROWS, ""))
    (folder / "待更正" / NAME).write_bytes(text.encode("utf-8-sig"))
    for wrong, right in CORRECTIONS:
        assert text.count(wrong) == 1
        text = text.replace(wrong, right)
    (folder / "已更正" / NAME).write_bytes(text.encode("utf-8-sig"))

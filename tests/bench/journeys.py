"""Trips and meetings of any number, one in a hundred breaking something, and a wide workbook of card rows."""

from pathlib import Path

import numpy as np
import polars as pl
import xlsxwriter

from costctl.records import kinds
from tests.bench.cards import START, YEAR, write_table

CITIES = (
    ("云南", "昆明市", 380),
    ("云南", "曲靖市", 330),
    ("云南", "玉溪市", 330),
    ("四川", "成都市", 370),
    ("北京", "北京市", 500),
)


def write_trips(path: Path, legs: int, people: int, seed: int = 3) -> None:
    """A CSV file of single-leg trips; some over the lodging cap, some paid in cash, some overlapping."""
    chance = np.random.default_rng(seed)
    place = chance.integers(0, len(CITIES), legs)
    days = chance.integers(1, 6, legs)
    width = 355 // -(-legs // people)  # a stretch of the year for each trip of a person
    depart = START + np.arange(legs) // people * width + chance.integers(0, max(1, width - 6), legs)
    again = np.flatnonzero(chance.random(legs) < 0.003)
    again = again[again >= people]
    depart[again] = depart[again - people]
    nights = days - 1
    share = np.where(chance.random(legs) < 0.01, 1.1, chance.uniform(0.6, 1.0, legs))
    lodging = np.floor(nights * np.array([cap for _, _, cap in CITIES])[place] * share)
    columns = {
        "trip_no": pl.Series(np.arange(legs)).cast(pl.String),
        "person_id": "P" + pl.Series(np.arange(legs) % people).cast(pl.String).str.zfill(7),
        "department_code": pl.Series(chance.integers(1, 10, legs)).cast(pl.String).str.zfill(3),
        "province": pl.Series(np.array([province for province, _, _ in CITIES])[place]),
        "city": pl.Series(np.array([city for _, city, _ in CITIES])[place]),
        "approved_on": pl.Series(depart - 3).cast(pl.Date),
        "depart_on": pl.Series(depart).cast(pl.Date),
        "return_on": pl.Series(depart + nights).cast(pl.Date),
        "nights": pl.Series(nights),
        "lodging_amount": pl.Series(lodging),
        "has_lodging_invoice": pl.Series(np.where(nights > 0, "是", "否")),
        "transport_kind": pl.Series(["高铁动车"] * legs),
        "transport_class": pl.Series(np.where(chance.random(legs) < 0.005, "一等座", "二等座")),
        "transport_amount": pl.Series(chance.integers(40, 900, legs)),
        "meal_allowance": pl.Series(100 * days),
        "local_transport_allowance": pl.Series(80 * days),
        "payment_method": pl.Series(np.where(chance.random(legs) < 0.005, "现金", "公务卡")),
    }
    write_table(path, "trips", columns)


def write_meetings(path: Path, meetings: int, seed: int = 4) -> None:
    """A CSV file of class 4 meetings of one day; some cost too much, some lack papers."""
    chance = np.random.default_rng(seed)
    delegates = chance.integers(10, 51, meetings)
    day = pl.Series(START + chance.integers(0, 360, meetings)).cast(pl.Date)
    share = np.where(chance.random(meetings) < 0.01, 1.2, chance.uniform(0.1, 0.9, meetings))
    columns = {
        "meeting_no": pl.Series(np.arange(meetings)).cast(pl.String),
        "department_code": pl.Series(chance.integers(1, 10, meetings)).cast(pl.String).str.zfill(3),
        "name": pl.Series(["工作会议"] * meetings),
        "meeting_class": pl.Series(["四类"] * meetings),
        "mode": pl.Series(np.where(chance.random(meetings) < 0.3, "视频", "现场")),
        "starts_on": day,
        "ends_on": day,
        "days": pl.Series([1] * meetings),
        "travel_days": pl.Series([0] * meetings),
        "delegates": pl.Series(delegates),
        "staff": pl.Series([0] * meetings),
        "venue": pl.Series(["机关会议室"] * meetings),
        "venue_city": pl.Series(["澄湖区"] * meetings),
        "venue_kind": pl.Series(["内部"] * meetings),
        "is_planned": pl.Series(["是"] * meetings),
        **{name: pl.Series(np.where(chance.random(meetings) < 0.003, "否", "是"))
           for name in ("has_approval", "has_notice", "has_sign_in", "has_bill")},
        "lodging_amount": pl.Series([0] * meetings),
        "meal_amount": pl.Series(np.floor(300 * delegates * share)),
        "other_amount": pl.Series([0] * meetings),
    }  # fmt: skip
    write_table(path, "meetings", columns)


def write_workbook(path: Path, source: Path, rows: int) -> None:
    """An XLSX file of the first rows of a card file, with twenty columns: dates and amounts as Excel has them."""
    if path.exists():
        return
    known = pl.read_csv(source, n_rows=rows, infer_schema=False)
    headers = [column.header.zh for column in kinds()["card_transactions"].columns][:20]
    money = {"交易金额", "报销金额"}
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("公务卡交易")
        sheet.write_row(0, 0, headers)
        columns = [known[name].to_list() if name in known.columns else [_filler(name)] * rows for name in headers]
        for line, cells in enumerate(zip(*columns, strict=True), start=1):
            for place, cell in enumerate(cells):
                if cell and headers[place] in money:
                    sheet.write_number(line, place, float(cell))
                elif cell and headers[place].endswith(("日期", "还款日")):
                    sheet.write_datetime(line, place, np.datetime64(cell).astype("datetime64[s]").item())
                elif cell:
                    sheet.write_string(line, place, cell)


def _filler(name: str) -> str | None:
    return {"持卡人": "某某", "交易时间": "09:30:00", "币种": "CNY", "报销单号": f"BX{YEAR}", "经济分类": "30211"}.get(
        name
    )

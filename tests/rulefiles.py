"""A small rule folder for tests: one rule, one table, one document, to be broken in one place at a time."""

from pathlib import Path

RULE = """
id = "TRV-R06"
control = "travel"
severity = "violation"
tier = "mandatory"
title.zh = "先出差后审批"
title.en = "Travel before approval"
says.zh = "出差应当事前审批。"
says.en = "Approval comes before travel."
basis = [{ document = "甲〔2013〕1号" }]
in_force_from = 2014-01-01

[check]
rows = "trips"
key = ["trip_no", "person_id", "leg_no"]
dated_by = "depart_on"
flag_when = "approved_on > depart_on"
message.zh = "{trip_no} {depart_on} 出发,{approved_on} 才审批"
message.en = "{trip_no} left on {depart_on}, approved on {approved_on}"

[[examples]]
name = "late"
given = { depart_on = 2014-03-03, approved_on = 2014-03-04 }
expect = "flagged"
"""

TUNABLE = """
id = "TRV-S01"
control = "travel"
severity = "suspicion"
tier = "tunable"
title.zh = "住宿费高"
title.en = "High lodging"
says.zh = "住宿费高于线。"
says.en = "Lodging above a line."
basis = [{ document = "甲〔2013〕1号" }]
in_force_from = 2014-01-01

[[parameters.line]]
value = 500.00
from = 2014-01-01

[[parameters.line]]
value = 600.00
from = 2020-01-01

[check]
rows = "trips"
key = ["trip_no", "person_id", "leg_no"]
dated_by = "depart_on"
flag_when = "lodging_amount > line"
excess = "lodging_amount - line"
amount = "lodging_amount"
values = ["nights"]
message.zh = "{trip_no} 住宿 {lodging_amount} 元,线 {line} 元,有发票 {has_lodging_invoice}"
message.en = "{trip_no}: lodging {lodging_amount}, line {line}, invoice {has_lodging_invoice}"
"""

TABLES = """
[lodging_caps]
title.zh = "住宿费限额"
title.en = "lodging caps"
key = ["jurisdiction", "place", "peak_no"]
dated = true
cites = true
not_above = ["cap_yuan"]
in_season = "peak_cap_yuan"
place = "place"

[lodging_caps.columns]
jurisdiction = "text"
place = "text"
peak_no = "integer"
cap_yuan = "money"
peak_from = "text"
peak_to = "text"
peak_cap_yuan = "money"
"""

HEADER = (
    "jurisdiction,place,peak_no,cap_yuan,peak_from,peak_to,peak_cap_yuan,"
    "effective_from,effective_to,documents,provenance\n"
)
CAPS = HEADER + (
    "中央,三亚市,1,400.00,11-01,04-30,480.00,2016-05,,甲〔2013〕1号,source\n"
    "中央,昆明市,0,350.00,,,,2014,2016-04,甲〔2013〕1号,source\n"
    "中央,未知市,0,350.00,,,,,,甲〔2013〕1号,source\n"
)


def write(folder: Path, **files: str) -> Path:
    """The rule folder with the given files in place of, or beside, the sound ones; `__` in a name stands for `/`."""
    sound = {
        "documents.csv": "number,title\n甲〔2013〕1号,甲办法\n",
        "controls.toml": '[travel]\ntitle.zh = "差旅"\ntitle.en = "Travel"\n',
        "checks/travel/TRV-R06.toml": RULE,
        "tables/tables.toml": TABLES,
        "tables/lodging_caps.csv": CAPS,
    }
    for name, text in {**sound, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder

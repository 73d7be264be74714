"""Lists as Chinese units keep them, with their own headers, titles and units, are recognised without a layout."""

from datetime import date
from decimal import Decimal

import pytest

from costctl.sources.read import read_source
from tests.reading import read_only_sheet

LISTS = {
    "payments": (
        "国库集中支付明细表,,,,,,,,\n单位:元,,,,,,,,\n"
        "支付凭证号,支付日期,预算单位编码,预算单位名称,功能分类编码,部门经济分类编码,支付金额(元),收款人全称,用途\n"
        '00012,2025年3月5日,001001,区财政局,2010301,30211,"1,234.50",张三,差旅费\n合计,,,,,,"1,234.50",,\n',
        {"payment_no": "00012", "economic_code": "30211", "amount": Decimal("1234.50"), "payee": "张三"},
    ),
    "receptions": (
        "公务接待台账\n接待单号,单位名称,接待时间,公函文号,来访单位,来宾人数(人),陪餐人数(人),餐次,餐费(元),用餐地点,有无接待清单\n"
        "JD01,区财政局,2025.3.5,函〔2025〕1号,某县财政局,6,2,1,480,机关食堂,有\n",
        {"guests": 6, "companions": 2, "meals": 1, "meal_amount": Decimal("480.00"), "has_guest_list": True},
    ),
    "vehicles": (
        "车牌号码,使用单位,用途,购置时间,购车价格(万元),排气量(升),是否新能源,上牌日期,备注\n"
        "云A12345,区财政局,机要通信用车,2020-01-02,11.8,1.6,否,2020-01-10,\n",
        {"price": Decimal("118000.00"), "displacement": Decimal("1.6"), "is_new_energy": False},
    ),
    "vehicle_costs": (
        "单据编号,车号,单位,发生时间,费用类别,金额(元),里程(公里),加油站\nF1,云A12345,区财政局,2025/3/5,燃料,300,12345,某站\n",
        {"cost_kind": "fuel", "mileage_km": Decimal(12345), "merchant_name": "某站"},
    ),
    "trainings": (
        "培训班编号,培训班名称,主办单位,培训类别,开班日期,结业日期,培训天数(天),培训人数,工作人员人数,省内培训,综合定额费用(元)\n"
        "P1,业务培训,区财政局,三类,2025-03-05,2025-03-06,2,30,2,是,12000\n合计,,,,,,,,,,12000\n",
        {"training_class": "3", "trainees": 30, "is_in_province": True, "amount": Decimal("12000.00")},
    ),
    "lecture_fees": (
        "培训班编号,授课教师,主办单位,职称,发放日期,课时,讲课费(税后)\nP1,李四,区财政局,正高,2025-03-06,4,4000\n",
        {"lecturer": "李四", "title": "professor", "hours": Decimal(4), "net_amount": Decimal("4000.00")},
    ),
    "offices": (
        "房间号,使用单位,清查日期,职务级别,办公人数,使用面积(㎡)\n301,区财政局,2025-01-01,县级正职,1,30\n",
        {"occupant_level": "县级正职", "people": 1, "area": Decimal(30)},
    ),
    "disclosures": (
        "2024年度三公经费公开表\n单位:万元\n"
        "年度,单位编码,因公出国(境)费,公务用车购置费,公务用车运行维护费,公务用车购置及运行维护费,公务接待费,“三公”经费合计,"
        "公务用车保有量(辆),国内公务接待批次(批),国内公务接待人次(人)\n2024,001001,0,0,12.3,12.3,3.5,15.8,5,40,320\n",
        {"vehicle_run": Decimal("12.3"), "total": Decimal("15.8"), "vehicles_held": 5, "guest_count": 320},
    ),
    "overseas_groups": (
        "团组号,组团单位,任务批件号,出访日期,回国日期,出访人数,出访国家数,出访天数,批复预算,实际费用\n"
        "T1,区商务局,云外〔2025〕1号,2025-05-01,2025-05-08,5,2,8,200000,190000\n",
        {"size": 5, "countries": 2, "days": 8, "approved_amount": Decimal(200000), "amount": Decimal(190000)},
    ),
    "building_projects": (
        "项目代码,项目名称,建设单位,建设性质,批复文号,批复时间,批准概算(万元),核定建筑面积(㎡),竣工日期,备注\n"
        "XM1,办公楼加固,区机关事务中心,维修改造,区发改〔2024〕3号,2024-05-06,80,1200,2024-12-01,\n",
        {"project_kind": "repair", "approved_cost": Decimal(800000), "approved_area": Decimal(1200)},
    ),
    "commitments": (
        "申请编号,单位,支出项目,批准时间,申请金额\nSQ1,区财政局,会议费,2025-03-01,20000\n",
        {"item": "meeting", "committed_on": date(2025, 3, 1), "amount": Decimal(20000)},
    ),
    "document_counts": (
        "部门编码,统计月份,纸质文件数(份),电子文件数(份)\n001,2025年3月,12,88\n",
        {"month": date(2025, 3, 1), "paper_count": 12, "electronic_count": 88},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_is_recognised_by_its_own_headers(kind: str) -> None:
    text, wanted = LISTS[kind]

    got = read_only_sheet(read_source("台账.csv", text.encode("gb18030"), today=date(2026, 1, 1)))

    assert (got.source.kind, got.codes) == (kind, [])
    (row,) = got.rows.iter_rows(named=True)
    assert {name: row[name] for name in wanted} == wanted
    assert all(total.agrees for total in got.totals)

"""The lodging caps once more, night by night in Python as the definition reads, to hold the SQL against."""

import calendar
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

Row = dict[str, Any]
ENDINGS = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "省", "市")


def stem(name: str) -> str:
    """The name without its first ending that fits, if two characters remain."""
    for ending in ("地区", "市", "州", "县", "区", "旗"):
        if name.endswith(ending):
            return name[: -len(ending)] if len(name) - len(ending) >= 2 else name
    return name


def province_key(written: str | None, provinces: set[str]) -> str | None:
    """The province of the table that `written` means."""
    if written is None or written in provinces:
        return written
    shorter = [written.removesuffix(ending) for ending in ENDINGS if written.endswith(ending)]
    return next((name for name in shorter if name in provinces), None)


class Lodging:
    """The table, the aliases and the jurisdiction chain."""

    def __init__(self, caps: list[Row], aliases: list[Row], jurisdictions: Sequence[str]) -> None:
        self.caps: dict[Any, list[Row]] = {}
        for row in caps:
            if row["effective_from"]:
                self.caps.setdefault((row["jurisdiction"], row["province"], row["rank"]), []).append(row)
        self.aliases = {(row["province"], row["written_as"]): row["place"] for row in aliases}
        self.jurisdictions = jurisdictions
        self.provinces = {row["province"] for row in caps}

    def total(self, leg: Row) -> Decimal | None:
        """The caps of a leg's nights added up."""
        if leg["nights"] is None or leg["nights"] < 0:
            return None
        nights = [leg["depart_on"] + timedelta(days=count) for count in range(leg["nights"])]
        caps = [self.cap(leg["province"], leg["city"], leg["rank"], night) for night in nights]
        return None if None in caps else sum((cap for cap in caps if cap is not None), Decimal(0))

    def cap(self, written: str | None, city: str | None, rank: str | None, night: date) -> Decimal | None:
        """The cap of one night."""
        province = province_key(written, self.provinces)
        for jurisdiction in self.jurisdictions:
            rows = [
                row
                for row in self.caps.get((jurisdiction, province, rank), [])
                if row["effective_from"] <= night <= (row["effective_to"] or date.max)
            ]
            place = self.place(province, city, {row["place"] for row in rows})
            if place:
                return self.of_place([row for row in rows if row["place"] == place], night)
        return None

    def place(self, province: str | None, city: str | None, places: set[str]) -> str | None:
        """Which of the places in force is meant."""
        if city is not None:
            if city in places:
                return city
            if (alias := self.aliases.get((province, city))) in places:
                return alias
            if same := sorted(place for place in places if stem(place) == stem(city)):
                return same[0]
            if "其他地区" in places and city[-1] not in "区县旗" and stem(city) != province:
                return "其他地区"
        return next((place for place in ("全域", "全省", "全市") if place in places), None)

    @staticmethod
    def of_place(rows: list[Row], night: date) -> Decimal | None:
        """The cap in season, else the plain one."""
        peaks = [row["peak_cap_yuan"] for row in rows if row["peak_no"] > 0 and in_season(row, night)]
        return max(peaks) if peaks else rows[0]["cap_yuan"]


def in_season(row: Row, night: date) -> bool:
    """Whether a night lies in a season; both ends belong, and 02-29 is the last day of February."""
    last = calendar.monthrange(night.year, 2)[1]
    start, end = (f"02-{last}" if text == "02-29" else text for text in (row["peak_from"], row["peak_to"]))
    day = f"{night:%m-%d}"
    return start <= day <= end if row["peak_from"] <= row["peak_to"] else day >= start or day <= end

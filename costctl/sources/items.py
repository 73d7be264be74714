"""The items that a budget line may name, by their ids, their titles and the everyday words for them."""

import csv
from collections.abc import Mapping
from functools import cache

from costctl.records import kinds
from costctl.shipped import shipped
from costctl.sources.headers import normal


@cache
def item_names() -> Mapping[str, str]:
    """What a file may call an item, as `headers.normal` compares it, and the item's id."""
    with (shipped("rules") / "tables" / "items.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    also = kinds()["budgets"].column("item").synonyms
    named = {normal(word): item for word, item in also.items()}
    return named | {normal(row[name]): row["item"] for row in rows for name in ("item", "title_zh", "title_en")}


@cache
def item_titles() -> Mapping[str, str]:
    """The Chinese title of each item, in the order of the table."""
    with (shipped("rules") / "tables" / "items.csv").open(encoding="utf-8", newline="") as file:
        return {row["item"]: row["title_zh"] for row in csv.DictReader(file)}

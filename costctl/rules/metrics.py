"""What the metrics are: counts, shares, growth and averages of a department and a period, some with a target."""

from collections.abc import Mapping
from typing import Literal

import polars as pl
from pydantic import Field, model_validator

from costctl.bilingual import Text
from costctl.datafile import DataModel

Form = Literal["count", "share", "growth", "average"]
Unit = Literal[
    "times", "people", "people_days", "documents", "nights", "tickets", "groups", "vehicles", "square_metres", "yuan"
]

UNITS: Mapping[Unit, Text] = {
    "times": Text("场次", "times"),
    "people": Text("人", "people"),
    "people_days": Text("人天", "people-days"),
    "documents": Text("件", "documents"),
    "nights": Text("夜", "nights"),
    "tickets": Text("张", "tickets"),
    "groups": Text("个", "groups"),
    "vehicles": Text("辆", "vehicles"),
    "square_metres": Text("平方米", "m²"),
    "yuan": Text("元", "yuan"),
}
"""What a numerator is counted in, in words."""


class Metric(DataModel):
    """One metric; without a denominator it is a count."""

    title: Text
    control: str
    numerator: Text
    denominator: Text | None = None
    form: Form = "count"
    unit: Unit
    """Of the numerator, and of the value of a count or an average."""
    kinds: tuple[str, ...] = ()
    """The record kinds without which nothing is known of it; where the ledger knows them of a year, no record is 0."""
    target: str | None = Field(default=None, pattern="_(min|max)$")
    """The metric of the record kind `targets` that it is held against."""
    method: Literal["A", "B"] | None = None
    """It is held against its target where the setting `card_use_method` is this."""

    @model_validator(mode="after")
    def _form_that_fits(self) -> "Metric":
        if self.denominator and self.form == "count":
            object.__setattr__(self, "form", "share")
        if not self.denominator and self.form != "count":
            raise ValueError("without a denominator a metric is a count")
        return self


class MetricsFile(DataModel, extra="allow"):
    """A metrics.toml: an id and a metric each."""

    __pydantic_extra__: dict[str, Metric] = Field(init=False)


_COLUMNS = ("metric", "control", "title_zh", "title_en", "form", "unit", "kinds", "target", "method")


def metric_rows(metrics: Mapping[str, Metric]) -> pl.DataFrame:
    """A row a metric, in the order in which they are shown; `kinds` are separated by `;`."""
    rows = [
        (name, one.control, one.title.zh, one.title.en, one.form, one.unit, ";".join(one.kinds), one.target, one.method)
        for name, one in metrics.items()
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(_COLUMNS, pl.String()), orient="row")

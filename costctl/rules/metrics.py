"""What the metrics are: counts and shares of a department and a period, some of them with a target."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from costctl.bilingual import Text
from costctl.datafile import DataModel


class Metric(DataModel):
    """One metric; without a denominator it is a count."""

    title: Text
    control: str
    numerator: Text
    denominator: Text | None = None
    denominators: Mapping[str, Text] = Field(default_factory=dict)
    """Instead of one: by the setting `card_use_method`."""
    target: str | None = Field(default=None, pattern="_(min|max)$")
    """The metric of the record kind `targets` that it is held against."""
    unit: Literal["yuan"] | None = None

    @model_validator(mode="after")
    def _one_denominator(self) -> "Metric":
        if self.denominator and self.denominators:
            raise ValueError("a metric has either `denominator` or `denominators`")
        return self

    @property
    def is_share(self) -> bool:
        """Whether it is a part of something."""
        return bool(self.denominator or self.denominators)


class MetricsFile(DataModel, extra="allow"):
    """A metrics.toml: an id and a metric each."""

    __pydantic_extra__: dict[str, Metric] = Field(init=False)

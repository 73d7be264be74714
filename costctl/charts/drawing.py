"""What the charts have in common: colours that colour-blind people can tell apart, a font with Chinese, one style.

Charts turn frames into Altair, in both languages, without data access. Amounts become floats here and only here, for
the length of a bar; what a tooltip or label says is the exact decimal.
"""

from collections.abc import Mapping, Sequence

import altair as alt
import polars as pl

from costctl.bilingual import Language, Text
from costctl.budget.shown import FIGURES

Chart = alt.Chart | alt.LayerChart

BLUE, VERMILION, PURPLE, AMBER, SKY, GREY = "#0072B2", "#D55E00", "#CC79A7", "#E69F00", "#56B4E9", "#BDBDBD"
FONT = "'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', 'Source Han Sans SC', sans-serif"


def nothing_to_show(language: Language) -> Chart:
    """A line of text in place of a chart."""
    said = Text("没有可显示的数据", "nothing to show").in_(language)
    text = alt.Chart(pl.DataFrame({"said": [said]})).mark_text(fontSize=14, color="#666666").encode(text="said:N")
    return styled(text, 60)


def height_of(rows: int) -> int:
    """Pixels of a chart with so many rows, legend and axis counted in."""
    return 24 * rows + 140


def label_axis(labels: Sequence[str]) -> alt.Y:
    """An axis of labels in their order, none left out."""
    return alt.Y(
        "label:N", sort=list(labels), title=None, axis=alt.Axis(labelLimit=180, labelOverlap=False, labelFlush=False)
    )


def tooltips(
    language: Language, first: Sequence[str] = ("label",), figures: Mapping[str, Text] = FIGURES
) -> list[alt.Tooltip]:
    """What a mark says when pointed at: the columns `first`, then `figures` to the cent, under their headings."""
    titles = {"label": "", "month_name": Text("月份", "month").in_(language)}
    shown = [alt.Tooltip(f"{name}:N", title=titles.get(name, name)) for name in first]
    return [*shown, *(alt.Tooltip(f"{text.in_(language)}:N") for text in figures.values())]


def styled(chart: Chart, height: int) -> Chart:
    """As wide as the page, in a font that has Chinese, without a frame."""
    styled: Chart = (
        chart.properties(width="container", height=height, padding={"left": 5, "top": 16, "right": 5, "bottom": 5})
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, titleFontSize=12, grid=False)
        .configure_title(anchor="start", frame="bounds", fontSize=12, fontWeight="normal", color="#444444")
    )
    return styled

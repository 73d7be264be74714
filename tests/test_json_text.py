"""JSON is written piece by piece, and is what it would be in one."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

from costctl.bilingual import Text
from costctl.cli.json_text import json_text
from costctl.values import Severity

VALUES = ['金额\n"\\\u2028', 7, -0.5, True, None, [], {}, [[]], ({"a": {1: "b"}},), [1, [2, {"c": []}]]]


def test_a_document_has_a_line_for_each_item_of_a_list() -> None:
    """Items of an iterator among them; nothing is escaped that need not be, and what is read is what was given."""
    document = {"值": VALUES, "none": [], "one": {"a": [1, 2]}, "each": VALUES, "no": []}

    written = "".join(json_text(document | {"each": iter(VALUES), "no": iter(())}))

    assert json.loads(written) == json.loads(json.dumps(document))
    assert len(written.split("\n")) == 2 * (len(VALUES) + 2) + 3 + 3
    assert '"金额' in written
    assert "".join(json_text({})) == "{}\n"


def test_money_days_and_texts_are_said_as_promised() -> None:
    """Money is text with its places, dates ISO, a text both its languages, a severity its name."""
    values = [
        Decimal("1E+2"),
        Decimal("0.00"),
        date(2025, 1, 2),
        datetime(2025, 1, 2, 3, tzinfo=UTC),
        Text("元", "yuan"),
    ]

    said = json.loads("".join(json_text({"values": [*values, Severity.VIOLATION]})))["values"]

    assert said == ["100", "0.00", "2025-01-02", "2025-01-02T03:00:00+00:00", {"zh": "元", "en": "yuan"}, "violation"]


def test_items_are_asked_for_one_by_one() -> None:
    """What is before an item is written when the item is made: a long list is never whole in memory."""
    made: list[int] = []
    pieces = json_text({"items": (made.append(item) or item for item in range(3))})

    while "1" not in next(pieces):
        pass

    assert made == [0, 1]

"""What tells a person is masked in texts for the public, wherever it stands; the rest is kept."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costctl.disclosure.personal import MASK, without_persons

REGISTER = pl.Series(
    ["张三丰", "李四", "欧阳修", "高明", "李宁", "王　五", "Li Na", "买买提·艾力", "赵六(退休)", "钱", "-", None]
)


def public(*texts: str | None) -> list[str | None]:
    """The texts as they are published where those on REGISTER are registered."""
    return without_persons(pl.Series(texts, dtype=pl.String), REGISTER).to_list()


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("李四", "**"),
        ("支付宝-李四", "支付宝-**"),
        ("李四(个体工商户)", "**(个体工商户)"),
        ("李 四", "**"),
        ("微信转账 欧阳修", "微信转账 **"),
        ("收款人:张三丰 货款", "收款人:** 货款"),
        ("昆明市李四家", "昆明市**家"),
        ("李四转欧阳　修", "**转**"),
        ("王五小吃、买买提艾力", "**小吃、**"),
        ("赵六", "**"),
        ("LINA店", "**店"),
        ("昆明 13912345678", "昆明 **"),
        ("昆明 １３９１２３４５６７８", "昆明 **"),
        ("电话 139-1234-5678", "电话 **"),
        ("139 1234 5678 小店", "** 小店"),
        ("+86 (139) 1234.5678", "**"),
        ("订房0871-6312 3456转", "订房**转"),
        ("139****5678", "**"),
        ("卡************9036", "卡**"),
        ("证 530102 19900101 123X", "证 **"),
        ("zhang.san@example.com 代购", "** 代购"),
        ("13912345678@163.com", "**"),
        ("洗车 云A12345", "洗车 **"),
        ("云A·D12345洗车", "**洗车"),
        ("京a F0236,粤Z1234港", "**,**"),
    ],
)
def test_what_tells_a_person_is_masked_and_the_rest_kept(written: str, published: str) -> None:
    assert public(written) == [published]


def test_a_merchant_with_a_registered_persons_name_loses_only_the_name() -> None:
    assert public("高明区某酒店", "李宁体育") == ["**区某酒店", "**体育"]


def test_a_shop_that_tells_nobody_stays_what_it_is() -> None:
    shops = ["文具店", "7-11便利店", "钱记面馆", "新世纪百货2号", "新 STARBUCKS 012345", "CAROLINA", "四李店", "", None]

    assert public(*shops) == shops


def test_without_names_or_texts_nothing_is_masked() -> None:
    nobody = pl.Series([], dtype=pl.String)

    assert without_persons(pl.Series(["李四"]), nobody).to_list() == ["李四"]
    assert public() == []
    assert public(None) == [None]


words = st.text("李四王五ab-( ", max_size=5)
names = st.text("李四王五", min_size=2, max_size=3)


@given(st.lists(st.tuples(words, names, words), max_size=4), st.lists(names, min_size=1, max_size=4))
def test_no_name_on_the_register_stands_in_any_text(parts: list[tuple[str, str, str]], register: list[str]) -> None:
    texts = ["".join(part) for part in parts]

    published = without_persons(pl.Series(texts, dtype=pl.String), pl.Series(register)).to_list()

    for text, said in zip(texts, published, strict=True):
        assert not any(name in said.replace(" ", "") for name in register)
        assert (said == text) == (not any(name in text.replace(" ", "") for name in register))
        assert len(said.replace(MASK, "")) <= len(text)

"""The rule book inside the ledger: reference tables, settings, views, replaced together or not at all."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from costctl.errors import Fault
from costctl.ledger import reference
from costctl.ledger.ledger import Ledger
from costctl.ledger.opening import make_ledger, open_ledger
from costctl.settings import FILE


@pytest.fixture
def facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of fact views that this test alone fills."""
    folder = tmp_path / "facts"
    folder.mkdir()
    (folder / "10_quota.sql").write_text("CREATE OR REPLACE VIEW fact.quota AS SELECT q.total FROM ref.quota AS q")
    (folder / "20_double.sql").write_text(
        "CREATE OR REPLACE VIEW fact.double AS SELECT q.total * 2 AS total FROM fact.quota AS q"
    )
    monkeypatch.setattr(reference, "FACTS", folder)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_ledger(tmp_path / "ledger", name="x", province="云南", district="盘龙区")
    return tmp_path / "ledger"


def quota(total: str) -> dict[str, pl.DataFrame]:
    return {"quota": pl.DataFrame({"total": [Decimal(total)]}, schema={"total": pl.Decimal(18, 2)})}


def double(ledger: Ledger) -> Decimal:
    found: Decimal = ledger.sql("SELECT total FROM fact.double").item()
    return found


def installs(ledger: Ledger) -> int:
    found: int = ledger.sql("SELECT count(*) AS n FROM base.history WHERE action = 'install'").item()
    return found


def test_tables_and_views_are_replaced_and_readers_see_them(folder: Path, facts: Path) -> None:
    with open_ledger(folder, "write") as ledger:
        ledger.install(quota("10.00"), "one")
        assert double(ledger) == Decimal("20.00")
        ledger.install({**quota("11.00"), "more": pl.DataFrame({"a": [1]})}, "two")
    with open_ledger(folder) as reader:
        assert double(reader) == Decimal("22.00")
        assert reader.sql("SELECT a FROM ref.more").item() == 1


def test_nothing_is_done_where_nothing_changed(folder: Path, facts: Path) -> None:
    with open_ledger(folder, "write") as ledger:
        ledger.install(quota("10.00"), "one")
        ledger.install(quota("10.00"), "one")
        assert installs(ledger) == 1


def test_settings_reach_the_views_and_a_change_of_settings_counts(folder: Path, facts: Path) -> None:
    with open_ledger(folder, "write") as ledger:
        ledger.install(quota("10.00"), "one")
        columns = "home_province, home_district, home_places, building_level, card_use_method, currency"
        expected = ("云南", "盘龙区", [], "县(市)级", "A", "CNY")
        assert ledger.sql(f"SELECT {columns} FROM ref.settings").row(0) == expected
        chain = ledger.sql("SELECT rank, jurisdiction FROM ref.jurisdictions ORDER BY rank").rows()
        assert chain == [(1, "本区"), (2, "云南省级"), (3, "中央")]
    path = folder / FILE
    path.write_text(path.read_text(encoding="utf-8").replace('home_district = "盘龙区"', 'home_district = ""'), "utf-8")
    with open_ledger(folder, "write") as ledger:
        ledger.install(quota("10.00"), "one")
        assert installs(ledger) == 2
        assert ledger.sql("SELECT home_district FROM ref.settings").item() is None, "an empty setting is NULL"


def test_a_view_that_fails_leaves_everything_as_it_was(folder: Path, facts: Path) -> None:
    with open_ledger(folder, "write") as ledger:
        ledger.install(quota("10.00"), "one")
        (facts / "30_wrong.sql").write_text("CREATE VIEW fact.wrong AS SELECT q.nothing FROM ref.quota AS q")
        with pytest.raises(Fault):
            ledger.install(quota("12.00"), "two")
        assert double(ledger) == Decimal("20.00")
        assert installs(ledger) == 1


def test_a_view_that_is_gone_from_the_files_is_gone(folder: Path, facts: Path) -> None:
    with open_ledger(folder, "write") as ledger:
        ledger.install(quota("10.00"), "one")
        (facts / "20_double.sql").unlink()
        ledger.install(quota("10.00"), "one")
        views = ledger.sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'fact'")
        assert views["table_name"].to_list() == ["quota"]


def test_a_new_word_is_looked_for_though_no_view_changed(folder: Path, facts: Path) -> None:
    (facts / "30_words.sql").write_text(
        "CREATE OR REPLACE VIEW fact.words AS SELECT regexp_matches('茶叶两盒', ref.word_pattern('gift')) AS is_gift"
    )

    def words(*terms: str) -> dict[str, pl.DataFrame]:
        return quota("1.00") | {"keywords": pl.DataFrame({"keyword_group": ["gift"] * len(terms), "term": terms})}

    with open_ledger(folder, "write") as ledger:
        ledger.install(words("月饼"), "one")
        assert ledger.sql("SELECT is_gift FROM fact.words").item() is False
        ledger.install(words("月饼", "茶叶"), "two")
        assert ledger.sql("SELECT is_gift FROM fact.words").item() is True
    with open_ledger(folder) as reader:
        assert reader.sql("SELECT is_gift FROM fact.words").item() is True

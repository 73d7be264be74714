"""The history of a ledger as a list for people: who changed what, when and why."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

import polars as pl

from costctl.bilingual import Language, Text
from costctl.choices import ACTIONS, chosen
from costctl.dates import at_bureau
from costctl.ledger.ledger import Ledger
from costctl.ledger.numbers import BATCH, REJECT, RUN, id_of, number_of
from costctl.ledger.revisions import as_written, header
from costctl.records import kinds
from costctl.rules.edits import key_of
from costctl.rules.library import PARAMETERS, Rulebook
from costctl.rules.own_words import as_set, set_in_words

Detail = Mapping[str, Any]
Said = Mapping[str, Callable[[Detail, Rulebook, Language], str]]
"""How the detail of each kind of entry is said."""

LEVELS = "jurisdictions"
ASIDE: Mapping[str, Text] = {
    "settings": Text("设置", "settings"),
    LEVELS: Text("标准的查找顺序", "order in which standards are looked up"),
}
"""What the ledger takes in beside the rule book."""
SHOWN = 20
"""How many changed values one entry shows in words; all of them are in its detail."""
COUNTS: Mapping[str, Text] = {
    "accepted": Text("新增", "new"),
    "revised": Text("更正", "revised"),
    "already_present": Text("已有", "present"),
    "rejected": Text("退回", "rejected"),
}


def history(
    ledger: Ledger,
    *,
    from_: date | None = None,
    to: date | None = None,
    action: str | None = None,
    about: str | None = None,
) -> pl.DataFrame:
    """The entries that the filters leave, in order: seq, recorded_at, actor, action, names, reason, detail, hash.

    `from_` and `to` are days of this machine's clock, both included. `about` is a batch, file, rejected row, run, rule,
    RULE.parameter or table, in any case; a rule is what the checks that ran it are about, too, and values edited by
    hand stand in the entry that took them in. `action` is one of ACTIONS, or its word. `detail` is JSON.
    """
    frame = ledger.history()
    details = [json.loads(detail) for detail in frame["detail"]]
    days = [at_bureau(at).date() for at in frame["recorded_at"]]
    names = [*_each_names(frame["action"], details)]
    asked = _written(about) if about else None
    wanted = [
        (not from_ or from_ <= day) and (not to or day <= to) and (not asked or asked in map(str.casefold, named))
        for day, named in zip(days, names, strict=True)
    ]
    frame = frame.with_columns(
        names=pl.Series(names, dtype=pl.List(pl.String)),
        reason=pl.Series([detail.get("reason") for detail in details], dtype=pl.String),
    )
    kept = frame.filter(pl.Series(wanted, dtype=pl.Boolean))
    kept = kept.filter(action=chosen(action, ACTIONS, "history.action_unknown")) if action else kept
    return kept.select("seq", "recorded_at", "actor", "action", "names", "reason", "detail", "hash")


def in_words(frame: pl.DataFrame, book: Rulebook, language: Language, *, about: str | None = None) -> pl.DataFrame:
    """Entries as `history` gives them with `when` (Beijing's time), `action_name` and `what` happened.

    Of a changed rule book only the values are told that are `about` one rule, RULE.parameter or table, if any are.
    """
    known: Said = {**_SAID, "install": partial(_installed, about=about)}
    told = [
        known[action](json.loads(detail), book, language) if action in known else detail
        for action, detail in frame.select("action", "detail").rows()
    ]
    names = {name: text.in_(language) for name, text in ACTIONS.items()}
    return frame.with_columns(
        when=pl.Series([_local(at) for at in frame["recorded_at"]], dtype=pl.String),
        action_name=pl.col("action").replace(names),
        what=pl.Series(told, dtype=pl.String),
    )


def revisions_in_words(frame: pl.DataFrame, language: Language) -> pl.DataFrame:
    """What revisions replaced (ledger.revisions.COLUMNS) with `kind_name`, `column_name`, and values in words."""
    told: list[dict[str, Any]] = []
    for row in frame.iter_rows(named=True):
        kind = kinds()[row["kind"]]
        names = {"kind_name": kind.title.in_(language), "column_name": header(kind, row["column"]).in_(language)}
        if language == "zh":
            names |= {side: as_written(kind, row["column"], row[side]) for side in ("before", "after")}
        told.append({**row, **names})
    return pl.DataFrame(told, schema={**frame.schema, "kind_name": pl.String(), "column_name": pl.String()})


def _each_names(actions: Iterable[str], details: Iterable[Detail]) -> Iterator[list[str]]:
    """What each entry is about; the one that takes in what was just set is not about it once more."""
    just_set = ""
    for action, detail in zip(actions, details, strict=True):
        names = _names(action, detail)
        yield [name for name in names if name not in (just_set, _rule(just_set))] if action == "install" else names
        just_set = detail["what"] if action == "set" else ""


def _names(action: str, detail: Detail) -> list[str]:
    match action:
        case "import" | "undo":
            return [detail["batch"], detail["file"]]
        case "close_reject":
            return [detail["reject"]]
        case "check":
            return [detail["run"], *detail["rules"]]
        case "set":
            return list(dict.fromkeys([detail["what"], _rule(detail["what"])]))
        case "install":
            changes = detail.get("changes", {})
            return [*changes, *_parameters(changes.get(PARAMETERS, {}))]
        case _:
            return []


def _parameters(change: Detail) -> list[str]:
    """The RULE.parameters that have other values now, and their rules."""
    rows = [row for side in change.values() for row in side]
    return list(dict.fromkeys(one for row in rows for one in (f"{row['rule']}.{row['parameter']}", row["rule"])))


def _rule(what: str) -> str:
    """The rule of a RULE.parameter; of anything else itself."""
    return what.partition(".")[0]


def _written(about: str) -> str:
    """A number of a batch, rejected row or run with all its digits; anything else as it is. Without case."""
    found = ((letter, number_of(letter, about)) for letter in (BATCH, REJECT, RUN))
    return next((id_of(letter, number) for letter, number in found if number is not None), about).casefold()


def _local(at: datetime) -> str:
    return f"{at_bureau(at):%Y-%m-%d %H:%M}"


def _imported(detail: Detail, _book: Rulebook, language: Language) -> str:
    between = Text(",", ", ").in_(language)
    sheets = [
        f"{_kind(sheet['kind'], language)} " + (between.join(
            f"{text.in_(language)} {sheet[name]}" for name, text in COUNTS.items() if sheet[name]) or "0")
        for sheet in detail["sheets"]
    ]  # fmt: skip
    return _of_batch(detail, Text(";", "; ").in_(language).join(sheets), language)


def _undone(detail: Detail, _book: Rulebook, language: Language) -> str:
    counts = [
        f"{_kind(kind, language)} {before} → {detail['after'][kind]}" for kind, before in detail["before"].items()
    ]
    return _of_batch(detail, Text(",", ", ").in_(language).join(counts), language)


def _of_batch(detail: Detail, said: str, language: Language) -> str:
    return f"{detail['batch']} {detail['file']}{Text(':', ': ').in_(language)}{said}"


def _checked(detail: Detail, _book: Rulebook, language: Language) -> str:
    return Text(
        "{run} 截至 {as_of},{n} 条规则:问题新出现 {opened},内容变化 {changed},消除 {cleared},现不能判断 {unassessable}",
        "{run} as of {as_of}, {n:rule|rules}: {opened:finding|findings} new or open again, {changed} changed, "
        "{cleared} cleared, {unassessable} no longer assessable",
    ).format(
        run=detail["run"], as_of=detail["as_of"], n=len(detail["rules"]), **detail["changes"]
    ).in_(language)  # fmt: skip


def _set(detail: Detail, book: Rulebook, language: Language) -> str:
    said = _changed(detail["what"], detail["before"] or {}, detail["now"], book, language)
    return (Text("更正 ", "corrected: ").in_(language) if detail.get("is_correction") else "") + said


def _changed(what: str, before: Detail, now: Detail, book: Rulebook, language: Language) -> str:
    """What a parameter, rule or table said of a case and says now."""
    title = _title(what, book)
    name = Text(f"{what}({title.zh})", f"{what} ({title.en})") if title else Text(what, what)
    told = (set_in_words(side, book, language) for side in (before, now))
    return f"{name.in_(language)}{Text(':', ': ').in_(language)}{' → '.join(told)}"


def _installed(detail: Detail, book: Rulebook, language: Language, *, about: str | None) -> str:
    lines = [
        _changed(what, before, now, book, language)
        for what, before, now in _installed_changes(detail.get("changes", {}), book)
        if not about or about in (what, _rule(what))
    ]
    if about and lines:
        return "\n".join(lines)
    said = Text(
        "标准、规则或设置有变化,此后按新的判断(规则库 {digest})",
        "standards, rules or settings changed and hold from here on (rule book {digest})",
    ).format(digest=str(detail["rulebook"])[:12]).in_(language)  # fmt: skip
    more = Text(f"……另有 {len(lines) - SHOWN} 处", f"… and {len(lines) - SHOWN} more").in_(language)
    return "\n".join([said, *lines[:SHOWN], *([more] if len(lines) > SHOWN else [])])


def _installed_changes(changes: Detail, book: Rulebook) -> Iterator[tuple[str, Detail, Detail]]:
    """Each value that another rule book changed: RULE.parameter or table, before and now."""
    for name, change in changes.items():
        if name == LEVELS:
            yield name, _by_rank(change["removed"]), _by_rank(change["added"])
            continue
        removed, added = (
            {key_of(book, name, row): as_set(name, row) for row in change[side]} for side in ("removed", "added")
        )
        for key in dict.fromkeys([*removed, *added]):
            before, now = removed.get(key, {}), added.get(key, {})
            if before != now:
                yield key[0].removeprefix("tables/").removesuffix(".csv"), before, now


def _by_rank(levels: Iterable[Detail]) -> Detail:
    """The jurisdictions that stood, or stand, in other places of their order."""
    return {str(row["rank"]): row["jurisdiction"] for row in levels}


def _title(what: str, book: Rulebook) -> Text | None:
    """What a rule, RULE.parameter or table is called; None for one that is no more."""
    if what in ASIDE:
        return ASIDE[what]
    if what in book.tables:
        return book.tables[what].title
    rule_id, _, parameter = what.partition(".")
    if rule := book.rules.get(rule_id):
        return book.glossary.of(rule.check.rows).name(parameter) if parameter else rule.title
    return None


def _kind(name: str, language: Language) -> str:
    return kinds()[name].title.in_(language) if name in kinds() else name


_SAID: Said = {
    "import": _imported,
    "undo": _undone,
    "close_reject": lambda detail, _book, _language: str(detail["reject"]),
    "check": _checked,
    "set": _set,
    "init": lambda detail, _book, _language: str(detail["name"]),
}  # fmt: skip

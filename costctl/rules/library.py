"""The rule book: rules, tables, documents and words of the shipped folder and of the bureau's own, as one value.

A file with a mistake is left out and named in `problems`; everything else still works. The bureau's folder adds rules
and rows and may set the parameters of tunable rules; it never replaces a shipped rule or row.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import polars as pl

from costctl import calendar
from costctl.bilingual import Text
from costctl.choices import separated
from costctl.datafile import DataModel, data_files, noted, read_toml
from costctl.errors import DataFileError, InputError, Problem, refuse_other
from costctl.rules.controls import Control, Controls, Kind, read_controls, refuse_reading
from costctl.rules.fitting import refuse_unlisted, refuse_unnamed
from costctl.rules.glossary import Glossary, GlossaryFile, glossary
from costctl.rules.grounds import refuse_groundless
from costctl.rules.metrics import Metric, MetricsFile, metric_rows
from costctl.rules.model import Rule
from costctl.rules.naming import called, near_named, one_named
from costctl.rules.parameters import parameter_rows
from costctl.rules.shelf import Shelf
from costctl.rules.tables import Table
from costctl.rules.tuning import Tuned, tunable, with_own_values
from costctl.settings import JURISDICTIONS
from costctl.shipped import shipped

Model = TypeVar("Model", bound=DataModel)

METRICS = "metrics"
PARAMETERS = "parameters"
WORKING_DAYS = "working_days"


@dataclass(frozen=True)
class Rulebook:
    """Everything the rules consist of."""

    rules: Mapping[str, Rule]
    """By id, in the order of controls and ids."""
    reference: Mapping[str, pl.DataFrame]
    """The frames that become the tables of schema `ref`."""
    tables: Mapping[str, Table]
    documents: Mapping[str, Mapping[str, str]]
    """The rows of documents.csv by number."""
    controls: Mapping[str, Control]
    """To one of which each rule, item and metric belongs."""
    metrics: Mapping[str, Metric]
    """By id, in the order in which they are shown."""
    glossary: Glossary
    problems: tuple[Problem, ...]
    """What is wrong with the files that were left out."""
    digest: str
    """SHA-256 of everything that was loaded."""
    off: tuple[str, ...] = ()
    """Tunable rules that the bureau has switched off; they are in `rules`, and not run."""
    warnings: tuple[Problem, ...] = ()
    """Of what was taken, what is to be looked at."""
    left_out: frozenset[str] = field(default_factory=frozenset)
    """The ids of rules whose files have a mistake."""

    def rule(self, name: str) -> Rule:
        """The rule of this id or title, in any case; InputError names the nearest one, or the several of one title."""
        refuse_other("rule", name, str, expected=Text("规则编号或名称", "the id or title of a rule"))
        if name in self.rules:
            return self.rules[name]
        titles = self.titles()
        if found := one_named(name, titles):
            return self.rules[found]
        self.refuse_left_out(name)
        raise InputError("rule.unknown", found=name, suggestion=near_named(name, titles))

    def ids(self, said: Iterable[str]) -> list[str]:
        """The ids of the rules named: each text is an id, a title, or several of them separated by commas."""
        titles = self.titles()
        texts = (part for text in said for part in ([text] if one_named(text, titles) else separated(text)))
        return list(dict.fromkeys(self.rule(text).id for text in texts))

    def titles(self) -> dict[str, list[str]]:
        """What each rule is called, by id."""
        return {rule.id: called(rule.title) for rule in self.rules.values()}

    def refuse_left_out(self, rule_id: str) -> None:
        """DataFileError for a rule whose file has a mistake."""
        for problem in self.problems:
            if problem.where.startswith(f"{rule_id}.toml"):
                raise DataFileError("rule.left_out", found=problem.say("en"), found_zh=problem.say("zh"))

    def rule_to_run(self, name: str) -> Rule:
        """The rule of this id or title; InputError also where the bureau has switched it off."""
        rule = self.rule(name)
        if rule.id in self.off:
            raise InputError("rule.off", where=rule.id, found=rule.id)
        return rule


def named_alike(rule: Rule, file: Path) -> None:
    """DataFileError where the file of a rule that is kept bears another name: by it a person finds the rule."""
    if rule.id != file.stem:
        raise DataFileError("rule.file_name", where=file.name, found=rule.id)


def rule_text(rule: Rule) -> str:
    """What a rule says, as JSON: its values included, its examples not."""
    return rule.model_dump_json(by_alias=True, exclude={"examples"})


def rule_digest(rule: Rule) -> str:
    """SHA-256 of `rule_text`."""
    return hashlib.sha256(rule_text(rule).encode()).hexdigest()


def load_rulebook(
    *folders: Path | str,
    tuned: Mapping[str, Sequence[Tuned]] | None = None,
    off: Sequence[str] = (),
    chain: Sequence[str] = JURISDICTIONS,
    draft: Path | None = None,
) -> Rulebook:
    """The rule book of `folders`, each adding to those before it, or the shipped one where none is named; `tuned`,
    `off` and `chain`, its jurisdictions in their order, are what the bureau has set for itself.

    Files with a mistake are left out and named in `problems`. OSError where a folder cannot be read. `draft`, a rule
    file or another folder, is what somebody thinks of: its rules take the place of those with their id, and a mistake
    in it is a DataFileError. What is read again unchanged in the same process is the same value.
    """
    loading = _Loading([Path(folder) for folder in folders or (shipped("rules"),)], tuned or {}, off, chain, draft)
    digest = loading.digest()
    book = _read.get(digest)
    if book is None:
        book = loading.book(digest)
        while len(_read) >= _MOST:
            _read.pop(next(iter(_read)), None)
        _read[digest] = book
    return book


_MOST = 4
_read: dict[str, Rulebook] = {}
"""The rule books read last, by digest: a command opens its ledger with the one by which it judges."""


class _Loading:
    """One loading of some folders."""

    def __init__(
        self,
        folders: Sequence[Path],
        tuned: Mapping[str, Sequence[Tuned]],
        off: Sequence[str],
        chain: Sequence[str],
        draft: Path | None,
    ) -> None:
        self.folders = [folder for folder in folders if folder.is_dir()]
        self.draft = draft
        self.tuned = tuned
        self.switched_off = off
        self.problems: list[Problem] = []
        self.shelf = Shelf(self.problems, chain)
        self.controls: Mapping[str, Control] = {}
        self.metrics: dict[str, Metric] = {}
        self.rules: dict[str, Rule] = {}
        self.left_out: set[str] = set()
        self.off: tuple[str, ...] = ()

    def book(self, digest: str) -> Rulebook:
        """Everything, in the order in which one thing needs another."""
        controls = read_controls(*self.folders)
        self.controls = controls.own
        self.problems += [mistake.problem for mistake in controls.mistakes]
        for folder in self.folders:
            self.shelf.read_documents(folder, is_own=folder != self.folders[0])
            if metrics := self.read(folder / "metrics.toml", MetricsFile):
                self.metrics |= metrics.__pydantic_extra__ or {}
        words = glossary(
            *(file for folder in self.folders if (file := self.read(folder / "glossary.toml", GlossaryFile)))
        )
        for folder in self.folders:
            self.shelf.read_tables(folder)
        words = words.with_codes(self.shelf.names_of_codes())
        for folder in self.folders:
            self.read_rules(folder, words)
        self.tune()
        if self.draft:
            self.read_draft(self.draft, words)
        self.check_readings(controls)
        order = {name: place for place, name in enumerate(self.controls)}
        rules = dict(sorted(self.rules.items(), key=lambda item: (order.get(item[1].control, 99), item[0])))
        return Rulebook(
            rules=rules,
            reference=self.reference(),
            tables=self.shelf.tables,
            documents=self.shelf.documents,
            controls=self.controls,
            metrics=self.metrics,
            glossary=words,
            problems=tuple(self.problems),
            digest=digest,
            off=self.off,
            warnings=tuple(self.shelf.warnings),
            left_out=frozenset(self.left_out),
        )

    def read(self, file: Path, model: type[Model]) -> Model | None:
        """A TOML file, if it is there and has no mistake."""
        with noted(self.problems):
            return read_toml(file, model) if file.is_file() else None
        return None

    def read_rules(self, folder: Path, words: Glossary) -> None:
        """The rules of one folder."""
        files, misnamed = data_files(folder / "checks", ".toml", deep=True)
        self.problems += misnamed
        for file in files:
            with noted(self.problems):
                rule = read_toml(file, Rule)
                named_alike(rule, file)
                self.fits(rule, file, words)
                self.rules[rule.id] = rule
            if file.stem not in self.rules:
                self.left_out.add(file.stem)

    def read_draft(self, draft: Path, words: Glossary) -> None:
        """The rules and tables of a draft; DataFileError for the first mistake."""
        before, files = len(self.problems), [draft]
        if draft.is_dir():
            files, misnamed = data_files(draft / "checks", ".toml", deep=True)
            self.problems += misnamed
            self.shelf.read_tables(draft, is_draft=True)
            if not files and not data_files(draft / "tables", ".csv")[0]:
                self.problems.append(Problem("rules.empty_draft", draft.name))
        for mistake in self.problems[before:]:
            raise DataFileError(mistake.code, where=mistake.where, found=mistake.found, **mistake.about)
        for file in files:
            rule = read_toml(file, Rule)
            if draft.is_dir():
                named_alike(rule, file)
            self.rules.pop(rule.id, None)
            self.fits(rule, file, words)
            self.rules[rule.id] = rule

    def fits(self, rule: Rule, file: Path, words: Glossary) -> None:
        """DataFileError for a rule that does not agree with the other files or the rule language."""
        where = file.name
        if rule.id in self.rules:
            raise DataFileError("rule.twice", where=where, found=rule.id)
        refuse_unlisted(rule, where, self.controls, self.shelf.tables)
        refuse_groundless(rule, where, self.shelf.documents)
        refuse_unnamed(rule, where, words)

    def tune(self) -> None:
        """Puts in the bureau's own values; one that may not be is left out."""
        for rule_id in self.switched_off:
            with noted(self.problems):
                tunable(self.rules, rule_id, "costctl.toml, rules_off")
                self.off = (*self.off, rule_id)
        for name, own in self.tuned.items():
            with noted(self.problems):
                rule = with_own_values(self.rules, self.shelf.documents, name, own, f"costctl.toml, {name}")
                self.rules[rule.id] = rule

    def check_readings(self, controls: Controls) -> None:
        """Names the readings of the controls that do not agree with the other files."""
        known: dict[Kind, Mapping[str, object]] = {
            "control": controls.own, "rule": self.rules, "metric": self.metrics
        }  # fmt: skip
        for name, reading in controls.readings.items():
            with noted(self.problems):
                refuse_reading(name, reading, known, self.shelf.documents)

    def reference(self) -> dict[str, pl.DataFrame]:
        """The frames of schema `ref`: every table, the documents, metrics, parameters of rules and working days."""
        found = self.shelf.frames()
        found[METRICS] = metric_rows(self.metrics)
        found[PARAMETERS] = parameter_rows(self.rules.values())
        found[WORKING_DAYS] = calendar.working_days()
        return found

    def digest(self) -> str:
        """SHA-256 of every file's path and bytes, what the bureau set, if there is a draft, the calendar's span."""
        sha = hashlib.sha256(f"{calendar.FIRST_YEAR}-{calendar.LAST_YEAR} {self.draft is not None}".encode())
        for place, path in enumerate([*self.folders, *([self.draft] if self.draft else [])]):
            for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
                if file == path or (
                    file.suffix.lower() in (".toml", ".csv", ".txt") and file.parent.name not in ("layouts", "records")
                ):
                    name = file.relative_to(path).as_posix() if path.is_dir() else file.name
                    sha.update(f"{place}/{name}\0".encode())
                    sha.update(hashlib.sha256(file.read_bytes()).digest())
        sha.update(repr((sorted(self.switched_off), [*self.shelf.levels.chain])).encode())
        for name, own in sorted(self.tuned.items()):
            sha.update(repr((name, [(str(value.value), value.from_, value.document) for value in own])).encode())
        return sha.hexdigest()

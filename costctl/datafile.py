"""One TOML file to one typed model, with the file and the key path in every error."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, TypeVar, cast

import pydantic

from costctl.errors import DataFileError, Problem
from costctl.mistakes import refused

Model = TypeVar("Model", bound=pydantic.BaseModel)


def plain(text: str) -> str:
    """A text as imported records have it, so that the two can be compared."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


Plain = Annotated[str, pydantic.AfterValidator(plain)]
"""A text that is held against records."""


class DataModel(pydantic.BaseModel):
    """The base of every data-file model: frozen, and a key it does not know is an error."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


def one_or_more(value: object) -> object:
    """Validates a tuple of texts of which a file may give one without brackets."""
    return (value,) if isinstance(value, str) else value


def data_files(folder: Path, suffix: str, *, deep: bool = False) -> tuple[list[Path], list[Problem]]:
    """The files of a folder with this suffix, in large letters too, in order; those that a .txt hides are problems.

    Windows shows `mine.toml.txt` as `mine.toml`.
    """
    files = sorted(folder.rglob("*") if deep else folder.glob("*"))
    hidden = [file.name for file in files if file.name.lower().endswith(f"{suffix}.txt")]
    misnamed = [Problem("datafile.suffix", name, name, {"name": name[: -len(".txt")]}) for name in hidden]
    return [file for file in files if file.suffix.lower() == suffix], misnamed


def text_of(path: Path) -> str:
    """The text of a data file, in UTF-8 with or without the mark that Windows puts before it."""
    return path.read_text(encoding="utf-8-sig")


def read_toml(path: Path, model: type[Model]) -> Model:
    """The file as a `model`; DataFileError names the file, the key and what would be right.

    What is read again unchanged in the same process is the same value.
    """
    try:
        return cast("Model", _read(text_of(path), model, path.name))
    except UnicodeDecodeError as error:
        raise DataFileError("datafile.not_utf8", where=path.name) from error
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, str(error)) from error
    except OSError as error:
        raise DataFileError("datafile.unreadable", where=path.name, found=error.strerror or str(error)) from error


@lru_cache(maxsize=1024)
def _read(text: str, model: type[pydantic.BaseModel], where: str) -> pydantic.BaseModel:
    """The text of a file as a model, which is frozen: every import reads the same layouts."""
    return validate(tomllib.loads(text, parse_float=Decimal), model, where=where)


@contextmanager
def noted(problems: list[Problem]) -> Iterator[None]:
    """What is left out for a mistake is named among the problems."""
    try:
        yield
    except DataFileError as error:
        problems.append(error.problem)


def validate(content: object, model: type[Model], *, where: str) -> Model:
    """`content` as a `model`; the first mistake is raised as a DataFileError."""
    try:
        return model.model_validate(content)
    except pydantic.ValidationError as error:
        raise refused(error, model, where) from error


def _not_toml(path: Path, said: str) -> DataFileError:
    """The place of a mistake in the writing; said of the last line where the file ends too early."""
    line = re.search(r"at line (\d+)", said)
    lines = text_of(path).count("\n")
    code = "datafile.key_twice" if said.startswith("Cannot") else "datafile.not_toml"
    return DataFileError(code, where=path.name, line=line[1] if line else lines + 1)

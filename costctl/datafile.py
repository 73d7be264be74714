"""One TOML file to one typed model, with the file and the key path in every error."""

import difflib
import tomllib
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pydantic

from costctl.errors import DataFileError

Model = TypeVar("Model", bound=pydantic.BaseModel)


class DataModel(pydantic.BaseModel):
    """The base of every data-file model: frozen, and a key it does not know is an error."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


def one_or_more(value: object) -> object:
    """Validates a tuple of texts of which a file may give one without brackets."""
    return (value,) if isinstance(value, str) else value


def read_toml(path: Path, model: type[Model]) -> Model:
    """The file as a `model`; DataFileError names the file, the key and what would be right."""
    try:
        with path.open("rb") as file:
            content = tomllib.load(file, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataFileError("datafile.not_toml", where=path.name, found=str(error)) from error
    except OSError as error:
        raise DataFileError("datafile.unreadable", where=path.name, found=error.strerror or str(error)) from error
    return validate(content, model, where=path.name)


def validate(content: object, model: type[Model], *, where: str) -> Model:
    """`content` as a `model`; the first mistake is raised as a DataFileError."""
    try:
        return model.model_validate(content)
    except pydantic.ValidationError as error:
        found = error.errors()
        first = next((one for one in found if one["type"] == "extra_forbidden"), found[0])  # a typo explains what lacks
        path = ".".join(str(step) for step in first["loc"])
        if first["type"] == "extra_forbidden":
            name = str(first["loc"][-1])
            raise DataFileError(
                "datafile.unknown_key",
                where=f"{where}, {path}",
                found=name,
                suggestion=closest(name, model.model_fields),
            ) from error
        raise DataFileError("datafile.wrong_value", where=f"{where}, {path}", found=first["msg"]) from error


def closest(name: str, known: Iterable[str]) -> str:
    """The known name most like `name`, or an empty text where none is near."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return near[0] if near else ""

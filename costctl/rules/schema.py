"""The JSON schema of a rule file, for editors that check while one writes."""

from typing import Any

from costctl.rules.model import Rule


def rule_schema() -> dict[str, Any]:
    """The JSON schema of `rules/checks/**/*.toml`."""
    schema = Rule.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "costctl rule"}

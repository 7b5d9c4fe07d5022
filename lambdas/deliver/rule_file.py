"""The security rules of a deployment: a file that stands in a layer, and so on the path of Python's modules."""

import os
from collections.abc import Iterable

import msgspec

from lambdas.core.error import ConfigurationError
from lambdas.core.ruleset import Ruleset
from lambdas.core.security_rule import Rule

NAME = "trailkeeper_rules.json"
"""A list of rules, by the fields of lambdas.core.security_rule.Rule."""


def ruleset(folders: Iterable[str], *, is_needed: bool = False) -> Ruleset | None:
    """Of the first folder that has such a file; None where none has, or it holds none.

    Raises ConfigurationError, also where the file is needed and there is none.
    """
    found = (os.path.join(folder, NAME) for folder in folders)  # noqa: PTH118  (pathlib takes time to import)
    path = next(filter(os.path.isfile, found), "")
    if not path and is_needed:
        raise ConfigurationError(f"{NAME}: in no layer of the function; deploy it once more")
    if not path:
        return None
    with open(path, "rb") as file:  # noqa: PTH123  (as above)
        rules = read(file.read(), path)
    return Ruleset(rules) if rules else None


def read(body: bytes, name: str) -> tuple[Rule, ...]:
    """Raises ConfigurationError."""
    try:
        return msgspec.json.decode(body, type=tuple[Rule, ...])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{name}: {error}") from error

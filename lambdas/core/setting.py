"""A function's settings as environment variables: the stack writes them, the function reads them."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from lambdas.core.error import ConfigurationError

PREFIX = "TRAILKEEPER_"
SEPARATOR = ","
"""Between the values of one variable, none of which holds it."""

Settings = TypeVar("Settings", bound=msgspec.Struct)


def written(settings: msgspec.Struct) -> dict[str, str]:
    return {PREFIX + name.upper(): _text(value) for name, value in msgspec.structs.asdict(settings).items()}


def read(kind: type[Settings], environment: Mapping[str, str], *several: str) -> Settings:
    """several: the names of settings with more than one value.

    Raises ConfigurationError when a variable is missing or of the wrong type.
    """
    variables = {name: PREFIX + name.upper() for name in kind.__struct_fields__}
    given: dict[str, object] = {
        name: environment[variable].split(SEPARATOR) if name in several else environment[variable]
        for name, variable in variables.items()
        if variable in environment
    }
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"environment variables {PREFIX}*: {error}") from error


def _text(value: object) -> str:
    return SEPARATOR.join(value) if isinstance(value, tuple) else str(value)

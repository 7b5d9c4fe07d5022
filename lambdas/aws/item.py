"""A receipt as an item of the ledger's table, both ways.

Its key is the log file's folder, then its name, so that a folder's receipts lie together in the order of the names.
"""

from typing import Any

import msgspec

from lambdas.core.receipt import Receipt, log_file_of, place_of

FOLDER, NAME = "folder", "name"
# The owner is compared, so it is there though it may be empty.
_ALWAYS = {FOLDER, NAME, "version", "state", "revision", "owner", "schema"}

Attribute = dict[str, Any]
Item = dict[str, Attribute]


def item(receipt: Receipt) -> Item:
    """What is as empty as it would be by default is left out."""
    values = msgspec.structs.asdict(receipt)
    values[FOLDER], values[NAME] = place_of(values.pop("log_file"))
    return {name: _attribute(value) for name, value in values.items() if value or name in _ALWAYS}


def _attribute(value: Any) -> Attribute:
    match value:
        case int():
            return {"N": str(value)}
        case dict():
            return {"M": {name: _attribute(inner) for name, inner in value.items()}}
        case tuple() | list():
            return {"L": [_attribute(inner) for inner in value]}
    return {"S": str(value)}


def log_file(stored: Item) -> str:
    return log_file_of(stored[FOLDER]["S"], stored[NAME]["S"])


def receipt(stored: Item) -> Receipt:
    """Raises msgspec.ValidationError or ValueError for what is none, and where the counts do not add up."""
    values = {name: _value(attribute) for name, attribute in stored.items()}
    return msgspec.convert(values | {"log_file": log_file(stored)}, Receipt)


def _value(attribute: Attribute) -> Any:
    ((kind, value),) = attribute.items()
    match kind:
        case "N":
            return int(value)
        case "M":
            return {name: _value(inner) for name, inner in value.items()}
        case "L":
            return [_value(inner) for inner in value]
    return value

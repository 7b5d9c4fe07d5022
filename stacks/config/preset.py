"""Selectors by name: what a person writes in a word, and the advanced selectors that it stands for."""

import difflib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from stacks.config.advanced_selector import FUNCTION, RESOURCE_TYPE, AdvancedSelector, FieldSelector

NETWORK_ACTIVITY: Final = "network-activity:SERVICE"
_NETWORK_ACTIVITY = re.compile(r"network-activity:(?P<service>[a-z0-9-]+)(\.amazonaws\.com)?", re.ASCII)


def _selector(name: str, category: str, equals: Mapping[str, str]) -> AdvancedSelector:
    fields = {"eventCategory": category, **equals}
    return AdvancedSelector(
        name=name, field_selectors=tuple(FieldSelector(field=field, equals=(value,)) for field, value in fields.items())
    )


MANAGEMENT_NAME: Final = "Management events selector"
"""The console's own, by which tools such as Prowler tell that a trail logs management events."""
MANAGEMENT: Final = {
    "management": _selector(MANAGEMENT_NAME, "Management", {}),
    "write-only-management": _selector(MANAGEMENT_NAME, "Management", {"readOnly": "false"}),
}
DATA: Final = {
    "s3-data": _selector("s3-data", "Data", {RESOURCE_TYPE: "AWS::S3::Object"}),
    "lambda-data": _selector("lambda-data", "Data", {RESOURCE_TYPE: FUNCTION}),
    "dynamodb-data": _selector("dynamodb-data", "Data", {RESOURCE_TYPE: "AWS::DynamoDB::Table"}),
}
MODIFIERS: Final = {"no-kms-noise": "kms.amazonaws.com", "no-rds-data": "rdsdata.amazonaws.com"}
"""The source of management events that each leaves out."""
NAMES: Final = (*MANAGEMENT, *DATA, NETWORK_ACTIVITY, *MODIFIERS)


def expand(names: Sequence[str]) -> tuple[AdvancedSelector, ...]:
    """What the names stand for together, in their order; they have been checked."""
    excluded = tuple(source for name, source in MODIFIERS.items() if name in names)
    return tuple(_expand(name, excluded) for name in names if name not in MODIFIERS)


def _expand(name: str, excluded: tuple[str, ...]) -> AdvancedSelector:
    if network := _NETWORK_ACTIVITY.fullmatch(name):
        return _selector(name, "NetworkActivity", {"eventSource": f"{network['service']}.amazonaws.com"})
    if name in DATA:
        return DATA[name]
    chosen = MANAGEMENT[name]
    leaving_out = (FieldSelector(field="eventSource", not_equals=excluded),) if excluded else ()
    return AdvancedSelector(name=chosen.name, field_selectors=(*chosen.field_selectors, *leaving_out))


def check(names: Sequence[str]) -> None:
    """Raises ValueError, as "presets…: expected …, got …", where a name is no preset's or they do not go together."""
    for place, name in enumerate(names):
        if name not in {*MANAGEMENT, *DATA, *MODIFIERS} and not _NETWORK_ACTIVITY.fullmatch(name):
            told = f"expected one of {', '.join(NAMES)}, got {json.dumps(name)}{_nearest(name)}"
            raise ValueError(f"presets[{place}]: {told}")
    plain = [name.removesuffix(".amazonaws.com") for name in names]
    if MANAGEMENT.keys() <= set(plain):
        raise ValueError(f"presets: expected only one of {' and '.join(MANAGEMENT)}, got both")
    for place, name in enumerate(plain):
        if name in plain[:place]:
            raise ValueError(f'presets[{place}]: expected each preset once, got "{names[place]}" again')
        if name in MODIFIERS and MANAGEMENT.keys().isdisjoint(plain):
            raise ValueError(f"presets[{place}]: expected {' or '.join(MANAGEMENT)} beside {name}, got neither")


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(name, NAMES, n=1)
    return f"; did you mean {near[0]}?" if near else ""

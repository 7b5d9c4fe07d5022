"""Reads the configuration, the context key `trailkeeper` of cdk.json, and tells a wrong value in one line."""

import difflib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec.inspect import Metadata, NoneType, StructType, Type, UnionType, VarTupleType, type_info

from stacks.config.config import Config
from stacks.config.rule import problems

KEY = "trailkeeper"


class InvalidConfig(Exception):  # noqa: N818  (it is a verdict on cdk.json, told to a person in its one line)
    """A value of cdk.json that is not allowed; the message names its path and what is allowed."""


def within(context: Mapping[str, object]) -> Config:
    """The configuration in the whole context of an app, where the CDK's own keys stand beside it.

    Raises InvalidConfig, also for a key that is nearly the right one: it would be passed over, and all be defaults.
    """
    near = difflib.get_close_matches(KEY, context, n=1, cutoff=0.8)
    if KEY not in context and near:
        raise InvalidConfig(f"cdk.json: context: {near[0]}: no such key; did you mean {KEY}?")
    return load(context.get(KEY))


def load(context: object) -> Config:
    """Decode the value of the context key; None, where cdk.json has no such key, is all defaults.

    Raises InvalidConfig.
    """
    try:
        config = msgspec.convert({} if context is None else context, Config)
    except msgspec.ValidationError as error:
        raise InvalidConfig(f"cdk.json: {explain(error, context)}") from error
    for problem in problems(config):
        raise InvalidConfig(f"cdk.json: {KEY}.{problem}")
    return config


AT = re.compile(r" - at (?:`key` in )?`\$([^`]*)`")
STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
UNKNOWN_KEY = re.compile(r"Object contains unknown field `(.*?)`")
MISSING_KEY = re.compile(r"Object missing required field `(.*?)`")
# Keys that a person may look for, and that Trailkeeper leaves out for a reason.
LEFT_OUT = {
    "lake": "CloudTrail Lake has taken no new customers since 2026-05-31, and nothing is made of it",
    "event_data_store": "CloudTrail Lake has taken no new customers since 2026-05-31, and nothing is made of it",
}

Step = str | int


def explain(error: msgspec.ValidationError, context: object) -> str:
    """One line out of msgspec's error: the path of the value, what is allowed there, what is there instead."""
    at = AT.search(str(error))
    steps: list[Step] = [int(place) if place else name for name, place in STEP.findall(at[1])] if at else []
    place = KEY + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    if isinstance(error.__cause__, ValueError):
        return f"{place}.{error.__cause__}"
    kind, value = look_up(type_info(Config), steps, context)
    unknown, missing = UNKNOWN_KEY.match(str(error)), MISSING_KEY.match(str(error))
    if unknown and isinstance(kind, StructType):
        return f"{place}.{unknown[1]}: no such key; {instead(unknown[1], [each.encode_name for each in kind.fields])}"
    if missing and isinstance(kind, StructType):
        wanted = next(each.type for each in kind.fields if each.encode_name == missing[1])
        return f"{place}.{missing[1]}: expected {allowed(wanted)}, got nothing"
    return f"{place}: expected {allowed(kind)}, got {json.dumps(value, default=str)}"


def look_up(kind: Type, steps: Sequence[Step], value: Any) -> tuple[Type, Any]:
    """The type and the value at a path, as far as the types tell: no further than an object of free keys."""
    inner = present(kind)
    if not steps:
        return (inner if isinstance(value, dict) and isinstance(inner, StructType) else kind), value
    if isinstance(inner, StructType):
        field = next(each for each in inner.fields if each.encode_name == steps[0])
        return look_up(field.type, steps[1:], value[steps[0]])
    if isinstance(inner, VarTupleType):
        return look_up(inner.item_type, steps[1:], value[steps[0]])
    return kind, value


def present(kind: Type) -> Type:
    """Without what is said of it to people, and of an object or null the object."""
    match kind:
        case Metadata(type=StructType() | VarTupleType() as described):
            return described
        case UnionType(types=(wanted, NoneType())):
            return present(wanted)
    return kind


def allowed(kind: Type) -> str:
    match kind:
        case Metadata(extra_json_schema={"description": str(description)}):
            return description
        case StructType(fields=fields):
            return f"an object with any of the keys {', '.join(field.encode_name for field in fields)}"
        case VarTupleType(item_type=item):
            return f"a list, each of it {allowed(item)}"
        case UnionType(types=(wanted, NoneType())):
            return f"{allowed(wanted)}, or null"
    raise TypeError(kind)


def instead(key: str, keys: Sequence[str]) -> str:
    if key in LEFT_OUT:
        return LEFT_OUT[key]
    near = difflib.get_close_matches(key, keys, n=1, cutoff=0.7)
    return f"did you mean {near[0]}?" if near else f"allowed are {', '.join(keys)}"

"""How CloudTrail writes a value that a service's model describes: names, times, lists, and what it leaves out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from botocore.model import ListShape, MapShape, Shape, StructureShape

Style = Literal["plain", "ec2"]

HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"

# EC2's sets that are not named after what they hold.
EC2_SETS = {
    "blockDeviceMapping": "blockDeviceMapping",
    "groupId": "securityGroupIdSet",
    "instanceId": "instancesSet",
    "ipPermissions": "ipPermissions",
    "resourceId": "resourcesSet",
}

# Sensitive members that records show, masked in their own way, or do not have at all (None).
SENSITIVE: dict[str, str | None] = {
    "keyMaterial": "<sensitiveDataRemoved>",
    "password": None,
    "newPassword": None,
    "oldPassword": None,
    "secretAccessKey": None,
    "secretString": None,
    "masterUserPassword": "****",
}


def written(shape: Shape, value: Any, style: Style = "plain") -> Any:
    """The value as a record has it. `value` is what botocore's parsers answer for the shape."""
    if isinstance(shape, StructureShape) and isinstance(value, Mapping):
        return _structure(shape, value, style)
    if isinstance(shape, ListShape) and isinstance(value, list):
        items = [written(shape.member, item, style) for item in value]
        return items if style == "plain" else _set(shape, items)
    if isinstance(shape, MapShape) and isinstance(value, Mapping):
        return {key: written(shape.value, item, style) for key, item in value.items()}
    return _time(value) if isinstance(value, datetime) else value


def empty_sets(shape: StructureShape) -> dict[str, Any]:
    """EC2 shows the sets that a Describe call could have restricted itself to, also where it names none."""
    lists = [(member, model) for member, model in shape.members.items() if isinstance(model, ListShape)]
    return {_name(member, model, "ec2"): {} for member, model in lists}


def lower_camel(name: str) -> str:
    """TopicArn -> topicArn, S3BucketName -> s3BucketName, ARN -> arn."""
    return name.lower() if name.isupper() else name[:1].lower() + name[1:]


def _structure(shape: StructureShape, value: Mapping[str, Any], style: Style) -> dict[str, Any]:
    result = {}
    for member, item in value.items():
        model = shape.members.get(member)
        if model is None or item is None or model.type_name == "blob":
            continue
        name = _name(member, model, style)
        if model.metadata.get("sensitive"):
            item = _masked(name, model)  # noqa: PLW2901 - nothing below may see the secret
            if item is None:
                continue
        else:
            item = written(model, item, style)  # noqa: PLW2901
        result[name] = item
    return result


def _name(member: str, shape: Shape, style: Style) -> str:
    """EC2 writes the names of its XML, and `_return` for the one that Java keeps for itself."""
    if style == "plain":
        return lower_camel(member)
    name = lower_camel(shape.serialization.get("name") or member)
    if isinstance(shape, ListShape) and not name.endswith("Set"):
        return EC2_SETS.get(name, name.removesuffix("Id") + "Set")
    return "_return" if name == "return" else name


def _set(shape: ListShape, items: list[Any]) -> dict[str, Any]:
    """EC2's lists: of structures, or of single values under the list's own name on the wire."""
    name = lower_camel(shape.serialization.get("name", "item"))
    named = [item if isinstance(item, dict) else {name: item} for item in items]
    return {"items": named} if named else {}


def _masked(name: str, shape: Shape) -> Any:
    if name in SENSITIVE:
        return SENSITIVE[name]
    return HIDDEN if shape.type_name == "string" else None


def _time(moment: datetime) -> str:
    """Java's medium date and time, as most services write it: Jul 30, 2024 9:53:13 PM."""
    return f"{moment:%b} {moment.day}, {moment.year} {moment.hour % 12 or 12}:{moment:%M:%S} {moment:%p}"

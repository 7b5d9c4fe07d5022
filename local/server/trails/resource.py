"""The resource type AWS::CloudTrail::Trail: its properties, and the operations that they come to.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudtrail-trail.html (2026-11)
"""

import contextlib
import secrets
from dataclasses import dataclass
from typing import Any

from local.server.trails.refusal import Refusal
from local.server.trails.trail import DEFAULT_SELECTORS, TRAIL_ARN
from local.server.trails.wire import Service

TYPE = "AWS::CloudTrail::Trail"

Properties = dict[str, Any]
Resource = tuple[str, dict[str, str]]
"""What Ref answers, and what GetAtt does."""

# Property -> member of CreateTrail and UpdateTrail.
SETTINGS = {
    "S3BucketName": "S3BucketName",
    "S3KeyPrefix": "S3KeyPrefix",
    "SnsTopicName": "SnsTopicName",
    "KMSKeyId": "KmsKeyId",
    "CloudWatchLogsLogGroupArn": "CloudWatchLogsLogGroupArn",
    "CloudWatchLogsRoleArn": "CloudWatchLogsRoleArn",
}
SWITCHES = ("IncludeGlobalServiceEvents", "IsMultiRegionTrail", "EnableLogFileValidation", "IsOrganizationTrail")
# Operation, the properties that are its members, and what they are where none is set.
LISTS: tuple[tuple[str, tuple[str, ...], Properties], ...] = (
    ("PutEventSelectors", ("EventSelectors", "AdvancedEventSelectors"), {"EventSelectors": list(DEFAULT_SELECTORS)}),
    ("PutInsightSelectors", ("InsightSelectors",), {"InsightSelectors": []}),
    ("PutEventConfiguration", ("AggregationConfigurations",), {"AggregationConfigurations": []}),
)
# What a setting that an update leaves out falls back to; and what it keeps then, until UpdateTrail is given none.
UNSET = {"IncludeGlobalServiceEvents": True}
KEPT = {"CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn"}


@dataclass(frozen=True, slots=True)
class TrailResource:
    service: Service

    def create(self, logical_id: str, properties: Properties, stack_name: str) -> Resource:
        name = properties.get("TrailName") or f"{stack_name}-{logical_id}-{secrets.token_hex(6)}"
        created = self.service.call(
            "CreateTrail", _settings(properties) | {"Name": name, "TagsList": _tags(properties)}
        )
        try:
            self._set_up(name, properties)
        except Refusal:
            self.service.call("DeleteTrail", {"Name": name})
            raise
        return _resource(created)

    def update(self, name: str, old: Properties, new: Properties, stack_name: str) -> Resource:
        if new.get("TrailName") not in {None, name}:
            replacement = self.create("Trail", new, stack_name)
            self.delete(name, old)
            return replacement
        unset: Properties = {member: UNSET.get(member, False) for member in SWITCHES}
        unset |= dict.fromkeys((SETTINGS[property_] for property_ in SETTINGS if property_ in old.keys() - KEPT), "")
        updated = self.service.call("UpdateTrail", unset | _settings(new) | {"Name": name})
        self._set_tags(updated["TrailARN"], _tags(old), _tags(new))
        self._set_up(name, new, old)
        return _resource(updated)

    def delete(self, name: str, _properties: Properties) -> None:
        with contextlib.suppress(Refusal):  # gone already: as deleted as it can be
            self.service.call("DeleteTrail", {"Name": name})

    def _set_up(self, name: str, properties: Properties, old: Properties | None = None) -> None:
        """A list that an update leaves out becomes what a new trail has."""
        for operation, members, unset in LISTS:
            sent = {member: _value(member, properties[member]) for member in members if properties.get(member)}
            if not sent and any((old or {}).get(member) for member in members):
                sent = unset
            if sent:
                self.service.call(operation, sent | {"TrailName": name})
        self.service.call("StartLogging" if typed(properties["IsLogging"]) else "StopLogging", {"Name": name})

    def _set_tags(self, arn: str, old: list[dict[str, str]], new: list[dict[str, str]]) -> None:
        if old != new:
            self.service.call("RemoveTags", {"ResourceId": arn, "TagsList": old})
            self.service.call("AddTags", {"ResourceId": arn, "TagsList": new})


def handlers(resource: TrailResource) -> dict[str, Any]:
    """A row of the emulator's table of resource types."""
    return {"create": resource.create, "update": resource.update, "delete": resource.delete}


def typed(value: Any) -> Any:
    """Templates may write a boolean as text."""
    if isinstance(value, dict):
        return {name: typed(item) for name, item in value.items()}
    if isinstance(value, list):
        return [typed(item) for item in value]
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def texts(value: Any) -> Any:
    """The values of a field selector are texts, also where YAML has made a boolean of one."""
    if isinstance(value, dict):
        return {name: texts(item) for name, item in value.items()}
    if isinstance(value, list):
        return [texts(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else value


def _value(member: str, value: Any) -> Any:
    return typed(value) if member == "EventSelectors" else texts(value)


def _settings(properties: Properties) -> Properties:
    settings = {member: properties[name] for name, member in SETTINGS.items() if name in properties}
    return settings | {name: typed(properties[name]) for name in SWITCHES if name in properties}


def _tags(properties: Properties) -> list[dict[str, str]]:
    return [{"Key": str(tag["Key"]), "Value": str(tag["Value"])} for tag in properties.get("Tags", [])]


def _resource(settings: dict[str, Any]) -> Resource:
    arn = settings["TrailARN"]
    name = TRAIL_ARN.sub(r"\g<name>", arn)
    return name, {"Arn": arn, "SnsTopicArn": settings["SnsTopicARN"] or ""}

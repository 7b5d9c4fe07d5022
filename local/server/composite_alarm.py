"""The resource type AWS::CloudWatch::CompositeAlarm, through the emulator's own operations.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-compositealarm.html
(2026-04-13)
"""

import functools
import json
import secrets
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from local.server import seams
from local.server.alarm_action import SUPPRESSOR
from local.server.trails.resource import typed

TYPE = "AWS::CloudWatch::CompositeAlarm"

Properties = Mapping[str, Any]
Resource = tuple[str, dict[str, str]]

SETTINGS = (
    "AlarmRule", "AlarmDescription", "AlarmActions", "OKActions", "InsufficientDataActions", "ActionsEnabled",
)  # fmt: skip
SUPPRESSING = (SUPPRESSOR, "ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod")
NAME_LIMIT = 255


def create(logical_id: str, properties: Properties, stack_name: str) -> Resource:
    name = properties.get("AlarmName") or f"{stack_name}-{logical_id}-{secrets.token_hex(6)}"[:NAME_LIMIT]
    return _put(name, properties)


def update(name: str, old: Properties, new: Properties, _stack_name: str) -> Resource:
    if new.get("AlarmName", name) == name:
        return _put(name, new)
    replacement = _put(new["AlarmName"], new)
    delete(name, old)
    return replacement


def delete(name: str, _properties: Properties) -> None:
    _ask("_delete_alarms", {"AlarmNames": [name]})


def install() -> None:
    handlers = seams.seam("services.cloudformation.provisioners._RESOURCE_HANDLERS")
    handlers[TYPE] = {"create": create, "update": update, "delete": delete}
    seams.replace("services.cloudwatch._put_composite_alarm", _suppressing)


def _put(name: str, properties: Properties) -> Resource:
    sent = {member: typed(properties[member]) for member in (*SETTINGS, *SUPPRESSING) if member in properties}
    _ask("_put_composite_alarm", {"AlarmName": name, **sent})
    tags = [{"Key": str(tag["Key"]), "Value": str(tag["Value"])} for tag in properties.get("Tags", ())]
    seams.seam("services.cloudwatch.cloudformation_set_metric_alarm_tags")(name, tags)
    arn = seams.seam("services.cloudwatch._composite_alarms")[name]["AlarmArn"]
    return name, {"Arn": arn}


def _ask(handler: str, request: dict[str, Any]) -> None:
    status, _, answer = seams.seam(f"services.cloudwatch.{handler}")({}, request, is_cbor=False, is_json=True)
    if status != HTTPStatus.OK:
        raise ValueError(json.loads(answer)["message"])


def _suppressing(put: Callable[..., Any]) -> Callable[..., Any]:
    """The emulator drops the suppressor of an alarm's actions."""

    @functools.wraps(put)
    def put_composite_alarm(params: Any, request: Any, is_cbor: bool, is_json: bool = False) -> Any:  # noqa: FBT001, FBT002 - the emulator's
        answer = put(params, request, is_cbor, is_json)
        if answer[0] == HTTPStatus.OK and (is_cbor or is_json):
            alarm = seams.seam("services.cloudwatch._composite_alarms")[request["AlarmName"]]
            alarm.update({member: request[member] for member in SUPPRESSING if member in request})
        return answer

    return put_composite_alarm

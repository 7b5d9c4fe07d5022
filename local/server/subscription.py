"""Subscriptions to a topic of another account, which the emulator keeps nowhere, or lets every condition refuse.

The topic's policy is shown the protocol and the endpoint. A subscription of a queue is confirmed at once where the
queue's owner makes it; anybody else's is confirmed with the token that the queue is sent. A template's is made by
whoever asked for the stack.
https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
https://docs.aws.amazon.com/sns/latest/dg/sns-send-message-to-sqs-cross-account.html (2026-04-13)
"""

import functools
import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from local.server import emulator, seams
from local.server.asking import asking
from local.server.key_use import Answer

TYPE = "AWS::SNS::Subscription"
SUBSCRIBE = "sns:Subscribe"
PROVISIONERS = "services.cloudformation.provisioners"

Parameters = Mapping[str, Any]
"""Of a call in SNS's query protocol: each a text, or a list of one."""
Subscribe = Callable[[Parameters], Answer]
Create = Callable[[str, Mapping[str, Any], str], Any]


def condition_keys(parameters: Parameters) -> dict[str, str]:
    keys = {"sns:protocol": _text(parameters, "Protocol"), "sns:endpoint": _text(parameters, "Endpoint")}
    return {name: value for name, value in keys.items() if value}


def is_of_another(endpoint: str, account_id: str) -> bool:
    """Whether an endpoint is a queue of another account than the subscriber's."""
    return endpoint.startswith("arn:") and endpoint.split(":")[2] == "sqs" and endpoint.split(":")[4] != account_id


def as_parameters(properties: Mapping[str, Any], attributes: Mapping[str, str]) -> dict[str, str]:
    """A template's subscription, as Subscribe takes it."""
    named = {name: str(properties.get(name, "")) for name in ("TopicArn", "Protocol", "Endpoint")}
    entries = {
        f"Attributes.entry.{number}.{part}": text
        for number, pair in enumerate(attributes.items(), start=1)
        for part, text in zip(("key", "value"), pair, strict=True)
    }
    return {**named, **entries, "ReturnSubscriptionArn": "true"}


def install() -> None:
    seams.replace("core.iam_actions.request_tag_context", _with_keys)
    seams.replace("services.sns._subscribe", _asked)
    seams.replace(f"{PROVISIONERS}._sns_sub_create", _created)
    seams.replace(f"{PROVISIONERS}._sns_sub_delete", _deleted)
    handlers = seams.seam(f"{PROVISIONERS}._RESOURCE_HANDLERS")[TYPE]
    handlers["create"] = seams.seam(f"{PROVISIONERS}._sns_sub_create")
    handlers["delete"] = seams.seam(f"{PROVISIONERS}._sns_sub_delete")


def _with_keys(context_of: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """The condition keys that the caller's identity policies and the topic's policy are shown."""

    @functools.wraps(context_of)
    def request_tag_context(service: str, action: str, body: bytes, parameters: Parameters) -> dict[str, Any]:
        keys = condition_keys(parameters) if action == SUBSCRIBE else {}
        return {**context_of(service, action, body, parameters), **keys}

    return request_tag_context


def _asked(subscribe: Subscribe) -> Subscribe:
    @functools.wraps(subscribe)
    def subscribe_asked(parameters: Parameters) -> Answer:
        topic, endpoint = _text(parameters, "TopicArn"), _text(parameters, "Endpoint")
        before = {each["arn"] for each in emulator.subscriptions(topic)} if topic.startswith("arn:") else set()
        with asking(keys=condition_keys(parameters)):
            status, headers, body = subscribe(parameters)
        if status != HTTPStatus.OK or not is_of_another(endpoint, emulator.account_id()):
            return status, headers, body
        made = next(each for each in emulator.subscriptions(topic) if each["endpoint"] == endpoint)
        if made["arn"] not in before:
            _leave_unconfirmed(made)
        if made["confirmed"] or _text(parameters, "ReturnSubscriptionArn") == "true":
            return status, headers, body
        return status, headers, body.replace(made["arn"].encode(), b"pending confirmation")

    return subscribe_asked


def _leave_unconfirmed(made: dict[str, Any]) -> None:
    token, topic = str(uuid4()), made["topic_arn"]
    made |= {"confirmed": False, "token": token}
    made["attributes"] |= {"PendingConfirmation": "true", "ConfirmationWasAuthenticated": "false"}
    message = json.dumps({"Type": "SubscriptionConfirmation", "TopicArn": topic, "Token": token})
    seams.seam("services.sns._deliver_to_sqs")(
        made["endpoint"], message, raw=False, raw_message=message, topic_arn=topic
    )


def _created(create: Create) -> Create:
    @functools.wraps(create)
    def create_subscription(logical_id: str, properties: Mapping[str, Any], stack_name: str) -> Any:
        topic = str(properties.get("TopicArn", ""))
        if f":{emulator.account_id()}:" in topic:
            return create(logical_id, properties, stack_name)
        attributes = seams.seam(f"{PROVISIONERS}._sns_sub_attributes")(properties)
        status, _, body = seams.seam("services.sns._subscribe")(as_parameters(properties, attributes))
        if status != HTTPStatus.OK:
            raise ValueError(f"the subscription to {topic}: {body.decode()}")
        arn = body.decode().partition("<SubscriptionArn>")[2].partition("<")[0]
        return arn, {"Arn": arn}

    return create_subscription


def _deleted(_: Callable[..., None]) -> Callable[..., None]:
    def delete_subscription(arn: str, _properties: Mapping[str, Any]) -> None:
        seams.seam("services.sns._unsubscribe")({"SubscriptionArn": arn})

    return delete_subscription


def _text(parameters: Parameters, name: str) -> str:
    value = parameters.get(name, "")
    return str(value[0] if isinstance(value, list) else value)

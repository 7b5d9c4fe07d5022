"""Topics as SNS has them: their keys, what services may publish, and what becomes of a message that a queue refuses.

The emulator drops the key of a template's topic and lets everybody publish to it, lets EventBridge publish to every
topic, and knows no key of a queue.
A message that a queue's policy or key refuses goes to the subscription's dead-letter queue, or is lost.
https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
https://docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html
https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html (2026-04-13)
"""

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any

from local.server import emulator, seams, service_key

SNS, EVENTS = "sns.amazonaws.com", "events.amazonaws.com"
TYPE = "AWS::SNS::Topic"
KEY = "KmsMasterKeyId"

# Which argument of a CloudFormation handler are the properties, when it creates and when it updates.
CREATED_WITH, UPDATED_WITH = 1, 2

Deliver = Callable[..., None]


def for_owner(policy: Mapping[str, Any], account_id: str) -> dict[str, Any]:
    """A new topic's policy, as SNS makes it."""
    condition = {"StringEquals": {"AWS:SourceOwner": account_id}}
    return {**policy, "Statement": [{**statement, "Condition": condition} for statement in policy["Statement"]]}


def use_error(topic_arn: str, service: str, keys: Mapping[str, str]) -> service_key.Error | None:
    """Why a service may not use the topic's key; None where it may, or the topic has none."""
    reference = emulator.topic_attributes(topic_arn).get(KEY)
    if not reference:
        return None
    _, _, _, region, account_id, _ = topic_arn.split(":", 5)
    arn = service_key.key_arn(reference, account_id, region)
    context = {"kms:encryptioncontext:aws:sns:topicarn": topic_arn}
    return service_key.error(arn, service, (service_key.GENERATE, service_key.DECRYPT), {**keys, **context})


def admits(queue_arn: str, topic_arn: str) -> bool:
    """Whether a queue's policy and its key let SNS put a message of the topic on it."""
    _, _, _, region, account_id, _ = queue_arn.split(":", 5)
    topic_account = topic_arn.split(":")[4]
    if not seams.seam("services.sqs.queue_policy_allows")(queue_arn, SNS, topic_arn, topic_account):
        return False
    reference = emulator.queue_attributes(queue_arn).get(KEY)
    if not reference:
        return True
    arn = service_key.key_arn(reference, account_id, region)
    keys = {"aws:sourcearn": topic_arn, "aws:sourceaccount": topic_account}
    context = {"kms:encryptioncontext:aws:sqs:arn": queue_arn}
    return service_key.error(arn, SNS, (service_key.GENERATE, service_key.DECRYPT), keys | context) is None


def dead_letters(topic_arn: str, queue_arn: str) -> str | None:
    """The ARN of the subscription's dead-letter queue."""
    for subscription in emulator.subscriptions(topic_arn):
        if (subscription["protocol"], subscription["endpoint"]) == ("sqs", queue_arn):
            redrive: dict[str, str] = json.loads(subscription["attributes"].get("RedrivePolicy") or "{}")
            return redrive.get("deadLetterTargetArn")
    return None


def install() -> None:
    handlers = seams.seam("services.cloudformation.provisioners._RESOURCE_HANDLERS")[TYPE]
    handlers["create"] = _provisioned(handlers["create"], CREATED_WITH)
    handlers["update"] = _provisioned(handlers["update"], UPDATED_WITH)
    seams.replace("services.sns._deliver_to_sqs", _admitted)
    seams.replace("services.eventbridge._dispatch_to_sns", _permitted)


def _provisioned(provision: Callable[..., Any], properties_at: int) -> Callable[..., Any]:
    """A CloudFormation handler, of whose arguments the one at `properties_at` is the topic's new properties."""

    @functools.wraps(provision)
    def provision_topic(*arguments: Any, **named: Any) -> Any:
        arn, answer = provision(*arguments, **named)
        attributes = emulator.topic_attributes(arn)
        attributes[KEY] = arguments[properties_at].get(KEY, "")
        if properties_at == CREATED_WITH:
            attributes["Policy"] = json.dumps(for_owner(json.loads(attributes["Policy"]), arn.split(":")[4]))
        return arn, answer

    return provision_topic


def _admitted(deliver: Deliver) -> Deliver:
    @functools.wraps(deliver)
    def deliver_to_sqs(endpoint: str, *message: Any, topic_arn: str = "", **settings: Any) -> None:
        target: str | None = endpoint
        if not admits(endpoint, topic_arn):
            target = dead_letters(topic_arn, endpoint)
        if target is not None and (target == endpoint or admits(target, topic_arn)):
            deliver(target, *message, topic_arn=topic_arn, **settings)

    return deliver_to_sqs


def _permitted(dispatch: Callable[[str, Any], None]) -> Callable[[str, Any], None]:
    """EventBridge sends no condition keys to SNS."""

    @functools.wraps(dispatch)
    def dispatch_to_sns(arn: str, payload: Any) -> None:
        policy = emulator.topic_policy(arn)
        permitted = policy is not None and emulator.allows(policy, "SNS:Publish", arn, {}, EVENTS)
        if permitted and use_error(arn, EVENTS, {}) is None:
            dispatch(arn, payload)

    return dispatch_to_sns

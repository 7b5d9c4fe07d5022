"""The queues and functions that a rule of EventBridge tells: their policies have to admit it, and a queue's key too.

The emulator asks nobody.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html (2026-04-13)
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from local.server import emulator, seams, service_key

EVENTS = "events.amazonaws.com"

Keys = dict[str, str]
Members = Mapping[str, Any]


def admits(target_arn: str, rule_arn: str) -> bool:
    """Other kinds of targets are not asked here."""
    asked = ADMITS.get(target_arn.split(":")[2])
    keys = {"aws:sourcearn": rule_arn, "aws:sourceaccount": rule_arn.split(":")[4]}
    return asked is None or asked(target_arn, keys)


def _queue_admits(arn: str, keys: Keys) -> bool:
    attributes = emulator.queue_attributes(arn)
    if not emulator.allows(attributes.get("Policy") or "", "sqs:SendMessage", arn, keys, EVENTS):
        return False
    reference = attributes.get("KmsMasterKeyId")
    if not reference:
        return True
    _, _, _, region, account_id, _ = arn.split(":", 5)
    context = {"kms:encryptioncontext:aws:sqs:arn": arn}
    key = service_key.key_arn(reference, account_id, region)
    return service_key.error(key, EVENTS, (service_key.GENERATE, service_key.DECRYPT), keys | context) is None


def _function_admits(arn: str, keys: Keys) -> bool:
    found = seams.seam("services.lambda_svc.function_policy_for_arn")(arn)
    return found is not None and emulator.allows(found[0], "lambda:InvokeFunction", arn, keys, EVENTS)


ADMITS: dict[str, Callable[[str, Keys], bool]] = {"sqs": _queue_admits, "lambda": _function_admits}


def install() -> None:
    seams.replace("services.eventbridge._invoke_target", _permitted)


def _permitted(invoke: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(invoke)
    def invoke_target(target: Members, event: Members, rule: Members, *view: Any) -> None:
        rule_arn = str(rule.get("Arn", ""))
        # The emulator's Scheduler comes this way too: it has a role.
        if ":rule/" not in rule_arn or admits(str(target["Arn"]), rule_arn):
            invoke(target, event, rule, *view)

    return invoke_target

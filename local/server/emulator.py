"""What CloudTrail finds and writes in the rest of the cloud: buckets, topics, keys, roles, and their policies."""

import json
from contextlib import AbstractContextManager
from typing import Any

from ministack.core import responses
from ministack.core.iam_evaluator import EvalContext

from local.server.exchange import Caller
from local.server.seams import seam

SERVICE = "cloudtrail.amazonaws.com"
SUCCESS_LIMIT = 300

Policy = str | dict[str, Any]


class NotStored(Exception):  # noqa: N818 - a state of the bucket, named by S3's code
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def account_id() -> str:
    return str(responses.get_account_id())


def region() -> str:
    return str(responses.get_region())


def scope(account: str, in_region: str) -> AbstractContextManager[None]:
    """Inside, the emulator's look-ups see this account and Region."""
    context: AbstractContextManager[None] = responses.request_scope(account, in_region)
    return context


def _scope_of(arn: str) -> AbstractContextManager[None]:
    _, _, _, in_region, account, _ = arn.split(":", 5)
    return scope(account, in_region)


def bucket_owner(bucket: str) -> str | None:
    names = seam("services.s3._buckets").to_dict()
    return next((str(account) for account, name in names if name == bucket), None)


def bucket_policy(bucket: str, owner: str) -> Policy:
    with scope(owner, region()):
        found = seam("services.s3.bucket_policy_for_arn")(f"arn:aws:s3:::{bucket}")
    return found[0] if found else ""


def topic_policy(arn: str) -> Policy | None:
    """None where there is no such topic."""
    with _scope_of(arn):
        found = seam("services.sns.topic_policy_for_arn")(arn)
    return None if found is None else found[0]


def key(reference: str) -> dict[str, Any] | None:
    """Its Arn, KeyState and Policy, by the ARN of the key or of an alias; None where there is no such key."""
    with _scope_of(reference):
        found: dict[str, Any] | None = seam("services.kms._resolve_key")(reference)
    return found


def topic_attributes(arn: str) -> dict[str, str]:
    """The topic's own, to be changed; empty where there is no such topic."""
    _, _, _, in_region, account, _ = arn.split(":", 5)
    topic = seam("services.sns._topics").get_scoped(account, in_region, arn)
    return {} if topic is None else topic["attributes"]


def subscriptions(topic_arn: str) -> list[dict[str, Any]]:
    _, _, _, in_region, account, _ = topic_arn.split(":", 5)
    topic = seam("services.sns._topics").get_scoped(account, in_region, topic_arn)
    return [] if topic is None else list(topic["subscriptions"])


def queue_attributes(arn: str) -> dict[str, str]:
    """Empty where there is no such queue."""
    queue = seam("services.sqs._queue_by_arn")(arn)
    return {} if queue is None else queue["attributes"]


def allows(policy: Policy, action: str, resource: str, keys: dict[str, str], service: str = SERVICE) -> bool:
    """Whether a resource's policy lets a service itself do the action. `keys`: condition keys, in lower case."""
    context = EvalContext(
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action=action,
        resource_arn=resource,
        region=region(),
        source_ip="",
        secure_transport=True,
        service_context=keys,
    )
    decision = seam("core.iam_evaluator.evaluate_resource_policy")(policy, context, service=service).decision
    return bool(decision == "Allow")


def put_object(bucket: str, key: str, body: bytes, headers: dict[str, str]) -> None:
    """Raises NotStored with S3's code where the object is not stored."""
    owner = bucket_owner(bucket)
    if owner is None:
        raise NotStored("NoSuchBucket")
    _over_tls()
    with scope(owner, region()):
        status, _, answer = seam("services.s3._put_object")(bucket, key, body, headers)
    if status >= SUCCESS_LIMIT:
        raise NotStored(answer.decode().partition("<Code>")[2].partition("</Code>")[0] or "InternalError")


def publish(topic_arn: str, message: str, subject: str = "") -> None:
    _over_tls()
    with _scope_of(topic_arn):
        seam("services.sns.publish_internal")(topic_arn, message, subject)


def put_event(entry: dict[str, Any]) -> None:
    """An AWS service's own event, on a bus of the current account and Region."""
    _over_tls()
    seam("services.eventbridge._put_events")({"Entries": [entry]}, allow_aws_source=True)


def _over_tls() -> None:
    """As services do: a queue's policy may ask for it, and no request's context is around here."""
    seam("core.iam_evaluator.pin_request_origin")("127.0.0.1", secure_transport=True)


def role_of(account: str, name: str) -> tuple[str, str] | None:
    """The id and the ARN of a role."""
    role = seam("services.iam._roles").get_scoped(account, None, name)
    return None if role is None else (str(role["RoleId"]), str(role["Arn"]))


def trust_policy(account: str, role_name: str) -> Policy | None:
    """Who may assume a role, as a resource's policy; None where there is no such role."""
    role = seam("services.iam._roles").get_scoped(account, None, role_name)
    if role is None:
        return None
    document = role["AssumeRolePolicyDocument"]
    statements = (json.loads(document) if isinstance(document, str) else document)["Statement"]
    listed = statements if isinstance(statements, list) else [statements]
    return {"Statement": [{**statement, "Resource": "*"} for statement in listed]}


def has_log_group(account: str, in_region: str, name: str) -> bool:
    found = seam("services.cloudwatch_logs._log_groups").get_scoped(account, in_region, name)
    return found is not None


def put_log_events(group: str, stream: str, events: list[dict[str, Any]]) -> None:
    """Of the current account and Region; the stream is made where there is none."""
    named = {"logGroupName": group, "logStreamName": stream}
    seam("services.cloudwatch_logs._create_log_stream")(named)
    seam("services.cloudwatch_logs._put_log_events")({**named, "logEvents": events})


def caller_of_stack() -> Caller:
    """Who asked for the stack operation that is running: its newest session, its user, or its account's root."""
    arn: str = seam("core.iam_evaluator.caller_arn")()
    account = account_id()
    if ":assumed-role/" in arn:
        sessions = [
            (key, session) for key, session in seam("services.sts._sessions").items() if session.get("Arn") == arn
        ]
        nobody: tuple[str, dict[str, Any]] = ("", {})
        key, session = max(sessions, key=lambda item: item[1]["IssuedAt"], default=nobody)
        return Caller("AssumedRole", arn, str(session.get("UserId", "")), arn.split(":")[4], key, dict(session))
    if ":user/" in arn:
        user = seam("services.iam._users").get_scoped(account, None, arn.rpartition("/")[2]) or {}
        return Caller("User", arn, str(user.get("UserId", "")), account, "")
    return Caller("Root", arn, account, account, "")

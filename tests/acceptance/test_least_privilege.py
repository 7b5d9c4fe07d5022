"""The deployed function's role without each of its permissions in turn: a scenario fails, and works again with it.

A permission is one action of a statement on one of its resources, so whoever has no scenario here has no place in the
role.
"""

import base64
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT
from stacks.role import USE_LEDGER_KEY
from tests.acceptance.deployment import BUCKET, QUARANTINE, Deployment, account_of, new_key
from tests.acceptance.expectation import eventually
from tests.builder import log_file, notification, record

Statement = dict[str, Any]
RECORD = record(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
WHOLE = log_file(RECORD)
TRAIL_ARN = f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/trailkeeper"
ARCHIVE_KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/trailkeeper-archive"
DONE: tuple[str, Any] = ("", {"batchItemFailures": []})


class Permission(NamedTuple):
    sid: str
    action: str
    folder: str = ""
    """Of the quarantine, where that is what tells a statement's resources apart."""


@dataclass(frozen=True)
class Role:
    """With the inline policy that the stack has given it."""

    deployment: Deployment
    iam: Any
    name: str
    policy: str
    statements: list[Statement]

    @classmethod
    def of(cls, deployment: Deployment) -> "Role":
        iam, name = deployment.cloud.client("iam"), deployment.physical_ids["DeliverRole"]
        [policy] = iam.list_role_policies(RoleName=name)["PolicyNames"]
        document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        return cls(deployment, iam, name, policy, document["Statement"])

    def permissions(self) -> Iterator[tuple[Permission, Statement]]:
        """Each with the statement that grants it and nothing else."""
        for statement in self.statements:
            for action in listed(statement["Action"]):
                for resource in listed(statement["Resource"]):
                    alone = {**statement, "Action": action, "Resource": resource}
                    yield Permission(statement["Sid"], action, folder(resource)), alone

    @contextmanager
    def without(self, permission: Permission) -> Iterator[None]:
        self._put([granted for name, granted in self.permissions() if name != permission])
        try:
            yield
        finally:
            self._put(self.statements)

    def _put(self, statements: list[Statement]) -> None:
        # No two statements of a policy may have the same Sid.
        rest = [{**statement, "Sid": f"{statement['Sid']}{place}"} for place, statement in enumerate(statements)]
        document = json.dumps({"Version": "2012-10-17", "Statement": rest})
        self.iam.put_role_policy(RoleName=self.name, PolicyName=self.policy, PolicyDocument=document)


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def folder(resource: str) -> str:
    _, inside, path = resource.partition(f"arn:aws:s3:::{QUARANTINE}/")
    return path.removesuffix("/*") if inside else ""


@pytest.fixture(scope="module")
def role(assembly: Path) -> Iterator[Role]:
    """In a cloud of its own: nobody else's scenario may run without it."""
    with EmbeddedCloud() as cloud:
        deployment = Deployment(cloud, assembly)
        cloud.client("cloudtrail").stop_logging(Name="trailkeeper")
        yield Role.of(deployment)


# --- scenarios: whether it works, with a new log file each time -----------------------------------------------------


def tell(deployment: Deployment, *keys: str) -> bool:
    return deployment.invoke(json.loads(notification(keys, BUCKET))) == DONE


def redrive(deployment: Deployment, *names: str) -> bool:
    return deployment.invoke({"quarantine": names}) == DONE


def arrived(deployment: Deployment, key: str) -> list[str]:
    return [message for _, message in deployment.delivered(account_of(key))]


def a_log_file_is_delivered(deployment: Deployment) -> bool:
    """The first of its account: it has no stream yet."""
    key = new_key()
    deployment.put(key, WHOLE)
    return tell(deployment, key) and arrived(deployment, key) == [RECORD.decode()]


def a_log_file_with_a_data_key_of_its_own_is_delivered(deployment: Deployment) -> bool:
    """As CloudTrail writes it where the bucket has no S3 Bucket Key."""
    key = new_key()
    context = base64.b64encode(json.dumps({"aws:cloudtrail:arn": TRAIL_ARN}).encode()).decode()
    encryption = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": ARCHIVE_KEY, "SSEKMSEncryptionContext": context}
    deployment.s3.put_object(Bucket=BUCKET, Key=key, Body=WHOLE, BucketKeyEnabled=False, **encryption)
    return tell(deployment, key) and arrived(deployment, key) == [RECORD.decode()]


def the_version_that_was_begun_is_delivered(deployment: Deployment) -> bool:
    key = new_key()
    first = deployment.put(key, WHOLE)
    deployment.put(key, log_file())
    deployment.note(key, version=first, state="in-flight", owner="somebody", lease_until_ms=1)
    return tell(deployment, key) and arrived(deployment, key) == [RECORD.decode()]


def a_notification_is_taken_from_the_queue(deployment: Deployment) -> bool:
    key = new_key()
    deployment.add(key, WHOLE)
    return bool(eventually(lambda: arrived(deployment, key), seconds=4))


def a_delivered_message_leaves_the_queue(deployment: Deployment) -> bool:
    key, before = new_key(), deployment.waiting()
    deployment.add(key, WHOLE)
    eventually(lambda: arrived(deployment, key))
    return eventually(deployment.waiting, lambda count: count <= before, seconds=2) <= before


def an_invocation_is_logged(deployment: Deployment) -> bool:
    before = deployment.invocations()
    deployment.invoke("CloudTrail validation message.")
    return deployment.invocations() == before + 1


def a_bad_record_goes_to_quarantine(deployment: Deployment) -> bool:
    key = new_key()
    deployment.put(key, log_file(b"null"))
    return tell(deployment, key) and bool(deployment.quarantined(f"records/{BUCKET}/{key}/"))


def a_damaged_log_file_is_pointed_at_in_quarantine(deployment: Deployment) -> bool:
    key = new_key()
    deployment.put(key, WHOLE[:-6])
    return tell(deployment, key) and bool(deployment.quarantined(f"log-files/{BUCKET}/{key}/"))


def a_message_of_an_unknown_shape_goes_to_quarantine(deployment: Deployment) -> bool:
    name = account_of(new_key())
    return deployment.invoke({"id": name}) == DONE and bool(deployment.quarantined(f"messages/{name}.json"))


def is_redriven(deployment: Deployment, key: str, name: str) -> bool:
    return arrived(deployment, key) == [RECORD.decode()] and not deployment.quarantined(name)


def quarantined_record(deployment: Deployment) -> tuple[str, str]:
    """The key of its log file, and its name in quarantine: put there as deliver would have, without its help."""
    key = new_key()
    name = f"records/{BUCKET}/{key}/a-version/000000000.ndjson"
    line = {"log_file": f"{BUCKET}/{key}", "version": "a-version", "position": 0, "reason": "unknown-version"}
    body = json.dumps({**line, "record": RECORD.decode()}).encode()
    deployment.s3.put_object(Bucket=QUARANTINE, Key=name, Body=body)
    return key, name


def a_record_is_redriven(deployment: Deployment) -> bool:
    key, name = quarantined_record(deployment)
    return redrive(deployment, name) and is_redriven(deployment, key, name)


def a_log_file_is_redriven(deployment: Deployment) -> bool:
    key = new_key()
    version = deployment.put(key, WHOLE)
    name = f"log-files/{BUCKET}/{key}/{version}.json"
    pointer = {"bucket": BUCKET, "key": key, "version": version, "reason": "malformed-log-file", "detail": ""}
    deployment.s3.put_object(Bucket=QUARANTINE, Key=name, Body=json.dumps(pointer).encode())
    return redrive(deployment, name) and is_redriven(deployment, key, name)


def what_has_been_redriven_already_is_acknowledged(deployment: Deployment) -> bool:
    name = f"log-files/{BUCKET}/{new_key()}/gone.json"
    return redrive(deployment, name) and not any(name in body for body in deployment.given_up())


def a_message_that_fails_for_good_is_given_up_with_the_reason(deployment: Deployment) -> bool:
    """Its log file is delivered by somebody else for ever; SQS hands it over for the first time, and the last."""
    key = new_key()
    version, never_ms = deployment.put(key, WHOLE), int(time.time() * 1000) + 10**9
    deployment.note(key, version=version, state="in-flight", owner="somebody", lease_until_ms=never_ms)
    body = notification([key], BUCKET)
    received = {"messageId": key, "attributes": {"ApproximateReceiveCount": "1"}}
    answer = deployment.invoke({"Records": [{"eventSource": "aws:sqs", "body": body, **received}]})
    return answer == DONE and bool(deployment.given_up().get(body))


def a_notice_is_sent(deployment: Deployment) -> bool:
    """Of an actor that no notice is held of."""
    key, before = new_key(), deployment.metrics(["NoticesSent"])
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    actor = {"type": "IAMUser", "arn": f"arn:aws:iam::{account_of(key)}:user/somebody"}
    called = record(now, eventSource="cloudtrail.amazonaws.com", eventName="StopLogging", userIdentity=actor)
    deployment.put(key, log_file(called))
    return tell(deployment, key) and deployment.metrics(["NoticesSent"]) != before


NEEDED_FOR: Mapping[Permission, Callable[[Deployment], bool]] = {
    Permission("ReadLogFiles", "s3:GetObject"): a_log_file_is_delivered,
    Permission("ReadLogFiles", "s3:GetObjectVersion"): the_version_that_was_begun_is_delivered,
    Permission("DecryptLogFiles", "kms:Decrypt"): a_log_file_with_a_data_key_of_its_own_is_delivered,
    Permission("DecryptLogFilesOfBucketKey", "kms:Decrypt"): a_log_file_is_delivered,
    Permission("DeliverRecords", "logs:CreateLogStream"): a_log_file_is_delivered,
    Permission("DeliverRecords", "logs:PutLogEvents"): a_log_file_is_delivered,
    Permission("TakeNotifications", "sqs:ReceiveMessage"): a_notification_is_taken_from_the_queue,
    Permission("TakeNotifications", "sqs:GetQueueAttributes"): a_notification_is_taken_from_the_queue,
    Permission("TakeNotifications", "sqs:DeleteMessage"): a_delivered_message_leaves_the_queue,
    Permission("WriteOwnLog", "logs:CreateLogStream"): an_invocation_is_logged,
    Permission("WriteOwnLog", "logs:PutLogEvents"): an_invocation_is_logged,
    Permission("KeepLedger", "dynamodb:PutItem"): a_log_file_is_delivered,
    Permission("EncryptLedger", "kms:Decrypt"): a_log_file_is_delivered,
    Permission("Quarantine", "s3:PutObject", "records"): a_bad_record_goes_to_quarantine,
    Permission("Quarantine", "s3:PutObject", "log-files"): a_damaged_log_file_is_pointed_at_in_quarantine,
    Permission("Quarantine", "s3:PutObject", "messages"): a_message_of_an_unknown_shape_goes_to_quarantine,
    Permission("Redrive", "s3:GetObject", "records"): a_record_is_redriven,
    Permission("Redrive", "s3:DeleteObject", "records"): a_record_is_redriven,
    Permission("Redrive", "s3:GetObject", "log-files"): a_log_file_is_redriven,
    Permission("Redrive", "s3:DeleteObject", "log-files"): a_log_file_is_redriven,
    Permission("FindQuarantined", "s3:ListBucket"): what_has_been_redriven_already_is_acknowledged,
    Permission("EncryptQuarantine", "kms:GenerateDataKey"): a_bad_record_goes_to_quarantine,
    Permission("EncryptQuarantine", "kms:Decrypt"): a_record_is_redriven,
    Permission("GiveUp", "sqs:SendMessage"): a_message_that_fails_for_good_is_given_up_with_the_reason,
    Permission("EncryptMessages", "kms:GenerateDataKey"): a_message_that_fails_for_good_is_given_up_with_the_reason,
    Permission("EncryptMessages", "kms:Decrypt"): a_notification_is_taken_from_the_queue,
    Permission("KeepNotices", "dynamodb:PutItem"): a_notice_is_sent,
    Permission("TellNotices", "sns:Publish"): a_notice_is_sent,
}
NOT_ASKED_FOR = {Permission("EncryptLedger", action) for action in USE_LEDGER_KEY if action != "kms:Decrypt"}
"""What DynamoDB's documents ask for beside, and the embedded cloud's DynamoDB does not."""


def test_every_permission_of_the_role_is_needed_for_something(role: Role) -> None:
    found = [name for name, _ in role.permissions()]
    names = [name for name in found if name not in NOT_ASKED_FOR]
    assert set(found) >= NOT_ASKED_FOR
    assert (len(names), set(names)) == (len(NEEDED_FOR), set(NEEDED_FOR))


@pytest.mark.parametrize("permission", NEEDED_FOR, ids=lambda permission: " ".join(permission).strip())
def test_without_this_permission_its_scenario_fails_and_with_it_works_again(role: Role, permission: Permission) -> None:
    scenario = NEEDED_FOR[permission]
    with role.without(permission):
        assert not scenario(role.deployment)
    assert scenario(role.deployment)

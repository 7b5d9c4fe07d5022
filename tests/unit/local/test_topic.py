"""A topic's first policy, and by what name the embedded cloud finds a queue and a service's key."""

from typing import Any

import pytest
from ministack.core.iam_evaluator import PrincipalInfo

from local.server import emulator, service_key
from local.server.queue_key import denied, queue_arn
from local.server.topic import for_owner

QUEUE = "arn:aws:sqs:eu-west-1:111122223333:q"


def test_a_new_topics_policy_is_for_its_owner_alone() -> None:
    everybody = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "SNS:Publish", "Resource": "*"}
    policy = for_owner({"Statement": [everybody]}, "111122223333")
    topic = "arn:aws:sns:eu-west-1:111122223333:t"
    assert not emulator.allows(policy, "SNS:Publish", topic, {"aws:sourceaccount": "111122223333"})
    assert emulator.allows(policy, "SNS:Publish", topic, {"aws:sourceowner": "111122223333"})


def test_a_queue_is_named_by_its_url() -> None:
    assert queue_arn("https://127.0.0.1:4711/111122223333/q", "eu-west-1") == QUEUE


def test_a_queue_without_a_key_asks_for_no_permission() -> None:
    nobody = PrincipalInfo(
        arn="arn:aws:iam::111122223333:user/u", type="User", account="111122223333", policies=[], keys={}, limits=[]
    )
    assert denied(nobody, QUEUE, ("kms:Decrypt",)) is None


@pytest.mark.parametrize(
    ("name", "expected"), [("alias/aws/sns", "AccessDenied"), ("alias/mine", "NotFound"), ("key/1", "NotFound")]
)
def test_a_managed_key_and_a_missing_one_serve_no_service(name: str, expected: str) -> None:
    arn = f"arn:aws:kms:eu-west-1:111122223333:{name}"
    keys: dict[str, Any] = {}
    assert service_key.error(arn, "sns.amazonaws.com", ("kms:Decrypt",), keys) == expected

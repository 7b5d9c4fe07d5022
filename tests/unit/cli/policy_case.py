"""Policies as somebody may have written them, beside what AWS documents: by name the policy, and the gaps of it.

A gap is its kind, and a part of what is told. No gap is a policy that does.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cli.doctor.policy.request import ENCRYPTION, ENCRYPTION_KEY, Facts
from stacks import policy
from stacks.config import Config, load
from stacks.name import At

PLACE = At("aws", "111122223333", "eu-west-1")
TRAIL = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/trailkeeper"
OTHER = "arn:aws:cloudtrail:eu-west-1:222233334444:trail/theirs"
BUCKET = "arn:aws:s3:::audit"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234"
TOPIC = "arn:aws:sns:eu-west-1:111122223333:trailkeeper-notifications"
ORGANIZATION = "o-exampleorgid"

Policy = Any
Gaps = Sequence[tuple[str, str]]


def config(**keys: Any) -> Config:
    place = {"account": PLACE.account, "region": PLACE.region}
    return load({**place, "archive": {"bucket_arn": BUCKET}, **keys})


def changed(statement: Mapping[str, Any], **elements: Any) -> dict[str, Any]:
    """With other elements; without those that are None."""
    return {name: value for name, value in {**statement, **elements}.items() if value is not None}


def text(*statements: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


CHECK, WRITE = policy.bucket_statements(PLACE, config())
SOURCE = {"aws:SourceArn": TRAIL}
ACL = {"s3:x-amz-acl": "bucket-owner-full-control"}
PLAIN = config()
WITH_PREFIX = config(trail={"key_prefix": "audit"})
OF_ORGANIZATION = config(organization={"id": ORGANIZATION, "management_account": PLACE.account})
OF_SEVERAL = config(archive={"bucket_arn": BUCKET, "other_trails": [OTHER]})
LEGACY = config(archive={"bucket_arn": BUCKET, "legacy_principals": True})


def condition(operator: str, **keys: Any) -> dict[str, Any]:
    return {operator: {name.replace("__", ":"): value for name, value in keys.items()}}


def denied(**elements: Any) -> dict[str, Any]:
    said = {"Sid": "No", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [BUCKET, f"{BUCKET}/*"]}
    return changed(said, **elements)


def deny_unless(operator: str, key: str, *values: str) -> str:
    return text(CHECK, WRITE, denied(Condition={operator: {key: list(values)}}))


def write(**elements: Any) -> str:
    return text(CHECK, changed(WRITE, **elements))


def writes_where(block: Any) -> str:
    return write(Condition=block)


FOLDERS = {"/audit/AWSLogs/": "the prefix audit", f"/{ORGANIZATION}/": "the organization's folder"}
ENCRYPTIONS = (
    {ENCRYPTION: ("aws:kms",), ENCRYPTION_KEY: (KEY,)},
    {ENCRYPTION: ("AES256",), ENCRYPTION_KEY: (None,)},
)
FACTS = Facts(encryptions=ENCRYPTIONS, folders=FOLDERS)

"""Customer managed keys of the embedded cloud, and the statements of their policies."""

import json
from typing import Any

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT
from tests.acceptance.watched_trail import client

Statement = dict[str, Any]

CLOUDTRAIL, SNS, LOGS = "cloudtrail.amazonaws.com", "sns.amazonaws.com", "logs.us-east-1.amazonaws.com"
USE = ["kms:GenerateDataKey*", "kms:Decrypt"]
OWNER = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}


def document(*statements: Statement) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def lets(service: str, *actions: str, **condition: Any) -> Statement:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": list(actions), "Resource": "*"}
    return statement | ({"Condition": condition} if condition else {})


def key(cloud: EmbeddedCloud, *statements: Statement) -> str:
    return str(client(cloud, "kms").create_key(Policy=document(OWNER, *statements))["KeyMetadata"]["Arn"])


def admit(cloud: EmbeddedCloud, key_arn: str, *statements: Statement) -> None:
    client(cloud, "kms").put_key_policy(KeyId=key_arn, PolicyName="default", Policy=document(OWNER, *statements))

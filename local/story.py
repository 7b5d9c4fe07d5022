"""A little story of API calls, by IAM users and an assumed role, some of them refused."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT, Credentials

AUDITOR = f"arn:aws:iam::{ACCOUNT}:role/auditor"
STOPPING = "tries to stop the trail"


@dataclass(frozen=True, slots=True)
class Step:
    who: str
    told: str
    request_id: str
    """What the call's record has as its requestID."""
    error: str
    """The error code of a refused call, else empty."""


@dataclass(frozen=True, slots=True)
class Cast:
    alice: Credentials
    bob: Credentials


def allow(*actions: str) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]}


def cast(cloud: EmbeddedCloud) -> Cast:
    """alice runs the place; bob may look at nothing but as the auditor."""
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
        ],
    }
    iam = cloud.client("iam")
    iam.create_role(RoleName="auditor", AssumeRolePolicyDocument=json.dumps(trust))
    iam.put_role_policy(
        RoleName="auditor", PolicyName="look", PolicyDocument=json.dumps(allow("s3:List*", "iam:List*"))
    )
    return Cast(cloud.user("alice", allow("iam:*", "s3:*", "sqs:*")), cloud.user("bob", allow("sts:AssumeRole")))


def story(cloud: EmbeddedCloud, people: Cast) -> Iterator[Step]:
    def client(service: str, who: Credentials, region: str = "us-east-1") -> Any:
        return cloud.client(service, who, region)

    iam, s3 = client("iam", people.alice), client("s3", people.alice)
    yield step("alice", "creates the user carol", lambda: iam.create_user(UserName="carol"))
    yield step("alice", "creates the bucket quarterly-figures", lambda: s3.create_bucket(Bucket="quarterly-figures"))
    far = client("sqs", people.alice, "eu-west-1")
    yield step("alice", "creates a queue in eu-west-1", lambda: far.create_queue(QueueName="orders"))
    theirs = client("s3", people.bob)
    yield step("bob", "tries to delete the bucket", lambda: theirs.delete_bucket(Bucket="quarterly-figures"))
    trail = client("cloudtrail", people.bob)
    yield step("bob", STOPPING, lambda: trail.stop_logging(Name="trailkeeper"))
    sts = client("sts", people.bob)
    yield step("bob", "takes the role auditor", lambda: sts.assume_role(RoleArn=AUDITOR, RoleSessionName="bob"))
    auditor = client("iam", cloud.assume_role(AUDITOR, people.bob, "bob"))
    yield step("auditor", "lists the users", auditor.list_users)
    yield step("auditor", "tries to delete carol", lambda: auditor.delete_user(UserName="carol"))
    yield step("alice", "deletes carol", lambda: iam.delete_user(UserName="carol"))
    yield step("alice", "deletes the bucket", lambda: s3.delete_bucket(Bucket="quarterly-figures"))


def step(who: str, told: str, call: Callable[[], dict[str, Any]]) -> Step:
    try:
        answer: Any = call()
    except ClientError as error:
        answer = error.response
    return Step(who, told, answer["ResponseMetadata"]["RequestId"], answer.get("Error", {}).get("Code", ""))

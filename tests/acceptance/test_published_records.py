"""Records of the embedded cloud against published ones of the same call: which fields there are, not what they hold."""

import contextlib
import functools
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.cloud import EmbeddedCloud
from tests import corpus
from tests.acceptance.watched_trail import WatchedTrail
from tests.corpus import needs_corpus

pytestmark = needs_corpus

# Sets captured in real accounts; the others hold examples that were written or changed by hand.
NATIVE = ("DataDog__stratus", "boogy", "invictus", "opensearch", "rubysoho07")
COMPARABLE_VERSION = "1.08"

# Fields of some calls only: of endpoints, of the console, of services' calls, of copies, of late events.
CIRCUMSTANTIAL = {
    "addendum", "eventContext", "sessionCredentialFromConsole", "sharedEventID", "tlsDetails", "vpcEndpointId",
}  # fmt: skip
OF_SESSIONS = {"accessKeyId", "invokedBy", "sessionContext"}

NO_TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})
NO_ROLE = "arn:aws:iam::000000000000:role/no-such-role"
BUCKET = "of-published-records"
CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("cloudtrail", "describe_trails", {"trailNameList": ["no-such-trail"]}),
    ("cloudtrail", "stop_logging", {"Name": "no-such-trail"}),
    ("ec2", "describe_instances", {}),
    ("ec2", "describe_subnets", {"SubnetIds": ["subnet-12345678"]}),
    ("ec2", "create_vpc", {"CidrBlock": "10.0.0.0/16"}),
    ("iam", "create_role", {"RoleName": "published", "AssumeRolePolicyDocument": NO_TRUST}),
    ("iam", "create_user", {"UserName": "published-2"}),
    ("iam", "create_access_key", {"UserName": "published-2"}),
    ("iam", "create_login_profile", {"UserName": "published-2", "Password": "Correct-horse-1"}),
    ("iam", "list_users", {}),
    ("iam", "delete_login_profile", {"UserName": "no-such-user"}),
    ("kms", "create_key", {}),
    ("lambda", "list_functions", {"MaxItems": 25}),
    ("logs", "create_log_group", {"logGroupName": "published"}),
    ("logs", "describe_log_groups", {"logGroupNamePrefix": "p"}),
    ("s3", "list_buckets", {}),
    ("s3", "create_bucket", {"Bucket": BUCKET}),
    ("s3", "get_bucket_acl", {"Bucket": BUCKET}),
    ("s3", "get_bucket_cors", {"Bucket": BUCKET}),
    ("s3", "get_bucket_policy", {"Bucket": BUCKET}),
    ("s3", "get_bucket_tagging", {"Bucket": BUCKET}),
    ("s3", "delete_bucket", {"Bucket": BUCKET}),
    ("secretsmanager", "create_secret", {"Name": "published", "SecretString": "s"}),
    ("secretsmanager", "get_secret_value", {"SecretId": "published"}),
    ("sqs", "create_queue", {"QueueName": "published"}),
    ("ssm", "put_parameter", {"Name": "published", "Value": "v", "Type": "String"}),
    ("ssm", "get_parameter", {"Name": "published"}),
    ("sts", "get_caller_identity", {}),
    ("sts", "assume_role", {"RoleArn": NO_ROLE, "RoleSessionName": "published"}),
]

Record = dict[str, Any]
Call = tuple[str, str, str | None]


def call(record: Record) -> Call:
    return record["eventSource"], record["eventName"], record.get("errorCode")


def by_service(record: Record) -> bool:
    return "amazonaws.com" in record["sourceIPAddress"] or record["sourceIPAddress"] == "AWS Internal"


def comparable(record: Record) -> bool:
    known = record.get("eventVersion", "") >= COMPARABLE_VERSION and record.get("eventType") == "AwsApiCall"
    return known and "eventID" in record and not by_service(record)


@pytest.fixture(scope="module")
def published() -> dict[Call, list[Record]]:
    found: defaultdict[Call, list[Record]] = defaultdict(list)
    for record in filter(comparable, map(json.loads, corpus.published(*NATIVE))):
        found[call(record)].append(record)
    return found


@pytest.fixture(scope="module")
def recorded(cloud: EmbeddedCloud) -> Iterator[list[Record]]:
    trail = WatchedTrail(cloud).start()
    make_calls(cloud)
    yield [record for record in trail.records() if not by_service(record)]
    trail.delete()


def make_calls(cloud: EmbeddedCloud) -> None:
    """As a user, whom policies bind. Refusals are recorded too."""
    actions = [*sorted({f"{service}:*" for service, _, _ in CALLS} - {"sts:*"}), "sts:GetCallerIdentity"]
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    user = cloud.user("published", {"Version": "2012-10-17", "Statement": [statement]})
    client = functools.cache(lambda service: cloud.client(service, user))
    for service, operation, parameters in CALLS:
        with contextlib.suppress(ClientError):
            getattr(client(service), operation)(**parameters)


def always(records: list[Record]) -> set[str]:
    return set.intersection(*(set(record) for record in records)) - CIRCUMSTANTIAL


def ever(records: list[Record]) -> set[str]:
    return set().union(*records)


def differences(mine: Record, theirs: list[Record]) -> list[str]:
    """What a record lacks that every published one of its call has, and what it has that none of them does."""
    missing = always(theirs) - set(mine)
    added = set(mine) - ever(theirs) - CIRCUMSTANTIAL
    nulls = [
        name
        for name in ("requestParameters", "responseElements")
        if len({record.get(name) is None for record in theirs}) == 1
        and (mine[name] is None) != (theirs[0].get(name) is None)
    ]
    text = " ".join(map(str, call(mine)))
    return [f"{text}: {what} {names}" for what, names in (("lacks", sorted(missing)), ("adds", sorted(added)),
                                                         ("null differs", nulls)) if names]  # fmt: skip


def test_records_have_the_fields_of_published_ones(recorded: list[Record], published: dict[Call, list[Record]]) -> None:
    known = [record for record in recorded if call(record) in published]
    assert len({call(record) for record in known}) >= 20
    found = [line for record in known for line in differences(record, published[call(record)])]
    assert not found, "\n".join(found)


def test_identities_have_the_fields_of_published_ones(
    recorded: list[Record], published: dict[Call, list[Record]]
) -> None:
    identities: defaultdict[str, list[Record]] = defaultdict(list)
    for records in published.values():
        for record in records:
            identities[record["userIdentity"].get("type", "")].append(record["userIdentity"])
    for record in recorded:
        mine = record["userIdentity"]
        theirs = identities.get(mine["type"])
        if theirs:
            assert always(theirs) - OF_SESSIONS <= set(mine) <= ever(theirs)

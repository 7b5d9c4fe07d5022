"""What a template says of a bucket and a table is what they are asked afterwards, and Object Lock holds."""

import itertools
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.cloud import EmbeddedCloud
from tests.acceptance.expectation import error_code, eventually
from tests.acceptance.keys import document
from tests.acceptance.watched_trail import WatchedTrail, client

Properties = Mapping[str, Any]
_numbers = itertools.count(1)

BUCKET, TABLE = "AWS::S3::Bucket", "AWS::DynamoDB::Table"
TABLE_PROPERTIES = {
    "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}


def locked(mode: str, days: int = 1) -> Properties:
    rule = {"DefaultRetention": {"Mode": mode, "Days": days}}
    return {"ObjectLockEnabled": True, "ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled", "Rule": rule}}


class Only:
    """A stack of one resource, which has the stack's name."""

    def __init__(self, cloud: EmbeddedCloud, kind: str, name: str = "") -> None:
        self.name = name or f"only-{next(_numbers)}"
        self.cloudformation = client(cloud, "cloudformation")
        self.s3, self.dynamodb = client(cloud, "s3"), client(cloud, "dynamodb")
        self._kind = kind
        self._own = {"BucketName": self.name} if kind == BUCKET else {"TableName": self.name, **TABLE_PROPERTIES}

    def create(self, properties: Properties) -> str:
        """The answer is the stack's final status, as that of a change and of the end."""
        self.cloudformation.create_stack(StackName=self.name, TemplateBody=self._template(properties))
        return self.status()

    def update(self, properties: Properties) -> str:
        self.cloudformation.update_stack(StackName=self.name, TemplateBody=self._template(properties))
        return self.status()

    def delete(self) -> str:
        arn = self._described(self.name)["StackId"]
        self.cloudformation.delete_stack(StackName=self.name)
        return self.status(arn)

    def status(self, stack: str = "") -> str:
        look = lambda: str(self._described(stack or self.name)["StackStatus"])  # noqa: E731
        return eventually(look, lambda status: not status.endswith("IN_PROGRESS"))

    def _described(self, stack: str) -> dict[str, Any]:
        """By its name, or by its ARN, which it keeps after its end."""
        found: dict[str, Any] = self.cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
        return found

    def _template(self, properties: Properties) -> str:
        return json.dumps({"Resources": {"Only": {"Type": self._kind, "Properties": {**self._own, **properties}}}})


def logging(only: Only) -> Any:
    found = only.s3.get_bucket_logging(Bucket=only.name).get("LoggingEnabled")
    return found and (found["TargetBucket"], found["TargetPrefix"])


def lifecycle(only: Only) -> Any:
    try:
        return only.s3.get_bucket_lifecycle_configuration(Bucket=only.name)["Rules"]
    except ClientError as error:
        return error.response["Error"]["Code"]


def lock(only: Only) -> Any:
    found = only.s3.get_object_lock_configuration(Bucket=only.name)["ObjectLockConfiguration"]
    return found["ObjectLockEnabled"], found.get("Rule", {}).get("DefaultRetention")


def time_to_live(only: Only) -> Any:
    return only.dynamodb.describe_time_to_live(TableName=only.name)["TimeToLiveDescription"]


def recovery(only: Only) -> Any:
    found = only.dynamodb.describe_continuous_backups(TableName=only.name)["ContinuousBackupsDescription"]
    return found["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]


def rules(days: int) -> Properties:
    last = {"StorageClass": "DEEP_ARCHIVE", "TransitionInDays": days - 1}
    tiers = [{"StorageClass": "GLACIER_IR", "TransitionInDays": 0}, last]
    rule = {"Id": "r", "Status": "Enabled", "Prefix": "AWSLogs/", "ExpirationInDays": days, "Transitions": tiers}
    return {"LifecycleConfiguration": {"Rules": [rule]}}


def ruled(days: int) -> list[dict[str, Any]]:
    tiers = [{"Days": 0, "StorageClass": "GLACIER_IR"}, {"Days": days - 1, "StorageClass": "DEEP_ARCHIVE"}]
    filtered = {"ID": "r", "Filter": {"Prefix": "AWSLogs/"}, "Status": "Enabled"}
    return [{**filtered, "Expiration": {"Days": days}, "Transitions": tiers}]


def logged(prefix: str) -> Properties:
    return {"LoggingConfiguration": {"DestinationBucketName": "access-logs", "LogFilePrefix": prefix}}


def expiring(attribute: str) -> Properties:
    return {"TimeToLiveSpecification": {"AttributeName": attribute, "Enabled": True}}


ENABLED = {"ObjectLockEnabled": True}
RECOVERED = {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True}}
LIVES: dict[str, tuple[str, Callable[[Only], Any], list[tuple[Properties, Any]]]] = {
    "logging": (
        BUCKET,
        logging,
        [(logged("a/"), ("access-logs", "a/")), (logged("b/"), ("access-logs", "b/")), ({}, None)],
    ),
    "lifecycle": (
        BUCKET,
        lifecycle,
        [(rules(9), ruled(9)), (rules(8), ruled(8)), ({}, "NoSuchLifecycleConfiguration")],
    ),
    "object lock": (
        BUCKET,
        lock,
        [
            (locked("GOVERNANCE"), ("Enabled", {"Mode": "GOVERNANCE", "Days": 1})),
            (locked("COMPLIANCE", 2), ("Enabled", {"Mode": "COMPLIANCE", "Days": 2})),
            (ENABLED, ("Enabled", None)),
        ],
    ),
    "time to live": (
        TABLE,
        time_to_live,
        [
            (expiring("a"), {"TimeToLiveStatus": "ENABLED", "AttributeName": "a"}),
            (expiring("b"), {"TimeToLiveStatus": "ENABLED", "AttributeName": "b"}),
            ({}, {"TimeToLiveStatus": "DISABLED"}),
        ],
    ),
    "recovery": (TABLE, recovery, [(RECOVERED, "ENABLED"), ({}, "DISABLED"), (RECOVERED, "ENABLED")]),
}


@pytest.mark.parametrize(("kind", "look", "stages"), LIVES.values(), ids=LIVES)
def test_what_a_template_says_is_there_after_each_change_and_gone_with_it(
    cloud: EmbeddedCloud, kind: str, look: Callable[[Only], Any], stages: list[tuple[Properties, Any]]
) -> None:
    only = Only(cloud, kind)
    (first, expected), *changes = stages
    assert (only.create(first), look(only)) == ("CREATE_COMPLETE", expected)
    for properties, changed in changes:
        assert (only.update(properties), look(only)) == ("UPDATE_COMPLETE", changed)
    assert only.delete() == "DELETE_COMPLETE"


def test_object_lock_is_enabled_on_a_bucket_that_is_there(cloud: EmbeddedCloud) -> None:
    only = Only(cloud, BUCKET)
    only.create({})
    assert (only.update(locked("GOVERNANCE")), lock(only)[0]) == ("UPDATE_COMPLETE", "Enabled")
    assert only.s3.get_bucket_versioning(Bucket=only.name)["Status"] == "Enabled"


@pytest.mark.parametrize(
    "properties",
    [
        pytest.param({"LifecycleConfiguration": {"Rules": [{"Status": "On", "ExpirationInDays": 1}]}}, id="lifecycle"),
        pytest.param(locked("FOREVER"), id="object lock"),
    ],
)
def test_what_s3_refuses_fails_the_stack(cloud: EmbeddedCloud, properties: Properties) -> None:
    assert Only(cloud, BUCKET).create(properties) == "ROLLBACK_COMPLETE"


@pytest.mark.parametrize(
    ("kind", "properties", "look"),
    [(BUCKET, logged("a/"), logging), (TABLE, expiring("a"), time_to_live), (TABLE, RECOVERED, recovery)],
)
def test_a_new_one_has_nothing_of_a_deleted_one_of_its_name(
    cloud: EmbeddedCloud, kind: str, properties: Properties, look: Callable[[Only], Any]
) -> None:
    former, fresh = Only(cloud, kind), Only(cloud, kind)
    fresh.create({})
    former.create(properties)
    former.delete()
    again = Only(cloud, kind, former.name)
    again.create({})
    assert look(again) == look(fresh)


@pytest.fixture(scope="module")
def kept(cloud: EmbeddedCloud) -> Only:
    """A template's bucket whose versions are kept for a day in governance mode."""
    only = Only(cloud, BUCKET)
    only.create(locked("GOVERNANCE"))
    return only


def deletion(s3: Any, only: Only, key: str, **more: Any) -> str:
    """What becomes of the attempt to delete the only version of a key."""
    [version] = only.s3.list_object_versions(Bucket=only.name, Prefix=key)["Versions"]
    try:
        s3.delete_object(Bucket=only.name, Key=key, VersionId=version["VersionId"], **more)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


@pytest.mark.parametrize(
    ("actions", "bypass", "expected"),
    [
        pytest.param(["s3:BypassGovernanceRetention"], {}, "AccessDenied", id="permitted but not asked"),
        pytest.param([], {"BypassGovernanceRetention": True}, "AccessDenied", id="asked but not permitted"),
        pytest.param(["s3:BypassGovernanceRetention"], {"BypassGovernanceRetention": True}, "", id="both"),
    ],
)
def test_governance_is_bypassed_by_whoever_may_and_says_so(
    cloud: EmbeddedCloud, kept: Only, actions: list[str], bypass: dict[str, bool], expected: str
) -> None:
    name = f"eraser-{next(_numbers)}"
    kept.s3.put_object(Bucket=kept.name, Key=name, Body=b"")
    allowed = {"Effect": "Allow", "Action": ["s3:DeleteObjectVersion", *actions], "Resource": "*"}
    s3 = cloud.client("s3", cloud.user(name, json.loads(document(allowed))))
    assert deletion(s3, kept, name, **bypass) == expected


def test_versioning_of_a_locked_bucket_is_not_suspended(kept: Only) -> None:
    suspended = {"Status": "Suspended"}
    refused = error_code(kept.s3.put_bucket_versioning, Bucket=kept.name, VersioningConfiguration=suspended)
    assert refused == "InvalidBucketState"


def test_a_stack_deletes_no_bucket_that_holds_a_locked_version(cloud: EmbeddedCloud) -> None:
    only = Only(cloud, BUCKET)
    only.create(locked("COMPLIANCE"))
    version = only.s3.put_object(Bucket=only.name, Key="k", Body=b"evidence")["VersionId"]
    only.s3.delete_object(Bucket=only.name, Key="k")
    assert only.delete() == "DELETE_FAILED"
    body = only.s3.get_object(Bucket=only.name, Key="k", VersionId=version)["Body"].read()
    assert body == b"evidence"


def test_nobody_deletes_a_log_file_that_cloudtrail_wrote_to_a_bucket_in_compliance_mode(
    cloud: EmbeddedCloud, prepared: WatchedTrail
) -> None:
    archive = Only(cloud, BUCKET, f"locked-{prepared.name}")
    archive.create(locked("COMPLIANCE"))
    prepared.bucket = archive.name
    prepared.start()
    prepared.records()
    log_file = next(key for key in prepared.stored() if key.endswith(".json.gz"))
    assert deletion(archive.s3, archive, log_file, BypassGovernanceRetention=True) == "AccessDenied"
    prepared.delete()

"""A bucket, a key and a topic of another account are used by whoever both accounts let in."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT
from tests.acceptance.expectation import error_code, eventually
from tests.acceptance.keys import Statement, document
from tests.acceptance.watched_trail import client

OWNER = "333344445555"
BUCKET, KEY = "of-another-account", "AWSLogs/1.json.gz"
OBJECTS, WHOLE = f"arn:aws:s3:::{BUCKET}/*", f"arn:aws:s3:::{BUCKET}"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/readers/abroad"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/abroad/session"
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
DENIED = "AccessDenied"


def grant(principal: str, *actions: str, resource: str = OBJECTS, effect: str = "Allow", **condition: Any) -> Statement:
    named = principal if principal == "*" else {"AWS": principal}
    statement = {"Effect": effect, "Principal": named, "Action": list(actions), "Resource": resource}
    return statement | ({"Condition": condition} if condition else {})


READS = grant(ROLE, "s3:GetObject")
FOR_OWNER = grant(ROLE, "s3:PutObject", StringEquals={"s3:x-amz-acl": "bucket-owner-full-control"})
LISTS = grant(ROLE, "s3:ListBucket", resource=WHOLE)
DECRYPTS = grant(ROLE, "kms:Decrypt", resource="*")


class Abroad:
    """A bucket of one account, and a session of another's role."""

    def __init__(self, cloud: EmbeddedCloud) -> None:
        self.iam, self.owner, self.kms = client(cloud, "iam"), client(cloud, "s3", OWNER), client(cloud, "kms", OWNER)
        self.owner.create_bucket(Bucket=BUCKET)
        self.owner.delete_public_access_block(Bucket=BUCKET)
        self.owner.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        self.version = self.owner.put_object(Bucket=BUCKET, Key=KEY, Body=b"log file")["VersionId"]
        trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": ACCOUNT}}
        self.iam.create_role(RoleName="abroad", Path="/readers/", AssumeRolePolicyDocument=document(trust))
        caller = cloud.user("caller", {"Version": "2012-10-17", "Statement": [EVERYTHING]})
        self.s3 = cloud.client("s3", cloud.assume_role(ROLE, caller))

    def permit(self, statement: Statement) -> None:
        """What the role's own account lets it do."""
        self.iam.put_role_policy(RoleName="abroad", PolicyName="own", PolicyDocument=document(statement))

    def admit(self, *statements: Statement) -> None:
        """What the bucket's owner lets the role do."""
        self.owner.put_bucket_policy(Bucket=BUCKET, Policy=document(*statements))

    def encrypt(self, *statements: Statement) -> None:
        """Put a new object, with a key that has these statements beside its owner's."""
        root = grant(f"arn:aws:iam::{OWNER}:root", "kms:*", resource="*")
        key = self.kms.create_key(Policy=document(root, *statements))["KeyMetadata"]["Arn"]
        self.owner.put_object(Bucket=BUCKET, Key="encrypted", Body=b"", ServerSideEncryption="aws:kms", SSEKMSKeyId=key)


@pytest.fixture(scope="module")
def made(cloud: EmbeddedCloud) -> Abroad:
    return Abroad(cloud)


@pytest.fixture
def abroad(made: Abroad) -> Abroad:
    """Let in by the one account, and let out by the other."""
    made.permit(EVERYTHING)
    made.admit(READS)
    return made


def outcome(call: Callable[..., Any], **arguments: Any) -> str:
    try:
        call(Bucket=BUCKET, **arguments)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        pytest.param(READS, "", id="the role"),
        pytest.param(grant(SESSION, "s3:GetObject"), "", id="the session"),
        pytest.param(grant(f"arn:aws:iam::{ACCOUNT}:root", "s3:GetObject"), "", id="the account"),
        pytest.param(grant("*", "s3:GetObject"), "", id="everybody"),
        pytest.param(grant("*", "s3:GetObject", ArnEquals={"aws:PrincipalArn": ROLE}), "", id="by a condition"),
        pytest.param(grant(ROLE, "s3:PutObject"), DENIED, id="another action"),
        pytest.param(grant(ROLE, "s3:GetObjectVersion"), DENIED, id="versions alone"),
        pytest.param(grant(ROLE, "s3:GetObject", resource=f"{OBJECTS}.txt"), DENIED, id="another resource"),
        pytest.param(grant(f"{ROLE}s", "s3:GetObject"), DENIED, id="another role"),
        pytest.param(grant("arn:aws:iam::111122223333:root", "s3:GetObject"), DENIED, id="another account"),
        pytest.param(READS | {"Condition": {"StringEquals": {"aws:PrincipalAccount": OWNER}}}, DENIED, id="never"),
    ],
)
def test_the_buckets_policy_is_asked_about_the_role_that_reads(
    abroad: Abroad, statement: Statement, expected: str
) -> None:
    abroad.admit(statement)
    assert outcome(abroad.s3.get_object, Key=KEY) == expected


def test_what_everybody_may_do_is_denied_to_the_role_that_the_buckets_policy_denies(abroad: Abroad) -> None:
    abroad.admit(grant("*", "s3:GetObject"), grant(ROLE, "s3:*", effect="Deny"))
    assert outcome(abroad.s3.get_object, Key=KEY) == DENIED


@pytest.mark.parametrize(
    ("call", "needed"),
    [
        pytest.param(("put_object", {"Key": "k"}), grant(ROLE, "s3:PutObject"), id="a write"),
        pytest.param(("put_object", {"Key": "k", "ACL": "bucket-owner-full-control"}), FOR_OWNER, id="for the owner"),
        pytest.param(("list_objects_v2", {}), LISTS, id="a list"),
    ],
)
def test_each_call_needs_its_own_statement(abroad: Abroad, call: tuple[str, dict[str, Any]], needed: Statement) -> None:
    ask, arguments = getattr(abroad.s3, call[0]), call[1]
    assert outcome(ask, **arguments) == DENIED
    abroad.admit(needed)
    assert outcome(ask, **arguments) == ""


def test_a_version_needs_the_permission_to_read_versions(abroad: Abroad) -> None:
    assert outcome(abroad.s3.get_object, Key=KEY, VersionId=abroad.version) == DENIED
    abroad.admit(grant(ROLE, "s3:GetObjectVersion"))
    assert outcome(abroad.s3.get_object, Key=KEY, VersionId=abroad.version) == ""


@pytest.mark.parametrize(
    ("own", "statements", "expected"),
    [
        pytest.param(EVERYTHING, [READS, LISTS], "NoSuchKey", id="both"),
        pytest.param(EVERYTHING, [READS], DENIED, id="the role's account alone"),
        pytest.param(EVERYTHING | {"Action": "s3:GetObject"}, [READS, LISTS], DENIED, id="the owner alone"),
    ],
)
def test_what_is_missing_is_told_to_whoever_is_let_list_the_bucket_by_both(
    abroad: Abroad, own: Statement, statements: list[Statement], expected: str
) -> None:
    abroad.admit(*statements)
    abroad.permit(own)
    assert outcome(abroad.s3.get_object, Key="missing") == expected


def test_the_roles_own_account_has_to_let_it_read_too(abroad: Abroad) -> None:
    abroad.permit(EVERYTHING | {"Resource": "arn:aws:s3:::another/*"})
    assert outcome(abroad.s3.get_object, Key=KEY) == DENIED


@pytest.mark.parametrize("caller", ["owner", "s3"])
@pytest.mark.parametrize(("expected_owner", "expected"), [(OWNER, ""), (ACCOUNT, DENIED)])
def test_a_bucket_of_another_owner_than_the_expected_one_is_denied(
    abroad: Abroad, caller: str, expected_owner: str, expected: str
) -> None:
    assert outcome(getattr(abroad, caller).get_object, Key=KEY, ExpectedBucketOwner=expected_owner) == expected


@pytest.mark.parametrize(
    ("own", "statements", "expected"),
    [
        pytest.param(EVERYTHING, [DECRYPTS], "", id="both"),
        pytest.param(EVERYTHING, [], DENIED, id="the role's account alone"),
        pytest.param(EVERYTHING | {"Action": "s3:*"}, [DECRYPTS], DENIED, id="the key's policy alone"),
        pytest.param(EVERYTHING, [DECRYPTS | {"Principal": {"AWS": f"{ROLE}s"}}], DENIED, id="another role"),
    ],
)
def test_a_key_of_another_account_decrypts_for_whoever_both_accounts_let_in(
    abroad: Abroad, own: Statement, statements: list[Statement], expected: str
) -> None:
    abroad.encrypt(*statements)
    abroad.permit(own)
    assert outcome(abroad.s3.get_object, Key="encrypted") == expected


class Topic:
    """A topic of one account, and another's queue that admits it."""

    def __init__(self, cloud: EmbeddedCloud, name: str) -> None:
        self.owner = client(cloud, "sns", OWNER)
        self.sqs, self.cloudformation = client(cloud, "sqs"), client(cloud, "cloudformation")
        self.arn = self.owner.create_topic(Name=name)["TopicArn"]
        self.queue, self.url = (
            f"arn:aws:sqs:us-east-1:{ACCOUNT}:{name}",
            self.sqs.create_queue(QueueName=name)["QueueUrl"],
        )
        sends = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage"}
        of_topic = {"Resource": self.queue, "Condition": {"ArnEquals": {"aws:SourceArn": self.arn}}}
        self.sqs.set_queue_attributes(QueueUrl=self.url, Attributes={"Policy": document(sends | of_topic)})
        self.subscription = {"TopicArn": self.arn, "Protocol": "sqs", "Endpoint": self.queue}

    def admit(self, endpoint: str) -> None:
        only = {"sns:Protocol": "sqs", "sns:Endpoint": endpoint}
        root = f"arn:aws:iam::{ACCOUNT}:root"
        policy = document(grant(root, "sns:Subscribe", resource=self.arn, StringEquals=only))
        self.owner.set_topic_attributes(TopicArn=self.arn, AttributeName="Policy", AttributeValue=policy)

    def deploy(self, name: str) -> str:
        """A template's subscription; the answer is the stack's status."""
        properties = {**self.subscription, "RawMessageDelivery": True}
        template = {"Resources": {"Only": {"Type": "AWS::SNS::Subscription", "Properties": properties}}}
        self.cloudformation.create_stack(StackName=name, TemplateBody=json.dumps(template))
        look = lambda: str(self.cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])  # noqa: E731
        return eventually(look, lambda status: not status.endswith("IN_PROGRESS"))

    def received(self) -> str:
        look = self.sqs.receive_message
        messages = eventually(lambda: look(QueueUrl=self.url, MaxNumberOfMessages=1).get("Messages", []))
        self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=messages[0]["ReceiptHandle"])
        return str(messages[0]["Body"])


def test_a_queue_is_subscribed_to_the_topic_of_an_account_that_admits_it(cloud: EmbeddedCloud) -> None:
    topic = Topic(cloud, "admitting")
    sns = cloud.client("sns", cloud.user("subscriber", {"Version": "2012-10-17", "Statement": [EVERYTHING]}))
    topic.admit(f"{topic.queue}s")
    assert error_code(sns.subscribe, **topic.subscription) == "AuthorizationError"
    topic.admit(topic.queue)
    assert sns.subscribe(**topic.subscription)["SubscriptionArn"].startswith(topic.arn)
    topic.owner.publish(TopicArn=topic.arn, Message="told")
    assert json.loads(topic.received())["Message"] == "told"


def test_a_template_subscribes_a_queue_to_the_topic_of_an_account_that_admits_it(cloud: EmbeddedCloud) -> None:
    topic = Topic(cloud, "deployed-to")
    topic.admit(f"{topic.queue}s")
    assert topic.deploy("refused") == "ROLLBACK_COMPLETE"
    topic.admit(topic.queue)
    assert topic.deploy("subscribed") == "CREATE_COMPLETE"
    topic.owner.publish(TopicArn=topic.arn, Message="told")
    assert topic.received() == "told"
    topic.cloudformation.delete_stack(StackName="subscribed")
    look = topic.owner.list_subscriptions_by_topic
    assert eventually(lambda: look(TopicArn=topic.arn)["Subscriptions"], lambda found: not found) == []


def test_whoever_does_not_own_the_queue_subscribes_it_with_the_token_that_it_is_sent(cloud: EmbeddedCloud) -> None:
    topic = Topic(cloud, "owners")
    assert topic.owner.subscribe(**topic.subscription)["SubscriptionArn"] == "pending confirmation"
    topic.owner.publish(TopicArn=topic.arn, Message="too early")
    token = json.loads(topic.received())["Token"]
    topic.owner.confirm_subscription(TopicArn=topic.arn, Token=token)
    topic.owner.publish(TopicArn=topic.arn, Message="told")
    assert json.loads(topic.received())["Message"] == "told"

"""The customer managed keys of a trail's bucket, topic and queue, of log groups and tables: who has to let in whom."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT
from tests.acceptance.expectation import error_code, eventually
from tests.acceptance.keys import CLOUDTRAIL, LOGS, SNS, USE, Statement, admit, document, key, lets
from tests.acceptance.watched_trail import WatchedTrail, client

MakeFunction = Callable[..., str]


def encrypt(trail: WatchedTrail, key_id: str) -> None:
    client(trail.cloud, "sns").set_topic_attributes(
        TopicArn=trail.topic, AttributeName="KmsMasterKeyId", AttributeValue=key_id
    )


@pytest.fixture
def ready(prepared: WatchedTrail) -> WatchedTrail:
    return prepared.permit()


@pytest.mark.parametrize("action", USE)
def test_a_topics_key_has_to_let_cloudtrail_do_both(cloud: EmbeddedCloud, ready: WatchedTrail, action: str) -> None:
    topic_key = key(cloud, lets(CLOUDTRAIL, action))
    encrypt(ready, topic_key)
    assert error_code(ready.create) == "InsufficientSnsTopicPolicyException"
    admit(cloud, topic_key, lets(CLOUDTRAIL, *USE, StringEquals={"aws:SourceArn": ready.arn}))
    ready.create()
    ready.delete()


def test_the_aws_managed_key_of_sns_cannot_be_a_topics(ready: WatchedTrail) -> None:
    encrypt(ready, "alias/aws/sns")
    assert error_code(ready.create) == "InsufficientSnsTopicPolicyException"


def test_a_notification_that_the_topics_key_refuses_is_lost_and_told_in_the_status(
    cloud: EmbeddedCloud, trail: WatchedTrail
) -> None:
    def error() -> str | None:
        found: str | None = trail.cloudtrail.get_trail_status(Name=trail.name).get("LatestNotificationError")
        return found

    trail.records()
    topic_key = key(cloud)
    encrypt(trail, topic_key)
    cloud.client("sqs").create_queue(QueueName="untold")
    cloud.deliver()
    [untold] = [name for name in trail.stored() if name.endswith(".gz") and "untold" in trail.text(name)]
    assert error() == "KMSAccessDenied"
    admit(cloud, topic_key, lets(CLOUDTRAIL, *USE))
    trail.records()
    assert error() is None
    assert untold not in str(trail.messages())


def created(cloud: EmbeddedCloud, kind: str, **properties: Any) -> str:
    """A stack of one resource; the answer is its final status."""
    cloudformation, stack = client(cloud, "cloudformation"), f"of-keys-{kind.replace('::', '-')}"

    def status() -> str:
        return str(cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"])

    template = {"Resources": {"Only": {"Type": kind, "Properties": properties}}}
    cloudformation.create_stack(StackName=stack, TemplateBody=json.dumps(template))
    return eventually(status, lambda found: not found.endswith("IN_PROGRESS"))


def test_a_template_gives_a_topic_its_key_and_lets_in_no_service(cloud: EmbeddedCloud, ready: WatchedTrail) -> None:
    assert created(cloud, "AWS::SNS::Topic", TopicName="made", KmsMasterKeyId="alias/one") == "CREATE_COMPLETE"
    ready.topic = f"arn:aws:sns:us-east-1:{ACCOUNT}:made"
    shown = client(cloud, "sns").get_topic_attributes(TopicArn=ready.topic)["Attributes"]
    assert shown["KmsMasterKeyId"] == "alias/one"
    encrypt(ready, "")
    assert error_code(ready.create) == "InsufficientSnsTopicPolicyException"


def test_a_templates_log_group_is_refused_a_key_that_does_not_let_cloudwatch_logs_in(cloud: EmbeddedCloud) -> None:
    properties = {"LogGroupName": "of-template", "KmsKeyId": key(cloud)}
    assert created(cloud, "AWS::Logs::LogGroup", **properties) == "ROLLBACK_COMPLETE"


def test_what_a_queues_key_refuses_goes_to_the_dead_letters_of_its_subscription(
    cloud: EmbeddedCloud, ready: WatchedTrail
) -> None:
    sns, sqs = client(cloud, "sns"), client(cloud, "sqs")
    dead_letters = ready.make_queue("dead-letters")
    [subscription] = sns.list_subscriptions_by_topic(TopicArn=ready.topic)["Subscriptions"]
    redrive = json.dumps({"deadLetterTargetArn": ready.arn_of(dead_letters)})
    sns.set_subscription_attributes(
        SubscriptionArn=subscription["SubscriptionArn"], AttributeName="RedrivePolicy", AttributeValue=redrive
    )
    queue_key = key(cloud)
    sqs.set_queue_attributes(QueueUrl=ready.queue, Attributes={"KmsMasterKeyId": queue_key})
    sns.publish(TopicArn=ready.topic, Message="refused")
    assert ready.message(dead_letters) == "refused"
    admit(cloud, queue_key, lets(SNS, *USE, ArnEquals={"aws:SourceArn": ready.topic}))
    sns.publish(TopicArn=ready.topic, Message="admitted")
    assert ready.message() == "admitted"


@pytest.mark.parametrize(
    ("actions", "sent", "received"),
    [
        ((), "KMS.AccessDeniedException", "KMS.AccessDeniedException"),
        (("kms:Decrypt",), "KMS.AccessDeniedException", ""),
        (("kms:Decrypt", "kms:GenerateDataKey"), "", ""),
    ],
    ids=["neither", "decrypt", "both"],
)
def test_a_queue_is_used_by_whoever_may_use_its_key(
    cloud: EmbeddedCloud, actions: tuple[str, ...], sent: str, received: str
) -> None:
    name = f"keyed-{len(actions)}"
    via = {"StringEquals": {"kms:ViaService": "sqs.us-east-1.amazonaws.com"}}
    allowed = {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}
    used = {"Effect": "Allow", "Action": list(actions), "Resource": "*", "Condition": via}
    user = cloud.user(name, json.loads(document(allowed, *([used] if actions else []))))
    queue = client(cloud, "sqs").create_queue(QueueName=name, Attributes={"KmsMasterKeyId": key(cloud)})["QueueUrl"]
    sqs = cloud.client("sqs", user)

    def outcome(call: Callable[..., Any], **arguments: Any) -> str:
        try:
            call(QueueUrl=queue, **arguments)
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return ""

    assert outcome(sqs.send_message, MessageBody="m") == sent
    assert outcome(sqs.receive_message) == received


def test_a_function_takes_from_a_queue_as_soon_as_its_role_may_decrypt(
    cloud: EmbeddedCloud, make_function: MakeFunction
) -> None:
    def grant(*statements: Statement) -> None:
        client(cloud, "iam").put_role_policy(
            RoleName="keyed", PolicyName="granted", PolicyDocument=document(*statements)
        )

    def waiting() -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
        return sum(map(int, found.values()))

    make_function(cloud, "keyed", "def handler(event, context): pass", Timeout=3)
    sqs = client(cloud, "sqs")
    attributes = {"KmsMasterKeyId": key(cloud), "VisibilityTimeout": "3"}
    queue = sqs.create_queue(QueueName="keyed", Attributes=attributes)["QueueUrl"]
    takes = {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}
    grant(takes)
    sqs.send_message(QueueUrl=queue, MessageBody="m")
    arn = f"arn:aws:sqs:us-east-1:{ACCOUNT}:keyed"
    client(cloud, "lambda").create_event_source_mapping(FunctionName="keyed", EventSourceArn=arn)
    assert eventually(waiting, lambda count: count == 0, seconds=3) == 1
    grant(takes, {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"})
    assert eventually(waiting, lambda count: count == 0) == 0


VIA = {"StringEquals": {"kms:ViaService": "dynamodb.us-east-1.amazonaws.com"}}
TABLE = {
    "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}


def test_a_templates_table_is_used_by_whoever_may_use_its_key_and_by_nobody_when_it_is_disabled(
    cloud: EmbeddedCloud,
) -> None:
    def grant(*statements: Statement) -> None:
        client(cloud, "iam").put_user_policy(
            UserName="tabled", PolicyName="inline", PolicyDocument=document(uses, *statements)
        )

    uses = {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"}
    decrypts = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": VIA}
    dynamodb = cloud.client("dynamodb", cloud.user("tabled", json.loads(document(uses))))
    table_key = key(cloud)
    encrypted = {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": table_key}
    made = created(cloud, "AWS::DynamoDB::Table", TableName="keyed", SSESpecification=encrypted, **TABLE)
    assert made == "CREATE_COMPLETE"
    put = {"TableName": "keyed", "Item": {"k": {"S": "1"}}}
    assert error_code(dynamodb.transact_write_items, TransactItems=[{"Put": put}]) == "AccessDeniedException"
    grant(decrypts)
    dynamodb.transact_write_items(TransactItems=[{"Put": put}])
    client(cloud, "kms").disable_key(KeyId=table_key)
    assert error_code(dynamodb.put_item, **put) == "AccessDeniedException"


LOGS_USE = ("kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*")


@pytest.mark.parametrize(
    ("service", "group", "expected"),
    [
        pytest.param(LOGS, "keyed-group", "", id="admitted"),
        pytest.param(LOGS, "another", "InvalidParameterException", id="for another group"),
        pytest.param(SNS, "keyed-group", "InvalidParameterException", id="another service"),
    ],
)
def test_a_log_groups_key_has_to_let_cloudwatch_logs_use_it_for_that_group(
    cloud: EmbeddedCloud, service: str, group: str, expected: str
) -> None:
    context = {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{group}"}
    group_key, logs = key(cloud, lets(service, *LOGS_USE, ArnEquals=context)), client(cloud, "logs")
    if expected:
        assert error_code(logs.create_log_group, logGroupName="keyed-group", kmsKeyId=group_key) == expected
        return
    logs.create_log_group(logGroupName="keyed-group", kmsKeyId=group_key)
    logs.delete_log_group(logGroupName="keyed-group")

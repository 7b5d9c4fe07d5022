"""What AWS asks a caller's or a function's role for behind the call itself, and the emulator alone would not."""

import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT, REGION
from tests.acceptance.expectation import eventually

MakeFunction = Callable[..., str]
Statement = dict[str, Any]

USERS = (f"asks-{number}" for number in itertools.count())
S3 = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
VIA_S3 = {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}
VIA_ELSEWHERE = {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}
OF_BUCKET = {"kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::{}"}
OF_OBJECT = {"kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::{}/kept"}


def allow(*actions: str, resource: str = "*", **conditions: str) -> Statement:
    condition = {"Condition": {"StringEquals": conditions}} if conditions else {}
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource, **condition}


def document(*statements: Statement) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def client_of_user(cloud: EmbeddedCloud, service: str, *statements: Statement) -> Any:
    return cloud.client(service, cloud.user(next(USERS), document(*statements)))


def grant(cloud: EmbeddedCloud, role: str, *statements: Statement) -> None:
    policy = json.dumps(document(*statements))
    cloud.client("iam").put_role_policy(RoleName=role, PolicyName="granted", PolicyDocument=policy)


def outcome(call: Callable[..., Any], **arguments: Any) -> str:
    try:
        call(**arguments)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "OK"


def create(cloud: EmbeddedCloud, kind: str, properties: dict[str, Any]) -> None:
    """A stack of one resource."""
    cloudformation, stack = cloud.client("cloudformation"), kind.replace("::", "-")
    template = {"Resources": {"Only": {"Type": kind, "Properties": properties}}}
    cloudformation.create_stack(StackName=stack, TemplateBody=json.dumps(template))
    cloudformation.get_waiter("stack_create_complete").wait(StackName=stack, WaiterConfig={"Delay": 1})


# --- S3 and KMS -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def key(cloud: EmbeddedCloud) -> str:
    return str(cloud.client("kms").create_key()["KeyMetadata"]["Arn"])


@pytest.fixture(scope="module", autouse=True)
def buckets(cloud: EmbeddedCloud, key: str) -> None:
    """In two of them lies an object `kept`, which root has written without a header."""
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="of-header")
    for bucket in ("of-bucket-key", "of-object-key"):
        s3.create_bucket(Bucket=bucket)
        default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
        rule = {"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": bucket == "of-bucket-key"}
        s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})
        s3.put_object(Bucket=bucket, Key="kept", Body=b"kept")


@pytest.mark.parametrize(
    ("bucket", "action", "conditions", "expected"),
    [
        pytest.param("of-bucket-key", "kms:GenerateDataKey", {}, "AccessDenied", id="no permission"),
        pytest.param("of-bucket-key", "kms:Decrypt", {}, "OK", id="permission"),
        pytest.param("of-bucket-key", "kms:Decrypt", VIA_S3 | OF_BUCKET, "OK", id="bucket key, of the bucket"),
        pytest.param("of-bucket-key", "kms:Decrypt", OF_OBJECT, "AccessDenied", id="bucket key, of the object"),
        pytest.param("of-bucket-key", "kms:Decrypt", VIA_ELSEWHERE, "AccessDenied", id="through another Region"),
        pytest.param("of-object-key", "kms:Decrypt", VIA_S3 | OF_OBJECT, "OK", id="of the object"),
        pytest.param("of-object-key", "kms:Decrypt", OF_BUCKET, "AccessDenied", id="of the bucket"),
    ],
)
def test_an_encrypted_object_is_read_by_whoever_may_decrypt_with_its_key(
    cloud: EmbeddedCloud, bucket: str, action: str, conditions: dict[str, str], expected: str
) -> None:
    filled = {name: value.format(bucket) for name, value in conditions.items()}
    s3 = client_of_user(cloud, "s3", S3, allow(action, **filled))
    assert outcome(s3.get_object, Bucket=bucket, Key="kept") == expected


@pytest.mark.parametrize(("asked", "expected"), [({}, "OK"), ({"ChecksumMode": "ENABLED"}, "403")])
def test_a_head_request_needs_the_key_for_the_checksum_only(
    cloud: EmbeddedCloud, asked: dict[str, str], expected: str
) -> None:
    s3 = client_of_user(cloud, "s3", S3)
    assert outcome(s3.head_object, Bucket="of-bucket-key", Key="kept", **asked) == expected


@pytest.mark.parametrize(("action", "expected"), [("kms:Decrypt", "AccessDenied"), ("kms:GenerateDataKey", "OK")])
@pytest.mark.parametrize("bucket", ["of-bucket-key", "of-header"])
def test_an_encrypted_object_is_stored_by_whoever_may_generate_a_data_key(
    cloud: EmbeddedCloud, key: str, bucket: str, action: str, expected: str
) -> None:
    header = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key} if bucket == "of-header" else {}
    s3 = client_of_user(cloud, "s3", S3, allow(action, resource=key))
    assert outcome(s3.put_object, Bucket=bucket, Key=expected, Body=b"", **header) == expected
    assert cloud.client("s3").list_objects_v2(Bucket=bucket, Prefix=expected)["KeyCount"] == (expected == "OK")


def test_an_object_that_is_stored_with_s3s_managed_key_needs_no_permission_on_it(cloud: EmbeddedCloud) -> None:
    s3 = client_of_user(cloud, "s3", S3)
    assert outcome(s3.put_object, Bucket="of-header", Key="m", Body=b"", ServerSideEncryption="aws:kms") == "OK"
    assert outcome(s3.get_object, Bucket="of-header", Key="m") == "OK"


@pytest.mark.parametrize(("named", "expected"), [("somebody", "AccessDenied"), ("named", "OK")])
def test_a_key_whose_policy_does_not_delegate_serves_whom_it_names(
    cloud: EmbeddedCloud, named: str, expected: str
) -> None:
    user = cloud.user("named" if expected == "OK" else "unnamed", document(S3, allow("kms:*")))
    policy = document({**allow("kms:*"), "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/{named}"}})
    own_key = cloud.client("kms").create_key(Policy=json.dumps(policy))["KeyMetadata"]["Arn"]
    header = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": own_key}
    cloud.client("s3").put_object(Bucket="of-header", Key=named, Body=b"", **header)
    assert outcome(cloud.client("s3", user).get_object, Bucket="of-header", Key=named) == expected


def test_a_bucket_of_a_template_has_the_templates_default_encryption(cloud: EmbeddedCloud, key: str) -> None:
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    rule = {"ServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}
    encryption = {"ServerSideEncryptionConfiguration": [rule]}
    create(cloud, "AWS::S3::Bucket", {"BucketName": "of-template", "BucketEncryption": encryption})
    s3 = cloud.client("s3")
    s3.put_object(Bucket="of-template", Key="kept", Body=b"")
    found = s3.head_object(Bucket="of-template", Key="kept")
    assert (found["SSEKMSKeyId"], found["BucketKeyEnabled"]) == (key, True)


# --- Lambda, SQS and CloudWatch Logs --------------------------------------------------------------------------------

POLL = ("sqs:ReceiveMessage", "sqs:GetQueueAttributes")
DELETE = "sqs:DeleteMessage"
WRITE_LOG = ("logs:CreateLogStream", "logs:PutLogEvents")

ACCEPTING = """
import boto3

def handler(event, context):
    print("accepted")
    boto3.client("sqs").send_message(QueueUrl=event["queue"], MessageBody="sent") if "queue" in event else None
"""

MEASURING = """
import json, time

def handler(event, context):
    directive = {"Namespace": context.function_name, "Dimensions": [[]], "Metrics": [{"Name": "Printed"}]}
    metadata = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]}
    print(json.dumps({"_aws": metadata, "Printed": 1}))
"""


def on_queue(name: str, *actions: str) -> Statement:
    return allow(*actions, resource=f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}")


def on_log(name: str, *actions: str) -> Statement:
    return allow(*actions, resource=f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/{name}*")


def make_accepting(cloud: EmbeddedCloud, make_function: MakeFunction, name: str, *actions: str) -> str:
    """A queue with a message, mapped to a function of its name, whose role may do this; the answer is its URL."""
    make_function(cloud, name, ACCEPTING, Timeout=3)
    cloud.client("logs").create_log_group(logGroupName=f"/aws/lambda/{name}")
    grant(cloud, name, on_log(name, *WRITE_LOG), on_queue(name, *actions))
    sqs = cloud.client("sqs")
    queue = sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "1"})["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="waiting")
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    cloud.client("lambda").create_event_source_mapping(FunctionName=name, EventSourceArn=arn)
    return str(queue)


def accepted(cloud: EmbeddedCloud, name: str) -> int:
    found = cloud.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{name}", filterPattern="accepted")
    return len(found["events"])


def waiting(cloud: EmbeddedCloud, queue: str) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    answer = cloud.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=names)
    return sum(map(int, answer["Attributes"].values()))


@pytest.mark.parametrize("missing", POLL)
def test_a_mapping_hands_over_a_message_as_soon_as_the_role_may_poll(
    cloud: EmbeddedCloud, make_function: MakeFunction, missing: str
) -> None:
    name = f"without-{missing.partition(':')[2]}"
    queue = make_accepting(cloud, make_function, name, *({*POLL, DELETE} - {missing}))
    # The poller looks at this one after the other.
    make_accepting(cloud, make_function, f"beside-{name}", *POLL, DELETE)
    assert eventually(lambda: accepted(cloud, f"beside-{name}"))
    assert (accepted(cloud, name), waiting(cloud, queue)) == (0, 1)
    grant(cloud, name, on_log(name, *WRITE_LOG), on_queue(name, *POLL, DELETE))
    assert eventually(lambda: accepted(cloud, name))


def test_a_handled_message_comes_back_until_the_role_may_delete_it(
    cloud: EmbeddedCloud, make_function: MakeFunction
) -> None:
    queue = make_accepting(cloud, make_function, "undeleting", *POLL)
    assert eventually(lambda: accepted(cloud, "undeleting") >= 2)
    assert waiting(cloud, queue) == 1
    grant(cloud, "undeleting", on_queue("undeleting", *POLL, DELETE))
    assert eventually(lambda: waiting(cloud, queue) == 0)


@pytest.mark.parametrize(("action", "error"), [("sqs:SendMessage", None), ("sqs:GetQueueUrl", "Unhandled")])
def test_a_function_sends_a_message_if_its_role_may(
    cloud: EmbeddedCloud, make_function: MakeFunction, action: str, error: str | None
) -> None:
    name = make_function(cloud, f"sending-by-{action.partition(':')[2]}", ACCEPTING)
    queue = cloud.client("sqs").create_queue(QueueName=name)["QueueUrl"]
    grant(cloud, name, on_queue(name, action))
    answer = cloud.client("lambda").invoke(FunctionName=name, Payload=json.dumps({"queue": queue}).encode())
    assert (answer.get("FunctionError"), waiting(cloud, queue)) == (error, 1 if error is None else 0)


def printed(cloud: EmbeddedCloud, name: str) -> tuple[bool, bool, bool]:
    """Whether an invocation made a log group or found one, a log stream, and a metric of what was printed."""
    cloudwatch, logs, group = cloud.client("cloudwatch"), cloud.client("logs"), f"/aws/lambda/{name}"
    cloud.client("lambda").invoke(FunctionName=name)
    # What Lambda itself measures does not go through the log.
    own = {"Dimensions": [{"Name": "FunctionName", "Value": name}], "MetricName": "Invocations"}
    assert cloudwatch.list_metrics(Namespace="AWS/Lambda", **own)["Metrics"]
    exists = bool(logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"])
    written = bool(exists and logs.describe_log_streams(logGroupName=group)["logStreams"])
    return exists, written, bool(cloudwatch.list_metrics(Namespace=name)["Metrics"])


@pytest.mark.parametrize(
    ("granted", "written"), [(WRITE_LOG, True), (WRITE_LOG[:1], False), (WRITE_LOG[1:], False)], ids=str
)
def test_what_a_function_prints_is_written_and_measured_if_its_role_may_write_it(
    cloud: EmbeddedCloud, make_function: MakeFunction, granted: tuple[str, ...], *, written: bool
) -> None:
    name = make_function(cloud, f"printing-{len(granted)}-{granted[0][5:]}", MEASURING)
    cloud.client("logs").create_log_group(logGroupName=f"/aws/lambda/{name}")
    grant(cloud, name, on_log(name, *granted))
    assert printed(cloud, name) == (True, written, written)


@pytest.mark.parametrize(("granted", "made"), [((), False), (("logs:CreateLogGroup",), True)], ids=str)
def test_a_functions_log_group_is_made_if_its_role_may_make_it(
    cloud: EmbeddedCloud, make_function: MakeFunction, granted: tuple[str, ...], *, made: bool
) -> None:
    name = make_function(cloud, f"making-{made}", MEASURING)
    grant(cloud, name, on_log(name, *WRITE_LOG, *granted))
    assert printed(cloud, name) == (made, made, made)


# --- DynamoDB -------------------------------------------------------------------------------------------------------

WRITES = ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")


def keep_out_all_but(role_arn: str) -> dict[str, Any]:
    condition = {"ArnNotEquals": {"aws:PrincipalArn": role_arn}}
    return document(
        {"Effect": "Deny", "Principal": "*", "Action": list(WRITES), "Resource": "*", "Condition": condition}
    )


def table(name: str) -> dict[str, Any]:
    return {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    }


@pytest.fixture(scope="module")
def writer(cloud: EmbeddedCloud) -> str:
    """The ARN of a role with a path, which may do everything with tables."""
    trust = document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": ACCOUNT}})
    arn = cloud.client("iam").create_role(
        RoleName="writer", Path="/tables/", AssumeRolePolicyDocument=json.dumps(trust)
    )["Role"]["Arn"]
    grant(cloud, "writer", allow("dynamodb:*"))
    return str(arn)


@pytest.mark.parametrize("by", ["template", "PutResourcePolicy", "CreateTable"])
def test_a_tables_policy_keeps_out_all_but_one_role(cloud: EmbeddedCloud, writer: str, by: str) -> None:
    name, policy, root = f"kept-by-{by}", keep_out_all_but(writer), cloud.client("dynamodb")
    if by == "template":
        create(cloud, "AWS::DynamoDB::Table", table(name) | {"ResourcePolicy": {"PolicyDocument": policy}})
    elif by == "CreateTable":
        root.create_table(**table(name), ResourcePolicy=json.dumps(policy))
    else:
        arn = root.create_table(**table(name))["TableDescription"]["TableArn"]
        root.put_resource_policy(ResourceArn=arn, Policy=json.dumps(policy))
    put, other = {"TableName": name, "Item": {"pk": {"S": "1"}}}, client_of_user(cloud, "dynamodb", allow("dynamodb:*"))
    session = cloud.client("dynamodb", cloud.assume_role(writer))
    assert outcome(session.put_item, **put) == "OK"
    assert outcome(other.put_item, **put) == "AccessDeniedException"
    assert outcome(other.transact_write_items, TransactItems=[{"Put": put}]) == "AccessDeniedException"
    assert outcome(other.scan, TableName=name) == "OK"


@pytest.mark.parametrize("action", ["dynamodb:PutItem", "dynamodb:BatchWriteItem"])
def test_a_transaction_is_permitted_by_its_parts_and_a_batch_by_its_own_action(
    cloud: EmbeddedCloud, action: str
) -> None:
    name = action.replace(":", "-")
    cloud.client("dynamodb").create_table(**table(name))
    item, dynamodb = {"pk": {"S": "1"}}, client_of_user(cloud, "dynamodb", allow(action))
    transacted = outcome(dynamodb.transact_write_items, TransactItems=[{"Put": {"TableName": name, "Item": item}}])
    batched = outcome(dynamodb.batch_write_item, RequestItems={name: [{"PutRequest": {"Item": item}}]})
    denied = "AccessDeniedException"
    assert (transacted, batched) == (("OK", denied) if action == "dynamodb:PutItem" else (denied, "OK"))

import json
from typing import Any

import pytest

from local.server.exchange import Exchange
from local.server.records.record import Record, records, within_limits
from tests.unit.local.exchange_of import ACCOUNT, REGION, ROOT, SESSION, exchange_of

SECRETS = "hush"
NEW_KEY = (
    "<CreateAccessKeyResponse><CreateAccessKeyResult><AccessKey><UserName>bob</UserName><SecretAccessKey>"
    f"{SECRETS}</SecretAccessKey></AccessKey></CreateAccessKeyResult></CreateAccessKeyResponse>"
)


def record_of(exchange: Exchange, bucket_owner: str | None = ACCOUNT) -> Record:
    [record] = records(exchange, role_of=lambda *_: None, bucket_owner=lambda _: bucket_owner)
    return record


@pytest.mark.parametrize(
    ("service", "operation", "sent", "source", "name", "written"),
    [
        ("iam", "GetUser", {"UserName": "bob"}, "iam", "GetUser", {"userName": "bob"}),
        (
            "iam",
            "TagUser",
            {"UserName": "bob", "Tags": [{"Key": "team", "Value": "red"}]},
            "iam",
            "TagUser",
            {"userName": "bob", "tags": [{"key": "team", "value": "red"}]},
        ),
        (
            "ec2",
            "DescribeInstances",
            {"InstanceIds": ["i-1"]},
            "ec2",
            "DescribeInstances",
            {"filterSet": {}, "instancesSet": {"items": [{"instanceId": "i-1"}]}},
        ),
        ("logs", "CreateLogGroup", {"logGroupName": "g"}, "logs", "CreateLogGroup", {"logGroupName": "g"}),
        ("kms", "DescribeKey", {"KeyId": "k"}, "kms", "DescribeKey", {"keyId": "k"}),
        ("lambda", "GetFunction", {"FunctionName": "f"}, "lambda", "GetFunction20150331v2", {"functionName": "f"}),
        ("lambda", "ListFunctions", {"MaxItems": 5}, "lambda", "ListFunctions20150331", {"maxItems": 5}),
        (
            "s3",
            "PutBucketVersioning",
            {"Bucket": "b", "VersioningConfiguration": {"Status": "Enabled"}},
            "s3",
            "PutBucketVersioning",
            {
                "bucketName": "b",
                "Host": "cloud.example",
                "versioning": "",
                "VersioningConfiguration": {"Status": "Enabled", "xmlns": "http://s3.amazonaws.com/doc/2006-03-01/"},
            },
        ),
        (
            "s3",
            "GetBucketLifecycleConfiguration",
            {"Bucket": "b"},
            "s3",
            "GetBucketLifecycle",
            {"bucketName": "b", "Host": "cloud.example", "lifecycle": ""},
        ),
        ("cloudwatch", "PutMetricAlarm", {"AlarmName": "a"}, "monitoring", "PutMetricAlarm", {"alarmName": "a"}),
        ("sts", "GetCallerIdentity", {}, "sts", "GetCallerIdentity", None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_request_of_each_protocol_is_recorded_under_the_names_that_cloudtrail_writes(  # noqa: PLR0913, PLR0917
    service: str, operation: str, sent: dict[str, Any], source: str, name: str, written: dict[str, Any] | None
) -> None:
    record = record_of(exchange_of(service, operation, sent))
    assert (record["eventSource"], record["eventName"]) == (f"{source}.amazonaws.com", name)
    assert record["requestParameters"] == written


@pytest.mark.parametrize(
    ("service", "operation", "status", "answer", "code"),
    [
        (
            "iam",
            "GetUser",
            404,
            "<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>m</Message></Error></ErrorResponse>",
            "NoSuchEntityException",
        ),
        (
            "sns",
            "ListTopics",
            403,
            "<ErrorResponse><Error><Code>AuthorizationError</Code><Message>m</Message></Error></ErrorResponse>",
            "AccessDenied",
        ),
        ("logs", "DescribeLogGroups", 400, '{"__type": "AccessDeniedException", "message": "m"}', "AccessDenied"),
        ("s3", "GetBucketCors", 404, "<Error><Code>NoSuchCORSConfiguration</Code></Error>", "NoSuchCORSConfiguration"),
        ("s3", "HeadBucket", 403, "", "AccessDenied"),
        (
            "ec2",
            "DescribeVpcs",
            400,
            "<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code></Error></Errors></Response>",
            "Client.InvalidVpcID.NotFound",
        ),
    ],
)
def test_a_failed_call_has_the_code_that_cloudtrail_writes_and_no_response(
    service: str, operation: str, status: int, answer: str, code: str
) -> None:
    record = record_of(
        exchange_of(service, operation, {"Bucket": "b"} if service == "s3" else {}, status=status, answer=answer)
    )
    assert (record["errorCode"], record["responseElements"]) == (code, None)


def test_a_refused_call_has_no_request_parameters_but_of_s3() -> None:
    answer = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>m</Message></Error></ErrorResponse>"
    refused = exchange_of("iam", "GetUser", {"UserName": "bob"}, status=403, answer=answer)
    assert record_of(refused)["requestParameters"] is None
    refused = exchange_of("s3", "GetBucketCors", {"Bucket": "b"}, status=403)
    assert record_of(refused)["requestParameters"]["bucketName"] == "b"


@pytest.mark.parametrize(
    ("service", "operation", "sent", "answer"),
    [
        ("iam", "CreateLoginProfile", {"UserName": "bob", "Password": SECRETS}, ""),
        (
            "iam",
            "CreateAccessKey",
            {},
            NEW_KEY,
        ),
        ("secretsmanager", "CreateSecret", {"Name": "s", "SecretString": SECRETS}, "{}"),
        ("ssm", "PutParameter", {"Name": "p", "Value": SECRETS, "Type": "SecureString"}, "{}"),
        ("lambda", "CreateFunction", {"FunctionName": "f", "Environment": {"Variables": {"TOKEN": SECRETS}}}, "{}"),
        ("kms", "Encrypt", {"KeyId": "k", "Plaintext": SECRETS.encode()}, "{}"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isalnum() else "",
)
def test_no_secret_is_recorded(service: str, operation: str, sent: dict[str, Any], answer: str) -> None:
    record = record_of(exchange_of(service, operation, sent, answer=answer))
    assert SECRETS not in json.dumps(record)


def test_a_read_has_no_response_elements_and_a_write_has() -> None:
    user = "<{0}Response><{0}Result><User><UserName>bob</UserName></User></{0}Result></{0}Response>"
    read = record_of(exchange_of("iam", "GetUser", answer=user.format("GetUser")))
    write = record_of(exchange_of("iam", "CreateUser", {"UserName": "bob"}, answer=user.format("CreateUser")))
    assert (read["readOnly"], read["responseElements"]) == (True, None)
    assert (write["readOnly"], write["responseElements"]) == (False, {"user": {"userName": "bob"}})


def test_global_services_are_recorded_in_the_region_of_all_global_services() -> None:
    assert record_of(exchange_of("iam", "ListUsers"))["awsRegion"] == "us-east-1"
    assert record_of(exchange_of("sqs", "ListQueues"))["awsRegion"] == REGION


def test_each_kind_of_caller_has_its_own_identity() -> None:
    def identity(exchange: Exchange) -> dict[str, Any]:
        found: dict[str, Any] = record_of(exchange)["userIdentity"]
        return found

    user = identity(exchange_of("sts", "GetCallerIdentity"))
    root = identity(exchange_of("sts", "GetCallerIdentity", caller=ROOT))
    session = identity(exchange_of("sts", "GetCallerIdentity", caller=SESSION))
    nobody = identity(exchange_of("s3", "GetObject", {"Bucket": "b", "Key": "k"}, caller=None))
    assert (user["type"], user["userName"]) == ("IAMUser", "alice")
    assert (root["type"], "userName" in root) == ("Root", False)
    assert session["sessionContext"]["sessionIssuer"]["userName"] == "Reader"
    assert session["sessionContext"]["attributes"]["creationDate"] == "2026-11-23T08:00:00Z"
    assert nobody == {"type": "AWSAccount", "principalId": "", "accountId": "ANONYMOUS_PRINCIPAL"}


def test_an_object_call_is_a_data_event_with_both_resources_and_transfer_sizes() -> None:
    sent = {"Bucket": "b", "Key": "a/b.txt", "Body": b"12345"}
    record = record_of(exchange_of("s3", "PutObject", sent, answer_headers={"x-amz-id-2": "i"}))
    assert (record["eventCategory"], record["managementEvent"], record["readOnly"]) == ("Data", False, False)
    assert record["resources"] == [
        {"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::b/a/b.txt"},
        {"accountId": ACCOUNT, "type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::b"},
    ]
    assert record["additionalEventData"]["bytesTransferredIn"] == 5
    assert record["userAgent"] == "[Boto3/1]"


@pytest.mark.parametrize(
    ("service", "operation", "sent"),
    [
        ("sqs", "SendMessage", {"QueueUrl": f"https://sqs/{ACCOUNT}/q", "MessageBody": "m"}),
        ("sns", "Publish", {"TopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:t", "Message": "m"}),
        ("lambda", "Invoke", {"FunctionName": "f"}),
        ("dynamodb", "PutItem", {"TableName": "table", "Item": {}}),
    ],
)
def test_data_events_name_their_resource(service: str, operation: str, sent: dict[str, Any]) -> None:
    record = record_of(exchange_of(service, operation, sent, answer="{}"))
    assert record["eventCategory"] == "Data"
    assert [resource["ARN"].split(":")[2] for resource in record["resources"]] == [service]


@pytest.mark.parametrize(
    "exchange",
    [
        exchange_of("logs", "PutLogEvents", {"logGroupName": "g", "logStreamName": "s", "logEvents": []}),
        exchange_of("sqs", "ListQueues", status=403, answer='{"__type": "InvalidClientTokenId"}'),
        exchange_of("sqs", "ListQueues", caller=None),
    ],
    ids=["not logged by CloudTrail", "unknown key", "not signed"],
)
def test_some_calls_have_no_record(exchange: Exchange) -> None:
    assert records(exchange, role_of=lambda *_: None, bucket_owner=lambda _: None) == []


def test_a_call_on_another_accounts_resource_is_recorded_in_both_accounts_under_one_shared_id() -> None:
    exchange = exchange_of("s3", "GetObject", {"Bucket": "theirs", "Key": "k"})
    mine, theirs = records(exchange, role_of=lambda *_: None, bucket_owner=lambda _: "444455556666")
    assert (mine["recipientAccountId"], theirs["recipientAccountId"]) == (ACCOUNT, "444455556666")
    assert mine["sharedEventID"] == theirs["sharedEventID"]
    assert mine["eventID"] != theirs["eventID"]
    assert theirs["userIdentity"] == {"type": "AWSAccount", "principalId": "AIDAALICE", "accountId": ACCOUNT}


def test_long_texts_are_cut_and_large_objects_left_out() -> None:
    large = {"userAgent": "a" * 5000, "requestParameters": {"text": "b" * 200_000}, "eventID": "e"}
    assert within_limits(large) == {"userAgent": "a" * 1024, "eventID": "e"}

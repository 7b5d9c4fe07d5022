"""A deployment in moto, as the stacks make it, and what doctor says of it."""

import io
import json
import zipfile
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore import handlers
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.botocore_stubber import MockRawResponse

from cli.command import main
from stacks import name, policy
from stacks.config import Config
from stacks.name import At
from tests.builder import ACCOUNT

PLACE = At("aws", ACCOUNT, "eu-west-1")
KEYS: dict[str, Any] = {"account": ACCOUNT, "region": PLACE.region}
BLOCKED: Any = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
)
Told = dict[str, set[str]]


def cdk_json(folder: Path, keys: Mapping[str, Any]) -> Path:
    path = folder / "cdk.json"
    path.write_text(json.dumps({"context": {"trailkeeper": keys}}))
    return path


def examined(folder: Path, keys: Mapping[str, Any], capsys: pytest.CaptureFixture[str]) -> tuple[int, list[Any]]:
    code = main(["doctor", "--json", "--config", str(cdk_json(folder, keys))])
    told = json.loads(capsys.readouterr().out)
    assert (told["account"], told["region"]) == (ACCOUNT, "eu-west-1")
    assert told["verdict"] == {0: "ok", 1: "fail", 2: "undecided"}[code]
    return code, told["results"]


def statuses(results: list[Any]) -> Told:
    found: Told = {}
    for each in results:
        found.setdefault(each["check"], set()).add(each["status"])
    return found


def document(*statements: Mapping[str, Any]) -> str:
    root = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    own = {"Sid": "Own", "Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [own, *statements]})


def make_key(config: Config, purpose: str, *statements: Mapping[str, Any]) -> str:
    kms = boto3.client("kms")
    made: str = kms.create_key(Policy=document(*statements))["KeyMetadata"]["Arn"]
    kms.create_alias(AliasName=f"alias/{name.key_alias(config, purpose)}", TargetKeyId=made)
    kms.enable_key_rotation(KeyId=made)
    return made


def make_bucket(bucket: str, key: str, *statements: Mapping[str, Any]) -> None:
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=BLOCKED)
    if key:
        by = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
        rules: Any = {"Rules": [{"ApplyServerSideEncryptionByDefault": by}]}
        s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration=rules)
    if statements:
        s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Statement": list(statements)}))


def deploy(config: Config) -> None:
    """As the stacks do."""
    archive_key = make_key(config, "archive", *policy.archive_key_statements(PLACE, config))
    notification_key = make_key(config, "notification", *policy.notification_key_statements(PLACE, config))
    make_key(config, "records", policy.log_group_key_statement(PLACE))
    make_key(config, "ledger")
    make_key(config, "verification", *policy.verification_key_statements(PLACE))
    make_bucket(name.archive_bucket(PLACE, config), archive_key, *policy.bucket_statements(PLACE, config))
    make_bucket(name.quarantine_bucket(PLACE, config), make_key(config, "quarantine"))
    make_bucket(name.access_logs_bucket(PLACE, config), "")
    sns: Any = boto3.client("sns")
    topic = sns.create_topic(
        Name=name.TOPIC,
        Attributes={
            "KmsMasterKeyId": notification_key,
            "Policy": json.dumps({"Statement": policy.topic_statements(PLACE, config)}),
        },
    )["TopicArn"]
    make_delivery(config)
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=name.queue_arn(PLACE, config))
    make_trail(config, archive_key)


def make_delivery(config: Config) -> None:
    boto3.client("sqs").create_queue(QueueName=name.QUEUE, Attributes={"Policy": queue_policy(config)})
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = boto3.client("iam").create_role(
        RoleName="deliver", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )["Role"]["Arn"]
    functions = boto3.client("lambda")
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as written:
        written.writestr("handler.py", "")
    functions.create_function(
        FunctionName=name.DELIVER,
        Role=role,
        Code={"ZipFile": code.getvalue()},
        Runtime="python3.13",
        Handler="handler.handler",
    )
    functions.create_event_source_mapping(EventSourceArn=name.queue_arn(PLACE, config), FunctionName=name.DELIVER)


def queue_policy(config: Config) -> str:
    from_topic = {"ArnEquals": {"aws:SourceArn": name.topic_arn(PLACE, config)}}
    queue, service = name.queue_arn(PLACE, config), {"Service": "sns.amazonaws.com"}
    statement = policy.allow("OnlyTheTrailsTopic", service, "sqs:SendMessage", queue, from_topic)
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def make_trail(config: Config, key: str) -> None:
    cloudtrail: Any = boto3.client("cloudtrail")
    cloudtrail.create_trail(
        Name=config.trail.name,
        S3BucketName=name.archive_bucket(PLACE, config),
        SnsTopicName=name.TOPIC,
        KmsKeyId=key,
        IsMultiRegionTrail=config.trail.multi_region,
        EnableLogFileValidation=True,
    )
    management = {"Name": "another name", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
    cloudtrail.put_event_selectors(TrailName=config.trail.name, AdvancedEventSelectors=[management])
    cloudtrail.start_logging(Name=config.trail.name)


def answer_beside_moto(monkeypatch: pytest.MonkeyPatch) -> None:
    """What moto does not know: two operations of CloudTrail, and the service of telemetry rules, which has none."""

    def list_event_data_stores(_: CloudTrailResponse) -> str:
        return json.dumps({"EventDataStores": []})

    def get_event_configuration(_: CloudTrailResponse) -> str:
        return json.dumps({})

    def no_rule(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        headers = HTTPHeaders.from_dict({"x-amzn-errortype": "ResourceNotFoundException"})
        return AWSResponse(request.url, HTTPStatus.NOT_FOUND, headers, MockRawResponse("{}"))

    for answer in (list_event_data_stores, get_event_configuration):
        monkeypatch.setattr(CloudTrailResponse, answer.__name__, answer, raising=False)
    added = [*handlers.BUILTIN_HANDLERS, ("before-send.observabilityadmin", no_rule)]
    monkeypatch.setattr(handlers, "BUILTIN_HANDLERS", added)

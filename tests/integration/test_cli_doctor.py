"""`trailkeeper doctor`, its calls answered by moto: before a deployment, after it, and after somebody changed it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest

from stacks import name
from stacks.config import Config, load
from tests.integration.doctor_deployment import (
    KEYS,
    PLACE,
    answer_beside_moto,
    deploy,
    document,
    examined,
    statuses,
)


@pytest.fixture(autouse=True)
def beside_moto(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_beside_moto(monkeypatch)


def test_before_the_first_deployment_nothing_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, results = examined(tmp_path, {}, capsys)
    found = statuses(results)
    assert code == 0
    assert {each for of_check in found.values() for each in of_check} == {"ok", "skipped"}
    assert found["bucket"] == {"skipped"}
    assert found["second-copy"] == {"ok"}


def test_a_deployment_as_it_is_made_has_no_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deploy(load(KEYS))
    code, results = examined(tmp_path, KEYS, capsys)
    assert [each for each in results if each["status"] not in ("ok", "skipped")] == []
    assert code == 0
    assert {each["check"] for each in results if each["status"] == "skipped"} == {"recursion", "ingestion"}


def break_selectors(_: Config) -> None:
    objects = [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
    ]
    cloudtrail: Any = boto3.client("cloudtrail")
    cloudtrail.put_event_selectors(TrailName="trailkeeper", AdvancedEventSelectors=[{"FieldSelectors": objects}])


def break_bucket_policy(config: Config) -> None:
    boto3.client("s3").delete_bucket_policy(Bucket=name.archive_bucket(PLACE, config))


def break_key(config: Config) -> None:
    kms = boto3.client("kms")
    alias = f"alias/{name.key_alias(config, 'ledger')}"
    kms.schedule_key_deletion(KeyId=kms.describe_key(KeyId=alias)["KeyMetadata"]["KeyId"])


def break_key_policy(config: Config) -> None:
    kms = boto3.client("kms")
    arn = kms.describe_key(KeyId=f"alias/{name.key_alias(config, 'archive')}")["KeyMetadata"]["Arn"]
    kms.put_key_policy(KeyId=arn, PolicyName="default", Policy=document())


def break_topic(config: Config) -> None:
    topic = name.topic_arn(PLACE, config)
    boto3.client("sns").set_topic_attributes(
        TopicArn=topic, AttributeName="KmsMasterKeyId", AttributeValue="alias/aws/sns"
    )


def break_subscription(config: Config) -> None:
    sns = boto3.client("sns")
    for each in sns.list_subscriptions_by_topic(TopicArn=name.topic_arn(PLACE, config))["Subscriptions"]:
        sns.unsubscribe(SubscriptionArn=each["SubscriptionArn"])


def break_trail(_: Config) -> None:
    boto3.client("cloudtrail").update_trail(Name="trailkeeper", EnableLogFileValidation=False, S3KeyPrefix="theirs")


def break_logging(_: Config) -> None:
    boto3.client("cloudtrail").stop_logging(Name="trailkeeper")


def break_versioning(config: Config) -> None:
    boto3.client("s3").put_bucket_versioning(
        Bucket=name.archive_bucket(PLACE, config), VersioningConfiguration={"Status": "Suspended"}
    )


def break_public_access(config: Config) -> None:
    boto3.client("s3").delete_public_access_block(Bucket=name.quarantine_bucket(PLACE, config))


def break_queue(config: Config) -> None:
    sqs = boto3.client("sqs")
    sqs.set_queue_attributes(QueueUrl=sqs.get_queue_url(QueueName=name.QUEUE)["QueueUrl"], Attributes={"Policy": ""})


def break_polling(_: Config) -> None:
    functions = boto3.client("lambda")
    (polled,) = functions.list_event_source_mappings(FunctionName=name.DELIVER)["EventSourceMappings"]
    functions.update_event_source_mapping(UUID=polled["UUID"], Enabled=False)


def break_function(_: Config) -> None:
    boto3.client("lambda").delete_function(FunctionName=name.DELIVER)


BREAKS: dict[str, tuple[Callable[[Config], None], set[str]]] = {
    "selectors": (break_selectors, {"own-activity", "drift"}),
    "bucket policy": (break_bucket_policy, {"bucket-policy"}),
    "key": (break_key, {"key-state"}),
    "key policy": (break_key_policy, {"key-policy"}),
    "topic": (break_topic, {"topic-key"}),
    "subscription": (break_subscription, {"notification"}),
    "queue": (break_queue, {"delivery"}),
    "polling": (break_polling, {"delivery"}),
    "function": (break_function, {"delivery"}),
    "trail": (break_trail, {"validation", "drift"}),
    "logging": (break_logging, {"logging"}),
    "versioning": (break_versioning, {"bucket"}),
    "public access": (break_public_access, {"bucket"}),
}


@pytest.mark.parametrize(("broken", "checks"), BREAKS.values(), ids=BREAKS)
def test_what_somebody_has_changed_fails_its_checks_and_no_others(
    broken: Callable[[Config], None], checks: set[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = load(KEYS)
    deploy(config)
    broken(config)
    code, results = examined(tmp_path, KEYS, capsys)
    assert {each["check"] for each in results if each["status"] not in ("ok", "skipped")} == checks
    assert code == 1

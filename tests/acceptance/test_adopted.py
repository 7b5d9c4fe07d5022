"""Bucket, key and topic of another account are adopted; the trail's own link to CloudWatch Logs is on beside."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT
from stacks.adoption import requirements
from stacks.config import load
from tests.acceptance.estate import Estate, policy

OWNER = "333344445555"
BUCKET = "central-log-archive"
NATIVE = "/trailkeeper/native"
STREAM = f"{ACCOUNT}_CloudTrail_us-east-1"
Lived = dict[str, Any]


class Owner:
    """Of the bucket, the key and the topic; gives them the statements that synth asks for, and nothing else."""

    def __init__(self, estate: Estate) -> None:
        self.s3, self.kms, self.sns = (estate.client(service, OWNER) for service in ("s3", "kms", "sns"))
        self.s3.create_bucket(Bucket=BUCKET)
        self.key = self.kms.create_key()["KeyMetadata"]["Arn"]
        self.topic = self.sns.create_topic(Name="central-log-files")["TopicArn"]

    def configuration(self, **trail: Any) -> dict[str, Any]:
        return {
            "account": ACCOUNT,
            "region": "us-east-1",
            "ingestion_beside": ["native"],
            "trail": trail,
            "archive": {"bucket_arn": f"arn:aws:s3:::{BUCKET}", "bucket_account": OWNER, "key_arn": self.key},
            "notification": {"topic_arn": self.topic},
        }

    def permit(self, configuration: dict[str, Any]) -> None:
        needed = {each.path: each.statements for each in requirements(load(configuration))}
        self.s3.put_bucket_policy(Bucket=BUCKET, Policy=policy(needed["archive.bucket_arn"]))
        self.kms.put_key_policy(KeyId=self.key, PolicyName="default", Policy=policy(needed["archive.key_arn"]))
        written = policy(needed["notification.topic_arn"])
        self.sns.set_topic_attributes(TopicArn=self.topic, AttributeName="Policy", AttributeValue=written)

    def policies(self) -> list[Any]:
        attributes = self.sns.get_topic_attributes(TopicArn=self.topic)["Attributes"]
        key = self.kms.get_key_policy(KeyId=self.key, PolicyName="default")["Policy"]
        bucket = self.s3.get_bucket_policy(Bucket=BUCKET)["Policy"]
        return [json.loads(document) for document in (bucket, key, attributes["Policy"])]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    with EmbeddedCloud() as cloud:
        yield dict(_live(Estate(cloud, tmp_path_factory.mktemp("estate"))))


def _live(estate: Estate) -> Iterator[tuple[str, Any]]:
    owner = Owner(estate)
    owner.permit(owner.configuration())
    given = owner.policies()
    estate.deploy(owner.configuration())
    first = estate.call()
    yield "first", (estate.recorded(first), estate.recorded(first, NATIVE), estate.keys_with(first, BUCKET, OWNER))
    changed = {"key_prefix": "audit", "former_key_prefixes": [""], "selectors": {"presets": ["write-only-management"]}}
    owner.permit(owner.configuration(**changed))
    estate.deploy(owner.configuration(**changed, logging=False))
    yield "stopped", estate.trail()
    estate.deploy(owner.configuration(**changed))
    second = estate.call()
    yield "second", (estate.recorded(second), estate.recorded(second, NATIVE), estate.keys_with(second, BUCKET, OWNER))
    owner.permit(owner.configuration())
    estate.client("cloudtrail").stop_logging(Name="trailkeeper")
    yield "made", {name for name in estate.buckets() if "archive" in name}
    estate.destroy()
    yield "after", (owner.policies() == given, estate.stacks(), estate.keys_with(first, BUCKET, OWNER))


def folder(prefix: str) -> set[str]:
    return {f"{prefix}AWSLogs/{ACCOUNT}/CloudTrail/us-east-1"}


def test_with_the_statements_that_synth_prints_a_call_arrives_by_both_paths(lived: Lived) -> None:
    assert lived["first"] == ({STREAM}, {STREAM}, folder(""))


def test_after_an_update_in_place_a_call_arrives_by_both_paths(lived: Lived) -> None:
    assert lived["second"] == ({STREAM}, {STREAM}, folder("audit/"))


def test_the_update_stopped_the_trail_meanwhile(lived: Lived) -> None:
    assert not lived["stopped"]["IsLogging"]


def test_no_archive_is_made_beside_the_adopted_one(lived: Lived) -> None:
    assert lived["made"] == set()


def test_what_is_adopted_is_as_it_was_when_the_deployment_ends(lived: Lived) -> None:
    unchanged, stacks, kept = lived["after"]
    assert unchanged
    assert stacks == set()
    assert kept == folder("")

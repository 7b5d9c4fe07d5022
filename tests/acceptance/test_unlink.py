"""The trail's own link to CloudWatch Logs is on beside the pipeline, and then off: CloudFormation alone keeps it."""

from collections.abc import Iterator
from typing import Any

import pytest

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT
from tests.acceptance.estate import Estate
from tests.acceptance.test_native_link import NO_LINK

NATIVE = "/trailkeeper/native"
STREAM = f"{ACCOUNT}_CloudTrail_us-east-1"
Lived = dict[str, Any]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    with EmbeddedCloud() as cloud:
        yield dict(_live(Estate(cloud, tmp_path_factory.mktemp("estate"))))


def _live(estate: Estate) -> Iterator[tuple[str, Any]]:
    estate.deploy({"ingestion_beside": ["native"]})
    first = estate.call()
    yield "first", (estate.recorded(first), estate.recorded(first, NATIVE))
    yield "linked", estate.trail()
    estate.deploy({})
    yield "unlinked", estate.trail()
    second = estate.call()
    yield "second", (estate.recorded(second), estate.streams_with(second, NATIVE))
    estate.client("cloudtrail").stop_logging(Name="trailkeeper")
    yield "later", estate.streams_with(second, NATIVE)


def test_with_both_paths_a_call_arrives_by_both(lived: Lived) -> None:
    assert lived["linked"].keys() >= NO_LINK.keys()
    assert lived["first"] == ({STREAM}, {STREAM})


def test_the_trail_has_no_link_any_more_and_is_else_as_it_was(lived: Lived) -> None:
    assert not lived["unlinked"].keys() & NO_LINK.keys()
    assert lived["unlinked"]["IsLogging"]
    kept = ("TrailARN", "SnsTopicARN", "S3BucketName", "KmsKeyId", "RecursiveLogging", "AdvancedEventSelectors")
    assert [lived["unlinked"][each] for each in kept] == [lived["linked"][each] for each in kept]


def test_a_call_after_that_arrives_by_the_pipeline_alone(lived: Lived) -> None:
    assert lived["second"] == ({STREAM}, set())
    assert lived["later"] == set()

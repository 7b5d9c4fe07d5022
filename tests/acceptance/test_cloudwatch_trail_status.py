"""What a look at a trail in every Region finds on the embedded cloud."""

import concurrent.futures
import json
from collections.abc import Iterator
from typing import Any

import pytest

from local.cloud import EmbeddedCloud
from tests.acceptance.expectation import error_code
from tests.acceptance.watched_trail import WatchedTrail, client

ENABLED = ["ENABLED", "ENABLED_BY_DEFAULT"]


def statement(*actions: str) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}


def regions(cloud: EmbeddedCloud) -> list[str]:
    pages = client(cloud, "account").get_paginator("list_regions").paginate(RegionOptStatusContains=ENABLED)
    return [region["RegionName"] for page in pages for region in page["Regions"]]


def test_the_regions_of_an_account_are_for_those_who_may_list_them(cloud: EmbeddedCloud) -> None:
    admitted = cloud.user("regions-admitted", statement("account:ListRegions"))
    refused = cloud.user("regions-refused", statement("account:GetContactInformation"))
    listed = cloud.client("account", admitted).list_regions(RegionOptStatusContains=ENABLED, MaxResults=50)
    assert {"us-east-1", "eu-west-1", "ap-south-2"} < {region["RegionName"] for region in listed["Regions"]}
    assert error_code(cloud.client("account", refused).list_regions) == "AccessDeniedException"


def test_a_trail_has_a_status_in_each_region_by_its_arn(cloud: EmbeddedCloud, trail: WatchedTrail) -> None:
    who = cloud.user("status-reader", statement("cloudtrail:GetTrailStatus"))
    listed = regions(cloud)
    assert len(listed) >= 17
    # A client takes long to make.
    clients = [cloud.client("cloudtrail", who, region) for region in listed[::6]]
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(lambda each: each.get_trail_status(Name=trail.arn), clients))
    assert [status["IsLogging"] for status in statuses] == [True] * len(clients)
    trail.cloudtrail.stop_logging(Name=trail.name)
    assert not any(each.get_trail_status(Name=trail.arn)["IsLogging"] for each in clients)


def test_a_deleted_trail_is_not_found_in_any_region(cloud: EmbeddedCloud) -> None:
    gone = WatchedTrail(cloud).start()
    gone.delete()
    for region in ("us-east-1", "eu-west-1"):
        cloudtrail = cloud.client("cloudtrail", region=region)
        assert error_code(cloudtrail.get_trail_status, Name=gone.arn) == "TrailNotFoundException"


@pytest.fixture
def in_ireland(cloud: EmbeddedCloud) -> Iterator[WatchedTrail]:
    """A trail of its own, that delivers what is called in Ireland too."""
    trail = WatchedTrail(cloud).start()
    yield trail
    trail.delete()


def test_an_error_is_of_the_region_whose_delivery_failed_and_ends_with_the_next_one(
    cloud: EmbeddedCloud, in_ireland: WatchedTrail
) -> None:
    trail, ireland = in_ireland, cloud.client("cloudtrail", region="eu-west-1")
    sqs = cloud.client("sqs", region="eu-west-1")

    def error(member: str) -> str | None:
        sqs.create_queue(QueueName="called-in-ireland")
        cloud.deliver()
        found: str | None = ireland.get_trail_status(Name=trail.arn).get(member)
        return found

    assert error("LatestNotificationError") is None
    sns = client(cloud, "sns")
    nobody = json.dumps({"Version": "2012-10-17", "Statement": []})
    sns.set_topic_attributes(TopicArn=trail.topic, AttributeName="Policy", AttributeValue=nobody)
    assert error("LatestNotificationError") is not None
    assert error("LatestDeliveryError") is None
    trail.permit_topic()
    assert error("LatestNotificationError") is None
    trail.s3.put_bucket_policy(Bucket=trail.bucket, Policy=nobody_may(trail.bucket))
    assert error("LatestDeliveryError") == "AccessDenied"
    trail.permit_bucket()
    assert error("LatestDeliveryError") is None


def nobody_may(bucket: str) -> str:
    denied = {"Effect": "Deny", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:PutObject"}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**denied, "Resource": f"arn:aws:s3:::{bucket}/*"}]})

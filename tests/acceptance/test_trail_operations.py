"""Operations on a trail that is there already: changes, Insights, and what its status says of its deliveries."""

import json
from datetime import UTC, datetime

from local.cloud import EmbeddedCloud
from tests.acceptance.expectation import error_code
from tests.acceptance.watched_trail import WatchedTrail


def test_a_trail_moves_to_another_prefix_as_soon_as_its_bucket_admits_it(
    cloud: EmbeddedCloud, trail: WatchedTrail
) -> None:
    update, wanted = trail.cloudtrail.update_trail, {"Name": trail.name, "S3KeyPrefix": "security"}
    assert error_code(update, **wanted) == "InsufficientS3BucketPolicyException"
    assert "S3KeyPrefix" not in trail.cloudtrail.get_trail(Name=trail.name)["Trail"]
    trail.permit_bucket("security/")
    assert update(**wanted)["S3KeyPrefix"] == "security"
    assert trail.cloudtrail.get_trail(Name=trail.name)["Trail"]["S3KeyPrefix"] == "security"
    before = set(trail.stored())
    cloud.client("sqs").create_queue(QueueName="after-the-move")
    assert "after-the-move" in str(trail.named("CreateQueue"))
    new = set(trail.stored()) - before
    assert new
    assert [key for key in new if not key.startswith(f"security/AWSLogs/{trail.account}/CloudTrail/")] == []


def test_a_trail_tells_another_topic_as_soon_as_that_admits_it(
    cloud: EmbeddedCloud, trail: WatchedTrail, prepared: WatchedTrail
) -> None:
    update, wanted = trail.cloudtrail.update_trail, {"Name": trail.name, "SnsTopicName": prepared.topic}
    assert error_code(update, **wanted) == "InsufficientSnsTopicPolicyException"
    assert trail.cloudtrail.get_trail(Name=trail.name)["Trail"]["SnsTopicARN"] == trail.topic
    prepared.arn = trail.arn
    prepared.permit_topic()
    assert update(**wanted)["SnsTopicARN"] == prepared.topic
    assert prepared.message() == "CloudTrail validation message."
    cloud.client("sqs").create_queue(QueueName="told-elsewhere")
    cloud.deliver()
    assert json.loads(prepared.message())["s3Bucket"] == trail.bucket


def test_insights_are_enabled_told_and_disabled(trail: WatchedTrail) -> None:
    def enabled() -> bool:
        return bool(trail.cloudtrail.get_trail(Name=trail.name)["Trail"]["HasInsightSelectors"])

    get, put = trail.cloudtrail.get_insight_selectors, trail.cloudtrail.put_insight_selectors
    selectors = [{"InsightType": "ApiCallRateInsight"}, {"InsightType": "ApiErrorRateInsight"}]
    assert error_code(get, TrailName=trail.name) == "InsightNotEnabledException"
    assert put(TrailName=trail.name, InsightSelectors=selectors)["InsightSelectors"] == selectors
    assert get(TrailName=trail.name)["InsightSelectors"] == selectors
    assert enabled()
    put(TrailName=trail.name, InsightSelectors=[])
    assert error_code(get, TrailName=trail.name) == "InsightNotEnabledException"
    assert not enabled()


def test_the_times_of_a_status_are_those_of_the_last_log_file_and_notification(
    cloud: EmbeddedCloud, trail: WatchedTrail
) -> None:
    called = datetime.now(UTC)
    cloud.client("sqs").create_queue(QueueName="timed")
    cloud.deliver()
    status = trail.cloudtrail.get_trail_status(Name=trail.name)
    assert called < status["LatestDeliveryTime"] <= status["LatestNotificationTime"] < datetime.now(UTC)

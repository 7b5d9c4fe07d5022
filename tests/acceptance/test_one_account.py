"""One account, from its first deployment through changes in place to its end: what it recorded is still there."""

from collections.abc import Iterator
from typing import Any

import pytest

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT
from local.deploy import DeployFailed
from tests.acceptance.estate import Estate, policy
from tests.acceptance.expectation import eventually

ALARMS = f"arn:aws:sns:us-east-1:{ACCOUNT}:trailkeeper-alarms"
STREAM = f"{ACCOUNT}_CloudTrail_us-east-1"
CHANGED: dict[str, Any] = {
    "key_prefix": "security",
    "former_key_prefixes": [""],
    "selectors": {"presets": ["write-only-management"]},
}
Lived = dict[str, Any]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """What was seen at each stage of the deployment's life. One story, as each stage needs the one before."""
    with EmbeddedCloud() as cloud:
        yield dict(_live(Estate(cloud, tmp_path_factory.mktemp("estate"))))


def _live(estate: Estate) -> Iterator[tuple[str, Any]]:
    estate.deploy({})
    first = estate.call()
    yield "first", (estate.recorded(first), estate.keys_with(first))
    waiting = estate.call()
    estate.deploy({"trail": CHANGED | {"logging": False}})
    yield "stopped", estate.trail()
    unseen = estate.call()
    estate.deploy({"trail": CHANGED})
    yield "started", estate.trail()
    reading, second = estate.call(reads=True), estate.call()
    yield "second", (estate.recorded(second), estate.keys_with(second))
    yield "left out", [estate.streams_with(call) for call in (unseen, reading)]
    yield "waiting", estate.recorded(waiting)
    yield "alarm", _alarm(estate)
    with pytest.raises(DeployFailed) as failed:
        estate.deploy({"ingestion": "native", "trail": CHANGED})
    yield "too early", (str(failed.value), estate.trail())
    estate.deploy({"trail": CHANGED})
    estate.client("cloudtrail").stop_logging(Name="trailkeeper")
    yield "sides", estate.settled()
    yield "receipts", estate.receipts()
    estate.destroy()
    yield "stacks", estate.stacks()
    yield "kept", (estate.in_bucket(), estate.in_log_group(), estate.receipts(), _keys(estate))


def _alarm(estate: Estate) -> str:
    """What is told when somebody disables the archive's key, which is enabled again."""
    sqs, kms = estate.client("sqs"), estate.client("kms")
    queue = sqs.create_queue(QueueName="listener")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    only = {"ArnEquals": {"aws:SourceArn": ALARMS}}
    sends = {"Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn}
    allowed = policy([{"Effect": "Allow", **sends, "Condition": only}])
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": allowed})
    estate.client("sns").subscribe(
        TopicArn=ALARMS, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"}
    )
    key = kms.describe_key(KeyId="alias/trailkeeper-quarantine")["KeyMetadata"]["KeyId"]
    kms.disable_key(KeyId=key)
    estate.cloud.deliver()
    told = eventually(lambda: sqs.receive_message(QueueUrl=queue).get("Messages", []))
    kms.enable_key(KeyId=key)
    return "".join(message["Body"] for message in told)


def _keys(estate: Estate) -> set[str]:
    kms = estate.client("kms")
    keys = [kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"] for key in kms.list_keys()["Keys"]]
    return {key["KeyState"] for key in keys if key["KeyManager"] == "CUSTOMER"}


def test_a_call_is_recorded_in_the_archive_and_in_the_accounts_stream(lived: Lived) -> None:
    assert lived["first"] == ({STREAM}, {f"AWSLogs/{ACCOUNT}/CloudTrail/us-east-1"})


def test_an_update_in_place_stops_the_trail_and_gives_it_its_prefix_and_selectors(lived: Lived) -> None:
    trail = lived["stopped"]
    assert (trail["IsLogging"], trail["S3KeyPrefix"]) == (False, "security")
    fields = {each["Field"]: each["Equals"] for each in trail["AdvancedEventSelectors"][0]["FieldSelectors"]}
    assert fields == {"eventCategory": ["Management"], "readOnly": ["false"]}


def test_the_trail_is_the_same_one_and_logs_again(lived: Lived) -> None:
    assert lived["started"]["IsLogging"]
    assert lived["started"]["TrailARN"] == lived["stopped"]["TrailARN"]


def test_a_call_after_the_update_is_recorded_below_the_new_prefix(lived: Lived) -> None:
    assert lived["second"] == ({STREAM}, {f"security/AWSLogs/{ACCOUNT}/CloudTrail/us-east-1"})


def test_a_call_while_the_trail_was_stopped_and_one_that_only_reads_are_not_recorded(lived: Lived) -> None:
    assert lived["left out"] == [set(), set()]


def test_a_call_that_waited_while_the_prefix_changed_is_delivered(lived: Lived) -> None:
    assert lived["waiting"] == {STREAM}


def test_whoever_disables_a_key_is_told_of(lived: Lived) -> None:
    assert "DisableKey on a key of the deployment" in lived["alarm"]
    assert f"arn:aws:iam::{ACCOUNT}:root" in lived["alarm"]


def test_a_path_that_is_taken_away_without_an_hour_of_overlap_fails_before_the_trail_changes(lived: Lived) -> None:
    said, trail = lived["too early"]
    assert "ingestion_beside" in said
    assert trail["SnsTopicARN"] == f"arn:aws:sns:us-east-1:{ACCOUNT}:trailkeeper-notifications"
    assert "CloudWatchLogsLogGroupArn" not in trail


def test_every_record_of_the_archive_is_delivered_once(lived: Lived) -> None:
    bucket, log_group = lived["sides"]
    assert bucket.total() > 10
    assert log_group == bucket


def test_the_evidence_survives_the_end_of_the_deployment(lived: Lived) -> None:
    # The refused deployment had made it before it came to the trail.
    assert lived["stacks"] == {"Trailkeeper-Native"}
    bucket, log_group = lived["sides"]
    assert lived["kept"] == (bucket, log_group, lived["receipts"], {"Enabled"})

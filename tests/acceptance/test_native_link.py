"""A trail's own link to CloudWatch Logs, beside its log files."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from local.both_sides import events, streams
from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT
from tests.acceptance.expectation import error_code
from tests.acceptance.watched_trail import WatchedTrail, client

NO_LINK = {"CloudWatchLogsLogGroupArn": "", "CloudWatchLogsRoleArn": ""}

Document = dict[str, Any]


def document(**statement: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def trust(service: str = "cloudtrail.amazonaws.com") -> str:
    return document(Action="sts:AssumeRole", Principal={"Service": service})


class Link:
    """A log group and a role of a trail's name, in the trail's account, as the documents say."""

    def __init__(self, trail: WatchedTrail, stream: str = "") -> None:
        self.logs, self.iam = (client(trail.cloud, name, trail.account) for name in ("logs", "iam"))
        self.group = self.role = trail.name
        self.logs.create_log_group(logGroupName=self.group)
        self.iam.create_role(RoleName=self.role, AssumeRolePolicyDocument=trust())
        self.streams = f"arn:aws:logs:us-east-1:{trail.account}:log-group:{self.group}:log-stream:"
        self.permit(stream or f"{trail.account}_CloudTrail_us-east-1*")
        self.settings = {
            "CloudWatchLogsLogGroupArn": f"arn:aws:logs:us-east-1:{trail.account}:log-group:{self.group}:*",
            "CloudWatchLogsRoleArn": f"arn:aws:iam::{trail.account}:role/{self.role}",
        }

    def permit(self, *names: str, actions: tuple[str, ...] = ("logs:CreateLogStream", "logs:PutLogEvents")) -> None:
        policy = document(Action=list(actions), Resource=[self.streams + name for name in names])
        self.iam.put_role_policy(RoleName=self.role, PolicyName="write", PolicyDocument=policy)

    def messages(self, stream: str) -> list[Document]:
        if stream not in streams(self.logs, self.group):
            return []
        return [json.loads(event["message"]) for event in events(self.logs, self.group, stream)]


GROUPS, GROUPS_ABROAD = (f"arn:aws:logs:{region}:{ACCOUNT}:log-group:" for region in ("us-east-1", "eu-west-1"))
STREAM = f"{ACCOUNT}_CloudTrail_us-east-1"


@pytest.fixture
def link(prepared: WatchedTrail) -> Link:
    """Of a trail that may be made, and is not yet."""
    return Link(prepared.permit())


@pytest.fixture
def linked(prepared: WatchedTrail, link: Link) -> Iterator[WatchedTrail]:
    yield prepared.start(**link.settings)
    prepared.delete()


def test_records_of_all_regions_go_to_one_stream_that_is_named_after_account_and_home(
    cloud: EmbeddedCloud, linked: WatchedTrail, link: Link
) -> None:
    before_ms = int(time.time() * 1000)
    for region in ("us-east-1", "eu-west-1"):
        cloud.client("sqs", region=region).create_queue(QueueName="linked")
    cloud.deliver()
    found = [record for record in link.messages(STREAM) if record["eventName"] == "CreateQueue"]
    assert {record["awsRegion"] for record in found} == {"us-east-1", "eu-west-1"}
    assert {record["eventID"] for record in found} <= {record["eventID"] for record in linked.named("CreateQueue")}
    stamps = [event["timestamp"] for event in events(link.logs, link.group, STREAM)]
    assert before_ms <= stamps[-1] <= time.time() * 1000
    status = linked.cloudtrail.get_trail_status(Name=linked.name)
    assert status["LatestCloudWatchLogsDeliveryTime"]
    assert "LatestCloudWatchLogsDeliveryError" not in status


def test_a_link_is_taken_away_by_two_empty_arns(cloud: EmbeddedCloud, linked: WatchedTrail, link: Link) -> None:
    linked.cloudtrail.update_trail(Name=linked.name, **NO_LINK)
    assert not linked.cloudtrail.get_trail(Name=linked.name)["Trail"].keys() & NO_LINK.keys()
    cloud.client("sqs").create_queue(QueueName="unlinked")
    cloud.deliver()
    assert "unlinked" not in str(link.messages(STREAM))


def test_a_role_that_loses_its_permission_shows_in_the_status_and_log_files_go_on(
    cloud: EmbeddedCloud, linked: WatchedTrail, link: Link
) -> None:
    link.permit("somewhere-else")
    cloud.client("sqs").create_queue(QueueName="not-written")
    assert linked.named("CreateQueue")
    status = linked.cloudtrail.get_trail_status(Name=linked.name)
    assert status["LatestCloudWatchLogsDeliveryError"] == "AccessDenied"
    assert "LatestDeliveryError" not in status
    link.permit("*")
    linked.named("CreateQueue")
    assert "LatestCloudWatchLogsDeliveryError" not in linked.cloudtrail.get_trail_status(Name=linked.name)
    assert "not-written" not in str(link.messages(STREAM))


BAD_GROUP, BAD_ROLE = "InvalidCloudWatchLogsLogGroupArnException", "InvalidCloudWatchLogsRoleArnException"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"CloudWatchLogsLogGroupArn": f"{GROUPS}{{}}"}, BAD_GROUP, id="no star"),
        pytest.param({"CloudWatchLogsLogGroupArn": f"{GROUPS}no:*"}, BAD_GROUP, id="none"),
        pytest.param({"CloudWatchLogsLogGroupArn": f"{GROUPS_ABROAD}{{}}:*"}, BAD_GROUP, id="abroad"),
        pytest.param({"CloudWatchLogsLogGroupArn": ""}, BAD_GROUP, id="a role alone"),
        pytest.param({"CloudWatchLogsRoleArn": ""}, BAD_ROLE, id="a log group alone"),
        pytest.param({"CloudWatchLogsRoleArn": f"arn:aws:iam::{ACCOUNT}:role/no"}, BAD_ROLE, id="no such role"),
    ],
)
def test_a_link_that_names_the_wrong_things_is_refused(
    prepared: WatchedTrail, link: Link, changes: dict[str, str], code: str
) -> None:
    named = {member: value.format(link.group) for member, value in changes.items()}
    assert error_code(prepared.create, **(link.settings | named)) == code


@pytest.mark.parametrize("action", ["logs:CreateLogStream", "logs:PutLogEvents"])
def test_a_role_needs_both_permissions_on_the_stream(prepared: WatchedTrail, link: Link, action: str) -> None:
    link.permit(f"{STREAM}*", actions=(action,))
    assert error_code(prepared.create, **link.settings) == BAD_GROUP


def test_a_role_that_another_service_assumes_is_refused(prepared: WatchedTrail, link: Link) -> None:
    link.iam.update_assume_role_policy(RoleName=link.role, PolicyDocument=trust("lambda.amazonaws.com"))
    assert error_code(prepared.create, **link.settings) == BAD_ROLE


def test_an_organizations_link_has_a_stream_for_each_account(cloud: EmbeddedCloud) -> None:
    management, member, organization = "444455556666", "555566667777", "o-exampleorg2"
    cloud.organize(organization, management, [member])
    trail = WatchedTrail(cloud, management)
    trail.permit_bucket(folders=(management, organization))
    link = Link(trail)
    made = {"Name": trail.name, "S3BucketName": trail.bucket, "IsOrganizationTrail": True, **link.settings}
    assert error_code(trail.cloudtrail.create_trail, **made) == BAD_GROUP
    link.permit(f"{management}_CloudTrail_us-east-1*", f"{organization}_*")
    trail.cloudtrail.create_trail(**made)
    trail.cloudtrail.start_logging(Name=trail.name)
    for account in (management, member):
        client(cloud, "sqs", account).create_queue(QueueName="of-the-organization")
    cloud.deliver()
    for account in (management, member):
        found = link.messages(f"{organization}_{account}_CloudTrail_us-east-1")
        assert [record["recipientAccountId"] for record in found if record["eventName"] == "CreateQueue"] == [account]
    trail.delete()

"""The digests of the embedded CloudTrail, its public keys, and what its status says of them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from local.cloud import EmbeddedCloud
from tests.acceptance.expectation import error_code
from tests.acceptance.keys import CLOUDTRAIL, key, lets
from tests.acceptance.watched_digests import digests, validate_logs, wrong
from tests.acceptance.watched_trail import WatchedTrail, client

ORGANIZATION, MANAGEMENT, MEMBER = "o-exampleorg1", "111122223333", "222233334444"
ABROAD = "eu-west-1"
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def cloud() -> Iterator[EmbeddedCloud]:
    """It delivers and writes digests when it is told to, and at no other time."""
    with EmbeddedCloud(delivery_interval_seconds=3600, digest_interval_seconds=86_400) as cloud:
        yield cloud


@pytest.fixture
def trail(cloud: EmbeddedCloud) -> Iterator[WatchedTrail]:
    trail = WatchedTrail(cloud).start(EnableLogFileValidation=True)
    yield trail
    trail.delete()
    cloud.deliver()


def call(cloud: EmbeddedCloud, region: str = "us-east-1") -> None:
    cloud.client("sqs", region=region).list_queues()


def stamps(keys: list[str]) -> list[datetime]:
    """Of log files."""
    return [datetime.strptime(key.split("_")[-2], "%Y%m%dT%H%MZ").replace(tzinfo=UTC) for key in keys]


def test_each_hour_has_a_signed_digest_that_names_the_one_before_and_its_log_files(
    cloud: EmbeddedCloud, trail: WatchedTrail
) -> None:
    for _ in range(2):
        call(cloud)
        cloud.write_digests()
    cloud.write_digests(2)
    found = digests(trail)
    assert wrong(trail, found) == []
    assert [len(digest.files) for digest in found] == [0, 1, 1, 0, 0]
    assert [digest.said["previousDigestS3Object"] for digest in found] == [None, *[it.key for it in found[:-1]]]
    ends = [datetime.fromisoformat(digest.said["digestEndTime"]) for digest in found]
    assert {after - before for before, after in pairwise(ends)} == {HOUR}
    names = [f"_{trail.name}_us-east-1_{end:%Y%m%dT%H%M%SZ}.json.gz" for end in ends]
    assert all(digest.key.endswith(name) for digest, name in zip(found, names, strict=True))


def test_a_log_file_bears_the_time_of_the_digest_that_lists_it(cloud: EmbeddedCloud, trail: WatchedTrail) -> None:
    cloud.write_digests(3)
    call(cloud)
    cloud.write_digests()
    last = digests(trail)[-1]
    [stamp] = stamps(last.files)
    # The stamp has no seconds.
    assert last.said["digestStartTime"][:16] <= f"{stamp:%Y-%m-%dT%H:%M}" < last.said["digestEndTime"]


def test_the_command_of_aws_finds_digests_and_log_files_valid(cloud: EmbeddedCloud, trail: WatchedTrail) -> None:
    call(cloud)
    cloud.write_digests(2)
    printed = validate_logs(trail)
    assert "3/3 digest files valid" in printed
    assert "1/1 log files valid" in printed


def test_a_stopped_trail_has_a_last_digest_and_a_new_start_a_new_chain(
    cloud: EmbeddedCloud, trail: WatchedTrail
) -> None:
    call(cloud)
    trail.cloudtrail.stop_logging(Name=trail.name)
    cloud.write_digests(2)
    stopped = digests(trail)
    assert [len(digest.files) for digest in stopped] == [0, 1]
    trail.cloudtrail.start_logging(Name=trail.name)
    call(cloud)
    cloud.write_digests()
    found = digests(trail)
    assert wrong(trail, found) == []
    assert [digest.said["previousDigestS3Object"] is None for digest in found] == [True, False, True, False]
    assert "4/4 digest files valid" in validate_logs(trail)


def test_the_end_of_validation_ends_the_chain(cloud: EmbeddedCloud, trail: WatchedTrail) -> None:
    cloud.deliver()
    trail.cloudtrail.update_trail(Name=trail.name, EnableLogFileValidation=False)
    cloud.deliver()
    found = digests(trail)
    assert (len(found), wrong(trail, found)) == (2, [])
    call(cloud)
    cloud.write_digests(3)
    assert digests(trail) == found


def test_the_end_of_a_trail_ends_the_chain(cloud: EmbeddedCloud) -> None:
    trail = WatchedTrail(cloud).start(EnableLogFileValidation=True)
    call(cloud)
    cloud.deliver()
    trail.delete()
    cloud.write_digests(3)
    found = digests(trail)
    assert wrong(trail, found) == []
    assert [len(digest.files) for digest in found] == [0, 1]


def test_a_trail_without_validation_has_no_digests(cloud: EmbeddedCloud) -> None:
    trail = WatchedTrail(cloud).start()
    call(cloud)
    cloud.write_digests(2)
    assert digests(trail) == []
    trail.delete()


def test_each_region_has_its_own_chain_and_its_own_key(cloud: EmbeddedCloud, trail: WatchedTrail) -> None:
    call(cloud, ABROAD)
    cloud.write_digests(2)
    home, abroad = digests(trail), digests(trail, ABROAD)
    assert (wrong(trail, home), wrong(trail, abroad, ABROAD)) == ([], [])
    assert [len(digest.files) for digest in abroad] == [1, 0]
    signers = [{digest.said["digestPublicKeyFingerprint"] for digest in found} for found in (home, abroad)]
    assert not signers[0] & signers[1]
    assert f"_CloudTrail-Digest_{ABROAD}_{trail.name}_us-east-1_" in abroad[0].key


def test_a_key_is_rotated_and_the_old_one_still_listed(cloud: EmbeddedCloud, trail: WatchedTrail) -> None:
    cloud.write_digests()
    new = cloud.rotate_key()
    cloud.write_digests()
    found = digests(trail)
    assert wrong(trail, found) == []
    assert [digest.said["digestPublicKeyFingerprint"] == new for digest in found] == [False, False, True]
    current = trail.cloudtrail.list_public_keys()["PublicKeyList"]
    assert [listed["Fingerprint"] for listed in current] == [new]
    assert "3/3 digest files valid" in validate_logs(trail)


def test_the_status_tells_of_digests_that_cannot_be_written_until_they_can(
    cloud: EmbeddedCloud, trail: WatchedTrail
) -> None:
    trail.s3.delete_bucket_policy(Bucket=trail.bucket)
    assert cloud.write_digests(2) == 0
    status = trail.cloudtrail.get_trail_status(Name=trail.name)
    assert status["LatestDigestDeliveryError"] == "AccessDenied"
    assert "LatestDigestDeliveryTime" not in status
    trail.permit_bucket()
    cloud.deliver()
    status = trail.cloudtrail.get_trail_status(Name=trail.name)
    assert status["LatestDigestDeliveryTime"] > datetime.now(UTC) - HOUR
    assert "LatestDigestDeliveryError" not in status
    assert len(digests(trail)) == 3


def test_a_digest_is_encrypted_as_a_log_file_is(cloud: EmbeddedCloud) -> None:
    trail = WatchedTrail(cloud)
    arn = key(cloud, lets(CLOUDTRAIL, "kms:GenerateDataKey*"))
    trail.start(EnableLogFileValidation=True, KmsKeyId=arn)
    call(cloud)
    cloud.write_digests()
    [_, digest] = digests(trail)
    for name in (digest.key, *digest.files):
        head = trail.s3.head_object(Bucket=trail.bucket, Key=name)
        assert (head["ServerSideEncryption"], head["SSEKMSKeyId"]) == ("aws:kms", arn)
        assert (head["ContentType"], head["ContentEncoding"]) == ("application/json", "gzip")
    trail.delete()


def test_an_organizations_trail_has_a_chain_for_each_account_below_its_id(cloud: EmbeddedCloud) -> None:
    cloud.organize(ORGANIZATION, MANAGEMENT, [MEMBER])
    trail = WatchedTrail(cloud, MANAGEMENT, MANAGEMENT)
    trail.permit_bucket(folders=(MANAGEMENT, ORGANIZATION))
    trail.permit_topic()
    trail.create(IsOrganizationTrail=True, EnableLogFileValidation=True)
    trail.cloudtrail.start_logging(Name=trail.name)
    client(cloud, "sqs", MEMBER).list_queues()
    cloud.write_digests()
    for account in (MANAGEMENT, MEMBER):
        found = digests(trail, account=account)
        assert wrong(trail, found) == []
        folder = f"AWSLogs/{ORGANIZATION}/{account}/CloudTrail-Digest/us-east-1/"
        assert [digest.key.startswith(folder) for digest in found] == [True, True]
        assert {digest.said["awsAccountId"] for digest in found} == {account}
    assert [len(digest.files) for digest in digests(trail, account=MEMBER)] == [0, 1]
    assert "2/2 digest files valid" in validate_logs(trail, "--account-id", MEMBER)
    trail.delete()


def test_public_keys_are_for_those_who_may_list_them(cloud: EmbeddedCloud) -> None:
    def may(action: str) -> dict[str, object]:
        return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}

    listing = cloud.client("cloudtrail", cloud.user("key-reader", may("cloudtrail:ListPublicKeys")))
    other = cloud.client("cloudtrail", cloud.user("no-key-reader", may("cloudtrail:GetTrail")))
    now = datetime.now(UTC)
    assert listing.list_public_keys()["PublicKeyList"]
    assert error_code(other.list_public_keys) == "AccessDeniedException"
    assert error_code(listing.list_public_keys, StartTime=now, EndTime=now - HOUR) == "InvalidTimeRangeException"


def test_digests_can_be_written_until_now(trail: WatchedTrail) -> None:
    """Last in this file: no hour is left for others then."""
    trail.cloud.write_digests(until_now=True)
    found = digests(trail)
    assert wrong(trail, found) == []
    assert datetime.now(UTC) - HOUR < datetime.fromisoformat(found[-1].said["digestEndTime"]) <= datetime.now(UTC)
    assert trail.cloud.write_digests(5) == 0

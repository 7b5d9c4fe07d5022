from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.digest_key import Chain, DigestKey, day_folder, digest_key
from tests.digest_builder import Trail

END = datetime(2026, 11, 23, 10, 1, 31, tzinfo=UTC)
GOOD = Trail().digest_key(END)

TRAILS = st.builds(
    Trail,
    account=st.from_regex(r"[0-9]{12}", fullmatch=True),
    region=st.sampled_from(["eu-west-1", "us-gov-west-1", "cn-north-1"]),
    name=st.from_regex(r"[A-Za-z0-9._-]{3,128}", fullmatch=True),
    home=st.sampled_from(["us-east-1", "eu-west-1"]),
    organization=st.sampled_from(["", "o-abc1234567"]),
    prefix=st.sampled_from(["", "logs", "a/b.c", "AWSLogs"]),
)


@given(TRAILS, st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)), st.booleans())  # noqa: DTZ001  (made UTC below)
def test_a_key_tells_whose_chain_it_is_of_and_when_its_hour_ended(
    trail: Trail,
    moment: datetime,
    is_backfill: bool,  # noqa: FBT001  (hypothesis gives it)
) -> None:
    end = moment.replace(microsecond=0, tzinfo=UTC)
    key = trail.digest_key(end, is_backfill=is_backfill)
    chain = Chain(trail.folder, trail.account, trail.region, trail.name, trail.home, is_backfill)
    assert digest_key(key) == DigestKey(key, chain, int(end.timestamp()))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("CloudTrail-Digest/", "CloudTrail/"),
        ("AWSLogs/", ""),
        ("AWSLogs/", "AWSLogs/o-UPPER/"),
        ("AWSLogs/1", "AWSLogs/2"),
        ("CloudTrail-Digest_eu-west-1", "CloudTrail-Digest_eu-west-2"),
        ("_eu-west-1_2026", "_2026"),
        ("T100131Z", "T250131Z"),
        ("20261123T", "20261323T"),
        (".json.gz", ".json"),
        (".json.gz", ".json.gz\n"),
        (".json.gz", "_copy.json.gz"),
        ("/2026/11/23/", "/2026/11/"),
        ("/2026/11/23/", "/2026/11/٢٣/"),
        ("_audit_", "_au/dit_"),
    ],
)
def test_what_cloudtrail_would_not_write_is_no_digests_key(old: str, new: str) -> None:
    assert old in GOOD
    assert digest_key(GOOD.replace(old, new)) is None


@pytest.mark.parametrize("family", ["", "Insight", "Digest"])
def test_the_folder_of_a_day_is_where_the_trail_writes(family: str) -> None:
    trail = Trail(prefix="logs", organization="o-abc1234567")
    key = trail.digest_key(END) if family == "Digest" else trail.log_file_key(END, "AbCdEf0123456789", family)
    assert day_folder(trail.folder, family, trail.region, int(END.timestamp())) == f"{key.rpartition('/')[0]}/"

"""What the key of a digest tells: whose chain it is of, and when its hour ended.

    [prefix/]AWSLogs/[o-ID/]ACCOUNT/CloudTrail-Digest/REGION/YYYY/MM/DD/
        ACCOUNT_CloudTrail-Digest_REGION_TRAIL_HOME-REGION_YYYYMMDDTHHMMSSZ[_backfill].json.gz

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
(2026-04-13); _backfill as aws/aws-cli reads it (customizations/cloudtrail/validation.py). A trail's name may hold
underscores, dots and hyphens, and a Region's name never an underscore.
"""

import re
from datetime import UTC, datetime

import msgspec

HOUR_S = 3600
_KEY = re.compile(
    r"(?P<folder>(?:.*/)?AWSLogs/(?:(?P<organization>o-[a-z0-9]{10,32})/)?(?P<account>\d{12})/)CloudTrail-Digest/"
    r"(?P<region>[a-z0-9-]+)/\d{4}/\d{2}/\d{2}/(?P=account)_CloudTrail-Digest_(?P=region)_"
    r"(?P<trail>[A-Za-z0-9._-]{3,128})_(?P<home>[a-z0-9-]+)_(?P<end>\d{8}T\d{6}Z)(?P<backfill>_backfill)?\.json\.gz",
    re.ASCII,
)
_END = "%Y%m%dT%H%M%SZ"


class Chain(msgspec.Struct, frozen=True, order=True):
    """What the digests of one chain have in common."""

    folder: str
    """[prefix/]AWSLogs/[o-ID/]ACCOUNT/, which its log files are below too."""
    account: str
    region: str
    trail: str
    home_region: str
    is_backfill: bool = False
    """Digests that CloudTrail wrote later, of hours that had none, are a chain of their own."""


class DigestKey(msgspec.Struct, frozen=True):
    key: str
    chain: Chain
    end_s: int
    """Of its hour, as the name tells it; seconds since 1970."""


def digest_key(key: str) -> DigestKey | None:
    """None for a key that is no digest's."""
    match = _KEY.fullmatch(key)
    if match is None:
        return None
    try:
        end = datetime.strptime(match["end"], _END).replace(tzinfo=UTC)
    except ValueError:
        return None
    chain = Chain(
        match["folder"], match["account"], match["region"], match["trail"], match["home"], bool(match["backfill"])
    )
    return DigestKey(key, chain, int(end.timestamp()))


def day_folder(folder: str, family: str, region: str, at_s: int) -> str:
    """Below which the keys of one day are, of a family of log files or of Digest; ends with a slash."""
    name = f"CloudTrail-{family}" if family else "CloudTrail"
    return f"{folder}{name}/{region}/{datetime.fromtimestamp(at_s, UTC):%Y/%m/%d}/"

"""Which object of the archive a key names: a log file, a digest, a marker, or something that is not the trail's.

    [prefix/]AWSLogs/[o-ID/]ACCOUNT/CloudTrail[-FAMILY]/REGION/YYYY/MM/DD/ACCOUNT_CloudTrail[-FAMILY]_REGION_…json.gz

Families seen: none (management and data events), Insight, NetworkActivity, Aggregated, and Digest, which holds no
records. A family that is not known yet is a log file's.
Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html (2026-04-13).
"""

import re

import msgspec

from lambdas.core.error import ForeignObject

_KEY = re.compile(
    r"AWSLogs/(?:(?P<organization>o-[a-z0-9]{10,32})/)?(?P<account>\d{12})/CloudTrail(?:-(?P<family>[A-Za-z]+))?/"
    r"(?P<region>[a-z0-9-]+)/\d{4}/\d{2}/\d{2}/(?P<name>[\w.-]{1,200}\.json\.gz)",
    re.ASCII,
)
DIGEST_FAMILY = "Digest"


class LogFileKey(msgspec.Struct, frozen=True):
    key: str
    organization: str
    """o-… for a log file of an organization's trail, else empty."""
    account: str
    family: str
    region: str
    """The Region of the folder; a record in the file may be of another one (global services)."""


class OtherKey(msgspec.Struct, frozen=True):
    """An object that the trail wrote and that holds no records."""

    key: str
    kind: str
    """digest, or marker: an empty object whose key ends in a slash, as CreateTrail leaves behind."""


def object_key(key: str, *prefixes: str) -> LogFileKey | OtherKey:
    """Raises ForeignObject for a key that is below none of the prefixes, or that no trail would write there."""
    below = [f"{prefix}/" if prefix else "" for prefix in prefixes]
    inside = max((each for each in below if key.startswith(each)), key=len, default=None)
    if inside is None:
        told = " or ".join(map(repr, prefixes))
        raise ForeignObject(f"key {key!r}: not below the configured prefix {told}")
    if key.endswith("/"):
        return OtherKey(key, "marker")
    match = _KEY.fullmatch(key, len(inside))
    if match is None:
        raise ForeignObject(f"key {key!r}: not a key that CloudTrail writes")
    if match["family"] == DIGEST_FAMILY:
        return OtherKey(key, "digest")
    return LogFileKey(key, match["organization"] or "", match["account"], match["family"] or "", match["region"])

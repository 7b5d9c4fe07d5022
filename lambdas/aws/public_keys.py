"""The public keys that CloudTrail signs digests with, as ListPublicKeys lists them in each Region.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html (2026-04-13). boto3 has decoded
Value: it is the key's DER.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lambdas.aws.error import named
from lambdas.core.public_key import SLACK_S, PublicKey

if TYPE_CHECKING:
    from mypy_boto3_cloudtrail import CloudTrailClient

_DAY_S = 24 * 60 * 60


class PublicKeys:
    def __init__(self, client_in: Callable[[str], "CloudTrailClient"]) -> None:
        """client_in: a client of a Region."""
        self._client_in = client_in
        self._known: dict[tuple[str, int, int], Sequence[PublicKey]] = {}
        self._asking = threading.Lock()

    def of(self, region: str, from_s: int, until_s: int) -> Sequence[PublicKey]:
        """Asked once for whole days. Raises ConfigurationError or Unavailable."""
        first_s = (from_s - SLACK_S) // _DAY_S * _DAY_S
        last_s = -((until_s + SLACK_S) // -_DAY_S) * _DAY_S
        asked = (region, first_s, last_s)
        with self._asking:
            if asked not in self._known:
                self._known[asked] = self._list(*asked)
            return self._known[asked]

    def _list(self, region: str, from_s: int, until_s: int) -> Sequence[PublicKey]:
        client: Any = self._client_in(region)
        times = {"StartTime": datetime.fromtimestamp(from_s, UTC), "EndTime": datetime.fromtimestamp(until_s, UTC)}
        with named(f"public keys of CloudTrail in {region}"):
            pages = client.get_paginator("list_public_keys").paginate(**times)
            return [_key(listed, region) for page in pages for listed in page["PublicKeyList"]]


def _key(listed: Mapping[str, Any], region: str) -> PublicKey:
    return PublicKey(
        fingerprint=listed["Fingerprint"],
        der=listed["Value"],
        valid_from_s=int(listed["ValidityStartTime"].timestamp()),
        valid_until_s=int(listed["ValidityEndTime"].timestamp()),
        region=region,
    )

"""The operation ListPublicKeys: the public keys of the Region in which it is asked.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html (2026-04-13)
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from local.server import emulator
from local.server.digests.signing import SigningKey, SigningKeys
from local.server.trails.refusal import Refusal


@dataclass(frozen=True, slots=True)
class PublicKeyOperations:
    keys: SigningKeys

    def list_public_keys(self, sent: dict[str, Any]) -> dict[str, Any]:
        """Those whose validity and the range have a moment in common; each end of the range is now by default."""
        now = datetime.now(UTC)
        start, end = sent.get("StartTime", now), sent.get("EndTime", now)
        if start > end:
            raise Refusal("InvalidTimeRangeException", "The start time of the range is after its end time.")
        keys = self.keys.of(emulator.region())
        return {"PublicKeyList": [_view(key) for key in keys if key.valid_from <= end and start <= key.valid_until]}


def _view(key: SigningKey) -> dict[str, Any]:
    return {
        "Value": key.public_der,
        "ValidityStartTime": key.valid_from,
        "ValidityEndTime": key.valid_until,
        "Fingerprint": key.fingerprint,
    }

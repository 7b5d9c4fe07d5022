"""The public keys that CloudTrail lists for a Region, and which of them a digest may be signed with.

A fingerprint is the lowercase hex MD5 of the key's DER, as CloudTrail delivers it. Source:
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PublicKey.html (2026-04-13). That a backfilled
digest's key is one of the time when it was made, within an hour: aws/aws-cli, customizations/cloudtrail/validation.py.
"""

import hashlib
from collections.abc import Sequence

import msgspec

from lambdas.core.digest_key import HOUR_S
from lambdas.core.finding import PUBLIC_KEY_EXPIRED, PUBLIC_KEY_UNKNOWN, PUBLIC_KEYS_UNAVAILABLE, Code

# Keys rotate while a digest is made: https://github.com/aws/aws-cli/issues/10072 looks two hours back.
SLACK_S = 2 * HOUR_S


class PublicKey(msgspec.Struct, frozen=True):
    fingerprint: str
    der: bytes
    """PKCS#1, and of some keys SubjectPublicKeyInfo."""
    valid_from_s: int
    valid_until_s: int
    region: str = ""
    """Empty where nobody has said which."""

    @property
    def is_itself(self) -> bool:
        """Whether the fingerprint is the key's own."""
        return hashlib.md5(self.der, usedforsecurity=False).hexdigest() == self.fingerprint

    def covers(self, from_s: int, until_s: int) -> bool:
        return self.valid_from_s <= until_s + SLACK_S and from_s - SLACK_S <= self.valid_until_s


def choose(keys: Sequence[PublicKey], fingerprint: str, from_s: int, until_s: int) -> PublicKey | Code:
    """The key of a digest of this time, or why there is none."""
    named = [key for key in keys if key.fingerprint == fingerprint and key.is_itself]
    fitting = next((key for key in named if key.covers(from_s, until_s)), None)
    if fitting is not None:
        return fitting
    if named:
        return PUBLIC_KEY_EXPIRED
    return PUBLIC_KEY_UNKNOWN if any(key.covers(from_s, until_s) for key in keys) else PUBLIC_KEYS_UNAVAILABLE

"""The keys by which digests are signed: one pair a Region at a time, whatever the account.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html (2026-04-13). That
a key is valid for 30 days is what published keys show.
"""

import hashlib
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from local.server.digests.clock import Clock

KEY_BITS, EXPONENT = 2048, 65537
VALID_FOR = timedelta(days=30)
# How old a Region's first key is when it is first used.
VALID_BEFORE = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class SigningKey:
    private: rsa.RSAPrivateKey
    valid_from: datetime
    valid_until: datetime

    @classmethod
    def new(cls, valid_from: datetime) -> "SigningKey":
        valid_from = valid_from.replace(microsecond=0)
        private = rsa.generate_private_key(public_exponent=EXPONENT, key_size=KEY_BITS)
        return cls(private, valid_from, valid_from + VALID_FOR)

    @property
    def public_der(self) -> bytes:
        """PKCS#1."""
        public = self.private.public_key()
        return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)

    @property
    def fingerprint(self) -> str:
        return hashlib.md5(self.public_der, usedforsecurity=False).hexdigest()

    def sign(self, text: str) -> str:
        """Hexadecimal."""
        return self.private.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()).hex()


class SigningKeys:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: dict[str, list[SigningKey]] = {}

    def of(self, region: str) -> list[SigningKey]:
        """All of a Region's, the one that signs now last."""
        with self._lock:
            if region not in self._keys:
                self._keys[region] = [SigningKey.new(self._clock.now() - VALID_BEFORE)]
            return list(self._keys[region])

    def rotate(self, region: str) -> SigningKey:
        """The key before is valid until now, and still listed."""
        *older, last = self.of(region)
        new = SigningKey.new(self._clock.now())
        with self._lock:
            self._keys[region] = [*older, replace(last, valid_until=new.valid_from), new]
        return new

"""What a verification needs of the world. The adapters fit by their shape; each may be called from several threads."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from lambdas.core.digest_key import DigestKey
from lambdas.core.digest_verification import StoredDigest
from lambdas.core.public_key import PublicKey
from lambdas.core.receipt import Receipt, UnreadableReceipt
from lambdas.core.stored_object import StoredObject, StoredVersion


class Listing(Protocol):
    """Of a bucket. Raises ConfigurationError or Unavailable."""

    def folders(self, bucket: str, prefix: str) -> Sequence[str]:
        """What is directly below the prefix, which ends with a slash or is empty: each folder by its whole prefix, in
        order.
        """

    def keys(self, bucket: str, prefix: str, after: str = "") -> Iterator[str]:
        """In order, those that come after `after`."""

    def versions(self, bucket: str, prefix: str, first: str, last: str) -> Iterator[StoredVersion]:
        """Every version and delete marker of the keys below the prefix from first to last, both with; the versions of
        a key follow one another, the newest first.
        """


class Digests(Protocol):
    def get(self, bucket: str, key: DigestKey) -> StoredDigest:
        """Raises MissingLogFile, ConfigurationError or Unavailable."""


class LogFiles(Protocol):
    def get(self, bucket: str, key: str, most_bytes: int, version: str = "") -> StoredObject:
        """Raises MissingLogFile, NotRestored, ConfigurationError or Unavailable."""


class PublicKeys(Protocol):
    def of(self, region: str, from_s: int, until_s: int) -> Sequence[PublicKey]:
        """Those of the Region that are valid at some time between, and perhaps others.

        Raises ConfigurationError or Unavailable.
        """


class Receipts(Protocol):
    def between(self, folder: str, first: str, last: str) -> Iterator[Receipt | UnreadableReceipt]:
        """Of BUCKET/… without a slash at its end, by the rest of the name, both ends with; in order.

        Raises ConfigurationError or Unavailable.
        """

"""What a verification needs of the world. The adapters fit by their shape; each may be called from several threads."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Protocol

from lambdas.core.chain_state import Head, KnownFinding, RegionState
from lambdas.core.digest_key import Chain, DigestKey
from lambdas.core.digest_verification import Signs, StoredDigest
from lambdas.core.public_key import PublicKey
from lambdas.core.receipt import Receipt, UnreadableReceipt
from lambdas.core.record import LogEvent
from lambdas.core.refusal import Refusal
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


class Table(Protocol):
    """What is remembered from hour to hour. Raises ConfigurationError or Unavailable."""

    def load(self, folder: str, account: str, region: str = "") -> Mapping[str, RegionState]:
        """Of an account's folder, by Region; of one Region where it is named."""

    def folders(self) -> Sequence[str]:
        """Of the accounts that have had a head, wherever that is now."""

    def put_head(self, chain: Chain, head: Head) -> None:
        """Nothing where another invocation has put a later one; so does put_judged."""

    def put_judged(self, folder: str, region: str, until_s: int) -> None: ...

    def put_finding(self, folder: str, known: KnownFinding) -> None: ...

    def claim_finding(self, folder: str, known: KnownFinding, before: KnownFinding | None) -> bool:
        """Put only where it is still as it was before, None for not there: whether it was so."""


class Queue(Protocol):
    def put(self, bodies: Sequence[str]) -> None:
        """Raises ConfigurationError or Unavailable, perhaps after some were sent."""

    def created_s(self) -> int: ...


class LogGroup(Protocol):
    def put(self, stream: str, events: Sequence[LogEvent]) -> Sequence[Refusal]: ...


class Topic(Protocol):
    def publish(self, subject: str, text: str) -> None:
        """Raises ConfigurationError or Unavailable."""


class Clock(Protocol):
    """Of one invocation."""

    def now_ms(self) -> int: ...

    def is_short(self) -> bool:
        """Whether nothing more should be begun."""


class Log(Protocol):
    """What is logged names objects, counts and reasons, and holds nothing of a record."""

    def info(self, msg: object, *, extra: Mapping[str, object]) -> None: ...

    def error(self, msg: object, *, extra: Mapping[str, object]) -> None: ...


@dataclass(frozen=True, slots=True)
class World:
    listing: Listing
    digests: Digests
    log_files: LogFiles
    public_keys: PublicKeys
    receipts: Receipts
    table: Table
    findings: LogGroup
    topic: Topic
    delivery: Queue
    """deliver's own queue: what has no receipt goes there once more."""
    accounts: Queue
    """verify's own queue."""
    signs: Signs
    pool: Executor
    """For calls that are made at once; none of them waits for another of the pool."""
    regions: Executor
    """For the Regions that are worked on at once."""

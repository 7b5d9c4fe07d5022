"""Where the archive, its public keys and its receipts are: a bucket of AWS, or a folder.

boto3 takes half a second to import, so what needs it comes with lambdas.aws only where AWS is asked.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from cli.verification.proven import KeySource
from lambdas.memory.folder import FolderLogFiles
from lambdas.verify.port import Digests, LogFiles, PublicKeys, Receipts


class Listing(Protocol):
    """As lambdas.verify.port has it, without the versions."""

    def folders(self, bucket: str, prefix: str) -> Sequence[str]: ...
    def keys(self, bucket: str, prefix: str, after: str = "") -> Iterator[str]: ...


@dataclass(frozen=True)
class World:
    bucket: str
    prefixes: tuple[str, ...]
    """Before AWSLogs/ in the keys, each with a slash at its end, or empty."""
    listing: Listing
    digests: Digests
    log_files: Callable[[], LogFiles]
    """Makes one, in whichever process it is called: it can be pickled."""
    public_keys: PublicKeys
    key_source: KeySource
    receipts: Receipts | None = None
    """None where no ledger is known."""


@dataclass(frozen=True)
class InFolder:
    folder: str
    bucket: str

    def __call__(self) -> LogFiles:
        return FolderLogFiles(self.folder, self.bucket)


@dataclass(frozen=True)
class InBucket:
    owner: str
    profile: str | None
    region: str
    """Of the bucket."""

    def __call__(self) -> LogFiles:
        """Raises ConfigurationError or Unavailable."""
        from cli.aws import client, use  # noqa: PLC0415  (as above)
        from lambdas.aws.archive import Archive  # noqa: PLC0415  (as above)
        from lambdas.aws.client import get_object  # noqa: PLC0415  (as above)

        use(self.profile, self.region)
        return Archive(get_object(client("s3")), self.owner)

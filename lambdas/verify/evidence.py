"""What is asked of bucket and ledger to judge log files: receipts and versions by ranges of names, and bytes.

Bytes are inflated one at a time in the whole function, whatever asks: one may take up to 256 MB.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lambdas.core import digest as digests
from lambdas.core import digest_verification, log_file_verification
from lambdas.core import finding as f
from lambdas.core.digest import ListedLogFile
from lambdas.core.digest_key import HOUR_S, DigestKey
from lambdas.core.digest_verification import VerifiedDigest
from lambdas.core.error import MissingLogFile, NotRestored, Unavailable
from lambdas.core.finding import Finding
from lambdas.core.log_file_verification import VerifiedLogFile
from lambdas.core.receipt import Receipt, UnreadableReceipt, log_file_of
from lambdas.core.reconciliation import Judgement, LogFile, after_reading, spans
from lambdas.core.stored_object import StoredVersion
from lambdas.verify.port import World

MOST_BYTES = 64 * 1024 * 1024
"""Of a log file as it is stored; CloudTrail's own files inflate to 50 MB at the most."""
_HELD = threading.Semaphore(4)
_INFLATING = threading.Lock()

Listed = tuple[ListedLogFile, DigestKey]


@dataclass(frozen=True, slots=True)
class Evidence:
    world: World
    bucket: str

    def digest(self, key: DigestKey) -> VerifiedDigest | Finding:
        """A finding where it is gone. Raises ConfigurationError or Unavailable."""
        try:
            with _HELD:
                stored = self.world.digests.get(self.bucket, key)
                made_s = digests.seconds(stored.generated) or key.end_s
                keys = self.world.public_keys.of(key.chain.region, made_s - HOUR_S, made_s)
                with _INFLATING:
                    return digest_verification.verify(stored, keys, self.world.signs)
        except MissingLogFile as error:
            name, chain = f"{self.bucket}/{key.key}", key.chain
            return Finding(f.DIGEST_MISSING, name, str(error), chain.account, chain.region, key.end_s)

    def digests(self, keys: Sequence[DigestKey]) -> Iterator[VerifiedDigest | Finding]:
        return self.world.pool.map(self.digest, keys)

    def log_files(self, listed: Sequence[Listed]) -> list[LogFile]:
        """What is known of each, without its bytes."""
        names = [each.name for each, _ in listed]
        known, versions = self.receipts(names), self._versions(names)
        return [LogFile(each, by, known.get(each.name), tuple(versions.get(each.s3_object, ()))) for each, by in listed]

    def receipts(self, names: Iterable[str]) -> Mapping[str, Receipt | UnreadableReceipt]:
        """Also of others between them."""
        found = self.world.pool.map(lambda span: list(self.world.receipts.between(*span)), spans(names))
        return {receipt.log_file: receipt for some in found for receipt in some}

    def _versions(self, names: Iterable[str]) -> Mapping[str, list[StoredVersion]]:
        found: dict[str, list[StoredVersion]] = {}
        for some in self.world.pool.map(self._versions_between, spans(names)):
            for version in some:
                found.setdefault(version.key, []).append(version)
        return found

    def _versions_between(self, span: tuple[str, str, str]) -> list[StoredVersion]:
        place, first, last = span
        folder = place.removeprefix(f"{self.bucket}/")
        ends = log_file_of(folder, first), log_file_of(folder, last)
        return list(self.world.listing.versions(self.bucket, f"{folder}/", *ends))

    def read(self, judgements: Iterable[Judgement]) -> Iterator[tuple[LogFile, Finding]]:
        """What the bytes say of those that have to be read, where they say anything. Raises ConfigurationError."""
        wanted = [judgement.log_file for judgement in judgements if judgement.must_read]
        for log_file, verified in zip(wanted, self.world.pool.map(self._verified, wanted), strict=True):
            finding = after_reading(log_file, verified)
            if finding is not None:
                yield log_file, finding

    def _verified(self, log_file: LogFile) -> VerifiedLogFile:
        listed, by = log_file.listed, log_file.by
        with _HELD:
            try:
                stored = self.world.log_files.get(listed.s3_bucket, listed.s3_object, MOST_BYTES)
            except (MissingLogFile, NotRestored, Unavailable) as error:
                return log_file_verification.verify(listed, by, error)
            if stored.body is None:
                larger = Unavailable(f"its {stored.size_bytes} bytes are more than {MOST_BYTES}")
                return log_file_verification.verify(listed, by, larger)
            with _INFLATING:
                return log_file_verification.verify(listed, by, stored.body, stored.version)

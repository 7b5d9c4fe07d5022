"""What is asked of bucket and ledger to judge log files: receipts and versions by ranges of names, and bytes.

Bytes are inflated one at a time in the whole function, whatever asks: one may take up to 256 MB.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from lambdas.core import digest_verification, log_file_verification
from lambdas.core import finding as f
from lambdas.core.digest import ListedLogFile
from lambdas.core.digest_key import DigestKey
from lambdas.core.digest_verification import StoredDigest, VerifiedDigest
from lambdas.core.error import ConfigurationError, MissingLogFile, NotRestored, PipelineError, Throttled, Unavailable
from lambdas.core.finding import Code, Finding
from lambdas.core.log_file_verification import VerifiedLogFile
from lambdas.core.public_key import PublicKey
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
    """Of one Region."""

    world: World
    bucket: str
    _refused: list[str] = field(default_factory=list)
    """Why its public keys cannot be had."""

    def digest(self, key: DigestKey) -> VerifiedDigest | Finding:
        """A finding where it is gone. Raises Throttled; that one digest cannot be read stops no other."""
        try:
            with _HELD:
                stored = self.world.digests.get(self.bucket, key)
                keys = self._public_keys(stored)
                with _INFLATING:
                    return self._reasoned(digest_verification.verify(stored, keys, self.world.signs))
        except Throttled:
            raise
        except MissingLogFile as error:
            return self._finding(key, f.DIGEST_MISSING, str(error))
        except PipelineError as error:
            unread = self._finding(key, f.DIGEST_UNREADABLE, str(error))
            return VerifiedDigest(key, self.bucket, None, "", "", (unread,))

    def _public_keys(self, stored: StoredDigest) -> Sequence[PublicKey]:
        """None is known where they are refused, which is asked once."""
        if self._refused:
            return ()
        between = digest_verification.signed_between(stored.key, stored.generated)
        try:
            return self.world.public_keys.of(stored.key.chain.region, *between)
        except Throttled:
            raise
        except PipelineError as error:
            self._refused.append(str(error))
            return ()

    def _reasoned(self, verified: VerifiedDigest) -> VerifiedDigest:
        """With the reason why no key is known."""
        if not self._refused:
            return verified
        found = (
            msgspec.structs.replace(each, what=f"{each.what}: {self._refused[0]}")
            if each.code is f.PUBLIC_KEYS_UNAVAILABLE
            else each
            for each in verified.findings
        )
        return msgspec.structs.replace(verified, findings=tuple(found))

    def _finding(self, key: DigestKey, code: Code, what: str) -> Finding:
        chain = key.chain
        return Finding(code, f"{self.bucket}/{key.key}", what, chain.account, chain.region, key.end_s)

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
        """What the bytes say of those that have to be read, where they say anything."""
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
            except ConfigurationError as error:
                return log_file_verification.verify(listed, by, Unavailable(str(error)))
            if stored.body is None:
                larger = Unavailable(f"its {stored.size_bytes} bytes are more than {MOST_BYTES}")
                return log_file_verification.verify(listed, by, larger)
            with _INFLATING:
                return log_file_verification.verify(listed, by, stored.body, stored.version)

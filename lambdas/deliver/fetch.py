"""Log files out of the archive, many at once, in portions that fit into memory.

How large an object is shows only in the answer. So each is asked for with a limit, a portion's share of what may be
held at once; those beyond it come after the others, one by one.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import zip_longest

from lambdas.core.error import MalformedLogFile, RejectedInput, Unavailable
from lambdas.core.stored_object import StoredObject
from lambdas.deliver.log_file import Named
from lambdas.deliver.port import Archive, Quarantine
from lambdas.deliver.settings import Settings

PORTION = 50
"""How many log files are fetched, and claimed, together."""
PORTIONS_HELD = 2
"""The one that is worked on, and the one that is fetched."""


@dataclass(frozen=True, slots=True)
class Fetched:
    named: Named
    version: str
    body: bytes = b""
    size_bytes: int = 0
    """Of the object, whether its body is held or not."""
    error: RejectedInput | Unavailable | None = None


@dataclass(frozen=True, slots=True)
class Fetch:
    settings: Settings
    archive: Archive
    quarantine: Quarantine
    pool: Executor

    def portions(self, log_files: Sequence[Named]) -> Iterator[list[Fetched]]:
        """Each log file once. While one portion is worked on, the next one is fetched. Raises ConfigurationError."""
        parts = [log_files[start : start + PORTION] for start in range(0, len(log_files), PORTION)]
        coming = self._begin(parts[0]) if parts else []
        try:
            for some, following in zip_longest(parts, parts[1:], fillvalue=()):
                answers = [future.result() for future in coming]
                coming = self._begin(following)
                portion = [found for found in answers if isinstance(found, Fetched)]
                answers.clear()
                yield portion
                # Not held any longer, wherever else it still has a name.
                portion.clear()
                for named in (found for found in some if found.is_large):
                    answer = self._get(named, self.settings.inflated_limit_bytes)
                    yield [answer if isinstance(answer, Fetched) else _too_large(named, answer)]
        finally:
            # Whoever takes no more has something else to do with these threads.
            for future in coming:
                future.cancel()

    def _begin(self, some: Sequence[Named]) -> list[Future[Fetched | StoredObject]]:
        most_bytes = self.settings.fetched_limit_bytes // PORTION // PORTIONS_HELD
        return [self.pool.submit(self._get, named, most_bytes) for named in some]

    def of_version(self, named: Named, version: str) -> Fetched:
        answer = self._get(named, self.settings.inflated_limit_bytes, version)
        return answer if isinstance(answer, Fetched) else _too_large(named, answer)

    def _get(self, named: Named, most_bytes: int, version: str = "") -> Fetched | StoredObject:
        """The object itself, without its body, where that is larger."""
        try:
            if named.records:
                stored = self.quarantine.get(named.records, most_bytes)
            else:
                stored = self.archive.get(named.bucket, named.key.key, most_bytes, version)
        except (RejectedInput, Unavailable) as error:
            return Fetched(named, "", error=error)
        if stored.body is None:
            named.is_large = True
            return stored
        return Fetched(named, stored.version, stored.body, stored.size_bytes)


def _too_large(named: Named, stored: StoredObject) -> Fetched:
    error = MalformedLogFile(f"{stored.size_bytes} bytes, which is more than may be inflated")
    return Fetched(named, stored.version, size_bytes=stored.size_bytes, error=error)

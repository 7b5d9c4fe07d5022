"""The log files that are in the bucket, family by family: a Region's folders, listed once."""

from collections.abc import Iterator, Sequence

from cli.verification.request import Request
from cli.verification.unlisted import MARGIN_S, Window, is_in, moment, within
from lambdas.core.chain import at
from lambdas.core.digest_key import HOUR_S, day_folder
from lambdas.core.finding import Code, Finding
from lambdas.core.object_key import DIGEST_FAMILY

PLAIN = "CloudTrail"
_FAMILY = f"{PLAIN}-"
# A digest comes within two hours after the beginning of its hour, and more for safety.
_DUE_S = 3 * HOUR_S
# A copy of a bucket was made before the digest of its last log files was written.
_COPIED_S = 2 * HOUR_S


class Search:
    def __init__(self, request: Request, folder: str, region: str) -> None:
        self._world = request.world
        self._folder = folder
        self._region = region

    def families(self) -> Iterator[str]:
        for folder in self._world.listing.folders(self._world.bucket, self._folder):
            name = folder.rstrip("/").rpartition("/")[2]
            if f"{name}-".startswith(_FAMILY) and name != f"{_FAMILY}{DIGEST_FAMILY}":
                yield name[len(_FAMILY) :]

    def keys(self, family: str, from_s: int, until_s: int) -> Iterator[str]:
        """Of the days that have a part in it."""
        first, last = (day_folder(self._folder, family, self._region, at_s) for at_s in (from_s, until_s))
        for key in self._world.listing.keys(self._world.bucket, self.below(family), first):
            if key > last and not key.startswith(last):
                return
            if key.endswith(".gz"):
                yield key

    def has_day_of(self, key: str, family: str, windows: Sequence[Window]) -> bool:
        first, last = (day_folder(self._folder, family, self._region, at_s) for at_s in (windows[0][0], windows[-1][1]))
        return first <= key < last or key.startswith(last)

    def first(self, family: str, code: Code, windows: Sequence[Window]) -> Iterator[Finding]:
        """One of all log files of a family, where there are any."""
        if not windows:
            return
        for key in self.keys(family, windows[0][0], windows[-1][1]):
            written_s = moment(key)
            if written_s is None or is_in(written_s, windows):
                at_s = written_s or windows[0][0]
                what = f"no digest lists any; the first is of {at(at_s)}"
                yield self.finding(code, self.below(family), what, at_s)
                return

    def below(self, family: str) -> str:
        return f"{self._folder}{_FAMILY if family else PLAIN}{family}/{self._region}/"

    def finding(self, code: Code, key: str, what: str, since_s: int | None) -> Finding:
        account = self._folder.rstrip("/").rpartition("/")[2]
        return Finding(code, f"{self._world.bucket}/{key}", what, account, self._region, since_s or 0)


def due(request: Request, last_s: int | None) -> list[Window]:
    """When each log file should be in a digest; last_s: the end of the account's last one.

    What comes shortly after that one is left out where no end was asked for, as it is then the proof's end.
    """
    span = request.span
    until_s = min(span.end_s, request.at_s - _DUE_S)
    if span.until_s is not None or last_s is None:
        return within([(0, until_s)], span.begin_s, span.end_s)
    return within([(0, last_s - MARGIN_S), (last_s + _COPIED_S, until_s)], span.begin_s, span.end_s)

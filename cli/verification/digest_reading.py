"""Digests read and verified each by itself, many at a time, the next Regions' while one is worked on."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass

from cli.verification.digest_listing import AccountDigests, RegionDigests
from cli.verification.keyring import Keyring
from cli.verification.request import Request
from cli.verification.span import Span
from lambdas.core import finding as f
from lambdas.core.digest_key import HOUR_S, Chain, DigestKey
from lambdas.core.digest_verification import StoredDigest, VerifiedDigest, signed_between, verify
from lambdas.core.error import MissingLogFile, PipelineError
from lambdas.core.finding import Finding
from lambdas.crypto.public_key import signs

AHEAD = 256
"""How many digests are read before they are wanted; a busy Region's hold a megabyte each."""


@dataclass
class RegionChains:
    account: AccountDigests
    digests: RegionDigests
    chains: dict[Chain, list[VerifiedDigest]]
    """Those of the span, and of each chain the next one before it and after it."""


Coming = tuple[AccountDigests, RegionDigests, dict[Chain, list[Future[VerifiedDigest | None]]]]


class DigestReading:
    def __init__(self, request: Request, keyring: Keyring, threads: Executor) -> None:
        self._request = request
        self._keyring = keyring
        self._threads = threads

    def run(
        self, accounts: Iterator[AccountDigests], expect: Callable[[int], None] = lambda _: None
    ) -> Iterator[RegionChains]:
        """Region by Region. expect: is told of how many digests will be read."""
        ahead: deque[Coming] = deque()
        reading = 0
        for account in accounts:
            for region in account.regions:
                ahead.append((account, region, coming := self._begin(region)))
                count = sum(map(len, coming.values()))
                expect(count)
                reading += count
                while reading > AHEAD:
                    reading -= sum(map(len, ahead[0][2].values()))
                    yield _finish(ahead.popleft())
        while ahead:
            yield _finish(ahead.popleft())

    def _begin(self, region: RegionDigests) -> dict[Chain, list[Future[VerifiedDigest | None]]]:
        wanted = {chain: neighbourhood(keys, self._request.span) for chain, keys in region.chains.items()}
        ends = [key.end_s for keys in wanted.values() for key in keys]
        asked = Span(min(ends) - HOUR_S, max(ends)) if ends else Span(None, None)
        return {
            chain: [self._threads.submit(self.verified, key, asked) for key in keys]
            for chain, keys in wanted.items()
            if keys
        }

    def verified(self, key: DigestKey, asked: Span) -> VerifiedDigest | None:
        """asked: the time that the keys are asked for. None for a digest that is gone since it was listed: its hour
        will be missing.
        """
        bucket = self._request.world.bucket
        try:
            stored = self._request.world.digests.get(bucket, key)
        except MissingLogFile:
            return None
        except PipelineError as error:
            unread = Finding(
                f.DIGEST_UNREADABLE, f"{bucket}/{key.key}", str(error), key.chain.account, key.chain.region, key.end_s
            )
            return VerifiedDigest(key, bucket, None, "", "", (unread,))
        from_s, until_s = _signed_between(stored, asked)
        return verify(stored, self._keyring.of(key.chain.region, from_s, until_s), signs)

    def later(self, key: DigestKey) -> VerifiedDigest | None:
        """One that was not wanted at first."""
        return self.verified(key, Span(key.end_s - HOUR_S, key.end_s))


def neighbourhood(keys: Sequence[DigestKey], span: Span) -> list[DigestKey]:
    """Of a chain's keys in their order those of the span, and the one before it and the one after it."""
    before = [key for key in keys if key.end_s < span.begin_s]
    after = [key for key in keys if key.end_s >= span.begin_s and not span.holds(key)]
    return [*before[-1:], *filter(span.holds, keys), *after[:1]]


def _signed_between(stored: StoredDigest, asked: Span) -> tuple[int, int]:
    """When its key was valid: asked for once for the hourly digests of a Region."""
    if stored.key.chain.is_backfill:
        return signed_between(stored.key, stored.generated)
    return asked.begin_s, asked.end_s


def _finish(coming: Coming) -> RegionChains:
    account, region, reading = coming
    answers = {chain: [each.result() for each in futures] for chain, futures in reading.items()}
    there = {chain: [each for each in verified if each] for chain, verified in answers.items()}
    return RegionChains(account, region, {chain: verified for chain, verified in there.items() if verified})

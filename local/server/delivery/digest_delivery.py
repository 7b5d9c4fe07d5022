"""Digest delivery: what the chains have closed goes into the trail's bucket, with the faults that are armed.

A chain goes on from what was signed, whatever is stored of it. What cannot be stored is tried again.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from local.server.delivery.log_file import compressed
from local.server.delivery.storage import Stored, store
from local.server.digests.chain import Chains
from local.server.digests.digest import Digest
from local.server.fault import Faults
from local.server.trails.registry import Registry
from local.server.trails.trail import Status

FOLDER = "CloudTrail-Digest"
SIGNATURE_BYTES = 256

# Fault -> what is stored instead of a digest.
CHANGES: dict[str, Callable[[Digest], list[Digest]]] = {
    "withhold-digest": lambda _: [],
    "alter-digest": lambda digest: [replace(digest, content=digest.content + b"\n")],
    "wrong-signature": lambda digest: [replace(digest, signature=secrets.token_hex(SIGNATURE_BYTES))],
}
# Fault -> the order of the digest that was held back and the next one of its chain.
ORDERS: dict[str, Callable[[list[Digest], list[Digest]], list[Digest]]] = {
    "late-digest": lambda held, following: held + following,
    "reorder-digests": lambda held, following: following + held,
}

Place = tuple[str, str, str]
"""The trail's ARN, the account and the Region."""


class DigestDelivery:
    """Not to be used by two threads at once."""

    def __init__(self, registry: Registry, chains: Chains, faults: Faults) -> None:
        self._registry, self._chains, self._faults = registry, chains, faults
        self._held: dict[Place, tuple[str, list[Digest]]] = {}
        self._unwritten: list[Digest] = []

    def deliver(self, ended: int | None = None) -> int:
        """The number of digests written. `ended`: as of `Chains.due`."""
        for digest in self._chains.due(ended):
            self._unwritten += self._with_faults(digest)
        tried, self._unwritten = self._unwritten, []
        self._unwritten = [digest for digest in tried if not self._write(digest)]
        return len(tried) - len(self._unwritten)

    def mend(self) -> None:
        """What is held back waits no longer for the next one."""
        self._faults.mend()
        self._unwritten += [digest for _, digests in self._held.values() for digest in digests]
        self._held.clear()

    def clear(self) -> None:
        self._held.clear()
        self._unwritten.clear()
        self._chains.clear()

    def _with_faults(self, digest: Digest) -> list[Digest]:
        place = digest.trail.arn, digest.interval.account_id, digest.interval.region
        stored = [digest]
        for name, change in CHANGES.items():
            if stored and self._faults.strikes(name, digest.interval.region):
                stored = change(stored[0])
        if place in self._held:
            name, held = self._held.pop(place)
            return ORDERS[name](held, stored)
        for name in ORDERS:
            if self._faults.strikes(name, digest.interval.region):
                self._held[place] = name, stored
                return []
        return stored

    def _write(self, digest: Digest) -> bool:
        trail, account_id, region = digest.trail, digest.interval.account_id, digest.interval.region
        error = store(trail, account_id, Stored(digest.key, compressed(digest.content), FOLDER, digest.metadata))
        # A trail that is gone has no status.
        status = self._registry.status(trail, region) if self._registry.current(trail.arn) else Status()
        status.digest_error = error
        if error is None:
            status.digest_delivered_at = datetime.now(UTC)
        return error is None

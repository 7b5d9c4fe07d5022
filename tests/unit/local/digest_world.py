"""A clock that is told, keys that are made once, and what the chains are asked about."""

import functools
from datetime import UTC, datetime, timedelta

from local.server.digests.chain import Chains
from local.server.digests.clock import Clock
from local.server.digests.digest import Listed
from local.server.digests.signing import SigningKeys
from local.server.trails.organization import Organization
from local.server.trails.trail import Trail

ACCOUNT, MEMBER = "111122223333", "222233334444"
HOME, ABROAD = "eu-west-1", "us-east-1"
START = datetime(2026, 11, 23, 8, 1, 31, 500_000, UTC)


class ToldClock(Clock):
    def __init__(self, now: datetime = START) -> None:
        super().__init__()
        self.told = now

    def now(self) -> datetime:
        return self.told

    def pass_hours(self, hours: float) -> None:
        self.told += timedelta(hours=hours)


@functools.cache
def keys() -> SigningKeys:
    """Shared: a key takes long to make."""
    return SigningKeys(ToldClock())


def trail(organization: Organization | None = None, *, multi_region: bool = True, logging: bool = True) -> Trail:
    return Trail(
        "main",
        HOME,
        ACCOUNT,
        "logs",
        multi_region=multi_region,
        validates_log_files=True,
        logging=logging,
        organization=organization,
    )


def chains(clock: Clock) -> Chains:
    return Chains(clock, keys())


def listed(name: str, written_at: datetime, oldest: str | None = None, newest: str | None = None) -> Listed:
    return Listed("logs", name, "0" * 64, oldest, newest, written_at)

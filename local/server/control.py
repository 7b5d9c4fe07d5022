"""The controls of CloudTrail's digests, keys and faults: POST /_trailkeeper/NAME?… answers JSON."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

Query = Mapping[str, str]
Control = Callable[[Query], Any]


class Digesting(Protocol):
    def accelerate(self, hour_seconds: float, hours_ago: int) -> None: ...

    def digest_time(self) -> datetime: ...

    def write_digests(self, hours: int | None) -> int: ...

    def rotate_key(self, region: str) -> str: ...

    def fault(self, name: str, count: int | None, region: str | None) -> None: ...

    def mend(self) -> None: ...


def controls(digesting: Digesting) -> dict[tuple[str, str], Control]:
    """By method and name; not to be called in the event loop."""

    def accelerate(query: Query) -> Any:
        digesting.accelerate(float(query["hour_seconds"]), int(query["hours_ago"]))
        return {}

    def fault(query: Query) -> Any:
        count = query.get("count")
        digesting.fault(query["fault"], int(count) if count else None, query.get("region"))
        return {}

    def mend(_query: Query) -> Any:
        digesting.mend()
        return {}

    def write(query: Query) -> Any:
        hours = query.get("hours")
        return {"digests": digesting.write_digests(int(hours) if hours else None)}

    return {
        ("POST", "accelerate"): accelerate,
        ("GET", "digest-time"): lambda _: {"time": digesting.digest_time().isoformat()},
        ("POST", "digests"): write,
        ("POST", "rotate-key"): lambda query: {"fingerprint": digesting.rotate_key(query["region"])},
        ("POST", "fault"): fault,
        ("POST", "mend"): mend,
    }

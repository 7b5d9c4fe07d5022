"""The controls of digests, keys and faults, as CloudTrail is told of them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from local.server.control import controls

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


class Told:
    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def accelerate(self, hour_seconds: float, hours_ago: int) -> None:
        self.calls.append(("accelerate", hour_seconds, hours_ago))

    def digest_time(self) -> datetime:
        return NOW

    def write_digests(self, hours: int | None) -> int:
        self.calls.append(("write_digests", hours))
        return 3

    def rotate_key(self, region: str) -> str:
        self.calls.append(("rotate_key", region))
        return "0a1b"

    def fault(self, name: str, count: int | None, region: str | None) -> None:
        self.calls.append(("fault", name, count, region))

    def mend(self) -> None:
        self.calls.append(("mend",))


@pytest.mark.parametrize(
    ("name", "query", "call", "answer"),
    [
        ("accelerate", {"hour_seconds": "0.5", "hours_ago": "48"}, ("accelerate", 0.5, 48), {}),
        ("digests", {"hours": "2"}, ("write_digests", 2), {"digests": 3}),
        ("digests", {}, ("write_digests", None), {"digests": 3}),
        ("rotate-key", {"region": "eu-west-1"}, ("rotate_key", "eu-west-1"), {"fingerprint": "0a1b"}),
        ("fault", {"fault": "late-digest"}, ("fault", "late-digest", None, None), {}),
        (
            "fault",
            {"fault": "late-digest", "count": "2", "region": "eu-west-1"},
            ("fault", "late-digest", 2, "eu-west-1"),
            {},
        ),
        ("mend", {}, ("mend",), {}),
    ],
)
def test_a_control_tells_cloudtrail_and_answers(
    name: str, query: dict[str, str], call: tuple[Any, ...], answer: dict[str, Any]
) -> None:
    told = Told()
    assert controls(told)["POST", name](query) == answer
    assert told.calls == [call]


def test_the_time_of_digests_can_be_asked_for() -> None:
    assert controls(Told())["GET", "digest-time"]({}) == {"time": NOW.isoformat()}

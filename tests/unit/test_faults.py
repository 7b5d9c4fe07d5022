"""Whatever fails, and wherever: nothing is lost, and of a log file at most one request's records come twice.

Every call that deliver makes is failed in turn, before it has an effect and after it has had it. A process that ends
there is one that nothing catches; the next one is fresh, and comes when the lease is over.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from lambdas.core.error import ConfigurationError, MissingLogFile, PipelineError, RefusedBatch, Throttled, Unavailable
from lambdas.core.receipt import State
from lambdas.core.record import LogEvent
from lambdas.core.refusal import Refusal
from lambdas.memory.archive import Archive
from lambdas.memory.logs import LogGroup
from tests.builder import BUCKET, key, log_file, notification, record
from tests.pipeline import Pipeline, StillClock

LEASE_MS = 120_000


class Killed(BaseException):
    """Nothing catches it, as nothing runs any more in a process that is killed."""


@dataclass
class Trap:
    """The call number `at`, of all calls through its wrappers, raises the error; 0 for none."""

    at: int = 0
    after: bool = False
    error: BaseException = field(default_factory=Killed)
    calls: list[str] = field(default_factory=list)

    def around(self, port: Any) -> Any:
        return _Wrapped(self, port)

    def call(self, method: Any, *arguments: Any) -> Any:
        self.calls.append(f"{type(method.__self__).__name__}.{method.__name__}")
        falls = len(self.calls) == self.at
        if falls and not self.after:
            raise self.error
        answer = method(*arguments)
        if falls:
            raise self.error
        return answer


class _Wrapped:
    def __init__(self, trap: Trap, port: Any) -> None:
        self._trap, self._port = trap, port

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        return lambda *arguments: self._trap.call(method, *arguments)


class Requests(LogGroup):
    """Keeps each request that it has accepted."""

    def __init__(self) -> None:
        super().__init__()
        self.accepted: list[list[str]] = []

    def put(self, stream: str, events: Sequence[LogEvent]) -> Sequence[Refusal]:
        answer = super().put(stream, events)
        self.accepted.append([event.message for event in events])
        return answer


def large(name: str, count: int) -> list[bytes]:
    return [record(eventID=f"{name}-{n}", pad="x" * 300_000) for n in range(count)]


def small(name: str, count: int) -> list[bytes]:
    return [record(eventID=f"{name}-{n}") for n in range(count)]


OTHER_ACCOUNT = "444455556666"
FILES: dict[str, list[bytes]] = {
    key("a"): small("a", 3),
    key("b"): [*large("b", 3), b"null", *large("bb", 4), b'{"a":NaN}', *large("bbb", 2)],
    key("c", OTHER_ACCOUNT): [*small("c", 2), b"{}"],
    key("d"): [b"[]", *small("d", 2)],
    key("e"): [b"null"],
}
BODIES = (
    notification([key("a"), key("b")]),
    notification([key("c", OTHER_ACCOUNT), key("d")]),
    notification([key("e"), key("a")]),
    notification([key("bad")]),
    "no notification",
)
BAD = {b"null", b'{"a":NaN}', b"{}", b"[]"}


def fresh() -> Pipeline:
    files = {name: log_file(*records) for name, records in FILES.items()} | {key("bad"): b"junk"}
    return Pipeline(files, group=Requests())


def attempt(pipeline: Pipeline, trap: Trap, bodies: Sequence[str]) -> list[str]:
    """One invocation through the trap; the bodies of the messages that come again."""
    ports = (pipeline.archive, pipeline.group, pipeline.ledger, pipeline.quarantine)
    archive = Archive({(BUCKET, name): body for name, body in pipeline.files.items()})
    pipeline.archive = trap.around(archive)
    pipeline.group, pipeline.ledger, pipeline.quarantine = map(trap.around, ports[1:])
    try:
        failed = pipeline.run(*bodies).failed
    except (Killed, ConfigurationError):
        return list(bodies)
    finally:
        pipeline.archive, pipeline.group, pipeline.ledger, pipeline.quarantine = ports
    return [bodies[int(place)] for place in failed]


def come_to_an_end(pipeline: Pipeline, bodies: Sequence[str]) -> None:
    """Fresh processes, as the messages come again after the lease."""
    for _ in range(4):
        if not bodies:
            return
        pipeline.clock = StillClock(now=pipeline.clock.now + LEASE_MS + 1)
        bodies = attempt(pipeline, Trap(), bodies)
    pytest.fail(f"still on the queue: {bodies}")


def check(pipeline: Pipeline) -> None:
    """Every record has come to where it belongs, and what came twice was in one request."""
    delivered = Counter(text for texts in pipeline.group.streams.values() for text in (e.message for e in texts))
    quarantined = " ".join(body.decode() for body in pipeline.quarantine.objects.values())
    for name, records in FILES.items():
        good = [raw.decode() for raw in records if raw not in BAD]
        assert all(delivered[text] >= 1 for text in good)
        twice = {text for text in good if delivered[text] > 1}
        assert all(delivered[text] <= 2 for text in good)
        requests: list[list[str]] = pipeline.group.accepted  # type: ignore[attr-defined]
        assert not twice or any(twice <= set(request) for request in requests)
        receipt = pipeline.receipt(name)
        assert receipt.state is State.DELIVERED
        assert (receipt.read, receipt.delivered) == (len(records), len(good))
        assert quarantined.count(f'"log_file":"{BUCKET}/{name}"') == len(records) - len(good)
    assert pipeline.receipt(key("bad")).state is State.REJECTED
    assert "messages/" in " ".join(pipeline.quarantine.objects)


def calls_of_a_clean_run() -> list[str]:
    trap = Trap()
    pipeline = fresh()
    assert attempt(pipeline, trap, BODIES) == []
    check(pipeline)
    return trap.calls


CALLS = calls_of_a_clean_run()
STEPS = [(at, after) for at in range(1, len(CALLS) + 1) for after in (False, True)]
NAMES = [f"{at} {CALLS[at - 1]} {'after' if after else 'before'}" for at, after in STEPS]


def test_the_calls_that_are_failed_are_of_every_port() -> None:
    assert {name.partition(".")[0] for name in CALLS} == {"Archive", "Requests", "Ledger", "Quarantine"}
    assert sum(name == "Requests.put" for name in CALLS) >= 4


@pytest.mark.parametrize(("at", "after"), STEPS, ids=NAMES)
def test_killed_at_any_call_nothing_is_lost_and_one_requests_records_come_twice_at_most(at: int, after: bool) -> None:  # noqa: FBT001
    pipeline = fresh()
    bodies = attempt(pipeline, Trap(at, after=after), BODIES)
    come_to_an_end(pipeline, bodies)
    check(pipeline)


ERRORS: dict[str, PipelineError] = {
    "unavailable": Unavailable("no answer"),
    "throttled": Throttled("slower"),
    "a fault of the deployment": ConfigurationError("access denied"),
}


@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS)
@pytest.mark.parametrize(("at", "after"), STEPS, ids=NAMES)
def test_an_error_at_any_call_loses_nothing_and_one_requests_records_come_twice_at_most(
    at: int,
    after: bool,  # noqa: FBT001
    error: PipelineError,
) -> None:
    pipeline = fresh()
    bodies = attempt(pipeline, Trap(at, after=after, error=error), BODIES)
    come_to_an_end(pipeline, bodies)
    check(pipeline)


@pytest.mark.parametrize("at", [number for number, name in enumerate(CALLS, 1) if name == "Requests.put"])
def test_a_refusal_of_any_request_loses_nothing(at: int) -> None:
    pipeline = fresh()
    trap = Trap(at, error=RefusedBatch("no"))
    come_to_an_end(pipeline, attempt(pipeline, trap, BODIES))
    for name, records in FILES.items():
        receipt = pipeline.receipt(name)
        assert (receipt.state, receipt.read) == (State.DELIVERED, len(records))


@pytest.mark.parametrize("at", [number for number, name in enumerate(CALLS, 1) if name == "Archive.get"])
def test_a_log_file_that_is_missing_costs_no_other(at: int) -> None:
    pipeline = fresh()
    assert attempt(pipeline, Trap(at, error=MissingLogFile("gone")), BODIES) == []
    states = Counter(receipt.state for receipt in pipeline.ledger.receipts.values())
    assert states[State.DELIVERED] >= len(FILES) - 1


def test_killed_again_and_again_it_comes_to_its_end() -> None:
    """Each attempt one call further than the one before."""
    pipeline, bodies = fresh(), list(BODIES)
    for at in range(1, 60):
        pipeline.clock = StillClock(now=pipeline.clock.now + LEASE_MS + 1)
        bodies = attempt(pipeline, Trap(at), bodies)
        if not bodies:
            break
    assert not bodies
    delivered = {e.message for texts in pipeline.group.streams.values() for e in texts}
    wanted = {raw.decode() for records in FILES.values() for raw in records if raw not in BAD}
    assert delivered == wanted


def test_the_lease_lasts_as_long_as_the_invocation_can() -> None:
    pipeline = fresh()
    attempt(pipeline, Trap(len(CALLS) // 2), BODIES)
    leases = {receipt.lease_until_ms for receipt in pipeline.ledger.receipts.values() if receipt.owner}
    assert leases == {StillClock().now + LEASE_MS}

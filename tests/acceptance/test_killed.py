"""deliver killed with SIGKILL at a call to AWS, for real: then fresh processes with the same messages, after the lease.

Nothing is lost, and of a log file at most one request's records come twice. The short form takes one call of each
purpose; KILL_MATRIX=full takes all of them, and all once more with several calls in flight (`make kill-matrix`).
"""

import hashlib
import itertools
import os
import signal
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from lambdas.core.receipt import Receipt, State
from local.cloud import EmbeddedCloud
from tests.acceptance.killing import ARCHIVE, Run, Scene, Stage
from tests.builder import log_file, notification, record

FULL = os.environ.get("KILL_MATRIX") == "full"
PROCESSES = 2
# How often a run that nothing disturbs makes each call.
CALLS = {"PutObject": 5, "GetObject": 4, "TransactWriteItems": 4, "CreateLogStream": 2, "PutLogEvents": 6}
PURPOSES = {
    "GetObject 2": "fetch",
    "TransactWriteItems 1": "claim",
    "CreateLogStream 1": "stream",
    "PutLogEvents 4": "request",
    "TransactWriteItems 3": "progress",
    "PutObject 4": "quarantine",
    "TransactWriteItems 4": "receipt",
}
IN_FLIGHT = 4


@dataclass(frozen=True)
class Step:
    operation: str
    number: int
    when: str
    concurrency: int = 1

    def __str__(self) -> str:
        call = f"{self.operation} {self.number}"
        others = "with others in flight" if self.concurrency > 1 else ""
        return " ".join(filter(None, (self.when, PURPOSES.get(call), call, others)))


def steps() -> list[Step]:
    calls = [(operation, number) for operation, count in CALLS.items() for number in range(1, count + 1)]
    concurrencies = (1, IN_FLIGHT) if FULL else (1,)
    return [
        Step(operation, number, when, concurrency)
        for (operation, number), when, concurrency in itertools.product(calls, ("before", "after"), concurrencies)
        if FULL or f"{operation} {number}" in PURPOSES
    ]


STEPS = steps()
each_step = pytest.mark.parametrize("step", STEPS, ids=str)


# --- what is delivered ----------------------------------------------------------------------------------------------

NOW = (datetime.now(UTC) - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")


def small(name: str, count: int) -> list[bytes]:
    return [record(NOW, eventID=f"{name}-{number}") for number in range(count)]


def large(name: str, count: int) -> list[bytes]:
    """Three of them fill a request."""
    return [record(NOW, eventID=f"{name}-{number}", pad="x" * 300_000) for number in range(count)]


BAD = (b"null", b'{"a":NaN}', b"{}")
FILES = {
    "small": small("small", 3),
    "large": [*large("first", 3), b"null", *large("second", 4), b'{"a":NaN}', *large("third", 2)],
    "other": [*small("other", 2), b"{}"],
}


def good(name: str) -> list[str]:
    return [raw.decode() for raw in FILES[name] if raw not in BAD]


def bad(name: str) -> dict[int, bytes]:
    """By their positions."""
    return {position: raw for position, raw in enumerate(FILES[name]) if raw in BAD}


@dataclass(frozen=True)
class Played:
    """A scene that has come to its end."""

    scene: Scene
    keys: Mapping[str, str]
    accounts: Mapping[str, str]

    @property
    def killed(self) -> Run:
        return self.scene.runs[0]


def prepared(stage: Stage, number: int) -> Played:
    account, other_account = f"{number:012}", f"9{number:011}"
    accounts = {"small": account, "large": account, "other": other_account, "junk": account}
    bodies = {**{name: log_file(*records) for name, records in FILES.items()}, "junk": b"junk"}
    keys = {name: stage.put(accounts[name], name, body) for name, body in bodies.items()}
    told = [[keys["small"], keys["large"]], [keys["other"]], [keys["junk"], keys["small"]]]
    messages = {f"{account}-{place}": notification(names, ARCHIVE) for place, names in enumerate(told)}
    messages[f"{account}-odd"] = "no notification"
    return Played(Scene(account, messages, waiting=[*messages]), keys, accounts)


@pytest.fixture(scope="module")
def stage(cloud: EmbeddedCloud, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(cloud, tmp_path_factory.mktemp("journals"))


@pytest.fixture(scope="module")
def undisturbed(stage: Stage) -> Played:
    played = prepared(stage, 1)
    stage.run(played.scene, 1)
    return played


@pytest.fixture(scope="module")
def played(stage: Stage) -> dict[Step, Played]:
    """Every process that is killed comes before all those that go on, so that the leases are over the sooner."""
    found = {step: prepared(stage, number) for number, step in enumerate(STEPS, start=100)}

    def kill(step: Step) -> None:
        stage.run(found[step].scene, step.concurrency, step.operation, str(step.number), step.when)

    def finish(step: Step) -> None:
        stage.finish(found[step].scene, step.concurrency)

    with ThreadPoolExecutor(PROCESSES) as pool:
        list(pool.map(kill, STEPS))
        list(pool.map(finish, STEPS))
    return found


@pytest.fixture(scope="module")
def receipts(stage: Stage, played: object) -> Mapping[str, Receipt]:
    return stage.receipts()


@pytest.fixture(scope="module")
def quarantined(stage: Stage, played: object) -> Counter[tuple[str, int, bytes]]:
    """How often there is each record, by its key, its position and what it is."""
    return Counter((entry.log_file.partition("/")[2], entry.position, entry.raw) for entry in stage.quarantined())


# --- what became of it ----------------------------------------------------------------------------------------------


def test_the_steps_are_the_calls_of_a_run_that_nothing_disturbs(undisturbed: Played) -> None:
    run = undisturbed.killed
    assert (run.status, undisturbed.scene.waiting) == (0, []), run.errors
    assert Counter(call.partition(" ")[0] for call in run.calls) == CALLS


@each_step
def test_the_process_ends_at_its_step_by_sigkill(played: dict[Step, Played], step: Step) -> None:
    run = played[step].killed
    assert run.status == -signal.SIGKILL, run.errors
    assert f"{step.operation} {step.number}" in run.calls
    answered = [line["status"] for line in run.journal if "status" in line]
    assert len(answered) == (step.when == "after")


@each_step
def test_every_message_is_acknowledged_in_the_end(played: dict[Step, Played], step: Step) -> None:
    scene = played[step].scene
    assert scene.waiting == []
    assert [run.status for run in scene.runs[1:]] == [0] * (len(scene.runs) - 1)


@each_step
def test_every_record_arrives_and_one_requests_records_twice_at_most(
    stage: Stage, played: dict[Step, Played], step: Step
) -> None:
    found = played[step]
    requests = [request for run in found.scene.runs for request in run.requests]
    for name in FILES:
        delivered = stage.delivered(found.accounts[name])
        assert {*good(name)} <= {*delivered}
        assert all(delivered[text] <= 2 for text in good(name))
        twice = {sha256(text) for text in good(name) if delivered[text] == 2}
        assert not twice or any(twice <= request for request in requests)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@each_step
def test_every_receipt_adds_up(played: dict[Step, Played], receipts: Mapping[str, Receipt], step: Step) -> None:
    for name, records in FILES.items():
        receipt = receipts[played[step].keys[name]]
        assert receipt.state is State.DELIVERED
        assert receipt.read == len(records)
        assert receipt.delivered == len(good(name))
        assert receipt.filtered + sum(receipt.quarantined.values()) == len(bad(name))
    assert receipts[played[step].keys["junk"]].state is State.REJECTED


@each_step
def test_what_cannot_be_delivered_is_in_quarantine_once(
    played: dict[Step, Played], quarantined: Counter[tuple[str, int, bytes]], step: Step
) -> None:
    keys = played[step].keys
    wanted = {(keys[name], position, raw): 1 for name in FILES for position, raw in bad(name).items()}
    assert {entry: count for entry, count in quarantined.items() if entry[0] in keys.values()} == wanted


@each_step
def test_what_holds_no_records_is_in_quarantine_once(stage: Stage, played: dict[Step, Played], step: Step) -> None:
    found = played[step]
    pointers = [name for name in stage.pointers() if found.keys["junk"] in name]
    assert len(pointers) == 1
    assert stage.set_aside().count(f"messages/{found.scene.account}-odd.json") == 1

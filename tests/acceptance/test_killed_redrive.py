"""deliver killed with SIGKILL while it delivers records out of the quarantine: each of them arrives, and leaves it.

The short form takes the call that only a redrive makes; KILL_MATRIX=full takes all of them.
"""

import json
import os
import signal
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from lambdas.core.receipt import State
from local.cloud import EmbeddedCloud
from tests.acceptance.killing import ARCHIVE, QUARANTINE, Scene, Stage
from tests.builder import log_file, notification, record

FULL = os.environ.get("KILL_MATRIX") == "full"
PROCESSES = 2
CALLS = {"DeleteObject": 1, **({"GetObject": 1, "TransactWriteItems": 2, "PutLogEvents": 2} if FULL else {})}
STEPS = [
    (operation, str(number), when)
    for operation, count in CALLS.items()
    for number in range(1, count + 1)
    for when in ("before", "after")
]
each_step = pytest.mark.parametrize("step", STEPS, ids=" ".join)
Step = tuple[str, str, str]

LONG_AGO = (datetime.now(UTC) - timedelta(days=20)).strftime("%Y-%m-%dT%H:%M:%SZ")
RECORDS = [record(LONG_AGO, eventID=str(number)) for number in range(3)]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with EmbeddedCloud() as cloud:
        yield Stage(cloud, tmp_path_factory.mktemp("journals"))


@pytest.fixture(scope="module")
def scenes(stage: Stage) -> Mapping[Step, Scene]:
    """Records that are too old are put into quarantine, and then delivered by processes that restamp them."""
    accounts = {step: f"8{number:011}" for number, step in enumerate(STEPS)}
    keys = [stage.put(account, "old", log_file(*RECORDS)) for account in accounts.values()]
    stage.run(
        Scene("quarantining", {"old": notification(keys, ARCHIVE)}, waiting=["old"]), 1, out_of_range="quarantine"
    )

    def play(step: Step) -> Scene:
        [name] = [name for name in stage.names("records/") if f"/{accounts[step]}/" in name]
        scene = Scene(accounts[step], {"redrive": json.dumps({"quarantine": [name]})}, waiting=["redrive"])
        stage.run(scene, 1, *step)
        stage.finish(scene, 1)
        return scene

    with ThreadPoolExecutor(PROCESSES) as pool:
        return dict(zip(STEPS, pool.map(play, STEPS), strict=True))


@each_step
def test_a_redrive_ends_at_its_step_by_sigkill(scenes: Mapping[Step, Scene], step: Step) -> None:
    run = scenes[step].runs[0]
    assert run.status == -signal.SIGKILL, run.errors
    assert run.calls[-1] == " ".join(step[:2])


@each_step
def test_a_redrive_is_acknowledged_in_the_end(scenes: Mapping[Step, Scene], step: Step) -> None:
    assert scenes[step].waiting == [], scenes[step].runs[-1].output


@each_step
def test_every_record_that_is_redriven_arrives(stage: Stage, scenes: Mapping[Step, Scene], step: Step) -> None:
    arrived = stage.delivered(scenes[step].account)
    assert {*arrived} == {raw.decode() for raw in RECORDS}
    assert set(arrived.values()) <= {1, 2}


@each_step
def test_what_is_redriven_leaves_the_quarantine(stage: Stage, scenes: Mapping[Step, Scene], step: Step) -> None:
    assert not [name for name in stage.names("records/") if f"/{scenes[step].account}/" in name]


@each_step
def test_what_is_redriven_has_a_receipt(stage: Stage, scenes: Mapping[Step, Scene], step: Step) -> None:
    account = scenes[step].account
    [found] = [one for key, one in stage.receipts().items() if key.startswith("records/") and f"/{account}/" in key]
    assert (found.state, found.read, found.delivered) == (State.DELIVERED, len(RECORDS), len(RECORDS))
    assert found.log_file.startswith(f"{QUARANTINE}/")

"""The stacks of a deployment without configuration, and of each setup, synthesized once for all tests."""

import functools
import os
from collections.abc import Callable
from pathlib import Path

import pytest

NODE = Path(__file__).resolve().parents[2] / ".venv" / "cdk" / "node"
if NODE.exists():
    # jsii looks for its node when the CDK is imported, which the next import does.
    os.environ.setdefault("JSII_NODE", str(NODE))

from tests.stacks.golden import SETUPS  # noqa: E402
from tests.stacks.synthesis import Resources, Synthesis, synthesize  # noqa: E402


@pytest.fixture(scope="session")
def synthesis(tmp_path_factory: pytest.TempPathFactory) -> Synthesis:
    return synthesize({}, tmp_path_factory.mktemp("cdk.out"))


@pytest.fixture(scope="session")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Synthesis]:
    """The synthesis of a setup of tests/stacks/setups, by its name."""

    @functools.cache
    def of(setup: str) -> Synthesis:
        return synthesize(SETUPS[setup]["configuration"], tmp_path_factory.mktemp(setup), assets=False)

    return of


@pytest.fixture(scope="session")
def access_logs(synthesis: Synthesis) -> Resources:
    return synthesis.resources("Trailkeeper-AccessLogs")


@pytest.fixture(scope="session")
def archive(synthesis: Synthesis) -> Resources:
    return synthesis.resources("Trailkeeper-Archive")


@pytest.fixture(scope="session")
def notification(synthesis: Synthesis) -> Resources:
    return synthesis.resources("Trailkeeper-Notification")


@pytest.fixture(scope="session")
def ledger(synthesis: Synthesis) -> Resources:
    return synthesis.resources("Trailkeeper-Ledger")


@pytest.fixture(scope="session")
def quarantine(synthesis: Synthesis) -> Resources:
    return synthesis.resources("Trailkeeper-Quarantine")


@pytest.fixture(scope="session")
def delivery(synthesis: Synthesis) -> Resources:
    return synthesis.resources("Trailkeeper-Delivery")


@pytest.fixture(scope="session")
def verification(synthesis: Synthesis) -> Resources:
    return synthesis.resources("Trailkeeper-Verification")


@pytest.fixture(scope="session")
def rules(synthesis: Synthesis) -> Resources:
    return synthesis.resources("Trailkeeper-Rules")


@pytest.fixture(scope="session")
def watch(synthesis: Synthesis) -> Resources:
    return synthesis.resources("Trailkeeper-Watch")


@pytest.fixture(scope="session")
def health(synthesis: Synthesis) -> Resources:
    return synthesis.resources("Trailkeeper-Health")


@pytest.fixture(scope="session")
def alarm(synthesis: Synthesis) -> Resources:
    return synthesis.resources("Trailkeeper-Alarm")


@pytest.fixture(scope="session")
def trail(synthesis: Synthesis) -> Resources:
    return synthesis.resources("Trailkeeper-Trail")

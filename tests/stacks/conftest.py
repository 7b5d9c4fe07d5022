"""The stacks of a deployment without configuration, synthesized once for all tests."""

import os
from pathlib import Path

import pytest

NODE = Path(__file__).resolve().parents[2] / ".venv" / "cdk" / "node"
if NODE.exists():
    # jsii looks for its node when the CDK is imported, which the next import does.
    os.environ.setdefault("JSII_NODE", str(NODE))

from tests.stacks.synthesis import Resources, Synthesis, synthesize  # noqa: E402


@pytest.fixture(scope="session")
def synthesis(tmp_path_factory: pytest.TempPathFactory) -> Synthesis:
    return synthesize({}, tmp_path_factory.mktemp("cdk.out"))


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
def trail(synthesis: Synthesis) -> Resources:
    return synthesis.resources("Trailkeeper-Trail")


@pytest.fixture(scope="session")
def delivery(synthesis: Synthesis) -> Resources:
    return synthesis.resources("Trailkeeper-Delivery")

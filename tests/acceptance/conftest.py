import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from local.cloud import EmbeddedCloud
from local.deploy import host_assembly, synthesize
from local.story import Step, cast, story
from tests.acceptance.deployment import CONFIGURATION, Deployment
from tests.acceptance.watched_trail import WatchedTrail

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}],
}

MakeFunction = Callable[..., str]


@pytest.fixture(scope="session")
def cloud() -> Iterator[EmbeddedCloud]:
    with EmbeddedCloud() as cloud:
        yield cloud


@pytest.fixture
def trail(cloud: EmbeddedCloud) -> Iterator[WatchedTrail]:
    trail = WatchedTrail(cloud).start()
    yield trail
    trail.delete()


@pytest.fixture
def prepared(cloud: EmbeddedCloud) -> WatchedTrail:
    """With its bucket and topic, but no trail yet."""
    return WatchedTrail(cloud)


@pytest.fixture(scope="session")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assembly that goes to AWS."""
    return synthesize(tmp_path_factory.mktemp("synthesized"), CONFIGURATION)


@pytest.fixture(scope="session")
def assembly(synthesized: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the layer of this machine."""
    return host_assembly(synthesized, tmp_path_factory.mktemp("assembly") / "cdk.out")


@pytest.fixture(scope="session")
def told(assembly: Path) -> Iterator[tuple[Deployment, list[Step]]]:
    """The pipeline in a cloud of its own, as its trail would write the calls of all other tests, and a story's steps.

    Then the trail is stopped: looking at what arrives makes records too.
    """
    with EmbeddedCloud() as cloud:
        deployment = Deployment(cloud, assembly)
        steps = list(story(cloud, cast(cloud)))
        cloud.client("cloudtrail").stop_logging(Name="trailkeeper")
        cloud.deliver()
        yield deployment, steps


@pytest.fixture(scope="session")
def deployed(told: tuple[Deployment, list[Step]]) -> Deployment:
    """All scenarios share it, so each has accounts and keys of its own."""
    return told[0]


@pytest.fixture(scope="session")
def make_function() -> MakeFunction:
    """Make a Lambda function out of a module's source, with a role that has no rights; its name is the answer."""

    def make(cloud: EmbeddedCloud, name: str, source: str, **settings: Any) -> str:
        role = cloud.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as content:
            content.writestr("function.py", source)
        cloud.client("lambda").create_function(
            FunctionName=name,
            Runtime="python3.13",
            Handler="function.handler",
            Role=role["Arn"],
            Code={"ZipFile": archive.getvalue()},
            **settings,
        )
        return name

    return make

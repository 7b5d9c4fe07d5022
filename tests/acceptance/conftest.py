import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local.cloud import EmbeddedCloud

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}],
}

MakeFunction = Callable[..., str]


@pytest.fixture(scope="session")
def cloud() -> Iterator[EmbeddedCloud]:
    with EmbeddedCloud() as cloud:
        yield cloud


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

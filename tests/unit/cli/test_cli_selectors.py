"""`trailkeeper selectors`: what it prints, and what it does not do."""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from cli.selectors import run
from cli.terminal import UsageError
from stacks.config import Config

MANAGEMENT = {
    "Name": "Management events selector",
    "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}],
}
OBJECTS = {
    "Name": "s3-data",
    "FieldSelectors": [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
    ],
}
GUARDED = {
    "Name": "s3-data",
    "FieldSelectors": [
        *OBJECTS["FieldSelectors"],
        {"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::audit/"]},
    ],
}


def own_resources(config: Config) -> Mapping[str, Sequence[str]]:
    return {"AWS::S3::Object": [f"arn:aws:s3:::{config.archive.bucket_name}/"]}


def asked(*presets: str, config: Path = Path("cdk.json"), own: bool = False) -> argparse.Namespace:
    return argparse.Namespace(presets=list(presets), config=config, own=own)


def laid(folder: Path, selectors: Any) -> Path:
    path = folder / "cdk.json"
    keys = {"archive": {"bucket_name": "audit"}, "trail": {"selectors": selectors}}
    path.write_text(json.dumps({"context": {"trailkeeper": keys}}))
    return path


def test_presets_are_printed_in_full_without_a_configuration(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(asked("management", "s3-data", config=Path("nowhere"))) == 0
    assert json.loads(capsys.readouterr().out) == [MANAGEMENT, OBJECTS]


def test_the_configurations_own_selectors_are_printed_where_no_preset_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(asked(config=laid(tmp_path, {"presets": ["s3-data"]}))) == 0
    assert json.loads(capsys.readouterr().out) == [OBJECTS]


def test_basic_selectors_are_printed_as_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(asked(config=laid(tmp_path, {"basic": [{"ReadWriteType": "WriteOnly"}]}))) == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "ReadWriteType": "WriteOnly",
            "IncludeManagementEvents": True,
            "DataResources": [],
            "ExcludeManagementEventSources": [],
        }
    ]


@pytest.mark.parametrize("presets", [["s3-data"], []])
def test_own_leaves_the_deployments_own_events_out(
    presets: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(asked(*presets, config=laid(tmp_path, {"presets": ["s3-data"]}), own=True), own_resources) == 0
    assert json.loads(capsys.readouterr().out) == [GUARDED]


def test_an_unknown_preset_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError, match=r'^presets\[0\]: expected one of .*, got "s3-dta"; did you mean s3-data\?$'):
        run(asked("s3-dta"))
    assert capsys.readouterr().out == ""


def test_basic_selectors_of_own_resources_are_told(tmp_path: Path) -> None:
    selectors = {"basic": [{"DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}]}
    with pytest.raises(UsageError, match=r"^basic\[0\]\.DataResources\[0\]\.Values\[0\]: expected nothing that covers"):
        run(asked(config=laid(tmp_path, selectors), own=True), own_resources)


UNUSABLE: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"{", "expected JSON, got something else"),
    "no text": (b"\xff", "expected JSON, got something else"),
    "no object": (b"[]", "expected the context of a CDK app, got none"),
    "no context": (b'{"context": 7}', "expected the context of a CDK app, got none"),
    "a wrong key": (b'{"context": {"trailkeeper": {"trial": {}}}}', "trailkeeper.trial: no such key"),
}


@pytest.mark.parametrize(("content", "said"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_configuration_that_cannot_be_read_is_told(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "cdk.json"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=said):
        run(asked(config=path))


def test_a_configuration_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"No such file or directory; name the deployment's cdk\.json$"):
        run(asked(config=tmp_path / "cdk.json"))

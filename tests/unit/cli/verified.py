"""`trailkeeper verify --json` over a folder that an archive is written to."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from cli.command import main
from tests.digest_builder import START, Archive

Told = dict[str, Any]
NOW_S = int(START.timestamp()) + 10**6


def verified(archive: Archive, folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, Told]:
    """The exit code, and the one JSON object; at NOW_S."""
    archive.write(folder)
    keys = folder / "_public_keys.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", lambda: NOW_S)
        code = main(["verify", "--directory", str(folder), "--public-keys", str(keys), "--json", *options])
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    told: Told = json.loads(out)
    return code, told


def codes(told: Told) -> list[str]:
    return [finding["code"] for finding in told["findings"]]

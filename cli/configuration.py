"""The configuration of a deployment, as its cdk.json has it, and where that puts it."""

import json
from pathlib import Path
from typing import Any

from cli.terminal import UsageError
from stacks.config import Config, InvalidConfig, within


def configuration(path: Path) -> Config:
    """Raises UsageError where there is none, or it is not valid."""
    try:
        held: Any = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(f"--config {path}: {error.strerror}; name the deployment's cdk.json") from error
    except ValueError as error:
        raise UsageError(f"--config {path}: expected JSON, got something else") from error
    context = held.get("context", {}) if isinstance(held, dict) else None
    if not isinstance(context, dict):
        raise UsageError(f"--config {path}: expected the context of a CDK app, got none")
    try:
        return within(context)
    except InvalidConfig as error:
        raise UsageError(str(error)) from error

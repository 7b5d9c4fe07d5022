"""Security rules for tests, records that they match, and deliver with these rules."""

from collections.abc import Sequence
from typing import Any

import pytest

from lambdas.core.ruleset import Ruleset
from lambdas.core.security_rule import Rule
from lambdas.deliver.invocation import Invocation
from tests.builder import key, log_file, record
from tests.pipeline import Pipeline

STOPPED = Rule(name="trail-changed", title="A trail was changed", pattern="{$.eventName = StopLogging}")
ROOT = Rule(name="root-use", title="Root was used", pattern='{$.userIdentity.type = "Root"}')
RULESET = Ruleset([STOPPED, ROOT])
ROOT_USER = {"type": "Root", "accountId": "111122223333"}


def match(user: str = "alice", event_time: str = "2026-11-23T12:00:00Z", **fields: object) -> bytes:
    """A record that STOPPED matches."""
    identity = {"type": "IAMUser", "arn": f"arn:aws:iam::111122223333:user/{user}"}
    call = {"eventName": "StopLogging", "eventSource": "cloudtrail.amazonaws.com", "eventID": f"of-{user}"}
    return record(event_time, **{**call, "userIdentity": identity, **fields})


def watching(*files: Sequence[bytes], **more: Any) -> Pipeline:
    """Log files "0", "1" …"""
    bodies = {key(str(place)): log_file(*records) for place, records in enumerate(files)}
    return Pipeline(bodies, rules=RULESET, **more)


def run(pipeline: Pipeline) -> Invocation:
    return pipeline.run_keys(*pipeline.files)


def told(pipeline: Pipeline) -> list[str]:
    """Who the notices are of, in their order."""
    return [text.split("Who: ")[1].split("\n")[0] for _, text in pipeline.topic.messages if "Who: " in text]


def lines(caplog: pytest.LogCaptureFixture, message: str) -> list[dict[str, Any]]:
    return [line.__dict__ for line in caplog.records if line.getMessage() == message]

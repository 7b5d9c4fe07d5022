import json
from typing import Any

import pytest

from local.server.delivery.event_bus import RECORD_LIMIT_BYTES, event

RECORD = {
    "eventCategory": "Management",
    "readOnly": False,
    "eventSource": "kms.amazonaws.com",
    "eventName": "DisableKey",
}


def test_an_event_holds_the_record_and_is_of_its_service() -> None:
    told = event(RECORD)
    assert told is not None
    assert (told["Source"], told["DetailType"]) == ("aws.kms", "AWS API Call via CloudTrail")
    assert json.loads(told["Detail"]) == RECORD


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"readOnly": True}, id="a read"),
        pytest.param({"eventCategory": "Data"}, id="a data event"),
        pytest.param({"requestParameters": "x" * RECORD_LIMIT_BYTES}, id="a large one"),
    ],
)
def test_of_other_records_nothing_is_told(changes: dict[str, Any]) -> None:
    assert event(RECORD | changes) is None

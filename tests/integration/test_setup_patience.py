"""setup's patience with CloudTrail: what it asks again, after which pauses, and what it does not wait for."""

import time

import pytest
from botocore.exceptions import EndpointConnectionError

from lambdas.aws.cloudtrail import PAUSES_SECONDS
from lambdas.core.error import ConfigurationError, Unavailable
from tests.integration.cloudtrail_wire import CALLS, TAKEN, change, cloudtrail, refusal, wire

CHANGES = [operation for operation in CALLS if operation != "GetTrail"]


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without moto, which lacks two of the operations and would be asked beside what answers here."""
    monkeypatch.setattr(time, "sleep", lambda _: None)


@pytest.mark.parametrize("operation", CALLS)
def test_a_rate_that_is_exceeded_is_tried_again(operation: str) -> None:
    call, body, success = CALLS[operation]
    cloud = wire(refusal("ThrottlingException"), TAKEN)
    assert call(cloudtrail(cloud)) == success
    assert cloud.bodies() == [body] * 2


@pytest.mark.parametrize("operation", CHANGES)
def test_a_change_that_cloudtrail_does_not_take_for_now_is_tried_again_after_ever_longer_pauses(operation: str) -> None:
    call, body, success = CALLS[operation]
    cloud, paused = wire(*[refusal("ConflictException")] * 3, TAKEN), list[float]()
    assert call(cloudtrail(cloud, paused)) == success
    assert cloud.bodies() == [body] * 4
    assert paused == sorted(set(paused)) == list(PAUSES_SECONDS[:3])


@pytest.mark.parametrize("operation", CHANGES)
def test_a_change_that_cloudtrail_never_takes_is_given_up_before_the_function_ends(operation: str) -> None:
    cloud, paused = wire(refusal("ConflictException")), list[float]()
    with pytest.raises(Unavailable, match="ConflictException"):
        CALLS[operation][0](cloudtrail(cloud, paused))
    assert paused == list(PAUSES_SECONDS)
    assert 90 <= sum(paused) <= 120


@pytest.mark.parametrize("code", ["InsufficientS3BucketPolicyException", "AccessDeniedException"])
def test_what_a_person_has_to_change_is_not_waited_for(code: str) -> None:
    paused: list[float] = []
    with pytest.raises(ConfigurationError):
        change(cloudtrail(wire(refusal(code)), paused))
    assert paused == []


def test_a_connection_that_fails_is_not_waited_for() -> None:
    def broken(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url="https://cloudtrail")

    cloud, paused = wire(), list[float]()
    cloud.client.meta.events.register_first("before-call.cloudtrail.UpdateTrail", broken)
    with pytest.raises(Unavailable):
        change(cloudtrail(cloud, paused))
    assert paused == []

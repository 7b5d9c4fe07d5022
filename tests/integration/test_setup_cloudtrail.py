"""setup's calls to CloudTrail: what is sent, and what each answer means."""

import json
import time
from typing import Any

import pytest
from botocore.loaders import Loader

from lambdas.aws.cloudtrail import ERRORS
from lambdas.aws.error import ERRORS as EVERYWHERE
from lambdas.core.error import ConfigurationError, PipelineError, Throttled, Unavailable
from lambdas.core.trail import Trail
from tests.integration.cloudtrail_wire import (
    CALLS,
    LINK,
    QUIET,
    TRAIL,
    UNLINK,
    Call,
    Wire,
    change,
    cloudtrail,
    read,
    refusal,
    session,
    target,
    wire,
)

# What is no failure, and what is said then.
NO_FAILURE: dict[tuple[str, str], object] = {
    ("GetTrail", "TrailNotFoundException"): None,
    ("UpdateTrail", "TrailNotFoundException"): None,
    ("RegisterOrganizationDelegatedAdmin", "AccountRegisteredException"): False,
    ("DeregisterOrganizationDelegatedAdmin", "AccountNotRegisteredException"): None,
    ("DeregisterOrganizationDelegatedAdmin", "AccountNotFoundException"): None,
}
PASSING = {"ConflictException": Unavailable, "ThrottlingException": Throttled}


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without moto, which lacks two of the operations and would be asked beside what answers here."""
    monkeypatch.setattr(time, "sleep", lambda _: None)


@pytest.mark.parametrize("operation", CALLS)
def test_a_call_sends_what_it_must_and_no_more(operation: str) -> None:
    call, body, success = CALLS[operation]
    cloud = wire()
    assert call(cloudtrail(cloud)) == success
    assert cloud.bodies() == [body]
    (request,) = cloud.sent
    assert target(request).endswith(f".{operation}")


@pytest.mark.parametrize("unlink", [True, False])
@pytest.mark.parametrize("recursive", [True, False, None])
def test_the_body_is_the_one_that_boto3_sends_where_it_knows_recursive_logging(
    *, unlink: bool, recursive: bool | None
) -> None:
    cloud, known = wire(), wire()
    cloudtrail(cloud).change_trail(TRAIL, unlink=unlink, recursive_logging=recursive)
    settings = (UNLINK if unlink else {}) | ({} if recursive is None else {"RecursiveLogging": recursive})
    known.client.update_trail(Name=TRAIL, **settings)
    (body,) = cloud.bodies()
    assert [body] == known.bodies() == [{"Name": TRAIL, **settings}]
    assert target(cloud.sent[0]) == target(known.sent[0])
    assert cloud.sent[0].headers["Content-Length"] == str(len(json.dumps(body, separators=(",", ":"))))


@pytest.mark.parametrize("recursive", [True, False, None])
@pytest.mark.parametrize("linked", [True, False])
def test_a_trail_is_told_as_it_is(*, linked: bool, recursive: bool | None) -> None:
    shown = (LINK if linked else {}) | ({} if recursive is None else {"RecursiveLogging": recursive})
    found = Trail(linked, recursive)
    assert read(cloudtrail(wire((200, {"Trail": shown})))) == found
    assert change(cloudtrail(wire((200, shown)))) == found


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A client of a boto3 that does not know RecursiveLogging."""
    load = Loader.load_service_model

    def without(*arguments: Any, **named: Any) -> Any:
        model = load(*arguments, **named)
        for shape in ("Trail", "UpdateTrailRequest", "UpdateTrailResponse"):
            model.get("shapes", {}).get(shape, {"members": {}})["members"].pop("RecursiveLogging", None)
        return model

    monkeypatch.setattr(Loader, "load_service_model", without)
    client: Any = session.__wrapped__().client("cloudtrail")
    assert "RecursiveLogging" not in client.meta.service_model.operation_model("UpdateTrail").input_shape.members
    return client


def test_a_boto3_that_does_not_know_recursive_logging_sends_it_all_the_same(older: Any) -> None:
    cloud = Wire(older)
    change(cloudtrail(cloud))
    assert cloud.bodies() == [QUIET]


@pytest.mark.parametrize(("call", "answer"), [(read, {"Trail": {"RecursiveLogging": False}}), (change, QUIET)])
def test_a_boto3_that_does_not_know_recursive_logging_tells_it_all_the_same(
    older: Any, call: Call, answer: dict[str, Any]
) -> None:
    assert call(cloudtrail(Wire(older, [(200, answer)]))) == Trail(has_link=False, recursive_logging=False)


@pytest.mark.parametrize(("operation", "code"), NO_FAILURE)
def test_what_is_as_it_should_be_already_is_no_failure(operation: str, code: str) -> None:
    cloud = wire(refusal(code))
    assert CALLS[operation][0](cloudtrail(cloud)) == NO_FAILURE[operation, code]
    assert len(cloud.sent) == 1


def documented() -> list[tuple[str, str]]:
    """The errors of each operation, as botocore's model has them."""
    model = session().client("cloudtrail").meta.service_model
    return [(name, shape.name) for name in CALLS for shape in model.operation_model(name).error_shapes]


@pytest.mark.parametrize(("operation", "code"), [pair for pair in documented() if pair not in NO_FAILURE])
def test_each_documented_error_says_what_to_do(operation: str, code: str) -> None:
    call, body, _ = CALLS[operation]
    (named, *_) = body.values()
    expected = PASSING.get(code, ConfigurationError)
    with pytest.raises(expected, match=f"{named}: {code}: because"):
        call(cloudtrail(wire(refusal(code))))


@pytest.mark.parametrize(
    ("code", "error"),
    [("AccessDeniedException", ConfigurationError), ("ExpiredTokenException", Unavailable), ("New", Unavailable)],
)
def test_an_error_of_every_service_says_what_to_do_as_everywhere(code: str, error: type[PipelineError]) -> None:
    with pytest.raises(error):
        change(cloudtrail(wire(refusal(code))))


def test_the_errors_of_cloudtrail_are_told_apart_once() -> None:
    again = {code for code in ERRORS if EVERYWHERE.get(code) is ERRORS[code]}
    assert again == set()

"""setup's calls to CloudTrail: what is sent, and what each answer means."""

import io
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.loaders import Loader

from lambdas.aws.client import PATIENCE
from lambdas.aws.cloudtrail import ERRORS, CloudTrail
from lambdas.aws.error import ERRORS as EVERYWHERE
from lambdas.core.error import ConfigurationError, PipelineError, Throttled, Unavailable

TRAIL = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/trailkeeper"
ACCOUNT = "222233334444"
Call = Callable[[CloudTrail], object]


def set_off(cloudtrail: CloudTrail) -> object:
    return cloudtrail.set_recursive_logging(TRAIL, on=False)


def register(cloudtrail: CloudTrail) -> object:
    return cloudtrail.register_administrator(ACCOUNT)


def deregister(cloudtrail: CloudTrail) -> object:
    return cloudtrail.deregister_administrator(ACCOUNT)  # type: ignore[func-returns-value]  # None is the answer


# By operation: the call, what it sends, and what it says when it has succeeded.
CALLS: dict[str, tuple[Call, dict[str, object], object]] = {
    "UpdateTrail": (set_off, {"Name": TRAIL, "RecursiveLogging": False}, True),
    "RegisterOrganizationDelegatedAdmin": (register, {"MemberAccountId": ACCOUNT}, True),
    "DeregisterOrganizationDelegatedAdmin": (deregister, {"DelegatedAdminAccountId": ACCOUNT}, None),
}
# What is no failure, and what is said then.
NO_FAILURE: dict[tuple[str, str], object] = {
    ("UpdateTrail", "TrailNotFoundException"): False,
    ("RegisterOrganizationDelegatedAdmin", "AccountRegisteredException"): False,
    ("DeregisterOrganizationDelegatedAdmin", "AccountNotRegisteredException"): None,
    ("DeregisterOrganizationDelegatedAdmin", "AccountNotFoundException"): None,
}
PASSING = {"ConflictException": Unavailable, "ThrottlingException": Throttled}


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without moto, which lacks two of the operations and would be asked beside what answers here."""
    monkeypatch.setattr(time, "sleep", lambda _: None)


@cache
def session() -> boto3.session.Session:
    return boto3.session.Session("testing", "testing", region_name="eu-west-1")


class Raw(io.BytesIO):
    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


@dataclass
class Wire:
    """Answers in CloudTrail's place, the last answer again and again: no request leaves the process."""

    client: Any
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=lambda: [(200, {})])
    sent: list[AWSPreparedRequest] = field(default_factory=list)

    def __post_init__(self) -> None:
        for operation in CALLS:
            self.client.meta.events.register_first(f"before-send.cloudtrail.{operation}", self._answer)

    def bodies(self) -> list[Any]:
        return [json.loads(request.body or "") for request in self.sent]  # type: ignore[arg-type]  # bytes

    def _answer(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        self.sent.append(request)
        status, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return AWSResponse("url", status, {}, Raw(json.dumps(body).encode()))  # type: ignore[arg-type]  # what urllib3 would give


def target(request: AWSPreparedRequest) -> str:
    found = request.headers["X-Amz-Target"]
    return found.decode() if isinstance(found, bytes) else str(found)


def refusal(code: str) -> tuple[int, dict[str, str]]:
    return 400, {"__type": code, "message": "because"}


def wire(*answers: tuple[int, dict[str, str]]) -> Wire:
    return Wire(session().client("cloudtrail", config=PATIENCE), list(answers) or [(200, {})])


@pytest.mark.parametrize("operation", CALLS)
def test_a_call_sends_what_it_must_and_no_more(operation: str) -> None:
    call, body, success = CALLS[operation]
    cloud = wire()
    assert call(CloudTrail(cloud.client)) == success
    assert cloud.bodies() == [body]
    (request,) = cloud.sent
    assert target(request).endswith(f".{operation}")


@pytest.mark.parametrize("on", [True, False])
def test_the_body_is_the_one_that_boto3_sends_where_it_knows_recursive_logging(*, on: bool) -> None:
    cloud = wire()
    CloudTrail(cloud.client).set_recursive_logging(TRAIL, on=on)
    known = wire()
    known.client.update_trail(Name=TRAIL, RecursiveLogging=on)
    (body,) = cloud.bodies()
    assert [body] == known.bodies() == [{"Name": TRAIL, "RecursiveLogging": on}]
    assert target(cloud.sent[0]) == target(known.sent[0])
    assert cloud.sent[0].headers["Content-Length"] == str(len(json.dumps(body, separators=(",", ":"))))


def test_a_boto3_that_does_not_know_recursive_logging_sends_it_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    load = Loader.load_service_model

    def older(*arguments: Any, **named: Any) -> Any:
        model = load(*arguments, **named)
        model.get("shapes", {}).get("UpdateTrailRequest", {"members": {}})["members"].pop("RecursiveLogging", None)
        return model

    monkeypatch.setattr(Loader, "load_service_model", older)
    old = session.__wrapped__().client("cloudtrail")
    assert "RecursiveLogging" not in old.meta.service_model.operation_model("UpdateTrail").input_shape.members
    cloud = Wire(old)
    CloudTrail(cloud.client).set_recursive_logging(TRAIL, on=False)
    assert cloud.bodies() == [{"Name": TRAIL, "RecursiveLogging": False}]


@pytest.mark.parametrize(("operation", "code"), NO_FAILURE)
def test_what_is_as_it_should_be_already_is_no_failure(operation: str, code: str) -> None:
    cloud = wire(refusal(code))
    assert CALLS[operation][0](CloudTrail(cloud.client)) == NO_FAILURE[operation, code]
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
        call(CloudTrail(wire(refusal(code)).client))


@pytest.mark.parametrize(
    ("code", "error"),
    [("AccessDeniedException", ConfigurationError), ("ExpiredTokenException", Unavailable), ("New", Unavailable)],
)
def test_an_error_of_every_service_says_what_to_do_as_everywhere(code: str, error: type[PipelineError]) -> None:
    with pytest.raises(error):
        set_off(CloudTrail(wire(refusal(code)).client))


def test_the_errors_of_cloudtrail_are_told_apart_once() -> None:
    again = {code for code in ERRORS if EVERYWHERE.get(code) is ERRORS[code]}
    assert again == set()


def test_a_rate_that_is_exceeded_is_tried_again() -> None:
    cloud = wire(refusal("ThrottlingException"), (200, {}))
    assert set_off(CloudTrail(cloud.client)) is True
    assert cloud.bodies() == [{"Name": TRAIL, "RecursiveLogging": False}] * 2

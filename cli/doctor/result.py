"""What a check says of an object, in the words that a person reads."""

from enum import StrEnum

import msgspec

from lambdas.core.error import PipelineError


class Status(StrEnum):
    FAIL = "fail"
    """Evidence is lost, or will be; or what is there is not what is configured."""
    WARN = "warn"
    """It costs money twice, or more is allowed than is needed."""
    UNDECIDED = "undecided"
    OK = "ok"
    SKIPPED = "skipped"
    """There is nothing to look at yet, or it is not configured."""


class Result(msgspec.Struct, frozen=True):
    status: Status
    object: str
    """Its ARN."""
    found: str
    todo: str = ""
    check: str = ""
    """Of the check that says so."""


def ok(object_: str, found: str) -> Result:
    return Result(Status.OK, object_, found)


def fail(object_: str, found: str, todo: str) -> Result:
    return Result(Status.FAIL, object_, found, todo)


def warn(object_: str, found: str, todo: str) -> Result:
    return Result(Status.WARN, object_, found, todo)


def undecided(object_: str, error: PipelineError) -> Result:
    return Result(Status.UNDECIDED, object_, str(error), "see to it that it can be read, and run doctor again")


def skipped(object_: str, found: str) -> Result:
    return Result(Status.SKIPPED, object_, found)


def missing(object_: str, *, adopted: bool) -> Result:
    """Of what is not there: before the first deployment nothing is but what is adopted."""
    if adopted:
        return fail(object_, "it does not exist", "look at the ARN in cdk.json: what is adopted has to be there")
    return skipped(object_, "not deployed yet")

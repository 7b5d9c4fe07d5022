"""The custom resources: what each does when it is created, updated and deleted. Nothing that holds evidence is deleted.

Each operation may come twice. It returns the physical id; where that is another one after an update, CloudFormation
deletes the resource of the old one in the end, or that of the new one where it rolls back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from lambdas.core import ingestion
from lambdas.core.custom_resource import Request, RequestType, properties
from lambdas.core.error import ConfigurationError
from lambdas.setup.port import CloudTrail

REGISTERED, FOUND = "registered:", "found:"
"""What an administrator's physical id begins with: whether this resource made the account one, or it was one before."""


@dataclass(frozen=True, slots=True)
class World:
    cloudtrail: CloudTrail
    now_seconds: Callable[[], int]


Operation = Callable[[Request, World], str]


class RecursiveLogging(msgspec.Struct, frozen=True, rename="pascal"):
    trail_arn: str
    recursive_logging: Literal["true", "false"]


class DelegatedAdministrator(msgspec.Struct, frozen=True, rename="pascal"):
    account_id: Annotated[str, msgspec.Meta(pattern=r"(?a)\A\d{12}\Z")]


class IngestionOverlap(msgspec.Struct, frozen=True, rename="pascal"):
    paths: Annotated[list[Literal["pipeline", "native", "direct"]], msgspec.Meta(min_length=1)]


def begin_recursive_logging(request: Request, world: World) -> str:
    """Of a trail that is new nothing has to be changed, unless it is not to be as CloudTrail makes it."""
    wanted = properties(request, RecursiveLogging)
    return wanted.trail_arn if wanted.recursive_logging == "true" else set_recursive_logging(request, world)


def set_recursive_logging(request: Request, world: World) -> str:
    wanted = properties(request, RecursiveLogging)
    if not world.cloudtrail.set_recursive_logging(wanted.trail_arn, on=wanted.recursive_logging == "true"):
        raise ConfigurationError(f"trail {wanted.trail_arn}: there is none, whose RecursiveLogging could be set")
    return wanted.trail_arn


def register(request: Request, world: World) -> str:
    account = properties(request, DelegatedAdministrator).account_id
    return (REGISTERED if world.cloudtrail.register_administrator(account) else FOUND) + account


def keep_registered(request: Request, world: World) -> str:
    """An account that this resource has registered stays its own.

    Not so after another account and back: an administrator that is found is not taken for one's own, and stays.
    """
    account = properties(request, DelegatedAdministrator).account_id
    made = register(request, world)
    return request.physical_resource_id if request.physical_resource_id == REGISTERED + account else made


def deregister(request: Request, world: World) -> str:
    if request.physical_resource_id.startswith(REGISTERED):
        world.cloudtrail.deregister_administrator(request.physical_resource_id.removeprefix(REGISTERED))
    return request.physical_resource_id


def begin_paths(request: Request, world: World) -> str:
    paths = properties(request, IngestionOverlap).paths
    return ingestion.text(ingestion.begun(paths, world.now_seconds()))


def change_paths(request: Request, world: World) -> str:
    paths = properties(request, IngestionOverlap).paths
    since = ingestion.parsed(request.physical_resource_id)
    return ingestion.text(ingestion.changed(since, paths, world.now_seconds()))


def nothing(request: Request, world: World) -> str:  # noqa: ARG001  (an operation like the others)
    return request.physical_resource_id


def operations(create: Operation, update: Operation, delete: Operation) -> Mapping[RequestType, Operation]:
    return {RequestType.CREATE: create, RequestType.UPDATE: update, RequestType.DELETE: delete}


# RecursiveLogging goes with its trail, which CloudFormation deletes next: UpdateTrail would ask for policies that may
# be gone already.
RESOURCES: Mapping[str, Mapping[RequestType, Operation]] = {
    "Custom::RecursiveLogging": operations(begin_recursive_logging, set_recursive_logging, nothing),
    "Custom::DelegatedAdministrator": operations(register, keep_registered, deregister),
    "Custom::IngestionOverlap": operations(begin_paths, change_paths, nothing),
}
"""By ResourceType."""

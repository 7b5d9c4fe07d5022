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
from lambdas.setup.port import CloudTrail, Log

REGISTERED, FOUND = "registered:", "found:"
"""What an administrator's physical id begins with: whether this resource made the account one, or it was one before."""


@dataclass(frozen=True, slots=True)
class World:
    cloudtrail: CloudTrail
    now_seconds: Callable[[], int]
    log: Log


Operation = Callable[[Request, World], str]


Switch = Literal["true", "false"]


class TrailSettings(msgspec.Struct, frozen=True, rename="pascal"):
    trail_arn: str
    recursive_logging: Switch
    native_link: Switch
    """Whether the trail may have one. CloudFormation makes it, and keeps it when a template no longer has it."""


class DelegatedAdministrator(msgspec.Struct, frozen=True, rename="pascal"):
    account_id: Annotated[str, msgspec.Meta(pattern=r"(?a)\A\d{12}\Z")]


class IngestionOverlap(msgspec.Struct, frozen=True, rename="pascal"):
    paths: Annotated[list[Literal["pipeline", "native", "direct"]], msgspec.Meta(min_length=1)]


def begin_trail(request: Request, world: World) -> str:
    wanted = properties(request, TrailSettings)
    if not set_trail(request, world):
        raise ConfigurationError(f"trail {wanted.trail_arn}: there is none that could be set")
    return wanted.trail_arn


def change_trail(request: Request, world: World) -> str:
    """A trail that is gone is no failure: CloudFormation could not even roll back."""
    wanted = properties(request, TrailSettings)
    if not set_trail(request, world):
        world.log.error("there is no such trail: nothing is set", extra={"trail": wanted.trail_arn})
    return wanted.trail_arn


def set_trail(request: Request, world: World) -> bool:
    """False where there is no such trail. Of one that is as it shall be, nothing is changed."""
    wanted = properties(request, TrailSettings)
    found = world.cloudtrail.trail(wanted.trail_arn)
    if found is None:
        return False
    unlink = found.has_link and wanted.native_link == "false"
    recursive = wanted.recursive_logging == "true" if differs(found.recursive_logging, request) else None
    if not unlink and recursive is None:
        return True
    after = world.cloudtrail.change_trail(wanted.trail_arn, unlink=unlink, recursive_logging=recursive)
    if after is not None and recursive is not None:
        confirm(wanted.trail_arn, recursive, after.recursive_logging, world)
    return after is not None


def differs(shown: bool | None, request: Request) -> bool:  # noqa: FBT001  (what CloudTrail tells, or does not)
    """Where CloudTrail does not tell, it is as the resource has set it before, and else true: CloudTrail's default."""
    wanted = properties(request, TrailSettings).recursive_logging
    before = (request.old_resource_properties or {}).get("RecursiveLogging", "true")
    return "false" in {wanted, before} if shown is None else shown != (wanted == "true")


def confirm(trail_arn: str, wanted: bool, shown: bool | None, world: World) -> None:  # noqa: FBT001  (as above)
    """Raises ConfigurationError where CloudTrail has taken the request, and not what it asks for."""
    if shown is None:
        world.log.info("RecursiveLogging is set, and CloudTrail does not confirm it", extra={"trail": trail_arn})
    elif shown != wanted:
        told = f"RecursiveLogging is still {str(shown).lower()}: CloudTrail does not take it in this Region"
        raise ConfigurationError(f"trail {trail_arn}: {told}; configure it so")


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


# The settings go with their trail, which CloudFormation deletes next: UpdateTrail would ask for policies that may
# be gone already.
RESOURCES: Mapping[str, Mapping[RequestType, Operation]] = {
    "Custom::TrailSettings": operations(begin_trail, change_trail, nothing),
    "Custom::DelegatedAdministrator": operations(register, keep_registered, deregister),
    "Custom::IngestionOverlap": operations(begin_paths, change_paths, nothing),
}
"""By ResourceType."""

"""What a template says of a DynamoDB table, for whoever applies what the emulator drops of it."""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from local.server import seams

TABLES = ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")

Properties = Mapping[str, Any]
Apply = Callable[[str, Properties], None]
"""By the table's ARN and its new properties."""


def held(properties: Properties, region: str) -> Properties:
    """What of a template's properties is of the table, or of the replica of a global table in this Region."""
    replicas = (replica for replica in properties.get("Replicas", ()) if replica.get("Region") == region)
    return next(replicas, properties)


def follow(apply: Apply) -> None:
    """Have this called whenever a template has made or changed a table."""
    handlers = seams.seam("services.cloudformation.provisioners._RESOURCE_HANDLERS")
    for kind in TABLES:
        handlers[kind]["create"] = _followed(handlers[kind]["create"], apply, properties_at=1)
        handlers[kind]["update"] = _followed(handlers[kind]["update"], apply, properties_at=2)


def _followed(provision: Callable[..., Any], apply: Apply, properties_at: int) -> Callable[..., Any]:
    """A CloudFormation handler, of whose arguments the one at `properties_at` is the resource's new properties."""

    @functools.wraps(provision)
    def provision_table(*arguments: Any, **named: Any) -> Any:
        name, attributes = provision(*arguments, **named)
        apply(attributes["Arn"], arguments[properties_at])
        return name, attributes

    return provision_table


def table_name(arn: str) -> str:
    return arn.rpartition("/")[2]


def region_of(arn: str) -> str:
    return arn.split(":")[3]

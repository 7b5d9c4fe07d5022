"""The resource-based policy of a DynamoDB table, which the emulator keeps and never evaluates.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/access-control-resource-based.html (2026-04-13)
"""

import functools
import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from local.server import emulator, seams

Found = tuple[str, str] | None
"""A policy and the account that owns its resource."""

TABLES = ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")


def table_arn(arn: str) -> str:
    """Of a table, or of one of its indexes."""
    return arn.partition("/index/")[0]


def held(properties: Mapping[str, Any], region: str) -> Mapping[str, Any]:
    """What of a template's properties is of the table, or of the replica of a global table in this Region."""
    replicas = (replica for replica in properties.get("Replicas", ()) if replica.get("Region") == region)
    return next(replicas, properties)


def policy_document(properties: Mapping[str, Any], region: str) -> Any:
    """A template's policy; None if there is none."""
    return (held(properties, region).get("ResourcePolicy") or {}).get("PolicyDocument")


def install() -> None:
    seams.replace("core.iam_evaluator._resource_policy", _with_tables)
    seams.replace("services.dynamodb._create_table", _with_policy)
    handlers = seams.seam("services.cloudformation.provisioners._RESOURCE_HANDLERS")
    for kind in TABLES:
        handlers[kind]["create"] = _provisioned(handlers[kind]["create"], properties_at=1)
        handlers[kind]["update"] = _provisioned(handlers[kind]["update"], properties_at=2)


def _with_tables(look_up: Callable[[str, str], Found]) -> Callable[[str, str], Found]:
    @functools.wraps(look_up)
    def resource_policy(service: str, arn: str) -> Found:
        if service != "dynamodb" or ":table/" not in arn:
            return look_up(service, arn)
        _, _, _, region, account_id, _ = arn.split(":", 5)
        policies = seams.seam("services.dynamodb._resource_policies")
        found = policies.get_scoped(account_id, region, table_arn(arn))
        return (found["Policy"], account_id) if found else None

    return resource_policy


def _with_policy(create: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    @functools.wraps(create)
    def create_table(request: dict[str, Any]) -> Any:
        answer = create(request)
        if answer[0] == HTTPStatus.OK:
            _apply(json.loads(answer[2])["TableDescription"]["TableArn"], request.get("ResourcePolicy"))
        return answer

    return create_table


def _provisioned(provision: Callable[..., Any], properties_at: int) -> Callable[..., Any]:
    """A CloudFormation handler, of whose arguments the one at `properties_at` is the resource's new properties."""

    @functools.wraps(provision)
    def provision_table(*arguments: Any, **named: Any) -> Any:
        name, attributes = provision(*arguments, **named)
        document = policy_document(arguments[properties_at], emulator.region())
        _apply(attributes["Arn"], json.dumps(document) if document else None)
        return name, attributes

    return provision_table


def _apply(arn: str, policy: str | None) -> None:
    """A new table never has the policy of a deleted one of its name."""
    if policy is None:
        seams.seam("services.dynamodb._delete_resource_policy")({"ResourceArn": arn})
        return
    status, _, answer = seams.seam("services.dynamodb._put_resource_policy")({"ResourceArn": arn, "Policy": policy})
    if status != HTTPStatus.OK:
        raise ValueError(f"the policy of {arn}: {json.loads(answer)['message']}")

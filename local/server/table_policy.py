"""The resource-based policy of a DynamoDB table, which the emulator keeps and never evaluates.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/access-control-resource-based.html (2026-04-13)
"""

import functools
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from local.server import seams
from local.server.table_template import Properties, follow, held, region_of

Found = tuple[str, str] | None
"""A policy and the account that owns its resource."""


def table_arn(arn: str) -> str:
    """Of a table, or of one of its indexes."""
    return arn.partition("/index/")[0]


def policy_document(properties: Properties, region: str) -> Any:
    """A template's policy; None if there is none."""
    return (held(properties, region).get("ResourcePolicy") or {}).get("PolicyDocument")


def install() -> None:
    seams.replace("core.iam_evaluator._resource_policy", _with_tables)
    seams.replace("services.dynamodb._create_table", _with_policy)
    follow(_provisioned)


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


def _provisioned(arn: str, properties: Properties) -> None:
    document = policy_document(properties, region_of(arn))
    _apply(arn, json.dumps(document) if document else None)


def _apply(arn: str, policy: str | None) -> None:
    """A new table never has the policy of a deleted one of its name."""
    if policy is None:
        seams.seam("services.dynamodb._delete_resource_policy")({"ResourceArn": arn})
        return
    status, _, answer = seams.seam("services.dynamodb._put_resource_policy")({"ResourceArn": arn, "Policy": policy})
    if status != HTTPStatus.OK:
        raise ValueError(f"the policy of {arn}: {json.loads(answer)['message']}")
